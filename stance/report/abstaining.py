"""Where a model should rather abstain: thresholds chosen on the development sets, and what they do to the test sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stance.metrics.selective import kept_from, threshold_for
from stance.report.tables import Cell, Figure, Table, figure
from stance.types import Answer

RISKS = (0.05, 0.1, 0.2)
"""Shares of errors that are aimed at among the answers kept."""


def thresholds(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """The thresholds, for ``metrics.json``.

    Args:
        answers: All answers of a run.

    Returns:
        A row for each share of errors aimed at (``risk``): the least ``confidence`` of the answers kept, ``None`` where
        the aim cannot be reached, and ``n``, the answers to the development sets on which it was chosen. Empty without
        such sets.
    """
    dev = _developed(_by_set(answers))
    found = {risk: threshold_for(dev, risk=risk, resamples=0) for risk in RISKS} if dev else {}
    return [
        {"risk": risk, "confidence": None if one is None else one.confidence, "n": len(dev)}
        for risk, one in found.items()
    ]


def _by_set(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    by_set: dict[str, list[Answer]] = {}
    for answer in answers:
        if not answer.variant and answer.example.gold is not None:
            by_set.setdefault(answer.set, []).append(answer)
    return by_set


def _developed(by_set: Mapping[str, Sequence[Answer]]) -> list[Answer]:
    return [answer for name, of_set in by_set.items() if name.endswith("/dev") for answer in of_set]


def abstaining_table(answers: Sequence[Answer], *, resamples: int) -> Table | None:
    """Thresholds of confidence, each with the answers that it keeps of each test set and how many of these are right.

    Args:
        answers: All answers of a run.
        resamples: Bootstrap samples of documents behind the intervals.

    Returns:
        ``None`` where no development set was asked, or no test set: a threshold that is chosen on the answers that it
        is judged by promises too much.
    """
    by_set = _by_set(answers)
    dev = _developed(by_set)
    tests = {name: of_set for name, of_set in by_set.items() if name.partition("/")[2].startswith("test")}
    if not dev or not tests:
        return None
    confidence = {entry["risk"]: entry["confidence"] for entry in thresholds(answers)}
    rows: list[tuple[Cell, ...]] = []
    for risk in RISKS:
        wished = Figure(value=risk, digits=0)
        chosen = confidence[risk]
        if chosen is None:
            rows.append((wished, None, "cannot be reached", None, None, None))
        else:
            rows += [
                (
                    wished,
                    Figure(value=chosen, percent=False, digits=3),
                    name,
                    *_kept(of_set, chosen, resamples),
                )
                for name, of_set in tests.items()
            ]
    return Table(
        title="Abstaining",
        columns=("errors aimed at", "from confidence", "set", "answers kept", "right among them", "n kept"),
        rows=tuple(rows),
        note=f"Thresholds chosen on {len(dev):,} answers to the development sets; shares × 100. To abstain, leave out "
        "answers whose highest score is below the threshold.",
    )


def _kept(answers: Sequence[Answer], confidence: float, resamples: int) -> tuple[Cell, Cell, int]:
    found: Mapping[str, Figure] = {
        value.name.partition(" ")[0]: figure(value) for value in kept_from(answers, confidence, resamples=resamples)
    }
    right = found.get("accuracy")
    return found.get("coverage"), right, (right.n or 0) if right else 0
