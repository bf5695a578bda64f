"""What a text says about itself: headline, outlet, date and address from its first and last lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from stance.reading.boilerplate import Part, parts
from stance.reading.datelines import dateline_agency
from stance.reading.dates import DATE, date_line, date_of
from stance.text import fold
from stance.types import Document

__all__ = ["Metadata", "of_file_name", "of_text"]

_SPEECH = re.compile(r"(?P<speaker>[A-Z]{2,5})_(?P<session>\d{1,3})_(?P<year>(?:19|20)\d\d)")
_FIRST_SESSION = 1945
"""The General Debate of session n is held in the year 1945 + n."""
_BYLINE_OUTLET = re.compile(r"\|\s*(?:for |at )?(?P<outlet>[^|]{2,40})$")
_BYLINE_AGENCY = re.compile(
    r"[,/]\s*(?:for )?(?P<outlet>Reuters|Associated Press|The Associated Press|AP|AFP|Agence France-Presse"
    r"|Xinhua|TASS|IRNA|Tasnim(?: News Agency)?|CNN|BBC News|BBC|Bloomberg|UPI|Al Jazeera|Press TV|Anadolu Agency)\s*$"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)+\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?"
    r"(?P<outlet>[A-Z][\w.&' -]{1,40}?)"
    r"(?:\s+\d{4}|[.,|]|\s+all rights|$)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://(?P<host>[^\s/?#]+)\S*|www\.\S+", re.IGNORECASE)


class Metadata(NamedTuple):
    """What is known about a text; ``None`` for what is not."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    speaker: str | None = None


def of_file_name(stem: str) -> Metadata:
    """Speaker and year of a speech from the UN General Debate Corpus, named ``ISO_session_year``.

    >>> of_file_name("IRN_75_2020").speaker, of_file_name("IRN_75_2020").published, of_file_name("DOC_12_2020").speaker
    ('IRN', '2020', None)
    """
    match = _SPEECH.fullmatch(stem)
    if match is None or int(match["year"]) - int(match["session"]) != _FIRST_SESSION:
        return Metadata()
    title = f"{match['speaker']}, UN General Debate, session {match['session']} ({match['year']})"
    return Metadata(title=title, published=match["year"], speaker=match["speaker"])


def of_text(text: str) -> Metadata:
    r"""Title, outlet, date and address of a mirrored article, from the lines around it; running prose is not asked.

    >>> of_text("Deal alive: Lavrov\n\nTASS\n\n21 July 2020\n\nThe deal with Iran is alive, we hear from all.")[:3]
    ('Deal alive: Lavrov', 'TASS', '2020-07-21')
    """
    found = parts(Document(id="", text=text))
    reasons = {part.reason for part in found}
    body = [index for index, part in enumerate(found) if part.reason is None and part.kind == "body"]
    first = body[0] if body else 0
    last = body[-1] if body else len(found) - 1
    title = published = outlet = url = None
    for part in found[: max(first, 1)]:
        if part.reason is None and part.kind == "heading":
            title = " ".join(text[part.start : part.end].split())
            break
    lines = [text[part.start : part.end] for part in found]
    for index, (part, line) in enumerate(zip(found, lines, strict=True)):
        if published is None and (index <= max(first, 10) or index > last) and len(line) <= 120:
            published = date_line(line)
        between = part.reason == "date line" and title is not None and 0 < index - 1 < first
        if between and outlet is None and _is_name(found[index - 1], lines[index - 1]):
            outlet = lines[index - 1].strip()
        if part.reason == "repeated line" and outlet is None and index < first and lines[:first].count(line) > 1:
            outlet = line
        if part.reason == "address" and url is None:
            match = _URL.search(line)
            url = match.group() if match is not None else None
    if "dateline" in reasons and (published is None or outlet is None):
        day, agency = _dateline(text, found)
        published, outlet = published or day, outlet or agency
    return Metadata(title=title, outlet=outlet or _outlet(text, found, url), published=published, url=url)


def _is_name(part: Part, line: str) -> bool:
    """Whether a line right above the date, below the headline, is the outlet's name."""
    words = line.split()
    capital = all(word[:1].isupper() or word in ("of", "the", "and", "for") for word in words)
    return part.reason == "banner or section name" and 0 < len(words) <= 4 and capital


def _dateline(text: str, found: list[Part]) -> tuple[str | None, str | None]:
    line = next(text[part.start : part.end] for part in found if part.reason == "dateline")
    date = DATE.search(line)
    return (date_of(date) if date is not None else None), dateline_agency(line)


def _outlet(text: str, found: list[Part], url: str | None) -> str | None:
    for part in found:
        if part.reason == "byline":
            line = text[part.start : part.end]
            match = _BYLINE_OUTLET.search(line) or _BYLINE_AGENCY.search(line)
            if match is not None:
                return match["outlet"].strip()
    for part in found[-8:]:
        line = text[part.start : part.end]
        if part.reason == "page furniture" and fold(line[:1]) in {"c", "©", "("}:
            match = _COPYRIGHT.match(line)
            if match is not None and "rights" not in match["outlet"].lower():
                return match["outlet"].strip()
    if url is not None:
        match = re.match(r"(?:https?://)?(?:www\.)?([^\s/?#:]+)", url)
        return match.group(1).lower() if match is not None else None
    return None
