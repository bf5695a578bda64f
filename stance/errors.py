"""Errors that are the user's to mend: one line that names the value, what is allowed and what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class StanceError(Exception):
    """A mistake in what the user gave; the command line prints it as one line and exits with 2."""


class InputError(StanceError):
    """A document or input path that cannot be used."""


class ConfigError(StanceError):
    """An option, name or configuration file that cannot be used."""


def unknown(what: str, value: str, choices: Iterable[str], *, hint: str = "") -> ConfigError:
    """An error for a name that is none of ``choices``, with the nearest ones.

    Args:
        what: What the name is of ("target").
        value: The name given.
        choices: The names that are allowed.
        hint: What to do next.

    >>> print(unknown("target", "jcpao", ["jcpoa", "multilateralism"]))
    unknown target 'jcpao'; did you mean 'jcpoa'? Known: jcpoa, multilateralism
    """
    known = sorted(choices)
    near = difflib.get_close_matches(value, known, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else "."
    return ConfigError(f"unknown {what} {value!r}{meant} Known: {', '.join(known)}{'. ' + hint if hint else ''}")
