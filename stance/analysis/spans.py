"""Periods of one's own: names for years or stretches of time, as around a treaty or an election."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from stance.errors import ConfigError
from stance.records import is_date

Calendar: TypeAlias = Literal["year", "half", "quarter", "month", "day"]
UNKNOWN = "unknown"
"""Stands for an outlet or a date that a record does not have; counted and shown, never dropped."""
OUTSIDE = "outside"
"""Stands for a date that none of the periods holds; likewise."""
_RESERVED = (UNKNOWN, OUTSIDE, "all", "")
_PARTS: Mapping[Calendar, tuple[str, int]] = {"half": ("-H", 2), "quarter": ("-Q", 4), "month": ("-", 12)}
_NAMES: Mapping[Calendar, re.Pattern[str]] = {
    "year": re.compile(r"[0-9]{4}"),
    "half": re.compile(r"[0-9]{4}-H[12]"),
    "quarter": re.compile(r"[0-9]{4}-Q[1-4]"),
    "month": re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])"),
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_YEARS = re.compile(r"(\d{4})-(\d{4})")
_HINT = "write a year, a month, a day, FIRST..LAST of these, 2015-2017, or a list of them"


@dataclass(frozen=True, kw_only=True)
class Periods:
    """Named periods in time's order; made by :func:`periods_of`.

    Args:
        names: Of the periods.
        ranges: First and last day of each stretch, and the number of its period, in time's order; none overlap.
    """

    names: tuple[str, ...]
    ranges: tuple[tuple[str, str, int], ...]

    def __str__(self) -> str:
        return "periods"

    def name_of(self, published: str | None) -> str:
        """The period that a date lies in; :data:`OUTSIDE` if in none, :data:`UNKNOWN` if it is too vague to tell."""
        if not published:
            return UNKNOWN
        first, last = _first(published), _last(published)
        met = [stretch for stretch in self.ranges if first <= stretch[1] and stretch[0] <= last]
        if not met:
            return OUTSIDE
        inside = {number for _, _, number in met}
        # A year over several stretches is of their period if they follow each other without a gap, which is hard to
        # tell of days; one stretch must hold it whole.
        whole = any(low <= first and last <= high for low, high, _ in met)
        return self.names[inside.pop()] if len(inside) == 1 and whole else UNKNOWN


def calendar_of(name: str) -> Calendar | None:
    """Which period of the calendar a name is of, if of any.

    >>> calendar_of("2018-Q4"), calendar_of("2018-02-30"), calendar_of("peace")
    ('quarter', None, None)
    """
    found = next((sort for sort, pattern in _NAMES.items() if pattern.fullmatch(name)), None)
    return found if found != "day" or is_date(name) else None


def number_of(name: str, period: Calendar) -> int:
    """A period's place in time.

    >>> name_at(number_of("2018-Q4", "quarter") + 1, "quarter"), name_at(number_of("2018-02-28", "day") + 1, "day")
    ('2019-Q1', '2018-03-01')
    """
    if period == "day":
        return datetime.date.fromisoformat(name).toordinal()
    if period == "year":
        return int(name)
    mark, parts = _PARTS[period]
    return int(name[:4]) * parts + int(name[4 + len(mark) :]) - 1


def name_at(number: int, period: Calendar) -> str:
    """The name of the period at a place in time: see :func:`number_of`."""
    if period == "day":
        return datetime.date.fromordinal(number).isoformat()
    if period == "year":
        return f"{number:04d}"
    mark, parts = _PARTS[period]
    year, part = divmod(number, parts)
    return f"{year:04d}{mark}{part + 1:0{2 if period == 'month' else 1}d}"


def periods_of(given: Mapping[Any, Any], *, option: str = "periods") -> Periods:
    """Read names for stretches of time.

    >>> deal = periods_of({"deal": "2015-07-14..2018-05-07", "before": [2013, 2014], "pressure": "2018-05-08..2020"})
    >>> deal.names
    ('before', 'deal', 'pressure')
    >>> [deal.name_of(day) for day in ("2014-03", "2018-05-08", "2018", "2022", None)]
    ['before', 'pressure', 'unknown', 'outside', 'unknown']

    Args:
        given: Name to a year, a month or a day (``2015``, ``2015-07``, ``2015-07-14``), to the first and last of a
            stretch (``2015-07-14..2018-05-07``, and ``2015-2017`` for years), or to a list of these.
        option: How a complaint calls it.

    Raises:
        ConfigError: There is none, a name may not be used, a date is none, or two periods overlap.
    """
    if not given:
        raise ConfigError(f"{option} is empty; name at least one, as in {option}={{before:2013-2014,deal:2015..2018}}")
    stretches: list[tuple[str, str, str]] = []
    for key, value in given.items():
        name = str(key)
        if name in _RESERVED or name.strip() != name:
            raise ConfigError(f"{option}: a period cannot be called {name!r}; give it another name")
        items = value if isinstance(value, list | tuple) else [value]
        if not items:
            raise ConfigError(f"{option}.{name} is empty; {_HINT}")
        stretches += [(*_stretch(item, f"{option}.{name}"), name) for item in items]
    stretches.sort()
    for (_, last, one), (first, _, other) in pairwise(stretches):
        if first <= last:
            raise ConfigError(f"{option}: {one} and {other} overlap ({first} is in both); end one before the other")
    names = tuple(dict.fromkeys(name for _, _, name in stretches))
    return Periods(names=names, ranges=tuple((first, last, names.index(name)) for first, last, name in stretches))


def _stretch(item: Any, where: str) -> tuple[str, str]:
    text = str(item).strip()
    years = _YEARS.fullmatch(text)
    first, mark, last = (years[1], "-", years[2]) if years else text.partition("..")
    last = last if mark else first
    if isinstance(item, bool) or not is_date(first) or not is_date(last):
        raise ConfigError(f"{where}={text} is no date and no stretch of time; {_HINT}")
    if _first(first) > _last(last):
        raise ConfigError(f"{where}={text} ends before it begins; swap the dates")
    return _first(first), _last(last)


def _first(date: str) -> str:
    """The first day that a date of reduced precision may mean."""
    return f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]


def _last(date: str) -> str:
    """The last, or a day after it that there is not (2018-02-31), which sorts alike."""
    return f"{date}-12-31"[:10] if len(date) == 4 else f"{date}-31"[:10]
