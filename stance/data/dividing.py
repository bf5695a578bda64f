"""What the ways to divide a data set share: pooling, leaving out, shares of bundles, periods of dates, sizes."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import random
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from stance.data.dataset import StanceData
from stance.data.overlap import bundles, normal_text, rows, touching
from stance.errors import ConfigError, unknown
from stance.types import Label, StanceExample

__all__ = ["TEST", "allocate", "divided", "option_period", "period_of", "pooled", "size", "without"]

TEST = "test"
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?")

Period = tuple[datetime.date, datetime.date]


MADE_UP = "_swap"
"""How splits are called whose texts were altered to test a model (:mod:`stance.data.vast`)."""


def pooled(data: StanceData, pool: str | Sequence[str]) -> tuple[list[StanceExample], str]:
    """The examples of several splits together, with ids that are unique among them.

    An example that stands in an earlier split word for word (evaluation splits may overlap) is taken once.

    Args:
        data: The data set.
        pool: ``all`` (less evaluation splits of altered texts), a split, or several.

    Returns:
        The examples, and a note on what was pooled that ends in "; ".

    Raises:
        ConfigError: No such split.
    """
    real = [name for name in data.splits if not name.endswith(MADE_UP)]
    names = real if pool == "all" else [pool] if isinstance(pool, str) else [str(name) for name in pool]
    for name in names:
        if name not in data.splits:
            raise unknown("split in pool", name, [*data.splits, "all"])
    seen: dict[Hashable, str] = {}
    ids: set[str] = set()
    found, again = [], 0
    for split in names:
        for example in data.examples(split):
            bare = dataclasses.replace(example, id="", pair="")
            if seen.setdefault(bare, split) != split:
                again += 1
                continue
            if example.id in ids:
                pair = f"{split}:{example.pair}" if example.pair else ""
                example = dataclasses.replace(example, id=f"{split}:{example.id}", pair=pair)
            found.append(example)
        ids.update(example.id for example in found)
    note = f"{', '.join(names)} pooled" if len(names) > 1 else f"of {names[0]}" if names else "nothing pooled"
    return found, note + (f", {again:,} examples of an earlier split left out" if again else "") + "; "


def without(
    examples: Sequence[StanceExample], others: Iterable[StanceExample], by: str = "text"
) -> tuple[StanceExample, ...]:
    """The examples that share no text (``by="text"``), or no text, document or pair, with any of ``others``."""
    if by == "text":
        texts = {normal_text(other.text) for other in others}
        return tuple(example for example in examples if normal_text(example.text) not in texts)
    return tuple(example for example, touches in zip(examples, touching(examples, others), strict=True) if not touches)


def size(examples: Sequence[StanceExample], *, less: Sequence[StanceExample] = ()) -> str:
    """How many rows there are, a pair of directions being one; ``less`` of another list."""
    count, asked = len(rows(examples)) - len(rows(less)), len(examples) - len(less)
    return f"{count:,} rows" if count == asked else f"{count:,} rows ({asked:,} directions)"


def allocate(
    examples: Sequence[StanceExample], shares: Mapping[str, float], seed: int
) -> dict[str, tuple[StanceExample, ...]]:
    """Divide by whole bundles, each going where most is missing of its labels.

    Args:
        examples: All of them.
        shares: By name, summing to 1; where there are fewer bundles than names, some get nothing.
        seed: Of the order in which bundles are dealt.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place, bundle in enumerate(bundles(examples)):
        members[bundle].append(place)
    totals = Counter(example.gold for example in examples)
    missing = {name: {label: share * totals[label] for label in totals} for name, share in shares.items()}
    full = {name: dict(labels) for name, labels in missing.items()}
    order = list(members.values())
    random.Random(seed).shuffle(order)  # noqa: S311 - no secret
    # A bundle that would fill the smallest part on its own is dealt first, while there is room for it.
    room = min(shares.values()) * len(examples)
    order.sort(key=lambda places: -len(places) if 4 * len(places) > room else 0)
    given: dict[str, list[list[int]]] = {name: [] for name in shares}
    for places in order:
        labels = Counter(examples[place].gold for place in places)

        def lack(name: str, labels: Counter[Label | None] = labels) -> float:
            return sum(count * missing[name][label] / full[name][label] for label, count in labels.items())

        fits = [name for name in shares if len(places) <= 1.5 * max(sum(missing[name].values()), 0)]
        best = max(fits, key=lack) if fits else max(shares, key=lambda name: sum(missing[name].values()))
        given[best].append(places)
        for label, count in labels.items():
            missing[best][label] -= count
    for name in shares:  # nobody goes without where there are bundles enough
        if not given[name]:
            richest = max(given, key=lambda other: len(given[other]))
            if len(given[richest]) > 1:
                given[name].append(
                    given[richest].pop(min(range(len(given[richest])), key=lambda i: len(given[richest][i])))
                )
    return {
        name: tuple(examples[place] for place in sorted(place for places in parts for place in places))
        for name, parts in given.items()
    }


def period_of(published: str | None) -> Period | None:
    """First and last day of an ISO 8601 date of reduced or full precision; ``None`` where it is none.

    >>> [str(day) for day in period_of("2020-02")]
    ['2020-02-01', '2020-02-29']
    """
    match = _DATE.fullmatch(published.strip()) if published else None
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    until = month or 12
    return first, first if day else datetime.date(first.year, until, calendar.monthrange(first.year, until)[1])


def option_period(option: str, value: object) -> Period:
    """The period that an option of ``split=by_date`` names.

    Raises:
        ConfigError: It is missing or no date.
    """
    period = period_of(None if value is None else str(value))
    if period is None:
        given = "is not given" if value is None else f"{value!r} is no date"
        raise ConfigError(f"split=by_date: {option} {given}; write split.{option}=2018-05-08, 2018-05 or 2018")
    return period


def divided(data: StanceData, note: str, parts: Mapping[str, Iterable[StanceExample]]) -> StanceData:
    """The data set with these splits, and a note that names what was done and how large they are."""
    splits = {split: tuple(examples) for split, examples in parts.items()}
    sizes = ", ".join(f"{split} {size(examples)}" for split, examples in splits.items())
    return data.noted(f"split: {note}; {sizes}", splits=splits)
