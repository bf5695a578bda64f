"""Redoing a run, and saying what differs: data, versions, machine, predictions, figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.predictions import read_answers
from stance.provenance import Fingerprint, fingerprint
from stance.runs import CONFIG, METRICS, PREDICTIONS, read_manifest
from stance.types import Answer


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What differs between two runs that should be the same.

    Args:
        versions: Package to the version then and now.
        machine: Property of the machine to its value then and now.
        figures: (set, figure) to its value then and now, where they differ by more than the tolerance; ``None`` for a
            figure that one of them lacks.
        largest: The largest difference of a figure.
        compared: How many figures were compared.
        answers: How many answers were compared.
        labels: Share of them with the same label; 1 if none were compared.
        scores: Largest difference of a probability.
        unmatched: Answers that only one of the runs has.
    """

    versions: Mapping[str, tuple[Any, Any]]
    machine: Mapping[str, tuple[Any, Any]]
    figures: Mapping[tuple[str, str], tuple[float | None, float | None]]
    largest: float
    compared: int
    answers: int
    labels: float
    scores: float
    unmatched: int

    @property
    def agrees(self) -> bool:
        """Whether all figures are the same, within the tolerance, and every answer has the same label."""
        return not self.figures and self.labels == 1 and not self.unmatched


def stored_run(folder: Path) -> dict[str, Any]:
    """The manifest of a finished experiment.

    Raises:
        ConfigError: The folder holds none, or a file of it is missing.
    """
    hint = "give the directory of a finished `stance run`"
    if not folder.exists():
        raise ConfigError(f"{folder}: no such directory; {hint}")
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("kind") != "run":
        raise ConfigError(f"{folder}: holds no experiment; {hint}")
    if manifest["status"] != "finished":
        raise ConfigError(f"{folder}: the run is {manifest['status']}, not finished; repeat its command first")
    for name in (CONFIG, METRICS, PREDICTIONS):
        if not (folder / name).is_file():
            raise ConfigError(f"{folder}: {name} is missing; copy the whole run directory, or run it again")
    return manifest


def stored_settings(folder: Path) -> dict[str, Any]:
    """The resolved configuration of a run.

    Raises:
        ConfigError: It cannot be read.
    """
    import yaml

    try:
        settings = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"{folder / CONFIG}: cannot be read ({error}); copy the run directory again") from error
    if not isinstance(settings, dict):
        raise ConfigError(f"{folder / CONFIG}: is no configuration; copy the run directory again")
    return settings


def moved(value: Any, before: str, now: str) -> Any:
    """``value`` with every path below the folder ``before`` put below ``now``."""
    if isinstance(value, str):
        if value == before:
            return now
        return f"{now}{value[len(before) :]}" if value.startswith(f"{before.rstrip('/')}/") else value
    if isinstance(value, Mapping):
        return {key: moved(item, before, now) for key, item in value.items()}
    return [moved(item, before, now) for item in value] if isinstance(value, list) else value


def changed_files(manifest: Mapping[str, Any], *, before: str, now: str) -> list[str]:
    """Files of the data that are missing or not as they were; one line each.

    Args:
        manifest: Of the run.
        before: Folder of the data sets then.
        now: Folder of the data sets now.
    """
    lines = []
    for dataset, entry in (manifest.get("data") or {}).items():
        for file in entry["files"]:
            path = Path(moved(file["path"], before, now))
            if not path.is_file():
                lines.append(f"{dataset}: {path} is missing")
                continue
            found: Fingerprint = fingerprint(path)
            if found.sha256 != file["sha256"]:
                lines.append(f"{dataset}: {path} is another file ({found.bytes:,} bytes, then {file['bytes']:,})")
    return lines


def difference(old: Path, new: Path, *, tolerance: float) -> Difference:
    """Compare two finished runs.

    Args:
        old: Directory of the first.
        new: Directory of the second.
        tolerance: Largest difference of a figure that counts as the same.
    """
    then, now = stored_run(old), stored_run(new)
    before, after = _figures(old), _figures(new)
    figures: dict[tuple[str, str], tuple[float | None, float | None]] = {}
    largest = 0.0
    for key in [*before, *(key for key in after if key not in before)]:
        was, found = before.get(key), after.get(key)
        if was is None or found is None:
            if key not in before or key not in after or was is not found:
                figures[key] = (was, found)
            continue
        gap = abs(was - found)
        largest = max(largest, gap)
        if gap > tolerance:
            figures[key] = (was, found)
    versions = {"stance": (then["stance"], now["stance"]), "commit": (then["commit"], now["commit"])}
    versions["python"] = (then["python"], now["python"])
    packages = sorted({*then["packages"], *now["packages"]})
    versions |= {name: (then["packages"].get(name), now["packages"].get(name)) for name in packages}
    machine = {name: (then["hardware"].get(name), now["hardware"].get(name)) for name in then["hardware"]}
    machine["platform"] = (then["platform"], now["platform"])
    answers = _compared(list(read_answers(old / PREDICTIONS)), list(read_answers(new / PREDICTIONS)))
    return Difference(
        versions={name: pair for name, pair in versions.items() if pair[0] != pair[1]},
        machine={name: pair for name, pair in machine.items() if pair[0] != pair[1]},
        figures=figures,
        largest=largest,
        compared=len(before.keys() & after.keys()),
        **answers,
    )


def _figures(folder: Path) -> dict[tuple[str, str], float | None]:
    content = json.loads((folder / METRICS).read_text(encoding="utf-8"))
    return {(row["group"], row["name"]): row["value"] for row in content["metrics"]}


def _compared(old: Sequence[Answer], new: Sequence[Answer]) -> dict[str, Any]:
    keyed = [
        {(answer.set, answer.variant, answer.example.id): answer.prediction for answer in answers}
        for answers in (old, new)
    ]
    both = keyed[0].keys() & keyed[1].keys()
    same = sum(keyed[0][key].label == keyed[1][key].label for key in both)
    gaps = (abs(keyed[0][key].scores[label] - keyed[1][key].scores[label]) for key in both for label in LABELS)
    return {
        "answers": len(both),
        "labels": same / len(both) if both else 1.0,
        "scores": max(gaps, default=0.0),
        "unmatched": len(keyed[0]) + len(keyed[1]) - 2 * len(both),
    }


def as_json(found: Difference, tolerance: float) -> dict[str, Any]:
    """The content of ``reproduction.json``."""
    return {
        "agrees": found.agrees,
        "tolerance": tolerance,
        "largest_difference": None if math.isnan(found.largest) else found.largest,
        "figures_compared": found.compared,
        "figures": [
            {"set": group, "name": name, "then": was, "now": now} for (group, name), (was, now) in found.figures.items()
        ],
        "predictions": {
            "compared": found.answers,
            "same_label": found.labels,
            "largest_score_difference": found.scores,
            "unmatched": found.unmatched,
        },
        "versions": {name: {"then": was, "now": now} for name, (was, now) in found.versions.items()},
        "machine": {name: {"then": was, "now": now} for name, (was, now) in found.machine.items()},
    }
