"""Reader of the IBM Claim Stance Dataset, claims for or against a topic (Bar-Haim et al., EACL 2017).

Two forms of ``claim_stance_dataset_v1.csv`` are read: as released, and a copy that went through a spreadsheet, which
has each line quoted once more and semicolons at its end. In that copy, texts with a semicolon or a quotation mark are
torn apart and cannot be read; they are listed in ``skipped``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.data.dataset import StanceData
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, content, delimited, fingerprints, mentions, release_file, stance_of
from stance.data.spans import places
from stance.errors import InputError
from stance.types import StanceExample

LICENCE = "none stated"
CITATION = (
    "Roy Bar-Haim, Indrajit Bhattacharya, Francesco Dinuzzo, Amrita Saha and Noam Slonim. 2017. Stance Classification "
    "of Context-Dependent Claims. EACL 2017."
)
_FILE = "claim_stance_dataset_v1.csv"
_COLUMNS = ("topicId", "split", "topicText", "topicTarget", "topicSentiment", "claims.claimId", "claims.stance",
            "claims.claimCorrectedText", "claims.article.rawFile")  # fmt: skip
_SPLITS = ("train", "test")
_ROW_START = re.compile(r'"\d+,""')


def read_ibm(
    folder: str | Path, *, name: str = "ibm", label_set: str | Path | Mapping[Any, Any] = "pro_con"
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``claim_stance_dataset_v1.csv``, plain or gzipped.
        name: Of the data set in results.
        label_set: Label to stance.

    Returns:
        ``train`` and ``test``, which share no topic; ``target`` is the topic as a proposition ("This house would ban
        boxing") and ``document`` the article of the claim. Where a claim names what the topic is about ("boxing"),
        that is marked as a target mention; its sign is -1 for a topic that opposes it.

    Raises:
        InputError: The file is missing or broken, or has an unknown label or split.
    """
    labels = load_label_set(label_set)
    path = release_file(folder, [_FILE], what=name)
    splits: dict[str, list[StanceExample]] = {split: [] for split in _SPLITS}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    for line in _rows(path, skipped):
        row = line.values
        stance = stance_of(labels, row["claims.stance"], line.where, "claims.stance")
        if row["split"] not in splits:
            raise InputError(f"{line.where}: {row['split']!r} in column 'split'; allowed are {', '.join(_SPLITS)}")
        if stance is None or not row["claims.claimCorrectedText"].strip():
            skipped.append((line.place, "no text" if stance else f"label {row['claims.stance']} is left out"))
            continue
        used.add(row["claims.stance"])
        text, topic = row["claims.claimCorrectedText"], row["topicText"].strip()
        sign = -1 if row["topicSentiment"].strip() == "-1" else 1
        splits[row["split"]].append(
            StanceExample(
                id=row["claims.claimId"],
                text=text,
                target=topic,
                gold=stance,
                target_mentions=mentions(text, topic, places(text, row["topicTarget"]), sign=sign),
                dataset=name,
                document=row["claims.article.rawFile"],
            )
        )
    read = sum(map(len, splits.values()))
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints([path]),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=(
            f"{read:,} of {read + len(skipped):,} claims could be read.",
            "There is no neutral class. Train and test share no topic.",
        ),
    )


def _rows(path: Path, skipped: list[tuple[str, str]]) -> Iterator[Line]:
    text = content(path)
    first = text.split("\n", 1)[0]
    if not first.startswith('"topicId,'):
        yield from delimited(path, _COLUMNS, text=text)
        return
    names: list[str] = []
    for number, row in _requoted(text):
        fields = _unpacked(row)
        if not names:
            names = fields or []
            if missing := [column for column in _COLUMNS if column not in names]:
                raise InputError(f"{path}: no column {missing[0]!r}; needed are {', '.join(_COLUMNS)}")
        elif fields is None or len(fields) != len(names):
            skipped.append((f"{path.name}:{number}", "a text torn apart in this copy of the file"))
        else:
            yield Line(path, number, dict(zip(names, fields, strict=True)))


def _requoted(text: str) -> Iterator[tuple[int, str]]:
    """Rows of the copy that is quoted twice; a line that does not start with a topic's number goes on with a row."""
    start, parts = 0, [""]
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        if number == 1 or _ROW_START.match(line):
            if start:
                yield start, "\n".join(parts)
            start, parts = number, [line]
        elif line.strip():
            parts.append(line)
    if start:
        yield start, "\n".join(parts)


def _unpacked(row: str) -> list[str] | None:
    """The fields of a line that is quoted twice; ``None`` where that cannot be undone."""
    try:
        outer = next(csv.reader([row.rstrip(";")], strict=True))
        return next(csv.reader(outer, strict=True)) if len(outer) == 1 else None
    except (csv.Error, StopIteration):
        return None
