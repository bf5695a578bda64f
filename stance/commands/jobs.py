"""The job that Hydra calls, once or for each point of a sweep, perhaps in another process or on another machine.

What becomes of a job is written into a folder, because not every launcher hands back what a job returns.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from stance.arguments import Options
from stance.errors import MissingLibraryError, StanceError
from stance.sealing import unsealed, unsealed_within

Status = Literal["started", "finished", "done before", "refused", "failed", "pipe closed"]

USERS_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG}
"""What goes wrong with a disk is the user's to mend; any other error of the system is a bug."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a job.

    Args:
        number: Of the job in its sweep.
        overrides: Its options.
        status: ``refused`` is a mistake of the user, ``failed`` any other error; ``started`` stays where its process
            was ended from outside.
        out: Its directory.
        message: The one line to say, where something went wrong.
        figures: The main figures, for the table of a sweep: rows of set, name, value, low, high, n.
    """

    number: int
    overrides: tuple[str, ...]
    status: Status
    out: str | None = None
    message: str = ""
    figures: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a command's function is told besides its configuration.

    Args:
        arguments: The command line, without the program's name.
        overrides: Options of this job.
        base: Where a job of a sweep makes its directory, unless the configuration says so.
        sweep: Whether it is part of a sweep.
        number: Of the job in its sweep.
        alone: Whether no other job runs at the same time, so that it may draw progress bars.
        choices: Group to the choice made of it (``experiment``).
    """

    arguments: tuple[str, ...]
    overrides: tuple[str, ...] = ()
    base: Path | None = None
    sweep: bool = False
    number: int = 0
    alone: bool = True
    choices: Mapping[str, Any] = field(default_factory=dict)

    def place(self, config: Any) -> Any:
        """``config`` of a numbered job with its own directory: ``out/0``, ``out/1`` ..."""
        if not self.sweep:
            return config
        base = Path(config.out or self.base or ".")
        return dataclasses.replace(config, out=base / str(self.number))


@dataclass(frozen=True, kw_only=True)
class Job:
    """A command as Hydra calls it; plain values only, so that it can be sent to another process.

    Args:
        command: Its name; ``stance.commands.NAME.job`` does the work.
        arguments: The command line, without the program's name.
        options: What the command knows, for complaints.
        base: See :class:`Context`.
        folder: Where outcomes are written.
    """

    command: str
    arguments: tuple[str, ...]
    options: Options
    base: Path
    folder: Path

    def __call__(self, config: Any) -> float:
        """Do it; mistakes and errors become an outcome, and only an interrupt goes further.

        Returns:
            What a search over options makes as large as it can: :func:`objective`.
        """
        from hydra.core.hydra_config import HydraConfig
        from hydra.types import RunMode
        from omegaconf import OmegaConf
        from omegaconf.errors import OmegaConfBaseException

        from stance.complaints import complaint

        hydra = HydraConfig.get()
        sweep = hydra.mode == RunMode.MULTIRUN
        number = int(hydra.job.num) if sweep else 0
        given: Any = OmegaConf.to_container(hydra.overrides.task, resolve=False)  # as typed, `seed=${nothing}` too
        overrides = tuple(map(unsealed_within, given))
        context = Context(
            arguments=self.arguments,
            overrides=overrides,
            base=self.base,
            sweep=sweep,
            number=number,
            alone=not sweep or str(hydra.launcher["_target_"]).endswith(".BasicLauncher"),
            choices=dict(hydra.runtime.choices),
        )
        if sweep and context.alone:
            sys.stdout.write(f"Job {number}: {' '.join(overrides)}\n")
        begun = Outcome(number=number, overrides=overrides, status="started")
        self._write(begun, sweep)

        def composed() -> Any:
            try:
                return unsealed(OmegaConf.to_container(config, resolve=True))
            except OmegaConfBaseException as error:
                raise complaint(error, self.options) from error

        outcome = _outcome(self.command, composed, context, begun)
        self._write(outcome, sweep)
        return objective(outcome)

    def _write(self, outcome: Outcome, sweep: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        content = dataclasses.asdict(outcome) | {"sweep": sweep}
        path = self.folder / f"outcome-{outcome.number}.json"
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps(content), encoding="utf-8", errors="backslashreplace")
        temporary.replace(path)


def _outcome(command: str, composed: Callable[[], Any], context: Context, begun: Outcome) -> Outcome:
    try:
        job = import_module(f"stance.commands.{command}").job
        found: Outcome = job(composed(), context, begun)
        return found
    except StanceError as error:
        out = str(getattr(error, "out", "") or "") or None
        if context.sweep and getattr(error, "same", False):
            if context.alone:
                sys.stdout.write("done before; nothing to do\n")
            return dataclasses.replace(begun, status="done before", out=out, figures=getattr(error, "figures", ()))
        return dataclasses.replace(begun, status="refused", message=str(error), out=out)
    except BrokenPipeError:
        return dataclasses.replace(begun, status="pipe closed")
    except OSError as error:
        if error.errno in USERS_DISK:
            message = f"{error.filename or 'writing'}: {error.strerror}; make room or give another out"
            return dataclasses.replace(begun, status="refused", message=message)
        if not context.sweep:
            raise
        return _failed(begun, error)
    except Exception as error:
        if not context.sweep:
            raise
        return _failed(begun, error)


def _failed(begun: Outcome, error: Exception) -> Outcome:
    """A job that came to grief does not take the others of its sweep down."""
    traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return dataclasses.replace(begun, status="failed", message=what[:500])


NO_GOOD = -1.0
"""The objective of a job that came to nothing: less than any figure."""


def objective(outcome: Outcome) -> float:
    """What a search over options is to make large: mean macro-F1 of the development sets, never of a test set."""
    found = [
        figure["value"]
        for figure in outcome.figures
        if figure["name"] == "macro_f1" and figure["set"].endswith("/dev") and figure["value"] is not None
    ]
    return sum(found) / len(found) if found else NO_GOOD


def outcomes(folder: Path) -> tuple[list[Outcome], bool]:
    """What became of the jobs, in their order, and whether they were a sweep."""
    found, sweep = [], False
    for path in folder.glob("outcome-*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        sweep = content.pop("sweep") or sweep
        content |= {"overrides": tuple(content["overrides"]), "figures": tuple(content["figures"])}
        found.append(Outcome(**content))
    return sorted(found, key=lambda outcome: outcome.number), sweep


PLUGINS = {
    "hydra/launcher=joblib": ("hydra-joblib-launcher", "joblib"),
    "hydra/launcher=submitit_local": ("hydra-submitit-launcher", "slurm"),
    "hydra/launcher=submitit_slurm": ("hydra-submitit-launcher", "slurm"),
    "hydra/launcher=ray": ("hydra-ray-launcher", "ray"),
    "hydra/sweeper=optuna": ("hydra-optuna-sweeper", "optuna"),
}
"""What of Hydra's needs which plugin, and the extra that brings it."""


def missing_plugin(group: str, name: str) -> MissingLibraryError | None:
    """An error if a choice (``hydra/launcher=ray``) needs a plugin that is not installed."""
    plugin, extra = PLUGINS.get(f"{group}={name}", ("", ""))
    if not plugin or (find_spec("hydra_plugins") and find_spec(f"hydra_plugins.{plugin.replace('-', '_')}")):
        return None
    return MissingLibraryError(f"{group}={name}", plugin, extra)
