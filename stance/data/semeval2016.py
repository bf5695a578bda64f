"""Reader of SemEval-2016 Task 6, stance in tweets (Mohammad et al., SemEval 2016).

Its terms forbid passing it on: get it from the organisers. Both releases are read: of the task (columns ID, Target,
Tweet, Stance; test files with and without gold labels) and the later one with all annotations (also Opinion towards,
Sentiment). The files are tab-separated and in Latin-1 with the quotation marks of Windows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.data.dataset import StanceData
from stance.data.labels import LabelSet
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, content, fingerprints, mentions, release_file, stance_of, tabbed
from stance.data.spans import places
from stance.errors import ConfigError, InputError
from stance.types import StanceExample

LICENCE = "for research only; the organisers' terms forbid redistribution"
CITATION = (
    "Saif Mohammad, Svetlana Kiritchenko, Parinaz Sobhani, Xiaodan Zhu and Colin Cherry. 2016. SemEval-2016 Task 6: "
    "Detecting Stance in Tweets. SemEval 2016."
)
LABELS: Mapping[str, str | None] = {"FAVOR": "favor", "AGAINST": "against", "NONE": "neutral", "UNKNOWN": None}
"""Labels of the release; UNKNOWN marks the rows of test files without labels."""

FILES: Mapping[str, tuple[str, ...]] = {
    "train": ("trainingdata-all-annotations.txt", "semeval2016-task6-trainingdata.txt"),
    "dev": ("trialdata-all-annotations.txt", "semeval2016-task6-trialdata.txt"),
    "test": (
        "testdata-taskA-all-annotations.txt",
        "SemEval2016-Task6-subtaskA-testdata-gold.txt",
        "SemEval2016-Task6-subtaskA-testdata.txt",
    ),
    "test_trump": (
        "testdata-taskB-all-annotations.txt",
        "SemEval2016-Task6-subtaskB-testdata-gold.txt",
        "SemEval2016-Task6-subtaskB-testdata.txt",
    ),
}
"""Names under which the splits were released, best first; ``test_trump`` is subtask B, whose target is not in train."""

_COLUMNS = ("ID", "Target", "Tweet", "Stance")
# Bytes 0x80 to 0x9f, which are control characters in Latin-1, as Windows has them; five it does not use.
_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}


def read_semeval2016(
    folder: str | Path,
    *,
    name: str = "semeval2016",
    label_set: str | Path | Mapping[Any, Any] | None = None,
    files: Mapping[str, str | Sequence[str]] | None = None,
    unlabelled: bool = False,
) -> StanceData:
    """Read either release.

    Args:
        folder: Holds the files, plain or gzipped.
        name: Of the data set in results.
        label_set: Label to stance; :data:`LABELS` if ``None``.
        files: Names of the files by split, where they differ from :data:`FILES`.
        unlabelled: Whether rows without a label (UNKNOWN, or empty) are kept, with no ``gold``; else they are left
            out and counted.

    Returns:
        The splits whose files are there, of which ``train`` must be one unless ``files`` says otherwise.

    Raises:
        InputError: No file is there, one is broken, or has an unknown label.
        ConfigError: ``files`` is empty.
    """
    labels = load_label_set(LABELS if label_set is None else label_set)
    paths = _paths(folder, name, files)
    splits: dict[str, list[StanceExample]] = {split: [] for split in paths}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    for split, path in paths.items():
        for line in tabbed(path, _COLUMNS, header=True, text=_decoded(path)):
            made = _example(line, split, name, labels, unlabelled)
            if isinstance(made, str):
                skipped.append((line.place, made))
                continue
            if made.gold:
                used.add(line.values["Stance"])
            splits[split].append(made)
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths.values()),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=(
            "The measure of the task is F_avg, the mean of F1 of favor and of against.",
            *(f"No file of {split} is there." for split in FILES if files is None and split not in paths),
        ),
    )


def _paths(folder: str | Path, name: str, files: Mapping[str, str | Sequence[str]] | None) -> dict[str, Path]:
    if files is not None:
        if not files:
            raise ConfigError(f"data set {name}: files is empty; give split: file name, as in {{train: train.txt}}")
        wanted = {split: [given] if isinstance(given, str) else list(given) for split, given in files.items()}
        return {split: release_file(folder, given, what=name) for split, given in wanted.items()}
    found: dict[str, Path] = {}
    for split, names in FILES.items():
        try:
            found[split] = release_file(folder, names, what=name)
        except InputError:
            if split == "train":
                raise
    return found


def _decoded(path: Path) -> str:
    """The text of a file: UTF-8 where somebody converted it, else Latin-1 with the signs of Windows."""
    text = content(path, "latin-1")
    try:
        return text.encode("latin-1").decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return text.translate(_WINDOWS)


def _example(line: Line, split: str, name: str, labels: LabelSet, unlabelled: bool) -> StanceExample | str:
    """The example, or why there is none."""
    row = {column: str(line.values[column]).strip() for column in _COLUMNS}
    stance = stance_of(labels, row["Stance"], line.where, "Stance") if row["Stance"] else None
    if stance is None and not unlabelled:
        return f"label {row['Stance']} is left out" if row["Stance"] not in {"", "UNKNOWN"} else "not labelled"
    if not row["Tweet"] or not row["Target"]:
        return "no text or no target"
    return StanceExample(
        id=f"{split}-{row['ID']}",
        text=row["Tweet"],
        target=row["Target"],
        gold=stance,
        target_mentions=mentions(row["Tweet"], row["Target"], places(row["Tweet"], row["Target"])),
        dataset=name,
    )
