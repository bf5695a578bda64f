"""Which tables a data set is read from: files by split, files with a column of splits, or splits of the hub."""

from __future__ import annotations

import difflib
import glob
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.data.rows import Table, hub_tables, open_table
from stance.errors import ConfigError, InputError, unknown
from stance.paths import expanded

__all__ = ["listed", "our_split", "sources"]

_ALIASES = {
    "training": "train",
    "val": "dev",
    "valid": "dev",
    "validation": "dev",
    "development": "dev",
    "testing": "test",
    "eval": "test",
    "evaluation": "test",
}


def our_split(name: str) -> str:
    """The usual names of splits as ours; another name as an evaluation split.

    >>> our_split("Validation"), our_split("test-mt"), our_split("zero shot")
    ('dev', 'test_mt', 'test_zero_shot')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = _ALIASES.get(plain, plain)
    return plain if re.fullmatch(r"train|dev|test(_.*)?", plain) else f"test_{plain}"


def sources(
    files: str | Path | Sequence[str | Path] | None,
    hub: str | None,
    subset: str | None,
    revision: str | None,
    splits: Mapping[str, Any],
    encoding: str | None,
    name: str,
) -> list[tuple[Table, str | None]]:
    """Tables, looked into but not read, with the split that all of their rows belong to (``None``: a column says).

    See :func:`stance.data.tables.read_table` for the arguments.

    Raises:
        ConfigError: The options do not fit together.
        InputError: A file is missing or broken.
    """
    if hub is not None:
        if files is not None:
            raise ConfigError(f"data set {name}: files and hub are both given; leave one out")
        return _hub(hub_tables(hub, subset, revision), hub, splits)
    if files is None and not splits:
        raise ConfigError(
            f"data set {name}: no data; give files=mine.csv, splits={{train: a.csv, test: b.csv}}, or hub=owner/name"
        )
    if files is not None:
        return [(open_table(path, encoding), None) for path in _paths(files, name)]
    return [
        (open_table(path, encoding), str(split))
        for split, given in splits.items()
        for path in _paths(given, str(split))
    ]


def _hub(tables: Mapping[str, Table], hub: str, splits: Mapping[str, Any]) -> list[tuple[Table, str | None]]:
    if not splits:
        return [(table, our_split(split)) for split, table in tables.items()]
    found: list[tuple[Table, str | None]] = []
    for split, given in splits.items():
        for wanted in listed(given):
            if wanted not in tables:
                raise unknown(f"split of hub={hub}:", wanted, tables)
            found.append((tables[wanted], str(split)))
    return found


def listed(given: Any) -> list[str]:
    """One name or several, as a list."""
    return [str(item) for item in given] if isinstance(given, Sequence) and not isinstance(given, str) else [str(given)]


def _paths(given: Any, what: str) -> list[Path]:
    found = []
    for text in listed(given):
        path = expanded(text)
        matches = [path] if path.exists() else sorted(map(Path, glob.glob(str(path), recursive=True)))  # noqa: PTH207
        if path.is_dir() or not matches:
            raise InputError(_no_file(path, what))
        found += matches
    if not found:
        raise ConfigError(f"{what}: an empty list of files; give at least one")
    return found


def _no_file(path: Path, what: str) -> str:
    if path.is_dir():
        return f"{what}: {str(path)!r} is a folder; name its files, as in {str(path / '*.csv')!r}, or use hub={path}"
    folder = path.parent
    if not folder.is_dir():
        return f"{what}: no such file {str(path)!r}, and no such folder {str(folder)!r}; check the path"
    here = sorted(item.name for item in folder.iterdir() if item.is_file())
    near = difflib.get_close_matches(path.name, here, n=1)
    meant = f"; did you mean {str(folder / near[0])!r}?" if near else "; check the path"
    return f"{what}: no such file {str(path)!r}{meant}"
