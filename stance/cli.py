"""The command line: `stance label`, `analyse`, `report`, `sample`, `score`, `run`, `reproduce`, `compare`, `check`.

Thin: sorts arguments, lets Hydra compose and sweep, and calls a plain function. Nothing heavy is imported before a
command needs it, so that help comes at once.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance import __version__
from stance.errors import ConfigError, StanceError

if TYPE_CHECKING:
    from stance.commands.jobs import Outcome

USAGE_ERROR = 2
FAILED = 1
INTERRUPTED = 130

BARE = {
    "label": "input",
    "analyse": "labels",
    "report": "labels",
    "sample": "labels",
    "score": "gold",
    "run": None,
    "compare": "runs",
}
"""What bare arguments of the commands that Hydra composes are values of."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; those of the process by default.

    Returns:
        0 when done, 2 for a mistake of the user (one line on standard error says which), 1 where a job of a sweep
        failed or a run could not be reproduced, 130 when interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Unicode shows "?", not a traceback
            stream.reconfigure(errors="replace")
    try:
        status = _command(given)
        sys.stdout.flush()
        return status
    except StanceError as error:
        return _complain(str(error))
    except KeyboardInterrupt as stopped:
        return _stopped(stopped, given)
    except BrokenPipeError:  # the reader of our output (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _complain(message: str) -> int:
    sys.stderr.write(f"stance: {' '.join(message.split())}\n")
    return USAGE_ERROR


def _stopped(stopped: KeyboardInterrupt, arguments: Sequence[str]) -> int:
    out = getattr(stopped, "out", None)
    if out is None:
        sys.stderr.write("stance: stopped before anything was written\n")
        return INTERRUPTED
    sweep = {"-m", "--multirun"} & set(arguments)
    told = sweep or any(argument.startswith("out=") for argument in arguments)
    command = shlex.join(["stance", *arguments, *([] if told else [f"out={out}"])])
    stage = getattr(stopped, "stage", None)
    where = f"in stage {stage!r}" if stage else f"after {getattr(stopped, 'documents', 0)} documents"
    sys.stderr.write(f"stance: stopped {where}; to go on, run: {command}\n")
    return INTERRUPTED


def _command(arguments: list[str]) -> int:
    from stance.commands.helps import HELP, help_of

    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP.format(version=__version__))
        return 0 if arguments else _complain("no command; usage: stance label PATH... out=DIR")
    if arguments[0] in {"--version", "-V"}:
        sys.stdout.write(f"stance {__version__}\n")
        return 0
    command, rest = arguments[0], arguments[1:]
    commands: dict[str, Callable[[list[str]], int]] = {
        **{name: lambda given, name=name: _with_hydra(name, given) for name in BARE},  # type: ignore[misc]
        "reproduce": _reproduce,
        "check": _check,
    }
    if command not in commands:
        near = difflib.get_close_matches(command, commands, n=1)
        meant = f"did you mean 'stance {near[0]}'?" if near else f"commands are {', '.join(commands)}"
        if not near and Path(command).exists():
            meant = f"to label a file: stance label {shlex.quote(command)}"
        raise ConfigError(f"unknown command {command!r}; {meant}")
    before_paths = rest[: rest.index("--")] if "--" in rest else rest
    if {"-h", "--help"} & set(before_paths):
        sys.stdout.write(help_of(command))
        return 0
    if {"-V", "--version"} & set(before_paths):
        sys.stdout.write(f"stance {__version__}\n")
        return 0
    return commands[command](rest)


def _check(arguments: list[str]) -> int:
    if arguments:
        raise ConfigError(f"stance check takes no arguments, but {arguments[0]!r} was given; leave it out")
    from stance.config import check

    found = check()
    for problem in found.problems:
        sys.stderr.write(f"stance: {problem}\n")
    if found.problems:
        return USAGE_ERROR
    every = "" if found.unknown else "All "
    said = f"{every}{len(found.sound)} configurations compose; what they name exists and takes what they give.\n"
    if found.unknown:  # a base install trains nothing: no mistake, but not looked at either
        said += f"{len(found.unknown)} more could not be looked at; {found.unknown[0].partition(': ')[2]}\n"
    sys.stdout.write(said)
    return 0


def _reproduce(arguments: list[str]) -> int:
    from stance.commands.reproduce import reproduce

    return reproduce(arguments)


def _with_hydra(command: str, arguments: Sequence[str]) -> int:
    """Let Hydra compose the configuration, once or for each job of a sweep, and hand it to the command's job."""
    from stance.arguments import parse
    from stance.commands.jobs import Job, missing_plugin, outcomes
    from stance.complaints import complaint
    from stance.config import known_options
    from stance.paths import CONFIG_DIR

    options = known_options(command, _config_dirs(arguments))
    parsed = parse(arguments, options, bare=BARE[command])
    plugins = dict(override.split("=", 1) for override in parsed.overrides if override.startswith("hydra/"))
    for group, name in plugins.items():
        if missing := missing_plugin(group, name):
            raise missing
    base = _base(command, parsed.overrides)
    with _sweep_folder(base, shared="hydra/launcher" in plugins) as folder:
        job = Job(command=command, arguments=tuple(arguments), options=options, base=base, folder=folder)
        import hydra  # a fifth of a second: only now that the arguments are in order
        from hydra.errors import HydraException
        from omegaconf.errors import OmegaConfBaseException

        broken: Exception | None = None
        given = [*parsed.flags, *parsed.overrides]
        if plugins.get("hydra/sweeper") == "optuna" and not any("hydra.sweeper.direction=" in text for text in given):
            given.append("hydra.sweeper.direction=maximize")  # the plugin would look for the worst figure
        with _environment(given, command, folder):
            try:
                hydra.main(config_path=str(CONFIG_DIR), config_name=command, version_base="1.3")(job)()
            except (HydraException, OmegaConfBaseException) as error:
                raise complaint(error, options) from error
            except Exception as error:
                if not outcomes(folder)[1]:
                    raise
                broken = error  # a launcher that lost a process: what the others did is told all the same
        return _told(command, arguments, *outcomes(folder), broken)


def _told(
    command: str, arguments: Sequence[str], done: Sequence[Outcome], sweep: bool, broken: Exception | None
) -> int:
    """Say what went wrong in which job."""
    if any(outcome.status == "pipe closed" for outcome in done):
        raise BrokenPipeError
    if sweep and command == "run":
        from stance.commands.run import finish

        status = finish(done, arguments)
    else:
        bad = [outcome for outcome in done if outcome.message]
        for outcome in bad:
            _complain(outcome.message)
        status = 0 if not bad else FAILED if any(outcome.status == "failed" for outcome in bad) else USAGE_ERROR
    if broken is not None:
        _complain(f"the launcher stopped ({type(broken).__name__}: {broken}); the same command goes on with the rest")
        return FAILED
    return status


def _base(command: str, overrides: Sequence[str]) -> Path:
    """Where the jobs of a sweep make their directories, unless their configuration says so."""
    from stance.runs import new_directory
    from stance.sealing import unsealed

    given = {key.lstrip("+"): value for key, _, value in (override.partition("=") for override in overrides)}
    if out := given.get("out"):
        return Path(str(unsealed(out.strip('"'))))
    runs = Path(given.get("paths.runs", "runs"), command)
    return runs if command == "run" else new_directory(runs)


@contextlib.contextmanager
def _sweep_folder(base: Path, *, shared: bool) -> Iterator[Path]:
    """A folder for what jobs and launchers leave behind; ``shared`` with the machines that jobs may be sent to."""
    if not shared:
        with tempfile.TemporaryDirectory(prefix="stance-sweep-") as name:
            yield Path(name)
        return
    folder = base.parent / f".sweep-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _config_dirs(arguments: Sequence[str]) -> list[Path]:
    """Folders given by ``--config-dir``."""
    found = []
    for number, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name in {"--config-dir", "-cd"}:
            folder = Path(value or next(iter(arguments[number + 1 :]), "."))
            if not folder.is_dir():
                hint = "give one with folders of yaml files, such as dataset/ or model/"
                raise ConfigError(f"--config-dir {folder}: no such folder; {hint}")
            found.append(folder)
    return found


@contextlib.contextmanager
def _environment(arguments: Sequence[str], command: str, folder: Path) -> Iterator[None]:
    """Hydra reads ``sys.argv``, exits on errors unless told not to, and leaves files of a sweep behind."""
    before, argv = dict(os.environ), sys.argv
    os.environ |= {"HYDRA_FULL_ERROR": "1", "STANCE_SWEEP_DIR": str(folder)}
    sys.argv = [f"stance {command}", *arguments]
    try:
        yield
    finally:
        sys.argv = argv
        for name in ("HYDRA_FULL_ERROR", "STANCE_SWEEP_DIR"):
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)


if __name__ == "__main__":
    sys.exit(main())
