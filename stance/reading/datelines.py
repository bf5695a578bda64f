"""Datelines of news agencies: "TEL AVIV (Reuters) -", "TEHRAN, July 21 (Xinhua) --", "MOSCOW, July 21. /TASS/."."""

from __future__ import annotations

import re

__all__ = ["BARE_DATELINE", "DATELINE", "DATELINE_ALONE", "dateline_agency"]

_AGENCY_NAMES = (
    "Reuters|AP|AFP|Associated Press|The Associated Press|Xinhua|TASS|Tass|IRNA|ISNA|MNA|Mehr|Tasnim|FNA|Fars"
    "|CNN|BBC|UPI|DPA|dpa|ANI|PTI|Kyodo|Yonhap|Interfax|RIA Novosti|Sputnik|Anadolu|AA|Bloomberg"
    "|SANA|WAFA|Press TV|Al Jazeera|EFE"
    "|ANSA|RFE/RL|VOA|IANS|APP|KUNA|SPA|WAM|NNA|MENA|Global Times|Shana|Shafaqna|IQNA|JTA|RT"
)
_PLACE = r"[A-Z][A-Z.'’-]+(?:[ /][A-Z.'’-]+){0,4}"
_MIXED = r"[A-Z][\w.'’-]+(?:[ /][A-Z][\w.'’-]+){0,3}"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_MONTH_DAY = rf"(?:{_MONTH_NAME}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH_NAME})(?:,?\s+\d{{4}})?"
_AGENCY = r"(?:\([A-Z][\w./ &-]{1,30}\)|/[A-Z][\w ]{1,20}/\.?)"
_DASH = r"(?:\s+(?:--+|[-–—―])\s+|(?:--+|[—―])\s+|[-–]\s+)(?=[A-Z\"“‘'«])"
_MARKED = (
    rf"(?:(?:,\s+(?:{_MIXED},\s+)?{_MONTH_DAY})[.,]?\s*(?:{_AGENCY})?"
    rf"|(?:,\s+{_MIXED})?\s*(?:{_AGENCY}\s*)?\({_MONTH_DAY}\)|(?:,\s+{_MIXED})?\s*{_AGENCY})"
)
DATELINE = re.compile(
    # with a date or an agency, in capitals or not
    rf"(?:{_PLACE}{_MARKED}(?:{_DASH}|:?\s*(?:--+|[-–—―])?\s*(?=[A-Z\"“]))"
    rf"|{_MIXED}{_MARKED}{_DASH}|{_MIXED}(?:,\s+{_MIXED})?\s*\((?:{_AGENCY_NAMES})\)\s*(?=[A-Z\"“]))"
)
BARE_DATELINE = re.compile(rf"{_PLACE}(?:,\s+{_MIXED})?{_DASH}")
"""A place in capitals and a dash; not believed beyond the first paragraph."""
DATELINE_ALONE = re.compile(
    rf"{_PLACE}(?:,\s+{_MIXED})?(?:,\s+{_MONTH_DAY})?\s*(?:\([A-Z][\w./ &-]{{1,30}}\))?\s*(?:--+|[-–—―])"
)


def dateline_agency(line: str) -> str | None:
    """The agency that a dateline names.

    >>> dateline_agency("TEL AVIV (Reuters) -"), dateline_agency("WASHINGTON —")
    ('Reuters', None)
    """
    match = re.search(rf"\((?!{_MONTH_DAY}\))([A-Z][\w./ &-]{{1,30}})\)|/([A-Z][\w ]{{1,20}})/", line)
    return (match.group(1) or match.group(2)) if match is not None else None
