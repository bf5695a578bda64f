"""Phrases with alternatives, as codebook entries write them.

Two marks save the author of an entry from listing every variant: ``(a|b)`` is one of several, ``[c]`` may be left out
and ``[a|b]`` is one of several or none. They do not nest. (The notation is that of the W3C's JSpeech Grammar Format.)
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from stance.errors import ConfigError
from stance.text import fold

MAX_VARIANTS = 5000
_PART = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]|([^()\[\]]+)")


def expand(phrase: str) -> list[str]:
    """All variants of ``phrase``, in order, each once.

    Args:
        phrase: Words with ``(a|b)`` and ``[c]``.

    Raises:
        ConfigError: A bracket is not closed or nested, or the variants are more than ``MAX_VARIANTS``.

    >>> expand("[2015] nuclear (deal|accord)")
    ['2015 nuclear deal', '2015 nuclear accord', 'nuclear deal', 'nuclear accord']
    """
    parts: list[list[str]] = []
    position = 0
    count = 1
    for match in _PART.finditer(phrase):
        if match.start() != position:
            break
        position = match.end()
        one_of, optional, plain = match.groups()
        if plain is not None:
            parts.append([plain])
        elif one_of is not None:
            parts.append(one_of.split("|"))
        else:
            parts.append([*optional.split("|"), ""])
        count *= len(parts[-1])
    if position != len(phrase):
        raise ConfigError(f"phrase {phrase!r}: brackets (a|b) and [c] must be closed and not nested; mend the phrase")
    if count > MAX_VARIANTS:
        raise ConfigError(f"phrase {phrase!r} has {count} variants, at most {MAX_VARIANTS} are allowed; split it")
    variants = (" ".join("".join(choice).split()) for choice in product(*parts))
    return list(dict.fromkeys(variant for variant in variants if variant))


@lru_cache(maxsize=4096)  # phrases share their lists, so that each is folded once and not at every match
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(fold(word).split()) for word in words)


def begins(text: str, words: tuple[str, ...]) -> bool:
    """Whether folded text begins with one of several phrases."""
    folded = _folded(words)
    if not text.startswith(folded):
        return False
    return any(text.startswith(word) and not text[len(word) : len(word) + 1].isalnum() for word in folded)


def ends(text: str, words: tuple[str, ...]) -> bool:
    """Whether folded text ends with one of several phrases."""
    folded = _folded(words)
    if not text.endswith(folded):
        return False
    return any(text.endswith(word) and not text[: -len(word)][-1:].isalnum() for word in folded)


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, _folded(words))) + r")(?!\w)")


def holds_one(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of several phrases stands in folded text."""
    return bool(words) and _pattern(words).search(text) is not None


def is_acronym(word: str) -> bool:
    """Short capitals must be capitals in the text too: "US"; longer ones ("UNESCO") are often written "Unesco"."""
    return word.isupper() and word.replace(".", "").isalpha() and 2 <= len(word.replace(".", "")) <= 5
