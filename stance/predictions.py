"""Predictions on disk: every figure of a run can be computed again from them, without the model.

One JSON object a line: the example as it was asked (with its coded label), and what the model answered.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.labels import LABELS
from stance.records import atomic
from stance.types import Answer, Prediction, StanceExample, TargetMention

_EXAMPLE = tuple(field.name for field in dataclasses.fields(StanceExample))
_DEFAULTS = {field.name: field.default for field in dataclasses.fields(StanceExample)}
_SPANS = ("scope", "inner")
_HINT = "give a file that `stance run` wrote"


def answer_row(answer: Answer) -> dict[str, Any]:
    """An answer as plain values; fields of the example that say nothing are left out."""
    example = answer.example
    asked = {name: getattr(example, name) for name in _EXAMPLE}
    asked = {name: value for name, value in asked.items() if name in {"text", "target"} or value != _DEFAULTS[name]}
    if example.target_mentions:
        asked["target_mentions"] = [dataclasses.asdict(mention) for mention in example.target_mentions]
    prediction = answer.prediction
    return {
        "set": answer.set,
        "variant": answer.variant,
        **asked,
        "label": prediction.label,
        "scores": {label: round(prediction.scores[label], 6) for label in LABELS},
        "relevance": round(prediction.relevance, 6),
        "evidence": [list(span) for span in prediction.evidence],
    }


def answer_from_row(row: Mapping[str, Any]) -> Answer:
    """The answer that :func:`answer_row` wrote.

    Raises:
        KeyError, TypeError, ValueError: The row is not one.
    """
    given = {name: row[name] for name in _EXAMPLE if name in row}
    given["target_mentions"] = tuple(TargetMention(**mention) for mention in row.get("target_mentions", ()))
    given["holder_spans"] = tuple((int(start), int(end)) for start, end in row.get("holder_spans", ()))
    given |= {name: (int(row[name][0]), int(row[name][1])) for name in _SPANS if name in row}
    example = StanceExample(**given)
    if row["label"] not in LABELS:
        raise ValueError(f"label {row['label']!r}")
    return Answer(
        set=row["set"],
        variant=row["variant"],
        example=example,
        prediction=Prediction(
            example_id=example.id,
            label=row["label"],
            scores={label: float(row["scores"][label]) for label in LABELS},
            relevance=float(row["relevance"]),
            evidence=tuple((int(start), int(end)) for start, end in row["evidence"]),
        ),
    )


def write_answers(path: Path, answers: Iterable[Answer]) -> int:
    """Write answers, atomically.

    Args:
        path: A ``.jsonl`` file.
        answers: In the order in which they are to stand.

    Returns:
        How many were written.
    """
    count = 0
    with atomic(path) as file:
        for answer in answers:
            file.write(json.dumps(answer_row(answer), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_answers(path: Path) -> Iterator[Answer]:
    """Answers as they were written.

    Raises:
        InputError: The file is not there or a line is no answer; names file and line.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                try:
                    yield answer_from_row(json.loads(line))
                except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                    raise InputError(f"{path}:{number}: no prediction of a run ({error}); {_HINT}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or 'cannot be read'}; {_HINT}") from error
