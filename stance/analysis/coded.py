"""The file of a hand-coded sample: drawn units, their inclusion probabilities, and what a coder wrote beside them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from stance.errors import InputError
from stance.labels import LABELS
from stance.records import atomic, is_date, plain_cell, safe_cell
from stance.types import Label

Gold: TypeAlias = Label | Literal["none"]

GOLD: tuple[Gold, ...] = (*LABELS, "none")
"""What a coder may write: a stance, or that the holder takes none toward the target there."""
COLUMNS = (
    "document_id", "sentence_index", "target", "holder", "gold", "probability", "stratum", "outlet", "published",
)  # fmt: skip
_SHOWN = ("before", "sentence", "after")
_NEEDED = COLUMNS[:6]
_HINT = "give the file that `write_sample` wrote, with the column gold filled in"


@dataclass(frozen=True, kw_only=True, slots=True)
class SampledUnit:
    """A (sentence, target) pair that was drawn to be coded.

    Args:
        document_id: Of the sentence.
        sentence_index: Of the sentence, as in the records.
        target: Codebook id.
        holder: Whose stance is to be coded; ``None``: anybody's for whom there is no record.
        probability: With which the unit came into the sample; above 0, at most 1.
        stratum: ``record``, ``mention`` or ``rest``; ``None`` if not known.
        outlet: Of the document, if known; lets a unit without a record count in its group.
        published: Of the document, if known.
    """

    document_id: str
    sentence_index: int
    target: str
    holder: str | None
    probability: float
    stratum: str | None = None
    outlet: str | None = None
    published: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CodedUnit(SampledUnit):
    """A :class:`SampledUnit` and the stance that a coder found there: a label, or ``none``."""

    gold: Gold


def write_sample(
    units: Iterable[SampledUnit],
    path: Path | str,
    *,
    texts: Mapping[str, Sequence[str]] | None = None,
    names: Callable[[str], str] | None = None,
) -> int:
    """Write drawn units as CSV, the column ``gold`` empty unless they are coded; returns the number of rows.

    Args:
        units: The units.
        path: The file; one that is there is replaced.
        texts: Document to its sentences; with it, the columns ``before``, ``sentence`` and ``after`` are for the coder.
        names: Name of a catalogue id; with it, there is a column ``holder_name``.

    Raises:
        OSError: The file cannot be written.
    """
    count = 0
    with atomic(Path(path)) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *(["holder_name"] if names else []), *(_SHOWN if texts is not None else [])])
        for unit in units:
            values = [getattr(unit, name, None) for name in COLUMNS]
            if names:
                values.append(names(unit.holder) if unit.holder else None)
            if texts is not None:
                values += _around(texts.get(unit.document_id, ()), unit.sentence_index)
            writer.writerow([safe_cell(value) if isinstance(value, str) else value for value in values])
            count += 1
    return count


def _around(sentences: Sequence[str], index: int) -> list[str | None]:
    """The sentence before, the sentence, and that after it, each on one line; ``None`` where there is none."""
    places = range(index - 1, index + 2)
    return [" ".join(sentences[place].split()) if 0 <= place < len(sentences) else None for place in places]


def read_coded(path: Path | str) -> list[CodedUnit]:
    """Read a coded sample: ``document_id,sentence_index,target,holder,gold,probability`` and, where known, more.

    ``stratum``, ``outlet`` and ``published`` are optional; other columns (the sentence, a coder's notes) are not read.

    Raises:
        InputError: There is no such file, a column is missing, a row is coded twice, or a cell is not as it should be
            (a probability of 0 or above 1, a gold that is no label, a row left uncoded); the message names the row.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file; {_HINT}")
    units: list[CodedUnit] = []
    seen: dict[tuple[str, int, str, str | None], int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"{path}: no column {', '.join(missing)}; needed are {', '.join(_NEEDED)}")
            for cells in _rows(reader):
                where = f"{path}:{reader.line_num}"
                unit = _unit({name: _text(cells.get(name)) for name in COLUMNS}, where)
                key = (unit.document_id, unit.sentence_index, unit.target, unit.holder)
                if key in seen:
                    raise InputError(
                        f"{where}: {' '.join(map(str, key))} is coded in row {seen[key]} already; keep one of them"
                    )
                seen[key] = reader.line_num
                units.append(unit)
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a CSV file in UTF-8 ({error}); {_HINT}") from error
    if not units:
        raise InputError(f"{path}: no coded rows; {_HINT}")
    return units


def _rows(reader: csv.DictReader[str]) -> Iterator[dict[str, str | None]]:
    for cells in reader:
        if any(cells.values()):
            yield cells


def _text(cell: str | None) -> str:
    return plain_cell((cell or "").strip())


def _unit(cells: dict[str, str], where: str) -> CodedUnit:
    for name in ("document_id", "target"):
        if not cells[name]:
            raise InputError(f"{where}: {name} is empty; {_HINT}")
    index = cells["sentence_index"]
    if not (index.isascii() and index.isdigit()):
        raise InputError(f"{where}: sentence_index {index!r} is not a whole number from 0; {_HINT}")
    gold = cells["gold"].lower()
    if not gold:
        raise InputError(
            f"{where}: gold is empty; code every unit that was drawn ({', '.join(GOLD)}), "
            "since leaving some out makes the probabilities wrong"
        )
    if gold not in GOLD:
        raise InputError(f"{where}: unknown gold {cells['gold']!r}; allowed are {', '.join(GOLD)}")
    try:
        probability = float(cells["probability"])
    except ValueError:
        probability = -1.0
    if not 0 < probability <= 1:
        raise InputError(
            f"{where}: probability {cells['probability']!r} is not above 0 and at most 1; "
            "write the probability with which the unit was drawn, as draw_sample recorded it"
        )
    if (published := cells["published"]) and not is_date(published):
        raise InputError(f"{where}: published {published!r} is no date; write 2018, 2018-05 or 2018-05-08, or nothing")
    return CodedUnit(
        document_id=cells["document_id"],
        sentence_index=int(index),
        target=cells["target"],
        holder=cells["holder"] or None,
        gold=gold,
        probability=probability,
        stratum=cells["stratum"] or None,
        outlet=cells["outlet"] or None,
        published=cells["published"] or None,
    )
