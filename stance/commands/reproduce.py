"""`stance reproduce`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, InputError, unknown
from stance.experiment.reproduce import (
    Difference,
    as_json,
    changed_files,
    difference,
    moved,
    stored_run,
    stored_settings,
)
from stance.records import atomic
from stance.runs import new_directory

OPTIONS = ("out", "data", "tolerance", "overwrite")
SHOWN = 10
"""So many differing figures are printed; ``reproduction.json`` has them all."""


def reproduce(arguments: Sequence[str]) -> int:
    """Redo a run and say what differs.

    Args:
        arguments: ``RUN`` and options.

    Returns:
        0 if all figures agree within the tolerance, else 1.

    Raises:
        ConfigError: An option is misspelt, or the directory holds no finished experiment.
        InputError: The data are not those of the run.
    """
    from stance.commands.run import run_and_show
    from stance.report.run_terminal import show_reproduction
    from stance.report.terminal import standard_output
    from stance.run_settings import check_libraries, run_config

    folder, options = _read(arguments)
    tolerance = _tolerance(options.get("tolerance", "1e-6"))
    manifest, settings = stored_run(folder), stored_settings(folder)
    check_libraries()
    before = str((settings.get("paths") or {}).get("data") or "data")
    now = options.get("data") or (before if Path(before).exists() else os.environ.get("STANCE_DATA", before))
    if changed := changed_files(manifest, before=before, now=now):
        more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
        hint = "get the files of the run, or say where they are with data=DIR"
        raise InputError(f"{folder}: the data are not those of the run: {changed[0]}{more}; {hint}")
    out = Path(options["out"]) if "out" in options else new_directory(folder.parent / f"{folder.name}-again")
    config = run_config(
        moved(settings, before, now),
        command=("stance", "reproduce", *arguments),
        overrides=tuple(manifest.get("overrides") or ()),
    )
    config = dataclasses.replace(config, out=out, overwrite=options.get("overwrite") == "true")
    run_and_show(config)
    found = difference(folder, out, tolerance=tolerance)
    _write(out, found, tolerance, folder)
    show_reproduction(found, tolerance=tolerance, old=folder, new=out, shown=SHOWN, console=standard_output())
    return 0 if found.agrees else 1


def _write(out: Path, found: Difference, tolerance: float, folder: Path) -> None:
    import json

    with atomic(out / "reproduction.json") as file:
        json.dump({"of": str(folder), **as_json(found, tolerance)}, file, indent=2, ensure_ascii=False)
        file.write("\n")


def _read(arguments: Sequence[str]) -> tuple[Path, dict[str, str]]:
    options: dict[str, str] = {}
    runs: list[str] = []
    for text in arguments:
        name, equals, value = text.partition("=")
        if Path(text).exists() or not equals:
            runs.append(text)
            continue
        if name not in OPTIONS:
            raise unknown("option of stance reproduce", name, OPTIONS)
        if name in options:
            raise ConfigError(f"option {name!r} is given twice; leave one out")
        if not value:
            raise ConfigError(f"{name}= is empty; give a value or leave it out")
        options[name] = value
    if options.get("overwrite", "false") not in {"true", "false"}:
        raise ConfigError(f"overwrite={options['overwrite']} is not allowed; give overwrite=true or overwrite=false")
    if len(runs) != 1:
        raise ConfigError(
            f"stance reproduce takes one run, but {len(runs)} were given; usage: stance reproduce RUN out=DIR"
        )
    if runs[0].startswith("-"):
        raise ConfigError(f"unknown flag {runs[0]!r}; options of stance reproduce are {', '.join(OPTIONS)}")
    return Path(runs[0]), options


def _tolerance(text: Any) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ConfigError(f"tolerance={text} is not allowed; give a number of 0 or more, as in tolerance=1e-6")
    return value
