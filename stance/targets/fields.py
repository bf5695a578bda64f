"""Values of a codebook entry, read strictly: whatever is amiss is refused with the place where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stance.errors import ConfigError
from stance.targets.phrases import expand


def kind(value: object) -> str:
    """What a value is, in words."""
    return {type(None): "empty", str: "a text", list: "a list", bool: "yes or no"}.get(
        type(value), type(value).__name__
    )


def check_keys(content: Mapping[Any, Any], allowed: Sequence[str], where: str) -> None:
    """Refuses keys other than the allowed ones."""
    for key in content:
        if key in allowed:
            continue
        near = difflib.get_close_matches(str(key), allowed, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else "."
        quote = " Quote it: yaml reads it as yes or no." if isinstance(key, bool) else ""
        raise ConfigError(f"{where}: unknown key {key!r}{meant} Allowed: {', '.join(allowed)}.{quote}")


def items(value: object, where: str) -> list[Any]:
    """A list, if there is anything."""
    if value is None:
        return []
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise ConfigError(f"{where} must be a list, not {kind(value)}; write one item a line, each after a dash")
    return list(value)


def text(value: object, where: str) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    quote = " (quote it: yaml reads it as something else)" if value is not None and not isinstance(value, str) else ""
    raise ConfigError(f"{where}: {value!r} is no text{quote}; write words")


def texts(value: object, where: str) -> tuple[str, ...]:
    """One text or a list of them."""
    return tuple(text(item, where) for item in ([value] if isinstance(value, str) else items(value, where)))


def expanded(value: object, where: str) -> tuple[str, ...]:
    """The variants of one phrase or several (:func:`stance.targets.phrases.expand`)."""
    phrases = texts(value, where)
    try:
        variants = [variant for phrase in phrases for variant in expand(phrase)]
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None
    return tuple(dict.fromkeys(variants))


def optional(item: Mapping[Any, Any], key: str, where: str) -> str | None:
    """A text, if the key is there."""
    return None if item.get(key) is None else text(item[key], f"{where}: {key}")


def choice(item: Mapping[Any, Any], key: str, default: str, choices: Sequence[str], where: str) -> Any:
    """One of several values."""
    value = item.get(key, default)
    if value not in choices:
        raise ConfigError(f"{where}: {key} {value!r} is not one of {', '.join(choices)}; choose one")
    return value
