"""What one must know of a data set before believing a figure on it: sizes, labels, repeats, conflicts, leaks."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from stance.data.dataset import StanceData
from stance.data.overlap import Overlap, conflicts, normal_text, overlap, repeats, rows
from stance.labels import LABELS
from stance.provenance import Fingerprint
from stance.types import StanceExample

__all__ = ["DataCard", "Lengths", "SplitCard", "card"]

UNLABELLED = "unlabelled"
_TOP = 10


class Lengths(NamedTuple):
    """Words per text, split at white space: the least, the median, that which 95 % do not exceed, and the most."""

    least: int = 0
    median: float = 0
    most_95: int = 0
    most: int = 0


@dataclass(frozen=True, kw_only=True)
class SplitCard:
    """One split.

    Args:
        split: Its name.
        rows: As the release has them; both directions of a pair are one row.
        examples: Questions to a model.
        documents: Distinct documents.
        texts: Distinct texts, by their words.
        labels: Examples by label.
        targets: How many distinct targets.
        holders: How many distinct holders; 0 where all examples are of the author's stance.
        top_targets: The most frequent ones, with their examples.
        top_holders: The same for holders.
        words: Lengths of the texts.
        repeats: Rows that ask what an earlier row of the split asks.
        conflicts: Questions that are asked more than once and labelled differently.
        conflict: The first of them: its text, holder, target and labels.
        dated: Examples with a date.
    """

    split: str
    rows: int
    examples: int
    documents: int
    texts: int
    labels: Mapping[str, int]
    targets: int
    holders: int
    top_targets: Mapping[str, int]
    top_holders: Mapping[str, int]
    words: Lengths
    repeats: int
    conflicts: int
    conflict: Mapping[str, Any] | None
    dated: int


@dataclass(frozen=True, kw_only=True)
class DataCard:
    """A data set.

    Args:
        name: As results show it.
        licence: As stated.
        citation: The paper.
        files: Fingerprints of the files that were read.
        label_map: What each label of the release counts as.
        splits: By split.
        overlap: Every split against every other.
        skipped: Rows left out, by reason: how many, and where the first one stands.
        notes: What a reader of results must know; what the split did.
    """

    name: str
    licence: str
    citation: str
    files: tuple[Fingerprint, ...]
    label_map: Mapping[str, str]
    splits: tuple[SplitCard, ...]
    overlap: tuple[Overlap, ...]
    skipped: Mapping[str, tuple[int, str]]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For ``data.json`` of a run; plain values."""
        return {
            "name": self.name,
            "licence": self.licence,
            "citation": self.citation,
            "files": [file.as_json() for file in self.files],
            "label_map": dict(self.label_map),
            "splits": [dataclasses.asdict(split) | {"words": split.words._asdict()} for split in self.splits],
            "overlap": [found._asdict() | {"share": round(found.share, 6)} for found in self.overlap],
            "skipped": [
                {"reason": reason, "rows": count, "first": where} for reason, (count, where) in self.skipped.items()
            ],
            "notes": list(self.notes),
        }


def card(data: StanceData) -> DataCard:
    """Describe a data set, as it is after its split."""
    splits = {split: data.examples(split) for split in data.splits}
    skipped: dict[str, tuple[int, str]] = {}
    for where, reason in data.skipped:
        count, first = skipped.get(reason, (0, where))
        skipped[reason] = count + 1, first
    return DataCard(
        name=data.name,
        licence=data.licence,
        citation=data.citation,
        files=data.files,
        label_map=dict(data.label_map),
        splits=tuple(_split(split, examples) for split, examples in splits.items()),
        overlap=tuple(overlap(splits)),
        skipped=dict(sorted(skipped.items(), key=lambda item: -item[1][0])),
        notes=data.notes,
    )


def _split(split: str, examples: Sequence[StanceExample]) -> SplitCard:
    grouped = rows(examples)
    labels = Counter(example.gold or UNLABELLED for example in examples)
    targets = Counter(example.target for example in examples)
    holders = Counter(example.holder for example in examples if example.holder)
    differing = conflicts(examples)
    return SplitCard(
        split=split,
        rows=len(grouped),
        examples=len(examples),
        documents=len({example.document for example in examples}),
        texts=len({normal_text(row[0].text) for row in grouped}),
        labels={label: labels[label] for label in (*LABELS, UNLABELLED) if label in LABELS or labels[label]},
        targets=len(targets),
        holders=len(holders),
        top_targets=dict(targets.most_common(_TOP)),
        top_holders=dict(holders.most_common(_TOP)),
        words=_lengths([len(row[0].text.split()) for row in grouped]),
        repeats=repeats(examples),
        conflicts=len(differing),
        conflict=_shown(differing[0]) if differing else None,
        dated=sum(example.published is not None for example in examples),
    )


def _lengths(counts: list[int]) -> Lengths:
    if not counts:
        return Lengths()
    counts.sort()
    middle = len(counts) // 2
    median = counts[middle] if len(counts) % 2 else (counts[middle - 1] + counts[middle]) / 2
    return Lengths(counts[0], median, counts[math.ceil(0.95 * len(counts)) - 1], counts[-1])


def _shown(group: Sequence[StanceExample]) -> dict[str, Any]:
    first = group[0]
    return {
        "ids": [example.id for example in group],
        "labels": [example.gold or UNLABELLED for example in group],
        "text": first.text,
        "holder": first.holder,
        "target": first.target,
    }
