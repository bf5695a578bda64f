"""How what a user typed reaches a command unharmed by Hydra.

Hydra reads ``key=value`` by a grammar in which brackets, quotes, commas, ``$`` and ``{`` mean something, and OmegaConf
reads ``${...}`` once more. A path or a text that a user typed must mean itself. So it is *sealed* on the way in, spelt
with characters that mean nothing to either, and unsealed when the configuration is read (:func:`unsealed`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

_SEAL = "verbatim:"
_OPENING, _CLOSING = "([{", ")]}"


def seal(text: str) -> str:
    """``text`` as a quoted value that neither Hydra's grammar nor OmegaConf changes.

    >>> seal("a b.txt")
    '"verbatim:a%20b.txt"'
    """
    return f'"{_SEAL}{quote(text.encode("utf-8", "surrogatepass"), safe="/._-")}"'


def unsealed(value: Any) -> Any:
    """``value`` with every sealed text in it, however deep, as it was typed.

    >>> unsealed({"input": ["verbatim:a%20b.txt", "c.txt"]})
    {'input': ['a b.txt', 'c.txt']}
    """
    if isinstance(value, str):
        sealed = value.startswith(_SEAL)
        return unquote_to_bytes(value.removeprefix(_SEAL)).decode("utf-8", "surrogatepass") if sealed else value
    if isinstance(value, Mapping):
        return {key: unsealed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [unsealed(item) for item in value]
    return value


def unsealed_within(text: str) -> str:
    """``text`` with every sealed part of it as it was typed; for showing.

    >>> unsealed_within('input=["verbatim:a%20b.txt"]')
    'input=[a b.txt]'
    """
    return re.sub(rf'"({_SEAL}[^"]*)"', lambda match: str(unsealed(match[1])), text)


def split_list(text: str) -> list[str]:
    """The items of a list as typed: commas separate, except within brackets or quotes.

    >>> split_list("a.txt, 'b,c.txt',d[1,2].txt")
    ['a.txt', 'b,c.txt', 'd[1,2].txt']
    """
    items, item, open_quote, depth = [], "", "", 0
    for char in text:
        if open_quote:
            open_quote = "" if char == open_quote else open_quote
        elif char in "'\"" and not item.strip():  # a quotation mark within a name is part of it
            open_quote = char
        elif char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
        elif char == "," and depth <= 0:
            items.append(item)
            item = ""
            continue
        item += char
    items.append(item)
    return [unquoted(item.strip()) for item in items if item.strip()]


def unquoted(text: str) -> str:
    """``text`` without the quotation marks around all of it."""
    quoted = len(text) >= 2 and text[0] in "'\"" and text[-1] == text[0]
    return text[1:-1] if quoted else text
