"""Records as statements of the Discourse Network Analyzer (DNA), and the lines of R that load them there."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from stance.errors import unknown
from stance.labels import LABELS
from stance.records import atomic, safe_cell
from stance.report.markup import storable
from stance.types import Document, StanceRecord

Qualifier: TypeAlias = Literal["boolean", "integer"]

STATEMENTS, SCRIPT = "dna_statements.csv", "dna_import.R"
DNA_COLUMNS = (
    "statement_id", "time", "person", "organization", "concept", "agreement", "start_position", "stop_position", "text",
    "coder", "document_id", "document_title", "document_author", "document_source", "document_section", "document_type",
)  # fmt: skip
"""Of an event list as DNA 3 exports it, for its own statement type "DNA Statement"."""


@dataclass(frozen=True, kw_only=True)
class DnaExport:
    """How many statements were written, and how many neutral ones were left out because DNA has no place for them."""

    written: int
    neutral_left_out: int


def write_dna_csv(records: Iterable[StanceRecord], path: Path, *, qualifier: Qualifier = "boolean") -> DnaExport:
    """Write records as statements, in the columns of DNA's own export of statements (:data:`DNA_COLUMNS`).

    A person's name is the ``person``, the affiliation (or a holder that is no person) the ``organization``, the target
    the ``concept``. Cells are separated by semicolons and quoted, as DNA does. :func:`write_dna_script`
    writes the lines of R that load the file into a database of DNA.

    Args:
        records: Of one run; streamed.
        path: The file; one that is there is replaced.
        qualifier: ``boolean`` for DNA's own statement type, whose agreement is 1 or 0, so that neutral records are left
            out and counted; ``integer`` for one whose agreement is a number: 1, 0 (neutral) and -1.

    Raises:
        ConfigError: The qualifier is neither.
        OSError: It cannot be written.
    """
    if qualifier not in get_args(Qualifier):
        raise unknown("qualifier", str(qualifier), get_args(Qualifier))
    agreement = dict(zip(LABELS, (1, 0, None) if qualifier == "boolean" else (1, -1, 0), strict=True))
    documents: dict[str, int] = {}
    written = left_out = 0
    with atomic(path) as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(DNA_COLUMNS)
        for record in records:
            number = documents.setdefault(record.document_id, len(documents) + 1)
            value = agreement[record.stance]
            if value is None:
                left_out += 1
                continue
            written += 1
            person = record.affiliation is not None and record.affiliation != record.holder
            cells = {
                "person": record.holder_name or record.holder if person else "",
                "organization": record.affiliation or record.holder,
                "concept": record.target,
                "text": record.sentence,
                "title": record.document_id,
                "outlet": record.outlet or "",
            }
            safe = {name: safe_cell(storable(cell)) if cell else "" for name, cell in cells.items()}
            writer.writerow([
                written, _time(record), safe["person"], safe["organization"], safe["concept"], value, record.start,
                record.end, safe["text"], 1, number, safe["title"], "", safe["outlet"], "", "",
            ])  # fmt: skip
    return DnaExport(written=written, neutral_left_out=left_out)


def _time(record: StanceRecord) -> str:
    """As DNA writes it; the middle of the month or year where no day is known, empty where nothing is."""
    day = Document(id="", text="", published=record.published).date
    return f"{day.isoformat()} 00:00:00" if day else ""


def write_dna_script(folder: Path) -> str:
    """Write the lines of R that load :data:`STATEMENTS` of the same folder into DNA, which has no menu for that.

    Returns:
        The name of the file.

    Raises:
        OSError: It cannot be written.
    """
    text = files("stance.report").joinpath("templates", SCRIPT).read_text(encoding="utf-8")
    with atomic(folder / SCRIPT) as file:
        file.write(text)
    return SCRIPT
