"""Taking values out of a composed configuration, each of the kind it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from stance.errors import ConfigError

T = TypeVar("T", int, float)


ACTORS = ("affiliation", "holder")
"""Who an actor is: an option of the analysis, and the same of the sample that corrects it."""


class Taker:
    """Takes values of a composed configuration.

    Args:
        composed: The resolved configuration as plain values.
    """

    def __init__(self, composed: Mapping[str, Any]) -> None:
        self._composed = composed

    def text(self, name: str) -> str | None:
        """A text; ``None`` where there is none."""
        value = self._composed.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value) or None
        self._none(name, value, "a text")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or several."""
        value = self._composed.get(name)
        items = value if isinstance(value, list | tuple) else [] if value is None else [value]
        if any(isinstance(item, bool | list | Mapping) or item is None for item in items):
            raise ConfigError(f"{name}={value!r} is not allowed; give a text or a list of texts")
        return tuple(str(item) for item in items)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._composed.get(name)
        if isinstance(value, bool):
            return value
        raise ConfigError(f"{name}={value!r} is not allowed; give {name}=true or {name}=false")

    def number(self, name: str, kind: Callable[[Any], T], low: float, high: float | None = None) -> T:
        """A number between two bounds, both allowed."""
        value = self._composed.get(name)
        whole = "whole " if kind is int else ""
        least = f"from {_plain(low)} to {_plain(high)}" if high is not None else f"of {_plain(low)} or more"
        wrong = ConfigError(f"{name}={value!r} is not allowed; give a {whole}number {least}")
        if isinstance(value, bool) or not isinstance(value, int | float) or (kind is int and int(value) != value):
            raise wrong
        if not low <= value <= (float("inf") if high is None else high):
            raise wrong
        return kind(value)

    def share(self, name: str) -> float | None:
        """A number from 0 to 1; ``None`` where there is none."""
        return None if self._composed.get(name) is None else self.number(name, float, 0.0, 1.0)

    def some(self, name: str, low: int) -> int | None:
        """A whole number; ``None`` where there is none."""
        return None if self._composed.get(name) is None else self.number(name, int, low)

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A mapping; an empty one where there is none."""
        value = self._composed.get(name)
        if isinstance(value, Mapping):
            return value
        self._none(name, value, "a mapping")
        return {}

    def _none(self, name: str, value: Any, kind: str) -> None:
        if value is not None:
            raise ConfigError(f"{name}={value!r} is not allowed; give {kind}")


def _plain(bound: float) -> str:
    """A bound as one writes it, never 4.29497e+09."""
    return f"{bound:g}" if abs(bound) < 1e6 else f"{bound:.0f}"
