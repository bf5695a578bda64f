"""Any coded table as a data set, with one yaml that says which column holds what and what its labels mean.

See ``docs/own_data.md`` for a worked example and ``configs/dataset/table.yaml`` for the template.
"""

from __future__ import annotations

import datetime
import difflib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from stance.data.dataset import StanceData
from stance.data.labels import LabelSet, Meaning, plain_label, unknown_labels
from stance.data.labels import label_set as load_label_set
from stance.data.rows import Table
from stance.data.sources import listed, our_split, sources
from stance.data.spans import SPAN_FIELDS, given_spans, places
from stance.errors import ConfigError, InputError, unknown
from stance.reading.dates import parse_date
from stance.types import Label, Span, StanceExample, TargetMention

__all__ = ["read_table"]

FIELDS = (
    "text", "target", "holder", "label", "id", "document", "context", "outlet", "published", "split", *SPAN_FIELDS,
)  # fmt: skip
_NEEDED = ("text", "target", "label")
_ALL = "test"


class _Source(NamedTuple):
    """A table, the split that all of its rows belong to (``None``: a column says), and where its fields are."""

    table: Table
    split: str | None
    columns: Mapping[str, str]


class _Row(NamedTuple):
    """A row that can be used: its table, where it stands, its split, and its cells by our fields."""

    source: _Source
    where: str
    split: str
    cells: Mapping[str, Any]


def read_table(
    files: str | Path | Sequence[str | Path] | None = None,
    *,
    hub: str | None = None,
    subset: str | None = None,
    revision: str | None = None,
    splits: Mapping[str, Any] | None = None,
    columns: Mapping[str, str | bool | None] | None = None,
    target: str | None = None,
    holder: str | None = None,
    label_set: str | Path | Mapping[Any, Any] = "three",
    name: str = "table",
    licence: str = "none stated",
    citation: str = "",
    encoding: str | None = None,
) -> StanceData:
    """Read coded examples from files, or from a data set of the Hugging Face hub.

    Args:
        files: CSV, TSV, JSON lines, JSON or Parquet; names may hold ``*``. Their rows are divided by the column
            ``split``; without one, all are the split ``test``.
        hub: Instead of files, ``owner/name`` on the hub, or a folder in its layout.
        subset: Of the hub set, where it has several.
        revision: Of the hub set: branch, tag or commit.
        splits: Our split (``train``, ``dev``, ``test``, ``test_...``) to its files where ``files`` is not given; else
            to the values of the column ``split``, or the splits of the hub, that make it up.
        columns: Our field to the column that holds it. A field that is ``None`` or not named is taken from a column of
            its own name, if there is one; ``False`` leaves it out.
        target: The target of all rows, where no column has it: a codebook id or free text.
        holder: The holder of all rows. Without it and without a column, the author's stance is asked for.
        label_set: Name of a label set, a yaml file, or raw label to stance.
        name: Of the data set in results.
        licence: For its card.
        citation: For its card.
        encoding: Of text files; found out if ``None``.

    Returns:
        One example a row; two, for both directions, where the label set gives pairs of stances. Rows without text,
        target or label, and rows whose label counts as nothing, are in ``skipped``. Spans that no column gives are all
        whole-word places of the name in the text.

    Raises:
        ConfigError: Options that do not fit together, an unknown field or label set.
        InputError: A file, column, label, split or span that is not as it should be; nothing else is done then.
    """
    labels = load_label_set(label_set)
    mapping = _checked(columns or {}, target, holder)
    constants = {field: value for field, value in (("target", target), ("holder", holder)) if value is not None}
    placed = [
        _Source(table, split, _resolved(table, mapping, constants))
        for table, split in sources(files, hub, subset, revision, splits or {}, encoding, name)
    ]
    if labels.directed and not all(holder or "holder" in source.columns for source in placed):
        raise ConfigError(
            f"data set {name}: label_set {labels.name} is of both directions, so columns.holder is needed"
        )
    skipped: list[tuple[str, str]] = []
    by_split: dict[str, list[StanceExample]] = {}
    undated = 0
    used: set[str] = set()
    rows = [row for source in placed for row in _rows(source, splits or {}, constants, labels, skipped)]
    _check_labels(rows, labels)
    counts: Counter[str] = Counter()
    for row in rows:
        meaning = labels[row.cells["label"]]
        used.add(plain_label(row.cells["label"]))
        if isinstance(meaning, tuple) and "holder" not in row.cells:
            skipped.append((row.where, "no holder, which a label of both directions needs"))
            continue
        if meaning is None:
            skipped.append((row.where, f"label {plain_label(row.cells['label'])!r} is left out by the label set"))
            continue
        undated += "published" in row.cells and _date(row.cells["published"]) is None
        counts[row.split] += 1
        by_split.setdefault(row.split, []).extend(_examples(row, counts[row.split], meaning, name))
    if not any(by_split.values()):
        raise InputError(
            f"data set {name}: no row is left of {', '.join(s.table.where for s in placed)}; {_why(skipped)}"
        )
    notes = (
        []
        if any(source.split or "split" in source.columns for source in placed)
        else [f"The table names no splits: all rows are {_ALL}; to train on some, use split=kfold or random_documents."]
    )
    if undated:
        notes.append(f"Dates that cannot be read: {undated:,}; write them as 2020-07-21.")
    return StanceData.from_examples(
        name,
        by_split,
        licence=licence,
        citation=citation,
        files=[source.table.fingerprint() for source in placed],
        label_map=labels.shown(used),
        skipped=skipped,
        notes=notes,
    )


def _checked(columns: Mapping[str, str | bool | None], target: str | None, holder: str | None) -> dict[str, str | bool]:
    for field, column in columns.items():
        if field not in FIELDS:
            raise unknown("field in columns", str(field), FIELDS, hint="Write columns.OUR_FIELD=YOUR_COLUMN")
        if column is not None and column is not False and (not isinstance(column, str) or not column):
            raise ConfigError(f"columns.{field}={column!r} names no column; write columns.{field}=YOUR_COLUMN")
    for field, constant in (("target", target), ("holder", holder)):
        if constant is not None and isinstance(columns.get(field), str):
            raise ConfigError(
                f"{field}={constant!r} and columns.{field}={columns[field]!r} are both given; {field} is for all rows: "
                "leave one out"
            )
        if constant is not None and not str(constant).strip():
            raise ConfigError(f"{field} is empty; give a name, or leave it out")
    return {field: column for field, column in columns.items() if column is not None}


def _resolved(table: Table, mapping: Mapping[str, str | bool], constants: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for field in FIELDS:
        column = mapping.get(field, field)
        if column is False or field in constants:
            continue
        if column in table.columns:
            found[field] = str(column)
        elif field in mapping or (field in _NEEDED):
            told = f"columns.{field}={column}" if field in mapping else f"the {field} of each row"
            near = difflib.get_close_matches(str(column), table.columns, n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            listed = ", ".join(repr(name) for name in table.columns[:24]) or "none"
            more = f" and {len(table.columns) - 24} more" if len(table.columns) > 24 else ""
            constant = ", or target=... for all rows" if field == "target" else ""
            raise InputError(
                f"{table.where}: no column {column!r} ({told}); {meant}The columns are {listed}{more}; "
                f"write columns.{field}=NAME{constant}"
            )
    if missing := [field for field in _NEEDED if field not in found and field not in constants]:
        raise ConfigError(f"columns.{missing[0]}=false: {missing[0]} is needed; name its column")
    return found


def _rows(
    source: _Source,
    splits: Mapping[str, Any],
    constants: Mapping[str, str],
    labels: LabelSet,
    skipped: list[tuple[str, str]],
) -> Iterator[_Row]:
    table, split, columns = source
    if split is None and splits and "split" not in columns:
        raise ConfigError(
            f"{table.where}: splits are given, but no column says which row is of which; write columns.split=NAME, or "
            "give a file for each split"
        )
    ours = {plain_label(value): str(split) for split, given in splits.items() for value in listed(given)}
    met: set[str] = set()
    for number, row in table.read(list(dict.fromkeys(columns.values()))):
        where = f"{Path(table.where).name}:{number}"
        cells = {field: None if _blank(row[column]) else row[column] for field, column in columns.items()}
        cells = {**constants, **{field: value for field, value in cells.items() if value is not None}}
        if "label" not in cells and "" in labels:
            cells["label"] = ""
        if lacking := next((field for field in _NEEDED if field not in cells), None):
            skipped.append((where, f"no {lacking}"))
            continue
        cells["label"] = _class(source, labels, cells["label"])
        part = split or _ALL
        if split is None and "split" in columns:
            if "split" not in cells:
                skipped.append((where, "no split"))
                continue
            value = plain_label(cells["split"])
            met.add(value)
            if ours and value not in ours:
                skipped.append((where, f"split {value!r} is not among those asked for"))
                continue
            part = ours[value] if ours else our_split(value)
        yield _Row(source, where, part, cells)
    if split is None and met and (absent := [value for value in ours if value not in met]):
        raise unknown(f"split in column {columns['split']!r} of {table.where}:", absent[0], met)


def _blank(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, float) and math.isnan(value))
    )


def _class(source: _Source, labels: LabelSet, value: Any) -> Any:
    """The name of a class that is stored as a number, unless the label set goes by numbers."""
    names = source.table.classes.get(source.columns["label"], ())
    if isinstance(value, int) and 0 <= value < len(names) and (names[value] in labels or value not in labels):
        return names[value]
    return value


def _check_labels(rows: Iterable[_Row], labels: LabelSet) -> None:
    bad: dict[str, Counter[str]] = {}
    columns = {}
    for row in rows:
        label = row.cells["label"]
        if label not in labels:
            where = row.source.table.where
            bad.setdefault(where, Counter())[plain_label(label)] += 1
            columns[where] = row.source.columns["label"]
    for where, counts in bad.items():
        raise unknown_labels(where, counts, labels, column=columns[where])


def _examples(row: _Row, number: int, meaning: Meaning, name: str) -> list[StanceExample]:
    cells = row.cells
    text, target, holder = str(cells["text"]), _name(cells["target"]), cells.get("holder")
    holder = None if holder is None else _name(holder)
    spans = {}
    for who, words in (("holder", holder), ("target", target)):
        found = given_spans(cells, who, text, row.where)
        spans[who] = (places(text, words) if words else ()) if found is None else found
    key = _name(cells["id"]) if "id" in cells else f"{row.split}-{number}"
    common = {
        "text": text,
        "context": str(cells.get("context", "")),
        "dataset": name,
        "document": _name(cells.get("document", "")),
        "outlet": _name(cells["outlet"]) if "outlet" in cells else None,
        "published": _date(cells.get("published")),
    }
    if not isinstance(meaning, tuple):
        return [_example(common, key, target, holder, meaning, spans["target"], spans["holder"])]
    assert holder is not None  # noqa: S101 - rows of both directions without one were left out
    common["pair"] = f"{name}:{row.split}:{key}"
    return [
        _example(common, f"{key}>", target, holder, meaning[0], spans["target"], spans["holder"]),
        _example(common, f"{key}<", holder, target, meaning[1], spans["holder"], spans["target"]),
    ]


def _example(
    common: Mapping[str, Any],
    key: str,
    target: str,
    holder: str | None,
    gold: Label | None,
    target_spans: Sequence[Span],
    holder_spans: Sequence[Span],
) -> StanceExample:
    mentions = tuple(
        TargetMention(target=target, text=common["text"][start:end], start=start, end=end)
        for start, end in target_spans
    )
    return StanceExample(
        **common,
        id=key,
        target=target,
        holder=holder,
        gold=gold,
        holder_spans=tuple(holder_spans),
        target_mentions=mentions,
    )


def _name(value: Any) -> str:
    return " ".join(plain_label(value).split())


def _date(value: Any) -> str | None:
    if isinstance(value, datetime.date):  # of Parquet; a datetime is one as well
        return value.isoformat()[:10]
    return None if value is None else parse_date(str(value))


def _why(skipped: Sequence[tuple[str, str]]) -> str:
    if not skipped:
        return "there are no rows below the column names; add some"
    reason, count = Counter(reason for _, reason in skipped).most_common(1)[0]
    return f"{len(skipped):,} were left out, {count:,} of them for: {reason}; see columns and label_set"
