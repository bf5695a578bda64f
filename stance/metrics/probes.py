"""Shortcut probes: what is left of a score when the model is kept from seeing what it should be reading.

A model of stance must read the target (Kaushal, Saha and Ganguly, "tWT-WT: A Dataset to Assert the Role of Target
Entities for Detecting Stance", NAACL 2021), the holder, who of the two is which, and the sentence. Each probe takes
one of these away. A score that stays as it was did not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from stance.errors import InputError
from stance.metrics import figures
from stance.metrics.masking import SOMEONE, SOMETHING, blind, name_of_target
from stance.metrics.resampling import BEHAVIOUR, FloatArray, Sample, coded, figure
from stance.types import Answer, MetricValue, StanceExample, TargetMention

NO_TEXT = "…"
"""What stands for the sentence where it is taken away."""


def target_blind(example: StanceExample) -> StanceExample:
    """The question without its target, which cannot be read in the text either."""
    return blind(example, target=True)


def holder_blind(example: StanceExample) -> StanceExample | None:
    """The question without its holder; ``None`` for one that asks for the author's stance."""
    return None if example.holder is None else blind(example, holder=True)


def swapped(example: StanceExample) -> StanceExample | None:
    """The question with holder and target exchanged; ``None`` unless both are named and mentioned in the text.

    ``gold`` stays that of the question as it was: an answer that stays the same did not depend on who is who.
    """
    if example.holder is None or not example.holder_spans or not example.target_mentions:
        return None
    spans = tuple((mention.start, mention.end) for mention in example.target_mentions)
    if set(spans) == set(example.holder_spans):
        return None
    mentions = tuple(
        TargetMention(target=example.holder, text=example.text[start:end], start=start, end=end)
        for start, end in example.holder_spans
    )
    # Scope and link were found for the other holder.
    return replace(
        example,
        holder=name_of_target(example.target),
        target=example.holder,
        holder_spans=spans,
        target_mentions=mentions,
        scope=None,
        inner=None,
        link=None,
    )


def sentence_only(example: StanceExample) -> StanceExample:
    """The question with neither holder nor target."""
    return blind(example, target=True, holder=example.holder is not None)


def text_blind(example: StanceExample) -> StanceExample:
    """Holder and target without the sentence: what the model expects of the two."""
    return replace(
        example,
        text=NO_TEXT,
        context="",
        holder_spans=(),
        target_mentions=(),
        scope=None,
        inner=None,
        link=None,
    )


PROBES: Mapping[str, Callable[[StanceExample], StanceExample | None]] = {
    "target_blind": target_blind,
    "holder_blind": holder_blind,
    "swapped": swapped,
    "sentence_only": sentence_only,
    "text_blind": text_blind,
}
"""All probes, by the name that :attr:`stance.types.Answer.variant` has for them."""


def probes(examples: Sequence[StanceExample]) -> dict[str, list[StanceExample]]:
    """The examples as each probe asks them; ids, documents and ``gold`` are kept, spans stay exact.

    Args:
        examples: Left as they are.

    Returns:
        For each of :data:`PROBES` the changed examples, in order, without those that the probe does not apply to.

    >>> example = StanceExample(text="Iran praised the treaty.", holder="Iran", target="the treaty")
    >>> changed = probes([example])
    >>> changed["target_blind"][0].text, changed["target_blind"][0].target
    ('Iran praised something.', 'something')
    >>> changed["holder_blind"][0].text, changed["holder_blind"][0].holder, changed["swapped"]
    ('someone praised the treaty.', 'someone', [])
    """
    return {
        name: [changed for example in examples if (changed := probe(example)) is not None]
        for name, probe in PROBES.items()
    }


def probe_figures(answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0) -> list[MetricValue]:
    """What each probe leaves of macro-F1.

    Args:
        answers: Of one set, to the examples as they are and to what :func:`probes` made of them.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.

    Returns:
        For each probe that was answered ``"macro_f1 target_blind"``; ``"macro_f1 drop target_blind"``, the macro-F1 of
        the same examples as they are minus that, with a paired interval (0 inside it: the model may not use the
        target at all); ``"changed target_blind"``, the share of answers whose label became another.

    Raises:
        InputError: Examples with the same id, or a changed example whose original was not answered.
    """
    if any(answer.set == BEHAVIOUR for answer in answers):
        return []
    found: list[MetricValue] = []
    plain = coded(answers)
    places = {answer.example.id: place for place, answer in enumerate(plain.answers)}
    for name in PROBES:
        data = coded(answers, variant=name)
        if not len(data):
            continue
        if len(places) < len(plain):
            raise InputError(
                f"set {plain.set!r}: {len(plain) - len(places)} examples share an id with another; "
                "give each its own, so that probes can be compared with them"
            )
        missing = [answer.example.id for answer in data.answers if answer.example.id not in places]
        if missing:
            raise InputError(
                f"set {data.set!r}: {len(missing)} examples of the probe {name!r} were not answered as they are "
                f"(the first: {missing[0]!r}); run all of the set again"
            )
        items = np.array([places[answer.example.id] for answer in data.answers], dtype=np.intp)
        before, after = plain.predicted[items], data.predicted
        counts = [figures.tables(data.gold, labels) for labels in (before, after)]
        table: FloatArray = np.concatenate([*counts, (before != after)[:, None], np.ones((len(items), 1))], axis=1)
        # Drawn over all the set, as every other figure of it is.
        sums, drawn = Sample.of(plain.examples, resamples=resamples, seed=seed).sums(table, items)
        classes = figures.present(figures.square(sums[:9]))
        (first, firsts), (second, seconds) = (
            tuple(figures.macro_f1(figures.square(part[..., place : place + 9]), classes) for part in (sums, drawn))
            for place in (0, 9)
        )
        changes = figures.ratio(drawn[:, 18], drawn[:, 19])
        for kind, value, values in (
            ("macro_f1", second, seconds),
            ("macro_f1 drop", first - second, firsts - seconds),
            ("changed", sums[18] / sums[19], changes),
        ):
            found += figure(f"{kind} {name}", value, values, n=len(items), group=data.set)
    return found


__all__ = ["NO_TEXT", "PROBES", "SOMEONE", "SOMETHING", "probe_figures", "probes"]
