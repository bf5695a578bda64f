"""From what the user names (files, folders, globs, "-") to the list of files, each once, and an id for each."""

from __future__ import annotations

import difflib
import glob
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError

__all__ = ["PAGES", "STDIN", "SUFFIXES", "TABLES", "TEXTS", "InputFile", "expand"]

TEXTS = frozenset((".txt", ".text", ".md"))
PAGES = frozenset((".html", ".htm", ".xhtml"))
TABLES = frozenset((".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet"))
SUFFIXES = TEXTS | PAGES | TABLES
STDIN = "-"


class InputFile(NamedTuple):
    """A file to read.

    Args:
        path: As the user would find it.
        id: Unique among the files of one call.
        named: Whether the user named it; files of other kinds in folders are passed over, a named one is read as text.
        left_out: Why it is not to be read; ``path`` is a folder then.
    """

    path: str
    id: str
    named: bool
    left_out: str = ""


def expand(paths: Iterable[str | Path]) -> list[InputFile]:
    """Lists the files, folders in sorted order; a path that exists is taken as it is before it is tried as a pattern.

    Folders with earlier results of stance are no input: they come last, as one entry that says so.

    Args:
        paths: Files, folders, patterns such as ``news/**/*.html``, ``-`` for standard input.

    Raises:
        InputError: A path that does not exist, a pattern that matches nothing, or no path at all.
    """
    if isinstance(paths, (str, Path)):
        paths = [paths]
    found: dict[str, tuple[str, bool]] = {}
    results: dict[str, str] = {}
    given = 0
    for path in paths:
        given += 1
        name = os.fspath(path)
        for file, named in _files(name, results):
            key = STDIN if file == STDIN else os.path.realpath(file)
            if key not in found:
                found[key] = (file, named)
            elif named and not found[key][1]:
                found[key] = (found[key][0], True)
    if not given:
        raise InputError("no input; give files, folders, patterns such as 'news/*.txt', or - for standard input")
    files = list(found.values())
    ids = _ids([file for file, _ in files])
    listed = [InputFile(file, id_, named) for (file, named), id_ in zip(files, ids, strict=True)]
    if not results:
        return listed
    first, *others = results.values()
    more = f"; so do {len(others):,} more, such as {others[-1]}" if others else ""
    reason = f"holds results of stance and is left out{more}; name a file in it to have it read"
    return [*listed, InputFile(first, first, named=False, left_out=reason)]


def _files(name: str, results: dict[str, str]) -> list[tuple[str, bool]]:
    """Files that a name stands for, and whether it names them; folders with results are added to ``results``."""
    if name == STDIN:
        return [(STDIN, True)]
    if not name:
        raise InputError("an input path is empty; give files, folders, patterns, or - for standard input")
    if "\x00" in name:
        raise InputError(f"input path {name!r} holds a NUL character; no file can be named so")
    path = Path(name)
    try:
        if path.is_dir():
            return _walk(path, results)
        if path.exists():
            return [(name, True)]
    except OSError as error:  # a name too long, a loop of links
        raise InputError(f"input path {_short(name)} cannot be used: {error.strerror}") from None
    if glob.has_magic(name):
        matches = sorted(glob.glob(os.fspath(Path(name).expanduser()), recursive=True))  # noqa: PTH207
        files = [
            pair
            for match in matches
            for pair in (_walk(Path(match), results) if Path(match).is_dir() else [(match, True)])
        ]
        if matches:
            return files
        raise InputError(f"input pattern {name!r} matches nothing; it is looked up from {Path.cwd()}")
    if name.startswith("~") and Path(name).expanduser().exists():
        return _files(os.fspath(Path(name).expanduser()), results)
    raise InputError(f"input path {_short(name)} does not exist{_near(path)}")


def _short(name: str) -> str:
    return repr(name if len(name) <= 200 else name[:200] + "…")


def _near(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f": there is no folder {_short(os.fspath(folder))}"
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return f": the folder {_short(os.fspath(folder))} cannot be read"
    near = difflib.get_close_matches(path.name, names[:5000], n=3, cutoff=0.6)
    if near:
        return "; did you mean " + " or ".join(repr(os.fspath(folder / name)) for name in near) + "?"
    shown = sorted(name for name in names if not name.startswith("."))[:5]
    listing = ", ".join(shown) + (" …" if len(names) > len(shown) else "") if shown else "nothing"
    return f"; the folder {_short(os.fspath(folder))} holds {listing}"


_RESULTS: Mapping[str, frozenset[str]] = {
    "run.json": frozenset(("stance", "status", "identity")),
    "score.json": frozenset(("stance", "values", "lenient_groups", "confusion")),
}
"""What stance writes into the folder of a run, with keys that tell it from anybody else's file of the name."""


def _status(folder: str, names: Sequence[str]) -> str | None:
    """How far the run is whose results a folder holds; ``None`` where it holds none."""
    for name, keys in _RESULTS.items():
        if name in names:
            try:
                content = json.loads(Path(folder, name).read_text(encoding="utf-8"))
            except (OSError, ValueError, RecursionError):
                continue
            if isinstance(content, dict) and keys <= content.keys():
                return str(content.get("status", "finished"))
    return None


def _walk(folder: Path, results: dict[str, str]) -> list[tuple[str, bool]]:
    """Files under a folder, sorted by path; hidden ones are left out, links to folders are not followed.

    The results of earlier runs, which lie there where ``out`` does, are no texts.
    """
    files: list[str] = []
    for base, folders, names in os.walk(folder):
        if status := _status(base, names):
            if status == "finished":  # one that is not may be the very run that goes on now: nothing to speak of
                results[os.path.realpath(base)] = base
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files.extend(f"{base.rstrip(os.sep)}{os.sep}{name}" for name in names if not name.startswith("."))
    return [(file, False) for file in sorted(files, key=lambda file: Path(file).parts)]


def _ids(files: Sequence[str]) -> list[str]:
    """File stems, with as much of the path as it takes to tell them apart."""
    forms: tuple[Callable[[Path], str], ...] = (
        lambda path: f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem,
        lambda path: f"{path.parent.name}/{path.name}" if path.parent.name else path.name,
        lambda path: path.as_posix(),
    )
    paths = [Path("stdin") if file == STDIN else Path(file) for file in files]
    ids = [path.stem for path in paths]
    for form in forms:
        counts = Counter(ids)
        if len(counts) == len(ids):
            break
        ids = [form(path) if counts[id_] > 1 else id_ for id_, path in zip(ids, paths, strict=True)]
    return ids
