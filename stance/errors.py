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


class NotFittedError(ConfigError):
    """A model that must be trained or loaded was asked to predict."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"model {name!r} is not trained yet; train it with `stance run experiment=... model={name}` "
            "and give the run directory, as in model=runs/run/..."
        )


class MissingLibraryError(ConfigError):
    """A library of an optional extra is not installed."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}, which is not installed; run: pip install 'actor-stance[{extra}]'")


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
