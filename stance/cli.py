"""The command line: `stance label`, `stance score`, `stance check`.

Thin: sorts arguments, lets Hydra compose and sweep, and calls a plain function. Nothing heavy is imported before a
command needs it, so that help comes at once.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance import __version__
from stance.errors import ConfigError, InputError, StanceError

if TYPE_CHECKING:
    from stance.actors.catalogue import Catalogue
    from stance.jobs import LabelConfig
    from stance.pipeline import Chain

USAGE_ERROR = 2
INTERRUPTED = 130
_USERS_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG}
"""What goes wrong with a disk is the user's to mend; any other error of the system is a bug."""

HELP = """\
stance {version}: who takes which stance toward what, sentence by sentence, with evidence.

  stance label PATH... [out=DIR]     label articles and speeches
  stance score gold=PATH [out=DIR]   label hand-coded text and print precision, recall and F1
  stance check                       check that every shipped configuration composes
  stance COMMAND --help              options of a command
  stance --version

Options are written name=value, as in `stance label news/ target=[jcpoa] out=runs/first`.
"""

LABEL_HELP = """\
stance label PATH... [out=DIR] [name=value ...]

PATH is a file (.txt .html .jsonl .csv .parquet), a folder, a pattern in quotes, or - for standard input.

  out=DIR                   output directory; without it, a new one under runs/label
  target=[NAME,FILE.yaml]   targets (default: jcpoa, us_unilateralism), shipped ones or your own; shipped are
{targets}
  target_text="..."         a target in words, as in target_text="the Paris Agreement"
  actors=[default,FILE]     add actors of your own (yaml or CSV); without default, they are the only ones
  model=NAME                classifier: {models}
  columns.text=NAME         column of a table that holds the text; also id title outlet published url speaker
  outlet= published= speaker= encoding=
                            for documents that do not say themselves
  overwrite=true            replace a finished run in `out`
  report=false              no report.html
  -m                        sweep: `stance label a.txt -m target=[jcpoa],[us_unilateralism]`
  --cfg job                 show the whole configuration; --config-dir DIR adds configurations of your own

A run that was stopped goes on when the same command is given again. All options: configs/label.yaml.
"""

SCORE_HELP = """\
stance score gold=PATH [out=DIR] [name=value ...]

Labels hand-coded text (JSONL) and prints precision, recall and F1 over (sentence, holder, target, stance), each with
its interval.

  gold=[PATH,PATH]          hand-coded files, folders (every .jsonl below them) or patterns in quotes; looked for in
                            $STANCE_DATA (else data/), too. One JSON object a line with id, doc, text, core, also, where
                            core and also list [affiliation, target, stance]; docs/gold.md describes it
  out=DIR                   output directory; without it, a new one under runs/score
  target=[...] model=...    as in `stance label --help`
  resamples=2000 seed=0     bootstrap
  rows=20                   how many errors to list

All options: configs/score.yaml.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; those of the process by default.

    Returns:
        0 when done, 2 for a mistake of the user (one line on standard error says which), 130 when interrupted.
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
    out, documents = getattr(stopped, "out", None), getattr(stopped, "documents", 0)
    if out is None:
        sys.stderr.write("stance: stopped before anything was written\n")
        return INTERRUPTED
    told = any(argument.startswith("out=") for argument in arguments)
    command = shlex.join(["stance", *arguments, *([] if told else [f"out={out}"])])
    sys.stderr.write(f"stance: stopped after {documents} documents; to go on, run: {command}\n")
    return INTERRUPTED


def _command(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP.format(version=__version__))
        return 0 if arguments else _complain("no command; usage: stance label PATH... out=DIR")
    if arguments[0] in {"--version", "-V"}:
        sys.stdout.write(f"stance {__version__}\n")
        return 0
    command, rest = arguments[0], arguments[1:]
    commands: dict[str, Callable[[list[str]], int]] = {"label": _label, "score": _score, "check": _check}
    if command not in commands:
        near = difflib.get_close_matches(command, commands, n=1)
        meant = f"did you mean 'stance {near[0]}'?" if near else f"commands are {', '.join(commands)}"
        if not near and Path(command).exists():
            meant = f"to label a file: stance label {shlex.quote(command)}"
        raise ConfigError(f"unknown command {command!r}; {meant}")
    before_paths = rest[: rest.index("--")] if "--" in rest else rest
    if {"-h", "--help"} & set(before_paths):
        sys.stdout.write(_help_of(command))
        return 0
    if {"-V", "--version"} & set(before_paths):
        sys.stdout.write(f"stance {__version__}\n")
        return 0
    return commands[command](rest)


def _help_of(command: str) -> str:
    import textwrap

    from stance.paths import CONFIG_DIR

    names = {group: sorted(path.stem for path in (CONFIG_DIR / group).glob("*.yaml")) for group in ("target", "model")}
    texts = {"label": LABEL_HELP, "score": SCORE_HELP, "check": "stance check: check every shipped configuration\n"}
    targets = textwrap.fill(", ".join(names["target"]), 100, initial_indent=" " * 28, subsequent_indent=" " * 28)
    return texts[command].format(targets=targets, models=", ".join(names["model"]))


def _check(arguments: list[str]) -> int:
    if arguments:
        raise ConfigError(f"stance check takes no arguments, but {arguments[0]!r} was given; leave it out")
    from stance.config import check

    sound, problems = check()
    for problem in problems:
        sys.stderr.write(f"stance: {problem}\n")
    if problems:
        return USAGE_ERROR
    sys.stdout.write(f"All {len(sound)} configurations compose; what they name exists and takes what they give.\n")
    return 0


def _label(arguments: list[str]) -> int:
    from stance.config import build_model, label_config
    from stance.labelling import label_run
    from stance.report.terminal import TerminalProgress, show_run

    def job(composed: Mapping[str, Any], sweep: Sweep | None) -> None:
        config = label_config(composed)
        if sweep:
            config = sweep.placed(config)
        chain, catalogue = _chain(config, build_model(config.model))
        with TerminalProgress() as progress:
            command = ["stance", "label", *arguments]
            summary = label_run(
                config,
                chain,
                names=lambda actor: catalogue.actors[actor].name if actor in catalogue else actor,
                known=catalogue,
                model_name=chain.model.name,
                command=command,
                progress=progress,
            )
        show_run(summary, {target.id: target.name for target in config.targets}, str(summary.out))

    return _with_hydra("label", arguments, job)


def _chain(config: LabelConfig, model: Any) -> tuple[Chain, Catalogue]:
    from stance.actors.catalogue import load_catalogue
    from stance.pipeline import Chain

    catalogue = load_catalogue(config.actor_files, default=config.shipped_actors)
    speaker = config.reading.get("speaker")
    if speaker and speaker not in catalogue:
        meant = catalogue.find(speaker)
        near = f"did you mean {meant}? " if meant else ""
        hint = f"{near}Give the id of a state (DEU) or body (EU), or add it with actors=[default,mine.yaml]"
        raise InputError(f"speaker={speaker!r} is no id of the catalogue; {hint}")
    chain = Chain(config.targets, model, catalogue, batch_size=config.batch_size, min_relevance=config.min_relevance)
    return chain, catalogue


def _score(arguments: list[str]) -> int:
    from stance.config import build_model, score_config
    from stance.evaluation import score_run
    from stance.report.scores import renderables
    from stance.report.terminal import TerminalProgress, standard_output

    def job(composed: Mapping[str, Any], sweep: Sweep | None) -> None:
        config = score_config(composed)
        if sweep:
            config = sweep.placed(config)
        with TerminalProgress() as bar:
            done = -1

            def progress(documents: int, total: int) -> None:
                nonlocal done
                if done < 0:
                    bar.begin(total)
                    done = 0
                for _ in range(documents - done):
                    bar.advance(0)
                done = documents

            result, out = score_run(config, build_model(config.model), progress=progress)
        console = standard_output()
        for piece in renderables(result, limit=config.rows):
            console.print(piece)
        console.print(f"Done: scored into {out}", markup=False, soft_wrap=True)

    return _with_hydra("score", arguments, job)


class Sweep:
    """Where the jobs of one sweep put what they write: ``out/0``, ``out/1`` ..."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._base: Path | None = None
        self.number = 0

    def placed(self, config: Any) -> Any:
        """``config`` with the directory of the present job."""
        import dataclasses

        from stance.runs import new_directory

        self._base = self._base or config.out or new_directory(config.runs / self._command)
        return dataclasses.replace(config, out=self._base / str(self.number))


def _with_hydra(command: str, arguments: Sequence[str], job: Callable[[Mapping[str, Any], Sweep | None], None]) -> int:
    """Let Hydra compose the configuration, once or for each job of a sweep, and hand it to ``job`` as plain values."""
    from stance.arguments import parse
    from stance.complaints import complaint
    from stance.config import known_options
    from stance.paths import CONFIG_DIR
    from stance.sealing import unsealed, unsealed_within

    options = known_options(command, _config_dirs(arguments))
    parsed = parse(arguments, options, bare={"label": "input", "score": "gold"}[command])
    import hydra  # a fifth of a second: only now that the arguments are in order
    from hydra.core.hydra_config import HydraConfig
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    sweep = Sweep(command) if parsed.multirun else None
    status = 0
    broken: list[BrokenPipeError] = []

    def task(config: Any) -> None:
        nonlocal status
        if sweep:
            sweep.number = HydraConfig.get().job.num
            overrides = map(unsealed_within, HydraConfig.get().overrides.task)
            sys.stdout.write(f"Job {sweep.number}: {' '.join(overrides)}\n")
        try:
            try:
                composed = OmegaConf.to_container(config, resolve=True)
            except OmegaConfBaseException as error:
                raise complaint(error, options) from error
            job(unsealed(composed), sweep)
        except StanceError as error:  # Hydra would print it in its own way, and end the sweep
            if sweep and getattr(error, "same", False):
                sys.stdout.write("done before; nothing to do\n")
                return
            status = _complain(str(error))
        except BrokenPipeError as error:
            broken.append(error)
        except OSError as error:
            if error.errno not in _USERS_DISK:
                raise
            status = _complain(f"{error.filename or 'writing'}: {error.strerror}; make room or give another out")

    with _environment([*parsed.flags, *parsed.overrides], command):
        try:
            hydra.main(config_path=str(CONFIG_DIR), config_name=command, version_base="1.3")(task)()
        except (HydraException, OmegaConfBaseException) as error:
            raise complaint(error, options) from error
    if broken:
        raise broken[0]
    return status


def _config_dirs(arguments: Sequence[str]) -> list[Path]:
    """Folders given by ``--config-dir``."""
    found = []
    for number, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name in {"--config-dir", "-cd"}:
            found += [Path(value or next(iter(arguments[number + 1 :]), "."))]
    return found


@contextlib.contextmanager
def _environment(arguments: Sequence[str], command: str) -> Iterator[None]:
    """Hydra reads ``sys.argv``, exits on errors unless told not to, and leaves files of a sweep behind."""
    before, argv = dict(os.environ), sys.argv
    with tempfile.TemporaryDirectory(prefix="stance-sweep-") as folder:
        os.environ |= {"HYDRA_FULL_ERROR": "1", "STANCE_SWEEP_DIR": folder}
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
