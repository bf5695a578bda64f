"""Finished run directories with answers made up on the spot, in the layout of `stance run`."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.labels import LABELS
from stance.metrics.classification import classification
from stance.predictions import write_answers
from stance.types import Answer, Label, Prediction, StanceExample

TARGETS = ("the treaty", "the tax", "the dam")


def items(count: int = 60, *, documents: int = 20, split: str = "test") -> list[StanceExample]:
    """Coded examples of a data set ``toy``, spread over documents, targets and labels."""
    return [
        StanceExample(
            text=f"Norway spoke of {TARGETS[number % 3]} for the {number}th time.",
            target=TARGETS[number % 3],
            holder="Norway",
            id=f"{split}-{number}",
            gold=LABELS[(number // 2) % 3],
            dataset="toy",
            document=f"{split}-doc-{number % documents}",
            outlet="Gazette" if number % 2 else "Courier",
        )
        for number in range(count)
    ]


def answered(
    examples: Sequence[StanceExample], *, right: float, seed: int = 0, name: str = "toy/test", variant: str = ""
) -> list[Answer]:
    """Answers of which about the share ``right`` is right; the same seed gives the same ones."""
    draw = random.Random(f"{right} {seed} {name} {variant}")  # noqa: S311
    answers = []
    for example in examples:
        others: list[Label] = [label for label in LABELS if label != example.gold]
        label = example.gold if draw.random() < right and example.gold else draw.choice(others)
        top = draw.uniform(0.4, 0.95)
        scores = {one: top if one == label else (1 - top) / 2 for one in LABELS}
        answers.append(
            Answer(
                set=name,
                example=example,
                prediction=Prediction(example_id=example.id, label=label, scores=scores),
                variant=variant,
            )
        )
    return answers


def make_run(
    folder: Path,
    *,
    model: str = "tfidf",
    right: float = 0.6,
    seed: int = 0,
    sets: Mapping[str, Sequence[StanceExample]] | None = None,
    experiment: str | None = "toy",
    trained_on: int = 90,
    config: Mapping[str, Any] | None = None,
    cards: Sequence[Mapping[str, Any]] = (),
    **manifest: Any,
) -> Path:
    """Write a run directory; further arguments change its ``run.json``."""
    sets = {"toy/test": items()} if sets is None else sets
    folder.mkdir(parents=True)
    answers = [row for name, rows in sets.items() for row in answered(rows, right=right, seed=seed, name=name)]
    write_answers(folder / "predictions.jsonl", answers)
    figures = [
        metric for name in sets for metric in classification([row for row in answers if row.set == name], resamples=50)
    ]
    write(folder / "metrics.json", {"metrics": [{"metric": "classification", **plain(one)} for one in figures]})
    write(folder / "data.json", list(cards))
    content = {
        "kind": "run",
        "status": "finished",
        "identity": f"{model}-{seed}",
        "command": ["stance", "run", f"model={model}", f"seed={seed}"],
        "overrides": [f"model={model}", f"seed={seed}"],
        "experiment": experiment,
        "model": model,
        "stance": "0.2.0",
        "python": "3.11.9",
        "commit": "0123456789ab",
        "packages": {"numpy": "2.4.6"},
        "seed": seed,
        "data": {
            "toy": {"files": [{"path": "toy/train.jsonl", "bytes": 10, "sha256": "ab" * 32}], "rows": {"train": 90}}
        },
        "trained_on": trained_on,
        "sets": {name: len(rows) for name, rows in sets.items()},
        "config": {
            "model": {"_target_": f"stance.models.{model}.Model"},
            "datasets": {"toy": {"_target_": "stance.data.tables.read_table", "folder": f"{folder}/toy"}},
            "seed": seed,
            "out": str(folder),
            **(config or {}),
        },
        "started": "2024-05-01T10:00:00+00:00",
        "finished": "2024-05-01T10:01:00+00:00",
        "seconds": 60.0,
    }
    write(folder / "run.json", content | manifest)
    return folder


def plain(metric: Any) -> dict[str, Any]:
    """A figure as ``metrics.json`` has it."""
    values = {name: getattr(metric, name) for name in ("name", "value", "low", "high", "n", "group")}
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in values.items()}


def write(path: Path, content: Any) -> None:
    """Write JSON."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
