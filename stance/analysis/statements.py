"""Which records count for a network, and when: range of dates, duplicates and time windows.

Options and values carry the names of the Discourse Network Analyzer (Leifeld, `dna_network` of rDNA 3); a record is one
of its statements. Where that program and its manual differ, the manual is followed; docs/networks.md lists where.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Hashable
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from stance.analysis.rows import BoolArray, Rows
from stance.errors import ConfigError, unknown

Duplicates: TypeAlias = Literal["include", "document", "week", "month", "year", "acrossrange"]
TimeWindow: TypeAlias = Literal["no", "events", "seconds", "minutes", "hours", "days", "weeks", "months", "years"]

MAX_WINDOWS = 1000
"""More networks than that nobody reads; a unit too short would make them by the thousand."""

_PRECISION = {"days": 10, "weeks": 10, "months": 7, "years": 4}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Window(NamedTuple):
    """Part of the rows: from where to where (names of days, weeks, months or years), and which rows."""

    start: str
    stop: str
    rows: Rows


class Selection(NamedTuple):
    """The rows that count, and how many do not: outside the range, of unknown date, duplicates."""

    rows: Rows
    outside: int
    undated: int
    duplicates: int


def select(
    rows: Rows, *, start: str | None, stop: str | None, duplicates: Duplicates, by_stance: bool = True
) -> Selection:
    """Leave out what lies outside the range, and statements that only repeat.

    Args:
        rows: The records.
        start: First day, month or year that counts.
        stop: Last day, month or year that counts.
        duplicates: Count a statement by the same actor on the same target only once in this unit; the earliest stays.
        by_stance: Whether two statements must be of the same stance to be the same (DNA: unless the qualifier is
            ignored).

    Raises:
        ConfigError: An option is unknown, or no record has a date where dates are needed.
    """
    if duplicates not in get_args(Duplicates):
        raise unknown("duplicates", str(duplicates), get_args(Duplicates))
    for name, bound in (("start", start), ("stop", stop)):
        if bound is not None and not _DATE.fullmatch(bound):
            raise ConfigError(f"{name}={bound!r} is no date; write 2018, 2018-05 or 2018-05-08")
    if start and stop and start[: len(stop)] > stop[: len(start)]:
        raise ConfigError(f"start={start} is after stop={stop}; swap them")
    places = [_place(record.published, start, stop) for record in rows.records]
    undated = places.count(None)
    if len(rows) and undated == len(rows):
        raise _undated(len(rows), "start and stop", "leave them away")
    kept = rows.where(np.array([place is True for place in places], dtype=np.bool_))
    repeated = _repeated(kept, duplicates, by_stance)
    return Selection(
        rows=kept.where(~repeated),
        outside=places.count(False),
        undated=undated,
        duplicates=int(repeated.sum()),
    )


def _undated(count: int, option: str, instead: str) -> ConfigError:
    return ConfigError(
        f"{option}: none of {count:,} records has a date that is exact enough; "
        f"give documents with dates (`published`), or {instead}"
    )


def _place(published: str | None, start: str | None, stop: str | None) -> bool | None:
    """Whether a date lies in the range; ``None`` where it is not exact enough to tell."""
    if not start and not stop:
        return True
    if not published:
        return None
    sure = True
    for bound, sign in ((start, 1), (stop, -1)):
        if not bound:
            continue
        length = min(len(bound), len(published))
        mine, theirs = published[:length], bound[:length]
        if mine != theirs and (mine < theirs) == (sign == 1):
            return False
        sure &= mine != theirs or len(published) >= len(bound)
    return True if sure else None


def _repeated(rows: Rows, duplicates: Duplicates, by_stance: bool) -> BoolArray:
    """Which rows say again what an earlier one said, within the unit."""
    found = np.zeros(len(rows), dtype=np.bool_)
    if duplicates == "include":
        return found
    unit = {"week": "weeks", "month": "months", "year": "years"}.get(duplicates, "")
    seen: set[Hashable] = set()
    for row in _in_time(rows):
        record = rows.records[row]
        # A statement of unknown date repeats only what its own document says.
        where: Hashable = record.document_id if duplicates == "document" else ""
        if unit:
            where = period_number(record.published, unit)
            where = ("document", record.document_id) if where is None else where
        key = (rows.actors[row], record.target, record.stance if by_stance else "", where)
        found[row] = key in seen
        seen.add(key)
    return found


def _in_time(rows: Rows) -> list[int]:
    """Row numbers by date, undated last, else in the records' order."""
    return sorted(range(len(rows)), key=lambda row: rows.records[row].published or "9999-99-99")


def period_number(published: str | None, unit: str) -> int | None:
    """Which day, week (Monday to Sunday), month or year a date falls into, counted through; ``None`` if unknown.

    >>> period_number("2018-05", "months") - period_number("2017-12-31", "months"), period_number("2018", "weeks")
    (5, None)
    """
    if not published or len(published) < _PRECISION[unit]:
        return None
    if unit == "years":
        return int(published[:4])
    if unit == "months":
        return int(published[:4]) * 12 + int(published[5:7]) - 1
    day = datetime.date.fromisoformat(published[:10]).toordinal()
    return day if unit == "days" else (day - 1) // 7  # day 1 is a Monday


def _period_name(number: int, unit: str) -> str:
    if unit == "years":
        return f"{number:04d}"
    if unit == "months":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    if unit == "days":
        return datetime.date.fromordinal(number).isoformat()
    year, week, _ = datetime.date.fromordinal(number * 7 + 1).isocalendar()
    return f"{year:04d}-W{week:02d}"


def windows(rows: Rows, *, timeWindow: TimeWindow, windowSize: int = 1) -> tuple[list[Window], int]:  # noqa: N803
    """A window that moves on by one unit at a time.

    Args:
        rows: The records that count, of :func:`select`.
        timeWindow: Calendar units of the window, or ``events`` for a number of statements.
        windowSize: How many units it covers. As in DNA's manual, statements of the same day as an event window's first
            or last are in it, too.

    Returns:
        The windows in time's order, those without statements included, and how many rows have no date for them.

    Raises:
        ConfigError: The unit is unknown or finer than dates are, the size is below 1, no record has a date, or there
            would be more than :data:`MAX_WINDOWS`.
    """
    if timeWindow not in get_args(TimeWindow):
        raise unknown("timeWindow", str(timeWindow), get_args(TimeWindow))
    if timeWindow in {"seconds", "minutes", "hours"}:
        raise ConfigError(f"timeWindow={timeWindow!r}: documents have dates, no times; take days, weeks, months, years")
    if windowSize < 1:
        raise ConfigError(f"windowSize={windowSize}: a window has at least 1 unit; give 1 or more")
    if timeWindow == "no" or not len(rows):
        return [], 0
    unit = "days" if timeWindow == "events" else timeWindow
    numbers = [period_number(record.published, unit) for record in rows.records]
    dated = sorted(number for number in numbers if number is not None)
    if not dated:
        raise _undated(len(rows), f"timeWindow={timeWindow!r}", "take timeWindow='no'")
    if timeWindow == "events":
        edges = [(dated[at], dated[at + windowSize - 1]) for at in range(len(dated) - windowSize + 1)]
        spans = list(dict.fromkeys(edges)) or [(dated[0], dated[-1])]
    else:
        last = max(dated[0], dated[-1] - windowSize + 1)
        spans = [(at, at + windowSize - 1) for at in range(dated[0], min(last, dated[0] + MAX_WINDOWS) + 1)]
    if len(spans) > MAX_WINDOWS:
        raise ConfigError(
            f"timeWindow={timeWindow!r} makes more than {MAX_WINDOWS} networks; take a longer unit, or start and stop"
        )
    found = []
    for low, high in spans:
        inside = [number is not None and low <= number <= high for number in numbers]
        part = rows.where(np.array(inside, dtype=np.bool_))
        found.append(Window(start=_period_name(low, unit), stop=_period_name(high, unit), rows=part))
    return found, numbers.count(None)
