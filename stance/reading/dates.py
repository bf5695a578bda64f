"""Dates as news sites, agencies and tables write them, as ISO 8601.

Own patterns rather than `dateutil` or `dateparser`: those guess a day and month for almost any words, and a date here
has either been written out or is refused.
"""

from __future__ import annotations

import datetime
import re

__all__ = ["DATE", "date_line", "date_note", "parse_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_MONTH = r"(?P<{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>(?:1[89]|20|21)\d\d)"
DATE = re.compile(
    r"(?<![\w.])(?:"
    + _YEAR.format("y1")
    + r"[-./](?P<m1>\d{1,2})[-./](?P<d1>\d{1,2})"
    + "|"
    + _DAY.format("d2")
    + r"(?:[ \xa0]+(?:of[ ]+)?|[-./])"
    + _MONTH.format("m2")
    + r"(?:,?[ \xa0]+|[-./])"
    + _YEAR.format("y2")
    + "|"
    + _MONTH.format("m3")
    + r",?[ \xa0]+"
    + _DAY.format("d3")
    + r",?[ \xa0]+"
    + _YEAR.format("y3")
    + r"|(?P<a4>\d{1,2})(?P<s4>[./-])(?P<b4>\d{1,2})(?P=s4)"
    + _YEAR.format("y4")
    + r")(?!\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(_MONTH.format("m") + r",?\s+" + _YEAR.format("y"), re.IGNORECASE)
_ISO = re.compile(r"(?P<y>\d{4})(?:-?(?P<m>\d\d)(?:-?(?P<d>\d\d)(?:[T ].*)?)?)?", re.DOTALL)
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.]\d\d){1,2}(?:\.\d+)?\s*(?:[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s*[ap]\.?\s?m\b\.?"
    r"|[+-]\d\d:?\d\d\b|\d\d:\d\dZ",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[|•·]| / ")
_WORD = re.compile(r"[^\W_]+")
_DATE_WORDS = """
    mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday published
    publish publication updated update posted last modified on at date dated time first issued released release created
    originally a am p pm m z t et est edt pt pst pdt gmt utc bst cet cest ist irst msk hrs h local eastern of day the
    article original news min mins minute minutes read and ago year years month months week weeks days hour hours old
"""


def parse_date(value: str) -> str | None:
    """The date that a cell or option gives, or ``None`` where it gives none for certain.

    Args:
        value: Such as ``2020-07-21T10:00:00Z``, ``20200721``, ``21 July 2020``, ``July 2020``, ``2020``. Where day and
            month cannot be told apart (``07/08/2020``), the year.

    >>> parse_date("Tuesday, 21 July 2020 5:43 PM"), parse_date("7/21/2020"), parse_date("7/8/2020"), parse_date("soon")
    ('2020-07-21', '2020-07-21', '2020', None)
    """
    value = " ".join(value[:200].split())
    iso = _ISO.fullmatch(value)
    if iso is not None:
        return _iso(int(iso["y"]), _number(iso["m"]), _number(iso["d"]))
    match = DATE.search(value)
    if match is not None:
        return date_of(match)
    match = _MONTH_YEAR.search(value)
    return _iso(int(match["y"]), _MONTHS[match["m"].lower()], None) if match is not None else None


def date_note(value: str) -> str | None:
    """What to tell of a date that cannot be used as it is written, or only in part; ``None`` where all is well.

    >>> date_note("09/05/2018")
    "'09/05/2018' may be 9 May or 5 September: read as 2018; write 2018-05-09 or 2018-09-05"
    >>> date_note("9999-01-01"), date_note("21 July 2020")
    ("'9999-01-01' is after the year 2999: no date is taken from it; write it as 2020-07-21", None)
    """
    value = " ".join(value[:200].split())
    found = parse_date(value)
    match = None if _ISO.fullmatch(value) else DATE.search(value)
    if found is None:
        return f"{value!r} {_why_none(value, match)}; write it as 2020-07-21"
    if match is None or not match["y4"] or len(found) > 4:
        return None
    first, second = int(match["a4"]), int(match["b4"])
    readings = [(day, month) for day, month in ((first, second), (second, first)) if _iso(int(found), month, day)]
    said = " or ".join(f"{day} {_NAMES[month - 1]}" for day, month in readings)
    written = " or ".join(f"{found}-{month:02}-{day:02}" for day, month in readings)
    return f"{value!r} may be {said}: read as {found}; write {written}"


def _why_none(value: str, match: re.Match[str] | None) -> str:
    iso = _ISO.fullmatch(value)
    if iso is not None and not _FIRST_YEAR <= int(iso["y"]) <= _LAST_YEAR:
        side = f"after the year {_LAST_YEAR}" if int(iso["y"]) > _LAST_YEAR else f"before the year {_FIRST_YEAR}"
        return f"is {side}: no date is taken from it"
    return "is no date: there is no such day" if match is not None or (iso is not None and iso["m"]) else "is no date"


def date_of(match: re.Match[str]) -> str | None:
    """The ISO date of a match of :data:`DATE`; ``None`` where there is no such day."""
    if match["y1"]:
        return _iso(int(match["y1"]), int(match["m1"]), int(match["d1"]))
    if match["y2"]:
        return _iso(int(match["y2"]), _MONTHS[match["m2"].lower()], int(match["d2"]))
    if match["y3"]:
        return _iso(int(match["y3"]), _MONTHS[match["m3"].lower()], int(match["d3"]))
    first, second, year = int(match["a4"]), int(match["b4"]), int(match["y4"])
    if match["s4"] == "." or first > 12 or first == second:  # dots are European: day first
        return _iso(year, second, first)
    if second > 12:
        return _iso(year, first, second)
    return str(year) if first and second else None


def date_line(line: str) -> str | None:
    """The date of a line that holds a date (with weekday, time, "Published:" and the like) and hardly anything else.

    >>> date_line("Published: Tuesday, 21 July 2020 5:43 PM"), date_line("On 21 July 2020 Iran said it would stay.")
    ('2020-07-21', None)
    """
    if len(line) > 120:
        return None
    if "|" in line or " / " in line or "•" in line or "·" in line:
        return next((day for piece in _SEPARATOR.split(line) if (day := date_line(piece)) is not None), None)
    match = DATE.search(line)
    if match is None:
        return None
    rest = _CLOCK.sub(" ", DATE.sub(" ", line))
    words = [word for word in _WORD.findall(rest) if word.lower() not in _DATE_WORDS.split()]
    names = [word for word in words if word[0].isupper()]
    if len(names) < len(words) or len(words) > 3 or (words and line.rstrip().endswith((".", "!", "?"))):
        return None
    return date_of(match)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    try:
        full = datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if month is None:
        return f"{year:04}"
    return full.isoformat() if day is not None else f"{year:04}-{month:02}"
