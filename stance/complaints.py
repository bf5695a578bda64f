"""What Hydra and OmegaConf complain about, in one line that names the value, what is allowed and what to do next."""

from __future__ import annotations

import difflib
import re
from typing import Any

from stance.arguments import Options
from stance.errors import ConfigError, unknown
from stance.sealing import unsealed_within

_MISSING = re.compile(r"Could not (?:find|load) '(?P<group>[^']+)/(?P<name>[^'/]+)'")
_OVERRIDE = re.compile(r"Could not (?:override|delete from config|append to config)[^']*'?(?P<key>[\w.@/\-]+)")
_AMBIGUOUS = re.compile(r"Ambiguous value for argument '(?P<key>[^=']+)=(?P<value>.*?)'\n", re.DOTALL)


def complaint(error: Exception, options: Options) -> ConfigError:
    """An error of Hydra or OmegaConf as one of ours.

    Args:
        error: As raised.
        options: What the command knows.
    """
    text = unsealed_within(str(error))
    override = getattr(error, "override", None)
    if override is not None:
        hint = "quote a value that holds commas, brackets or braces, as in 'name=\"a,b\"'"
        return ConfigError(f"option {unsealed_within(override)!r} cannot be read; {hint}")
    if match := _AMBIGUOUS.search(text):
        key, value = match["key"], match["value"]
        return ConfigError(f"{key}={value} has several values; write a list as {key}=[{value}], or sweep with -m")
    if match := _MISSING.search(text):
        group = match["group"]
        known = getattr(error, "options", None) or options.groups.get(group, ())
        return unknown(group, match["name"], known, hint="Names are those of the yaml files of the group")
    if match := _OVERRIDE.search(text):
        return _unknown_key(match["key"], getattr(error.__cause__, "parent_node", None), options)
    return ConfigError(_first_line(text))


def _unknown_key(key: str, parent: Any, options: Options) -> ConfigError:
    before, dot, last = key.rpartition(".")
    siblings = options.names if not dot else sorted(map(str, parent)) if hasattr(parent, "keys") else []
    near = difflib.get_close_matches(last, siblings, n=1)
    known = f" Known: {', '.join(siblings)}." if siblings else ""
    meant = f"; did you mean {f'{before}{dot}{near[0]}'!r}?" if near else "."
    new = f" Something new is added with +{key}=VALUE" if dot else ""
    return ConfigError(f"unknown option {key!r}{meant}{known}{new}")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else "the configuration cannot be read"
