"""Reader of IBM-ArgQ-Rank-30kArgs, arguments for or against a proposition (Gretz et al., AAAI 2020).

The stance is the majority's, weighted by how reliable the annotators are (``stance_WA``), with its share of the weight
(``stance_WA_conf``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.data.dataset import StanceData
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, delimited, fingerprints, release_file, stance_of
from stance.errors import ConfigError, InputError
from stance.types import StanceExample

LICENCE = "CC BY-SA 3.0"
CITATION = (
    "Shai Gretz, Roni Friedman, Edo Cohen-Karlik, Assaf Toledo, Dan Lahav, Ranit Aharonov and Noam Slonim. 2020. A "
    "Large-scale Dataset for Argument Quality Ranking: Construction and Analysis. AAAI 2020."
)
LABELS: Mapping[str, str] = {"1": "favor", "-1": "against", "0": "neutral"}
"""Values of ``stance_WA``: pro, con, neutral (which no row of the release has)."""

_FILE = "arg_quality_rank_30k.csv"
_COLUMNS = ("argument", "topic", "set", "stance_WA", "stance_WA_conf")
_SPLITS = ("train", "dev", "test")


def read_argq(
    folder: str | Path,
    *,
    name: str = "argq",
    label_set: str | Path | Mapping[Any, Any] | None = None,
    min_confidence: float = 0.0,
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``arg_quality_rank_30k.csv``, plain or gzipped.
        name: Of the data set in results.
        label_set: ``stance_WA`` to stance; :data:`LABELS` if ``None``.
        min_confidence: Rows whose ``stance_WA_conf`` is lower are left out.

    Returns:
        ``train``, ``dev`` and ``test``, which share no topic; ``target`` is the proposition ("We should ban whaling").

    Raises:
        InputError: The file is missing or broken, or has an unknown label or split.
        ConfigError: ``min_confidence`` is not between 0 and 1.
    """
    if not 0 <= min_confidence <= 1:
        raise ConfigError(f"data set {name}: min_confidence {min_confidence}; allowed is 0 (all rows) to 1")
    labels = load_label_set(LABELS if label_set is None else label_set)
    path = release_file(folder, [_FILE], what=name)
    splits: dict[str, list[StanceExample]] = {split: [] for split in _SPLITS}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    for line in delimited(path, _COLUMNS):
        row = line.values
        stance = stance_of(labels, row["stance_WA"], line.where, "stance_WA")
        if row["set"] not in splits:
            raise InputError(f"{line.where}: {row['set']!r} in column 'set'; allowed are {', '.join(_SPLITS)}")
        if reason := _unused(row, stance is None, _confidence(line), min_confidence):
            skipped.append((line.place, reason))
            continue
        used.add(row["stance_WA"])
        splits[row["set"]].append(
            StanceExample(
                id=f"{row['set']}-{line.number}",
                text=row["argument"],
                target=row["topic"].strip(),
                gold=stance,
                dataset=name,
            )
        )
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints([path]),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=("There is no neutral class. Train, dev and test share no topic.",),
    )


def _confidence(line: Line) -> float:
    try:
        return float(line.values["stance_WA_conf"])
    except ValueError as error:
        raise InputError(
            f"{line.where}: {line.values['stance_WA_conf']!r} in column 'stance_WA_conf'; it must be a number"
        ) from error


def _unused(row: Mapping[str, str], unlabelled: bool, confidence: float, least: float) -> str | None:
    """Why a row is left out, if it is."""
    if unlabelled:
        return f"label {row['stance_WA']} is left out by the label set"
    if confidence < least:
        return f"stance_WA_conf below {least:g}"
    return None if row["argument"].strip() and row["topic"].strip() else "no text or no topic"
