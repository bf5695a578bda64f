"""Where names stand in the texts of a table: as its columns say, or as found word for word."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from stance.errors import InputError
from stance.types import Span

__all__ = ["SPAN_FIELDS", "given_spans", "places"]

SPAN_FIELDS = tuple(f"{who}_{what}" for who in ("holder", "target") for what in ("span", "start", "end"))
_ACRONYM = re.compile(r"(?:[A-Z0-9]\.?){2,6}s?")


def places(text: str, name: str) -> tuple[Span, ...]:
    """All places where a name stands in a text as whole words: as it is written, else in any case.

    Initials are only met in capitals, since "US" is no "us".

    >>> places("Iran's envoy said Iran, not Tehran or IRAN", "Iran")
    ((0, 4), (18, 22))
    >>> places("The Iran deal", "the iran deal"), places("they told us", "US")
    (((0, 13),), ())
    """
    words = name.split()
    if not words:
        return ()
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    found = tuple(match.span() for match in re.finditer(pattern, text))
    if found or _ACRONYM.fullmatch(name.strip()):
        return found
    return tuple(match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def given_spans(row: Mapping[str, Any], who: str, text: str, where: str) -> tuple[Span, ...] | None:
    """The spans that a row gives, as ``holder_span`` (``[3, 9]``, ``[[3, 9], [20, 24]]``, ``3:9``) or start and end.

    Args:
        row: Cells by our fields.
        who: ``holder`` or ``target``.
        text: The text that they index.
        where: File and row, for messages.

    Returns:
        ``None`` where the row gives none.

    Raises:
        InputError: They are no spans of the text.
    """
    span, start, end = (row.get(f"{who}_{what}") for what in ("span", "start", "end"))
    if span is None and start is None and end is None:
        return None
    try:
        found = _spans(span) if span is not None else ((_whole(start), _whole(end)),)
    except (TypeError, ValueError):
        shown = span if span is not None else f"{start} to {end}"
        raise InputError(
            f"{where}: {who} span {shown!r} is none; write two numbers, as [3, 9]: the first character, "
            "counted from 0, and one past the last"
        ) from None
    for first, last in found:
        if not 0 <= first < last <= len(text):
            raise InputError(
                f"{where}: {who} span [{first}, {last}] is not within the text of {len(text)} characters; a span is "
                "the first character, counted from 0, and one past the last"
            )
    return found


def _spans(value: Any) -> tuple[Span, ...]:
    if isinstance(value, str):
        value = json.loads(value) if value.strip().startswith("[") else re.split(r"\s*[:,;-]\s*", value.strip())
    if isinstance(value, Mapping):
        value = [value["start"], value["end"]] if {"start", "end"} <= set(value) else None
    items = list(value)
    if items and isinstance(items[0], (list, tuple, Mapping)):
        return tuple(span for item in items for span in _spans(item))
    first, last = items or (None, None)
    return ((_whole(first), _whole(last)),) if items else ()


def _whole(value: Any) -> int:
    number = float(value)
    if number != int(number):
        raise ValueError(value)
    return int(number)
