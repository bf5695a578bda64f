"""Periods by their names, in time's order and without gaps, so that an axis of time is one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_YEARS = re.compile(r"\d{4}")
_PARTS = re.compile(r"(\d{4})(-[HQ]?)(\d{1,2})")
_IN_YEAR = {"-H": 2, "-Q": 4, "-": 12}


def continuous(names: Iterable[str]) -> list[str]:
    """All periods from the first to the last, also those of which none of the names is.

    >>> continuous(["2018", "2015"]), continuous(["2018-Q3", "2019-Q1"]), continuous(["2018-12", "2019-01"])
    (['2015', '2016', '2017', '2018'], ['2018-Q3', '2018-Q4', '2019-Q1'], ['2018-12', '2019-01'])
    >>> continuous(["2018-03-01", "2018-02-28"]), continuous(["2018-H2", "2018-H1"]), continuous([])
    (['2018-02-28', '2018-03-01'], ['2018-H1', '2018-H2'], [])

    >>> continuous(["peace", "deal", "2018-2020"])
    ['peace', 'deal', '2018-2020']

    Args:
        names: Of :func:`stance.analysis.rows.period_of`, of one sort, in any order; or of periods of the user's own,
            which are given back in the order of their first mention.
    """
    given = list(dict.fromkeys(names))
    try:
        return _filled(sorted(given)) if given else []
    except ValueError:  # no periods of the calendar
        return given


def _filled(found: list[str]) -> list[str]:
    first, last = found[0], found[-1]
    if _YEARS.fullmatch(first):
        return [f"{year:04d}" for year in range(int(first), int(last) + 1)]
    if not (start := _PARTS.fullmatch(first)):
        return [date.fromordinal(day).isoformat() for day in range(_day(first), _day(last) + 1)]
    mark = start[2]
    places = (_place(first, mark), _place(last, mark))
    return [_name(place, mark) for place in range(places[0], places[1] + 1)]


def _day(name: str) -> int:
    return date.fromisoformat(name).toordinal()


def _place(name: str, mark: str) -> int:
    return int(name[:4]) * _IN_YEAR[mark] + int(name[4 + len(mark) :]) - 1


def _name(place: int, mark: str) -> str:
    year, part = divmod(place, _IN_YEAR[mark])
    return f"{year:04d}{mark}{part + 1:0{2 if mark == '-' else 1}d}"
