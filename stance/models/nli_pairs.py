"""Entailment pairs from coded stances, to train a model for :mod:`stance.models.nli` on.

A coded example is a premise; hypotheses about its holder and target follow from it, go against it, or do neither. Many
wordings stand for each label, so that a model learns the relation and not a phrase. Three kinds of pairs are made
besides: of another target or holder (neutral), of a text put into somebody's mouth, and of two speakers who differ,
since only these teach whose stance is asked for.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from stance.models.entailment import THREE_WAY
from stance.models.nli_wordings import ANSWERS, AUTHORS, DROP, KEEP, SAYINGS, SPEAKERS, TEMPLATES, proposal, target_key
from stance.types import Label, StanceExample

ENTAILMENT, NEUTRAL, CONTRADICTION = range(len(THREE_WAY))

_SAID_SHARE, _PAIRED_SHARE, _OTHER_SHARE = 0.3, 0.15, 0.2
_LONGEST_SAID = 320  # characters; nobody reports longer speech in one sentence


class EntailmentPair(NamedTuple):
    """A premise, a hypothesis, and the index of their relation in :data:`~stance.models.entailment.THREE_WAY`."""

    premise: str
    hypothesis: str
    relation: int
    dataset: str
    document: str


def is_held_out(target: str, *, tenths: int = 1) -> bool:
    """Whether a target is kept from training: by a hash of :func:`target_key`, the same everywhere and for ever."""
    name = " ".join(sorted(target_key(target)))
    return hashlib.sha256(f"held out {name}".encode()).digest()[0] * 10 // 256 < tenths


def entailment_pairs(examples: Sequence[StanceExample], *, count: int, seed: int) -> list[EntailmentPair]:
    """Draw pairs from coded examples.

    Args:
        examples: With ``gold``; of any data sets, which get like shares as far as they go.
        count: How many pairs to make; fewer if the examples do not give that many.
        seed: Of what is drawn.

    Returns:
        Pairs without repetition, in random order; relations as even as the examples allow.
    """
    draw = random.Random(f"pairs {seed}")  # noqa: S311 - no secret
    by_set: dict[str, list[StanceExample]] = defaultdict(list)
    for example in examples:
        if example.gold is not None and example.text.strip():
            by_set[example.dataset].append(example)
    found: dict[EntailmentPair, None] = {}
    sources = [_Source(rows, draw) for _, rows in sorted(by_set.items())]
    misses = 0
    while sources and len(found) < count and misses < 20 * len(sources) + count:
        for source in sources:
            before = len(found)
            found.setdefault(source.pair(), None)
            misses += len(found) == before
    pairs = list(found)[:count]
    draw.shuffle(pairs)
    return pairs


class _Source:
    """Pairs from one data set, without end; labels are drawn evenly, then examples in turn."""

    def __init__(self, examples: Sequence[StanceExample], draw: random.Random) -> None:
        self.draw = draw
        self.by_label: dict[Label, list[StanceExample]] = defaultdict(list)
        for example in examples:
            if example.gold is not None:
                self.by_label[example.gold].append(example)
        self.labels = sorted(self.by_label)
        self.place = dict.fromkeys(self.labels, 0)
        for rows in self.by_label.values():
            draw.shuffle(rows)
        self.targets = sorted({example.target for example in examples})
        self.holders = sorted({example.holder for example in examples if example.holder})
        self.leaning: dict[tuple[str, Label], list[StanceExample]] = defaultdict(list)
        for example in examples:
            if example.gold in ("favor", "against") and example.holder is None and len(example.text) < _LONGEST_SAID:
                self.leaning[example.target, example.gold].append(example)

    def pair(self) -> EntailmentPair:
        label = self.draw.choice(self.labels)
        rows = self.by_label[label]
        example = rows[self.place[label] % len(rows)]
        self.place[label] += 1
        return self._rendered(self._varied(example))

    def _varied(self, example: StanceExample) -> StanceExample:
        """The example, or one made of it: said by somebody, answered by somebody, about another target or holder."""
        draw = self.draw
        chance = draw.random()
        if example.holder is None and len(example.text) < _LONGEST_SAID:
            other: Label = "against" if example.gold == "favor" else "favor"
            answers = self.leaning.get((example.target, other), []) if example.gold != "neutral" else []
            if chance < _PAIRED_SHARE and answers:
                return self._answered(example, draw.choice(answers))
            if chance < _PAIRED_SHARE + _SAID_SHARE:
                example = self._said(example)
                chance = draw.random()
        if draw.random() < _OTHER_SHARE and example.gold != "neutral":
            return self._unrelated(example)
        return example

    def _said(self, example: StanceExample) -> StanceExample:
        name, other = self.draw.sample(SPEAKERS, 2)
        text = _sentence(example.text)
        said = self.draw.choice(SAYINGS).format(name=name, text=text, lower=_lower(text))
        said = said[:1].upper() + said[1:]
        chance = self.draw.random()
        if chance < 0.75:
            return replace(example, text=said, holder=name)
        return replace(example, text=said, holder=other if chance < 0.9 else None, gold="neutral")

    def _answered(self, example: StanceExample, answer: StanceExample) -> StanceExample:
        first, second = self.draw.sample(SPEAKERS, 2)
        turn = self.draw.random() < 0.5
        one, two = (example, answer) if turn else (answer, example)
        frame = self.draw.choice(ANSWERS)
        part = _lower(_sentence(one.text))
        text = frame.format(
            first=first,
            second=second if "{one}," in frame else second[:1].upper() + second[1:],
            one=part.rstrip(".!? ") if "{one}," in frame else part,
            two=_sentence(two.text) if '"{two}"' in frame else _lower(_sentence(two.text)),
        )
        return replace(example, text=text[:1].upper() + text[1:], holder=first if turn else second)

    def _unrelated(self, example: StanceExample) -> StanceExample:
        words = frozenset(target_key(example.text)) | target_key(example.target)
        for _ in range(10):
            if example.holder in self.holders and self.draw.random() < 0.3:
                holder = self.draw.choice(self.holders)
                if not target_key(holder) & words:
                    return replace(example, holder=holder, gold="neutral")
            target = self.draw.choice(self.targets)
            if not target_key(target) & words:
                return replace(example, target=target, gold="neutral")
        return example

    def _rendered(self, example: StanceExample) -> EntailmentPair:
        assert example.gold is not None  # noqa: S101 - only coded examples are kept
        draw, gold, target = self.draw, example.gold, example.target
        found = proposal(target)
        if found and draw.random() < 0.6:
            target = found.thing
            gold = _turned(gold) if found.sign < 0 else gold
        label = self._asked(gold)
        words = draw.choice(TEMPLATES[label])
        if found and target == found.thing and label != "neutral" and draw.random() < 0.4:
            done = f"wants {{target}} to be {found.done}"
            own: Label = "favor" if found.sign > 0 else "against"
            choices = [*(KEEP if label == "favor" else DROP), *([done] * 3 if label == own else [])]
            words = f"{{holder}} {draw.choice(choices)}."
        holder = example.holder or draw.choice(AUTHORS)
        text = words.replace("{holder}", holder).replace("{target}", target)
        relation = ENTAILMENT if label == gold else (NEUTRAL if gold == "neutral" else CONTRADICTION)
        premise = " ".join(example.text.split())
        return EntailmentPair(premise, text[:1].upper() + text[1:], relation, example.dataset, example.document)

    def _asked(self, gold: Label) -> Label:
        """The label to make a hypothesis of: its own half of the time, so that the relations come out even."""
        others: dict[Label, tuple[Label, ...]] = {
            "favor": ("favor", "favor", "favor", "against", "against", "neutral"),
            "against": ("against", "against", "against", "favor", "favor", "neutral"),
            "neutral": ("favor", "favor", "against", "against", "neutral", "neutral"),
        }
        return self.draw.choice(others[gold])


def documents(pairs: Iterable[EntailmentPair]) -> list[str]:
    """Data set and document of each pair: what resampling must keep together."""
    return [f"{pair.dataset} {pair.document}" for pair in pairs]


def _turned(label: Label) -> Label:
    turned: dict[Label, Label] = {"favor": "against", "against": "favor", "neutral": "neutral"}
    return turned[label]


def _sentence(text: str) -> str:
    words = " ".join(text.split()).replace('"', "'")
    return words if words[-1:] in (".", "!", "?", "'") else f"{words}."


def _lower(text: str) -> str:
    """The text as it goes on within a sentence; names and abbreviations keep their capitals as far as one can tell."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and not first[1:].islower() else text[:1].lower() + text[1:]
