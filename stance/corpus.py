"""``documents.csv``: which documents a run labelled, how long each is, and who speaks; also those without a record.

A labels file says nothing of documents in which nobody takes a stance. Whoever corrects findings by a hand-coded
sample needs them: they are part of what the sample was drawn from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError
from stance.records import atomic, is_date, plain_cell, safe_cell

DOCUMENTS = "documents.csv"
_HINT = "give the directory as `stance label` wrote it, or take the file away"


class CorpusDocument(NamedTuple):
    """A document that was labelled.

    Args:
        document_id: As in the labels.
        sentences: How many it has; their indices are 0 to ``sentences - 1``.
        records: How many rows of the labels are of it.
        outlet: Publisher, if known.
        published: ISO 8601 date of reduced or full precision, if known.
        speaker: For a speech, the catalogue id of the state or body that speaks.
    """

    document_id: str
    sentences: int
    records: int
    outlet: str | None = None
    published: str | None = None
    speaker: str | None = None


COLUMNS = CorpusDocument._fields
"""Of the file, in their order."""


def write_corpus(documents: Iterable[CorpusDocument], path: Path) -> int:
    """Write the list, which takes its name only when it is complete; returns the number of documents.

    Args:
        documents: Streamed.
        path: The file; one that is there is replaced.

    Raises:
        OSError: It cannot be written.
    """
    count = 0
    with atomic(path) as file:
        # A lone carriage return is not quoted by default, and taken for a line end by readers.
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(COLUMNS)
        for document in documents:
            writer.writerow([_cell(value) for value in document])
            count += 1
    return count


def _cell(value: str | int | None) -> str | int:
    return value if isinstance(value, int) else safe_cell(value) if value else ""


def read_corpus(path: Path) -> dict[str, CorpusDocument]:
    """The documents of the list by id, in its order.

    Raises:
        InputError: It is no such list: a column is missing, a cell is not as it should be, or a document is there
            twice; the message names the row.
    """
    found: dict[str, CorpusDocument] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"{path}: no column {', '.join(missing)}; {_HINT}")
            for cells in reader:
                where = f"{path}:{reader.line_num}"
                document = _document({name: plain_cell(cells.get(name) or "") for name in COLUMNS}, where)
                if document.document_id in found:
                    raise InputError(f"{where}: document {document.document_id!r} is listed twice; {_HINT}")
                found[document.document_id] = document
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a CSV file in UTF-8 ({error}); {_HINT}") from error
    return found


def _document(cells: dict[str, str], where: str) -> CorpusDocument:
    numbers = []
    for name in ("sentences", "records"):
        number = cells[name] or "0"
        if not (number.isascii() and number.isdigit()):
            raise InputError(f"{where}: {name} {number!r} is not a whole number from 0; {_HINT}")
        numbers.append(int(number))
    published = cells["published"] or None
    if published and not is_date(published):
        raise InputError(f"{where}: published {published!r} is no date; write 2018, 2018-05 or 2018-05-08")
    return CorpusDocument(
        cells["document_id"], numbers[0], numbers[1], cells["outlet"] or None, published, cells["speaker"] or None
    )
