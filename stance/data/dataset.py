"""One form for every coded data set: splits of :class:`stance.types.StanceExample`, on Hugging Face ``datasets``.

The rows stand in an Arrow ``DatasetDict`` with the same typed columns whatever the release format was, so that they can
be filtered, stored or pushed with that library; the rest of the project sees examples. Nothing is cached on disk.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from stance.errors import InputError, unknown
from stance.labels import LABELS
from stance.provenance import Fingerprint
from stance.types import Span, StanceExample, TargetMention

if TYPE_CHECKING:
    from datasets import DatasetDict, Features

TRAIN, DEV = "train", "dev"
_SPLIT = re.compile(r"train|dev|test(_[a-z0-9]+)*")
_ORDER = {TRAIN: 0, DEV: 1}
_FIELDS = tuple(field.name for field in dataclasses.fields(StanceExample))
_SPAN_FIELDS = ("scope", "inner")


@cache
def features() -> Features:
    """The columns of every data set: the fields of an example; a span is a ``start`` and an ``end``."""
    from datasets import Features, List, Value

    words, place = Value("string"), {"start": Value("int32"), "end": Value("int32")}
    mention = {"target": words, "text": words, **place, "sign": Value("int8"), "kind": words, "doer": words}
    special = {"holder_spans": List(place), "target_mentions": List(mention), "scope": place, "inner": place}
    special["relevant"] = Value("bool")
    return Features({name: special.get(name, words) for name in _FIELDS})


@dataclass(frozen=True, kw_only=True)
class StanceData:
    """A coded data set, ready for training and evaluation.

    Args:
        name: As results show it (``vast``).
        hf: The rows by split, with the columns of :func:`features`.
        licence: As its makers state it; "none stated" where they state none.
        citation: The paper, for the model card.
        files: Fingerprints of the files that were read.
        label_map: What each label of the release counts as.
        skipped: Rows that were left out: where (``train.csv:17``), and the reason.
        notes: What a reader of the results must know; a split adds what it did.
    """

    name: str
    hf: DatasetDict
    licence: str = "none stated"
    citation: str = ""
    files: tuple[Fingerprint, ...] = ()
    label_map: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    _decoded: dict[str, tuple[StanceExample, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_examples(
        cls,
        name: str,
        splits: Mapping[str, Iterable[StanceExample]],
        *,
        licence: str = "none stated",
        citation: str = "",
        files: Iterable[Fingerprint] = (),
        label_map: Mapping[str, str] | None = None,
        skipped: Iterable[tuple[str, str]] = (),
        notes: Iterable[str] = (),
    ) -> StanceData:
        """Make a data set of examples; see the class for the arguments.

        An example that says no data set, id or document gets them: ``name``, its split and place (``test-17``), and for
        the document a name that all examples of the same text share.

        Args:
            name: Of the data set.
            splits: Examples by ``train``, ``dev`` and evaluation splits, whose names start with ``test``.
            licence: As stated.
            citation: The paper.
            files: That were read.
            label_map: Labels of the release.
            skipped: Rows left out.
            notes: For the card.

        Raises:
            InputError: A split has another name, an id stands twice in a split, or text is not valid Unicode.
        """
        rows = {split: _complete(name, split, list(examples)) for split, examples in splits.items()}
        rows = dict(sorted(rows.items(), key=lambda item: _ORDER.get(item[0], 2)))
        return cls(
            name=name,
            hf=_arrow(name, rows),
            licence=licence,
            citation=citation,
            files=tuple(files),
            label_map=dict(label_map or {}),
            skipped=tuple(skipped),
            notes=tuple(notes),
            _decoded=rows,
        )

    @property
    def splits(self) -> list[str]:
        """Names of the splits: train, dev, then the evaluation splits in the order of the reader."""
        return list(self.hf)

    @property
    def tests(self) -> list[str]:
        """Names of the evaluation splits."""
        return [split for split in self.splits if split.startswith("test")]

    def examples(self, split: str) -> tuple[StanceExample, ...]:
        """The examples of a split, in order.

        Raises:
            ConfigError: There is no such split; names those there are.
        """
        if split not in self.hf:
            raise unknown(f"split of data set {self.name!r}:", split, self.splits)
        if split not in self._decoded:
            table = self.hf[split].with_format("arrow")[:]
            self._decoded[split] = tuple(_example(row) for row in table.to_pylist())
        return self._decoded[split]

    def replace(self, splits: Mapping[str, Iterable[StanceExample]] | None = None, **changes: Any) -> StanceData:
        """The data set with other splits or other fields.

        Args:
            splits: All splits of the new data set; as they are if ``None``.
            **changes: Any of ``name``, ``licence``, ``citation``, ``files``, ``label_map``, ``skipped``, ``notes``.
        """
        names = ("name", "licence", "citation", "files", "label_map", "skipped", "notes")
        kept: dict[str, Any] = {name: getattr(self, name) for name in names} | changes
        rows = {split: self.examples(split) for split in self.splits} if splits is None else splits
        return StanceData.from_examples(kept.pop("name"), rows, **kept)

    def noted(self, *notes: str, splits: Mapping[str, Iterable[StanceExample]] | None = None) -> StanceData:
        """The data set with further notes, and other splits where given."""
        return self.replace(splits, notes=(*self.notes, *notes))


def text_key(text: str) -> str:
    """A short name that all examples of exactly this text share."""
    return "text:" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _complete(name: str, split: str, examples: Sequence[StanceExample]) -> tuple[StanceExample, ...]:
    if not _SPLIT.fullmatch(split):
        allowed = "train, dev, test or a name that starts with test_ (test_zero)"
        raise InputError(f"data set {name!r}: split {split!r}; allowed are {allowed}; rename it")
    if other := {example.gold for example in examples} - {None, *LABELS}:
        bad = ", ".join(sorted(repr(label) for label in other))
        raise InputError(f"data set {name!r}, split {split}: stance {bad}; allowed are {', '.join(LABELS)}")
    rows = tuple(
        example
        if example.dataset and example.id and example.document
        else dataclasses.replace(
            example,
            dataset=example.dataset or name,
            id=example.id or f"{split}-{place}",
            document=example.document or text_key(example.text),
        )
        for place, example in enumerate(examples)
    )
    seen = Counter(example.id for example in rows)
    if len(seen) < len(rows):
        twice, count = seen.most_common(1)[0]
        more = sum(1 for times in seen.values() if times > 1) - 1
        also = f", and so do {more} other ids" if more else ""
        raise InputError(
            f"data set {name!r}, split {split}: id {twice!r} stands {count} times{also}; "
            "ids must be unique within a split: make them so, or leave the id out"
        )
    return rows


def _arrow(name: str, rows: Mapping[str, Sequence[StanceExample]]) -> DatasetDict:
    from datasets import Dataset, DatasetDict

    columns = features()
    made = {}
    for split, examples in rows.items():
        try:
            values = {field: [_value(field, getattr(example, field)) for example in examples] for field in _FIELDS}
            made[split] = Dataset.from_dict(values, features=columns)
        except UnicodeEncodeError as error:
            raise InputError(
                f"data set {name!r}, split {split}: half a surrogate pair ({error.object[error.start]!a}) in the text; "
                "write the file again as valid UTF-8"
            ) from error
    return DatasetDict(made)


def _value(name: str, value: Any) -> Any:
    if name == "holder_spans":
        return [{"start": start, "end": end} for start, end in value]
    if name == "target_mentions":
        return [dataclasses.asdict(mention) for mention in value]
    if name in _SPAN_FIELDS:
        return None if value is None else {"start": value[0], "end": value[1]}
    return value


def _example(row: dict[str, Any]) -> StanceExample:
    spans: dict[str, Span | None] = {
        name: None if row[name] is None else (row[name]["start"], row[name]["end"]) for name in _SPAN_FIELDS
    }
    return StanceExample(
        **row
        | spans
        | {
            "holder_spans": tuple((place["start"], place["end"]) for place in row["holder_spans"]),
            "target_mentions": tuple(TargetMention(**mention) for mention in row["target_mentions"]),
        }
    )
