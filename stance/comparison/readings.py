"""What runs have to say beyond their scores: how they learn with more rows, and what they get wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from stance.comparison.loaded import LoadedRun, chosen_sets
from stance.comparison.systems import families, names_of
from stance.errors import InputError
from stance.metrics.comparing import over_seeds
from stance.types import Answer, StanceExample

_SIZE = ("train_rows", "limit")
"""Options that say how many rows are trained on."""


def learning_curves(
    runs: Sequence[LoadedRun], name: str, statistic: str = "macro_f1"
) -> dict[str, dict[int, list[float]]]:
    """Scores by number of training rows, for runs that differ in that number and the seed alone.

    Args:
        runs: Finished runs.
        name: The set.
        statistic: The figure.

    Returns:
        For each model with two sizes or more: number of training rows to the figure of each seed.
    """
    trained = [run for run in runs if run.trained_on and name in run.answers]
    found = families(trained, without=_SIZE)
    first = [family[0] for family in found]
    shown = [dataclasses.replace(run, manifest=_sizeless(run.manifest)) for run in first]
    curves = {}
    for label, family in zip(names_of(shown, [name]), found, strict=True):
        # Seeds hold out other documents for development, so that the rows left to train on differ a little.
        points = {
            round(fmean(run.trained_on for run in of_size)): [
                over_seeds([run.answers[name]], statistic, resamples=0).mean for run in of_size
            ]
            for of_size in families(family)
        }
        if len(points) > 1:
            curves[label] = dict(sorted(points.items()))
    return curves


def _sizeless(manifest: Mapping[str, object]) -> dict[str, object]:
    config = manifest.get("config")
    kept = {key: value for key, value in config.items() if key not in _SIZE} if isinstance(config, Mapping) else {}
    return {**manifest, "config": kept}


class WorstError(NamedTuple):
    """An item that one of two runs, or both, got wrong.

    Args:
        set: Its set.
        example: The item, with its coded label.
        first: What the first run answered.
        second: What the second run answered.
        loss: Probability that the two, on average, did not give to the coded label.
    """

    set: str
    example: StanceExample
    first: Answer
    second: Answer
    loss: float


def worst_errors(
    first: LoadedRun, second: LoadedRun, *, sets: Sequence[str] | None = None, limit: int = 20
) -> list[WorstError]:
    """What two runs got wrong with the greatest confidence, side by side.

    Args:
        first: A run.
        second: Another, tested on some of the same items.
        sets: Sets; all test sets by default.
        limit: How many at most.

    Returns:
        Items that at least one run got wrong, the most confident errors first.

    Raises:
        InputError: The runs share no item.
    """
    found: list[WorstError] = []
    shared = 0
    for name in chosen_sets([first, second], sets):
        others = {answer.example.id: answer for answer in second.answers.get(name, ())}
        for answer in first.answers.get(name, ()):
            other, gold = others.get(answer.example.id), answer.example.gold
            if other is None or gold is None or other.example.text != answer.example.text:
                continue
            shared += 1
            if answer.prediction.label != gold or other.prediction.label != gold:
                loss = 1 - fmean(one.prediction.scores[gold] for one in (answer, other))
                found.append(WorstError(name, answer.example, answer, other, loss))
    if not shared:
        raise InputError(f"{first.path} and {second.path} share no coded item; give runs tested on the same data")
    return sorted(found, key=lambda error: (-error.loss, error.set, error.example.id))[:limit]
