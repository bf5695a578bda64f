"""Command-line arguments: which are paths, which are options, and which are mistakes."""

from __future__ import annotations

import difflib
import glob
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from stance.errors import ConfigError, unknown
from stance.sealing import seal, split_list, unquoted

_OPTION = re.compile(r"(?P<prefix>\+\+|\+|~)?(?P<key>[A-Za-z_$][\w$.\-/@:]*)=(?P<value>.*)\Z", re.DOTALL)
_DELETION = re.compile(r"~(?P<key>[A-Za-z_$][\w$.\-/@:]*)\Z")
_SWEEP_FUNCTION = re.compile(r"(?:choice|range|interval|glob|shuffle|sort|tag)\(.*\)\Z", re.DOTALL)
_FLAGS = {"-m": 0, "--multirun": 0, "--resolve": 0, "--hydra-help": 0}
_FLAGS |= {"-c": 1, "--cfg": 1, "-p": 1, "--package": 1, "-i": 1, "--info": 1, "-cd": 1, "--config-dir": 1}

_MODEL, _MODEL_PATH = "model", "model_path"
_OPEN = ("model.", "split.", "datasets.", "metrics.", "train.")
"""Options in these need not be spelt out in a yaml to be changed; what takes them says which it does not know."""

TEXT_KEYS = frozenset({"target_text", "encoding", "outlet", "published", "speaker", "baseline"})
"""Options whose value is a text or a list of texts, taken verbatim."""
PATH_KEYS = frozenset({"input", "out", "gold", "runs", "target_files", "actor_files", "dataset_files", _MODEL_PATH})
"""Options whose value is a path or a list of paths, taken verbatim."""
_FILLED = {"actor_files", "actor_sets", "codebook", "paths", "target_files", "dataset_files", "model_path", "datasets"}
_FILLED |= {"metrics"}
_FILE_GROUPS = {"target": "target_files", "actors": "actor_files", "dataset": "dataset_files", "metric": ""}
"""Groups of which several may be chosen, and the option for files of the user's, if there can be such."""
_SEVERAL = {*_FILE_GROUPS, *_FILE_GROUPS.values(), "target_text", "test", "train"}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a command can be told.

    Args:
        keys: Names of the options.
        nested: For an option that is a mapping, the names in it; a mapping that takes any name is left out.
        groups: For an option that is a choice of configurations, the choices.
    """

    keys: frozenset[str]
    nested: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names that a user may write before ``=``, less those that other options fill."""
        return sorted({*self.keys, *self.groups} - _FILLED)

    def knows(self, head: str) -> bool:
        """Whether ``head`` begins the name of an option."""
        return head in self.keys or head in self.groups or head == "hydra"


class Parsed(NamedTuple):
    """Arguments as Hydra takes them.

    Args:
        flags: Hydra's own (``--multirun``, ``--cfg job`` ...).
        overrides: ``key=value``, paths and texts sealed.
        multirun: Whether a sweep is asked for.
    """

    flags: tuple[str, ...]
    overrides: tuple[str, ...]
    multirun: bool


def path_exists(text: str) -> bool:
    """Whether ``text`` names something on the disk."""
    try:
        return os.path.lexists(text)
    except (OSError, ValueError):  # longer than a name may be, or with a NUL
        return False


def pattern_matches(text: str) -> bool:
    """Whether ``text`` is a pattern that matches something on the disk."""
    try:
        return glob.has_magic(text) and any(True for _ in glob.iglob(text))  # noqa: PTH207 - absolute patterns, too
    except (OSError, ValueError):
        return False


def parse(
    arguments: Sequence[str],
    options: Options,
    *,
    bare: str | None = "input",
    exists: Callable[[str], bool] = path_exists,
) -> Parsed:
    """Sort command-line arguments into paths and options.

    A bare argument is an input path, whatever characters it holds; after ``--`` every argument is. One with ``=`` is
    an option where its name is one; else a path, if there is such a file; else a mistake.

    Args:
        arguments: As the shell gives them, without the command.
        options: What the command knows.
        bare: Name of the option that bare arguments are values of; ``None`` where there is none.
        exists: Whether a path exists.

    Raises:
        ConfigError: A misspelt option, choice or flag.
    """
    if "statistic" in options.keys:  # Hydra would take `metric` for the group of that name
        arguments = [re.sub(r"\Ametric=", "statistic=", argument) for argument in arguments]
    flags, paths, given = _sorted(arguments, options, exists)
    if bare is None and paths:
        raise _no_path(paths[0], options)
    _check_once(given, bare)
    multirun = bool({"-m", "--multirun"} & set(flags))
    overrides: list[str] = []
    swept_input = False
    for text, match in given:
        parts = match.groupdict("")
        prefix, key, value = parts.get("prefix", "~"), parts["key"], parts.get("value", "")
        if prefix == "~" or _head(key) == "hydra":
            overrides.append(text)
        elif key == bare:
            chosen = _choices(value, multirun, exists)
            swept_input = len(chosen) > 1
            if swept_input:
                overrides.append(f"{bare}={','.join(_sealed_list(choice) for choice in chosen)}")
            paths += [] if swept_input else chosen[0] if chosen else [value]
        elif key in PATH_KEYS or key in TEXT_KEYS or key.startswith("columns."):
            overrides.append(f"{prefix}{key}={_verbatim(value, multirun and key != 'out', exists)}")
        elif key in _FILE_GROUPS:
            overrides += _group_or_files(key, prefix, value, options, multirun, exists)
        elif key == _MODEL:
            overrides += _model(prefix, value, options, multirun, exists)
        elif key.startswith(_OPEN):
            if key.startswith("datasets.") and value.startswith("{"):  # Hydra would merge it with that of the yaml
                overrides.append(f"++{key}=null")
            overrides.append(f"++{key}={value}")
        else:
            overrides.append(f"{prefix}{key}={_checked(key, value, options)}")
    if swept_input and paths:
        raise ConfigError(f"{bare} is swept over and {paths[0]!r} is given besides; write all in {bare}=A,B")
    if paths:
        overrides.append(f"{bare}={_sealed_list(paths)}")
    names = {override.partition("=")[0].lstrip("+") for override in overrides}
    # A target of one's own stands alone unless shipped ones are asked for beside it.
    if names & {"target_text", "target_files"} and "target" not in names and "target" in options.groups:
        overrides.append("target=[]")
    return Parsed(tuple(flags), tuple(overrides), multirun)


def _sorted(
    arguments: Sequence[str], options: Options, exists: Callable[[str], bool]
) -> tuple[list[str], list[str], list[tuple[str, re.Match[str]]]]:
    """Flags, paths and options, in this order."""
    flags: list[str] = []
    paths: list[str] = []
    given: list[tuple[str, re.Match[str]]] = []
    rest = iter(arguments)
    for text in rest:
        if text == "--":
            paths += rest
        elif text.startswith("-") and text != "-" and not exists(text):
            flags += _flag(text, rest, options)
        elif match := _option(text, options, exists):
            given.append((text, match))
        else:
            paths.append(text)
    return flags, paths, given


def _no_path(text: str, options: Options) -> ConfigError:
    """An error for a bare argument of a command that takes none."""
    for group, choices in options.groups.items():
        if text in choices:
            return ConfigError(f"{text!r} is a name of {group}; write {group}={text}")
    return ConfigError(f"{text!r} is no option; options are written name=value: {', '.join(options.names)}")


def _check_once(given: Sequence[tuple[str, re.Match[str]]], bare: str | None) -> None:
    """Raise for an option without the value it needs, or given twice: the later one would win in silence.

    Raises:
        ConfigError: See above.
    """
    seen: dict[str, str] = {}
    for _, match in given:
        parts = match.groupdict("")
        key, value = parts["key"], parts.get("value", "")
        if key == "out" and not unquoted(value).strip():
            raise ConfigError("out= is empty; name a directory, or leave it out for a new one under runs/")
        if key == bare or parts.get("prefix") == "~":
            continue
        if key in seen:
            both = ",".join(item.removeprefix("[").removesuffix("]") for item in (seen[key], value))
            several = f"; for several write {key}=[{both}]" if key in _SEVERAL else "; leave one out"
            raise ConfigError(f"option {key!r} is given twice ({seen[key]!r} and {value!r}){several}")
        seen[key] = value


def _flag(text: str, rest: Any, options: Options) -> list[str]:
    name, equals, value = text.partition("=")
    option = name.lstrip("-").replace("-", "_")
    if name not in _FLAGS and option in options.names:
        raise ConfigError(
            f"unknown flag {name!r}; options are written without dashes: {option}={value or next(rest, '')}"
        )
    if name not in _FLAGS:
        near = difflib.get_close_matches(name, [*_FLAGS, "--help", "--version"], n=1)
        meant = f"did you mean {near[0]}?" if near else "options are written name=value, and --help lists them"
        raise ConfigError(f"unknown flag {name!r}; {meant} (a file of that name: ./{text})")
    if not _FLAGS[name]:
        return [text]
    if not equals:
        value = next(rest, "")
    if not value:
        raise ConfigError(f"{name} needs a value; --help says which")
    return [name, value]


def _head(key: str) -> str:
    return re.split(r"[./@:]", key, maxsplit=1)[0]


def _option(text: str, options: Options, exists: Callable[[str], bool]) -> re.Match[str] | None:
    """The parts of an option; ``None`` for a path."""
    if match := _OPTION.match(text):
        return match if _is_option(text, match, options, exists) else None
    match = _DELETION.match(text)
    return match if match and options.knows(_head(match["key"])) and not exists(text) else None


def _is_option(text: str, match: re.Match[str], options: Options, exists: Callable[[str], bool]) -> bool:
    """Whether ``name=value`` is an option; if not, it is a path.

    Raises:
        ConfigError: It is neither.
    """
    key = match["key"]
    if "/" in key:
        return options.knows(_head(key)) and not exists(text)
    head, dot, inner = key.partition(".")
    head = _head(head)
    if options.knows(head):
        if not dot or head not in options.nested or inner in options.nested[head]:
            return True
        if exists(text) or pattern_matches(text):
            return False
        raise _misspelt(key, [f"{head}.{name}" for name in sorted(options.nested[head])])
    if exists(text) or pattern_matches(text):
        return False
    near = difflib.get_close_matches(head, options.names, n=1) if inner else []
    if near:
        raise ConfigError(f"misspelt option {key!r}; did you mean {f'{near[0]}.{inner}'!r}?")
    raise _misspelt(key, options.names)


def _misspelt(key: str, known: Sequence[str]) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    if near:
        return ConfigError(f"misspelt option {key!r}; did you mean {near[0]!r}? Known: {', '.join(known)}")
    return ConfigError(f"unknown option {key!r}, and no file of that name; known options: {', '.join(known)}")


def _sealed_list(items: Sequence[str]) -> str:
    return f"[{','.join(map(seal, items))}]"


def _items(value: str, exists: Callable[[str], bool]) -> list[str] | None:
    """The items if ``value`` is a bracketed list and not the name of a file; else ``None``."""
    if value.startswith("[") and value.endswith("]") and not exists(value):
        return split_list(value[1:-1])
    return None


def _choices(value: str, multirun: bool, exists: Callable[[str], bool]) -> list[list[str]]:
    """What a path option is to be, one list for each job of a sweep."""
    if exists(value) or not multirun:
        items = _items(value, exists)
        return [[value if exists(value) else unquoted(value)] if items is None else items]
    return [items if (items := _items(part, exists)) is not None else [part] for part in split_list(value)]


def _verbatim(value: str, sweep: bool, exists: Callable[[str], bool]) -> str:
    if value in {"", "null"} or (sweep and _SWEEP_FUNCTION.match(value)):
        return value or '""'
    parts = split_list(value) if sweep and not exists(value) else [value]
    sealed = []
    for part in parts:
        items = _items(part, exists)
        sealed.append(seal(part if exists(part) else unquoted(part)) if items is None else _sealed_list(items))
    return ",".join(sealed)


def _group_or_files(
    group: str, prefix: str, value: str, options: Options, multirun: bool, exists: Callable[[str], bool]
) -> list[str]:
    """``target=[jcpoa,my.yaml]`` as a choice of shipped entries for Hydra and a list of the user's files."""
    if multirun and _SWEEP_FUNCTION.match(value):
        return [f"{prefix}{group}={value}"]
    choices = _choices(value, multirun, exists)
    if not multirun and "," in value and _items(value, exists) is None and not exists(value):
        raise ConfigError(f"{group}={value} names several; write {group}=[{value}], or add -m to sweep over them")
    names: list[str] = []
    files: list[str] = []
    takes_files = bool(_FILE_GROUPS[group])
    for items in choices:
        known = options.groups.get(group, ())
        own = [item for item in items if takes_files and item not in known and _is_file(item, exists)]
        shipped = list(dict.fromkeys(item for item in items if item not in own))
        for item in shipped:
            _known_choice(group, item, options)
        names.append(f"[{','.join(shipped)}]")
        files.append(_sealed_list(own))
    if len(set(names)) > 1 and len(set(files)) > 1:
        raise ConfigError(f"{group}={value}: a sweep takes names or files, not both; run one sweep over each")
    found = [f"{prefix}{group}={','.join(dict.fromkeys(names))}"]
    if set(files) != {"[]"}:
        found.append(f"{_FILE_GROUPS[group]}={','.join(dict.fromkeys(files))}")
    return found


def _model(prefix: str, value: str, options: Options, multirun: bool, exists: Callable[[str], bool]) -> list[str]:
    """``model=NAME`` as a choice of the group, ``model=PATH`` and ``model=OWNER/NAME`` as a stored model."""
    if multirun and _SWEEP_FUNCTION.match(value):
        return [f"{prefix}{_MODEL}={value}"]
    items = split_list(value) if multirun and not exists(value) else [unquoted(value)]
    if listed := next((item for item in items if item.startswith("[") and not exists(item)), None):
        names = listed.strip("[]")
        raise ConfigError(f"model={value}: a run has one model; for several sweep, as in -m model={names}")
    stored = [item for item in items if item not in options.groups.get(_MODEL, ()) and ("/" in item or exists(item))]
    for item in items:
        if item not in stored:
            _known_choice(_MODEL, item, options)
    if not stored:
        return [f"{prefix}{_MODEL}={value}"]
    if len(stored) < len(items):
        raise ConfigError(f"model={value}: a sweep takes shipped models or stored ones, not both; run one over each")
    return [f"~{_MODEL}", f"{_MODEL_PATH}={','.join(map(seal, stored))}"]


def _is_file(item: str, exists: Callable[[str], bool]) -> bool:
    return item.lower().endswith((".yaml", ".yml", ".csv")) or os.sep in item or exists(item)


def _known_choice(group: str, item: str, options: Options) -> None:
    choices = options.groups.get(group, ())
    if item in choices or not choices:
        return
    hints = {
        "model": "Or give a run directory, a folder with a model, or its name on the hub (owner/name)",
        "dataset": "Or give the path of a yaml file of your own that maps its columns and labels",
        "target": "Or give the path of a yaml file of your own, or a free text as target_text='...'",
        "actors": "Or give the path of a yaml or CSV file of your own",
    }
    raise unknown(group, item, choices, hint=hints.get(group, ""))


def _checked(key: str, value: str, options: Options) -> str:
    """``value``, after a look at whether every plain word of it is a choice, where ``key`` is a group."""
    if key in options.groups and re.fullmatch(r"[\w\-]+(?:,[\w\-]+)*", value):
        for item in value.split(","):
            if item != "null":
                _known_choice(key, item, options)
    return value
