"""Periods by their names, in time's order and without gaps, so that an axis of time is one."""

from __future__ import annotations

from collections.abc import Iterable

from stance.analysis.spans import OUTSIDE, UNKNOWN, calendar_of, name_at, number_of


def continuous(names: Iterable[str]) -> list[str]:
    """All periods from the first to the last, also those of which none of the names is; what is none of time last.

    >>> continuous(["2018", "2015"]), continuous(["2018-Q3", "2019-Q1"]), continuous(["2018-12", "2019-01"])
    (['2015', '2016', '2017', '2018'], ['2018-Q3', '2018-Q4', '2019-Q1'], ['2018-12', '2019-01'])
    >>> continuous(["2018-03-01", "2018-02-28"]), continuous(["2018-H2", "2018-H1"]), continuous([])
    (['2018-02-28', '2018-03-01'], ['2018-H1', '2018-H2'], [])

    >>> continuous(["peace", "unknown", "deal", "2018-2020"]), continuous(["unknown", "2019", "outside", "2018"])
    (['peace', 'deal', '2018-2020', 'unknown'], ['2018', '2019', 'outside', 'unknown'])

    Args:
        names: Of :func:`stance.analysis.rows.period_of`, of one sort, in any order; or of periods of the user's own,
            which are given back in the order of their first mention.
    """
    given = list(dict.fromkeys(names))
    last = [name for name in (OUTSIDE, UNKNOWN) if name in given]
    known = [name for name in given if name not in last]
    sorts = {calendar_of(name) for name in known}
    sort = sorts.pop() if len(sorts) == 1 else None
    if sort is None:  # no periods of the calendar
        return known + last
    places = [number_of(name, sort) for name in known]
    return [name_at(place, sort) for place in range(min(places), max(places) + 1)] + last
