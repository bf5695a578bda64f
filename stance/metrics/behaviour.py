"""The behavioural suite: minimal pairs that a model passes only by reading what is tested.

The cases are data (``stance/assets/behaviour.yaml``), written for this project; the method is that of minimal pairs and
of invariance and directional tests (Ribeiro, Wu, Guestrin and Singh, "Beyond Accuracy: Behavioral Testing of NLP Models
with CheckList", ACL 2020). A pair is passed when all of its cases are answered rightly, so that an answer that ignores
the difference between them gains nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from stance.errors import InputError
from stance.labels import LABELS
from stance.metrics.figures import ratio
from stance.metrics.resampling import BEHAVIOUR, Coded, IntArray, Sample, coded, figure, wilson
from stance.shipped import shipped_yaml
from stance.types import Answer, MetricValue, Span, StanceExample, TargetMention

ASSET = "assets/behaviour.yaml"
_KEYS = {"text", "holder", "target", "stance", "holder_text", "target_text"}


def behaviour_examples() -> list[StanceExample]:
    """The cases of the suite, with spans; ``id`` is like ``negation/03b``, ``document`` the pair ``negation/03``."""
    return list(_shipped_examples())


def behaviour_groups() -> dict[str, str]:
    """What each group of the suite tests, by its name."""
    return {name: group["what"] for name, group in shipped_yaml(ASSET)["groups"].items()}


@cache
def _shipped_examples() -> tuple[StanceExample, ...]:
    return tuple(examples_of(shipped_yaml(ASSET)["groups"]))


def examples_of(groups: Mapping[str, Mapping[str, Any]]) -> list[StanceExample]:
    """Examples of groups of pairs, as the yaml file has them.

    Raises:
        InputError: A case has keys or a stance that are unknown, or holder or target are not in its text.
    """
    found = []
    for name, group in groups.items():
        for number, pair in enumerate(group["pairs"], start=1):
            for letter, case in zip("abcdefgh", pair, strict=False):
                found.append(_example(case, f"{name}/{number:02d}", letter))
    return found


def _example(case: Mapping[str, str], pair: str, letter: str) -> StanceExample:
    where = f"case {pair}{letter}"
    wrong = (set(case) - _KEYS) | {key for key in ("text", "holder", "target", "stance") if key not in case}
    if wrong:
        raise InputError(
            f"{where}: {', '.join(sorted(wrong))} unknown or missing; a case has {', '.join(sorted(_KEYS))}"
        )
    stance = next((label for label in LABELS if label == case["stance"]), None)
    if stance is None:
        raise InputError(f"{where}: stance {case['stance']!r} is none of {', '.join(LABELS)}; change it")
    text, target = case["text"], case["target"]
    mentions = tuple(
        TargetMention(target=target, text=text[start:end], start=start, end=end)
        for start, end in _spans(text, case.get("target_text", target), where)
    )
    return StanceExample(
        text=text,
        target=target,
        holder=case["holder"],
        id=pair + letter,
        gold=stance,
        holder_spans=_spans(text, case.get("holder_text", case["holder"]), where),
        target_mentions=mentions,
        dataset=BEHAVIOUR,
        document=pair,
    )


def _spans(text: str, words: str, where: str) -> tuple[Span, ...]:
    """All places where the words stand, whole and with or without a capital at the start of the sentence."""
    first = re.escape(words[0])
    pattern = rf"(?<!\w)(?:{first}|{re.escape(words[0].upper())}){re.escape(words[1:])}(?!\w)"
    spans = tuple(match.span() for match in re.finditer(pattern, text))
    if not spans:
        raise InputError(f"{where}: {words!r} is not in the text; give the words with holder_text or target_text")
    return spans


def behaviour(answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0) -> list[MetricValue]:
    """Pass rates of the suite; nothing for other sets.

    Args:
        answers: Of the set ``behaviour``; only those to the cases as they are count.
        resamples: Bootstrap samples of pairs; 0 gives no intervals.
        seed: Of the draws.

    Returns:
        ``pass_rate``, the share of pairs wholly right, over all groups and for each (``"behaviour group=negation"``),
        ``n`` pairs; ``case_accuracy``, the share of cases, ``n`` cases. The interval of a pass rate is that of Wilson
        (1927), since pairs are independent and a bootstrap gives none where all pairs are passed or none is.
    """
    data = coded([answer for answer in answers if answer.set == BEHAVIOUR])
    if not len(data):
        return []
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    groups: dict[str, list[int]] = {}
    for index, example in enumerate(data.examples):
        groups.setdefault(example.document.partition("/")[0], []).append(index)
    found = _rates(data, np.arange(len(data)), sample, BEHAVIOUR)
    for group, items in groups.items():
        found += _rates(data, np.array(items), sample, f"{BEHAVIOUR} group={group}")
    return found


def _rates(data: Coded, items: IntArray, sample: Sample, group: str) -> list[MetricValue]:
    pairs: dict[str, bool] = {}
    for index in items:
        pair = data.answers[index].example.document
        pairs[pair] = pairs.get(pair, True) and bool(data.correct[index])
    passed = sum(pairs.values())
    low, high = wilson(passed, len(pairs)) if sample.resamples else (math.nan, math.nan)
    sums, resampled = sample.sums(np.stack([data.correct[items], np.ones(len(items))], axis=1), items)
    rate = MetricValue(name="pass_rate", value=passed / len(pairs), low=low, high=high, n=len(pairs), group=group)
    values = ratio(resampled[:, 0], resampled[:, 1])
    return [rate, *figure("case_accuracy", sums[0] / sums[1], values, n=len(items), group=group)]
