"""Covariates that are known of every unit: the year as a number; actor, outlet and periods as categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from stance.analysis.pairing import Division, Paired, divisions
from stance.analysis.rows import UNKNOWN, BoolArray, FloatArray

LEAST = 10
"""Coded units that a category needs: with fewer, its coefficient would rest on the labels, whose errors it is about."""
OTHER = "other"


class Regressors(NamedTuple):
    """Columns by name, each of shape (units,), NaN where a unit has no value; and what to know about them."""

    columns: dict[str, FloatArray]
    flags: tuple[str, ...]


def regressors(table: Paired, own: BoolArray, on: Sequence[Division], *, least: int = LEAST) -> Regressors:
    """The covariates that divisions make.

    A category with fewer than ``least`` coded units goes into ``other``, and where these are too few together, their
    units are left out. The category with the most coded units is the reference.

    Args:
        table: The units.
        own: Those of the target; shape (units,).
        on: ``year``, which is a number, and any of ``actor``, ``outlet``, ``half`` and so on, and periods of one's own,
            which are categories.
        least: See above.

    Raises:
        ConfigError: A division is unknown, or given twice.
    """
    columns: dict[str, FloatArray] = {}
    flags: list[str] = []
    for one in divisions(tuple(on)):
        parts = [None if part == UNKNOWN else part for part in table.divided(one)]
        if one == "year":
            years = np.array([np.nan if part is None else float(part) for part in parts])
            known = years[own & np.isfinite(years)]
            first = float(known.min()) if len(known) else 0.0
            columns["year"] = years - first
            flags.append(f"year counts from {first:.0f}" if len(known) else "no unit has a year")
        else:
            made, said = _categories(str(one), parts, own, table.pairs.coded & own, least)
            columns |= made
            flags.append(said)
    return Regressors(columns, tuple(flags))


def _categories(
    name: str, parts: Sequence[str | None], own: BoolArray, coded: BoolArray, least: int
) -> tuple[dict[str, FloatArray], str]:
    counted = Counter(part for part, counts in zip(parts, coded, strict=True) if counts and part is not None)
    there = {part for part, counts in zip(parts, own, strict=True) if counts and part is not None}
    levels = sorted((part for part in there if counted[part] >= least), key=lambda part: (-counted[part], part))
    rest = there - set(levels)
    pooled = sum(counted[part] for part in rest) >= least
    if pooled:
        levels.append(OTHER)
    if len(levels) < 2:
        return {}, f"{name} left out: no two categories with {least} coded units"
    of = {part: part for part in levels} | dict.fromkeys(rest, OTHER if pooled else "")
    places = [of.get(part or "", "") for part in parts]
    missing = np.array([not place for place in places], dtype=np.bool_)
    made: dict[str, FloatArray] = {}
    for level in levels[1:]:
        column = np.array([float(place == level) for place in places])
        made[f"{name}: {level}"] = np.where(missing, np.nan, column)
    said = f"reference of {name}: {levels[0]}"
    return made, said + (f"; {len(rest)} with few coded units are {OTHER}" if pooled else "")
