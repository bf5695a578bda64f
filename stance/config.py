"""Configurations: from composed yaml to typed, checked settings; and a check of all yaml that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from stance.analyse_settings import analyse_config
from stance.arguments import Options
from stance.compare_settings import compare_config
from stance.complaints import complaint
from stance.errors import ConfigError, MissingLibraryError
from stance.evaluation import ScoreConfig
from stance.jobs import LabelConfig
from stance.paths import CONFIG_DIR
from stance.run_settings import model_spec, run_config, targets
from stance.sample_settings import sample_config
from stance.specs import fits, specs
from stance.taking import Taker
from stance.targets.codebook import target_from_mapping

FREE_MAPPINGS = frozenset({"codebook", "actor_sets", "paths", "datasets", "metrics"})
"""Options that are mappings whose names are not fixed."""
LISTED = frozenset({"target", "actors", "dataset", "metric"})
"""Groups of which several may be chosen."""


def known_options(command: str, config_dirs: Sequence[Path] = ()) -> Options:
    """What a command can be told, read from its yaml.

    Args:
        command: Name of a yaml in ``configs/`` (``label``).
        config_dirs: Further folders with configurations, the user's.
    """
    import yaml

    content = yaml.safe_load((CONFIG_DIR / f"{command}.yaml").read_text(encoding="utf-8"))
    groups = {}
    inherited = Options(keys=frozenset())
    for item in content.pop("defaults", []):
        if isinstance(item, str) and item != "_self_":  # all that another command is told
            inherited = known_options(item, config_dirs)
        group = next(iter(item)) if isinstance(item, Mapping) else ""
        if group and group != "hydra" and " " not in group:
            groups[group] = choices(group, config_dirs)
    nested = {
        key: frozenset(value)
        for key, value in content.items()
        if isinstance(value, Mapping) and value and key not in FREE_MAPPINGS
    }
    return Options(
        keys=inherited.keys | frozenset(content),
        nested={**inherited.nested, **nested},
        groups={**inherited.groups, **groups},
    )


def choices(group: str, config_dirs: Sequence[Path] = ()) -> list[str]:
    """Names of the configurations of a group."""
    found = {path.stem for folder in (CONFIG_DIR, *config_dirs) for path in (folder / group).glob("*.yaml")}
    return sorted(found)


def label_config(composed: Mapping[str, Any]) -> LabelConfig:
    """The settings of ``stance label``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind or out of range, or a target does not exist.
    """
    take = Taker(composed)
    columns = {key: str(value) for key, value in take.mapping("columns").items() if value is not None}
    reading = {name: take.text(name) for name in ("encoding", "outlet", "published", "speaker")}
    return LabelConfig(
        input=take.texts("input"),
        out=None if (out := take.text("out")) is None else Path(out),
        targets=targets(take),
        model=model_spec(take),
        actor_files=_actor_files(take),
        shipped_actors=_shipped_actors(take),
        reading={**reading, "columns": columns, "max_bytes": take.number("max_bytes", int, 1)},
        settings=composed,
        runs=Path(take.mapping("paths").get("runs") or "runs"),
        overwrite=take.flag("overwrite"),
        report=take.flag("report"),
        report_documents=take.number("report_documents", int, 0),
        rows=take.number("rows", int, 0),
        batch_size=take.number("batch_size", int, 1),
        min_relevance=take.number("min_relevance", float, 0.0, 1.0),
        threshold=take.share("threshold"),
        seed=take.number("seed", int, 0),
    )


def score_config(composed: Mapping[str, Any]) -> ScoreConfig:
    """The settings of ``stance score``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind or out of range, or a target does not exist.
    """
    take = Taker(composed)
    return ScoreConfig(
        gold=_gold(take),
        targets=targets(take),
        model=model_spec(take),
        out=None if (out := take.text("out")) is None else Path(out),
        actor_files=_actor_files(take),
        shipped_actors=_shipped_actors(take),
        settings=composed,
        runs=Path(take.mapping("paths").get("runs") or "runs"),
        overwrite=take.flag("overwrite"),
        resamples=take.number("resamples", int, 0),
        seed=take.number("seed", int, 0),
        min_relevance=take.number("min_relevance", float, 0.0, 1.0),
        batch_size=take.number("batch_size", int, 1),
        rows=take.number("rows", int, 0),
    )


def _actor_files(take: Taker) -> tuple[str, ...]:
    """Files with the user's own actors: of the sets chosen, then those named."""
    sets = take.mapping("actor_sets")
    of_sets = [str(path) for entry in sets.values() for path in (entry or {}).get("files") or ()]
    files = (*of_sets, *take.texts("actor_files"))
    for path in files:
        if not Path(path).is_file():
            raise ConfigError(
                f"actors: no such file {path!r}; give a yaml or CSV file, as in actors=[default,mine.yaml]"
            )
    return files


def _shipped_actors(take: Taker) -> bool:
    """Whether the shipped catalogue is among the sets chosen."""
    shipped = any((entry or {}).get("shipped") for entry in take.mapping("actor_sets").values())
    if not shipped and not _actor_files(take):
        raise ConfigError(
            "actors: nobody is left to look for; give actors=[default] or files, as in actors=[mine.yaml]"
        )
    return shipped


def _gold(take: Taker) -> tuple[str, ...]:
    """Gold files; one that is not where it is said to be is looked for in the folder of data sets."""
    folder = Path(take.mapping("paths").get("data") or "data")
    paths = take.texts("gold")
    return tuple(str(folder / path) if not Path(path).exists() and (folder / path).exists() else path for path in paths)


class Checked(NamedTuple):
    """What a check found.

    Args:
        sound: Names of the configurations that are sound.
        problems: One line for each that is not.
        unknown: One line for each that cannot be looked at, since a library of an extra is not installed.
    """

    sound: list[str]
    problems: list[str]
    unknown: list[str]


def check() -> Checked:
    """Compose every shipped yaml and look whether what it names exists and takes what it gives."""
    sound: list[str] = []
    problems: list[str] = []
    unlooked: list[str] = []
    for name, overrides in shipped():
        try:
            check_one(name, overrides)
        except MissingLibraryError as error:
            unlooked.append(f"{' '.join([name, *overrides])}: {error}")
        except ConfigError as error:
            problems.append(f"{' '.join([name, *overrides])}: {error}")
        else:
            sound.append(" ".join([name, *overrides]))
    return Checked(sound, problems, unlooked)


def shipped() -> Iterator[tuple[str, list[str]]]:
    """Every root configuration, alone and with every choice of each of its groups."""
    for root in sorted(CONFIG_DIR.glob("*.yaml")):
        yield root.stem, []
        for group, names in sorted(known_options(root.stem).groups.items()):
            listed = group in LISTED
            yield from ((root.stem, [f"{group}=[{name}]" if listed else f"{group}={name}"]) for name in names)


def check_one(name: str, overrides: Sequence[str]) -> None:
    """Compose one configuration and check what it holds.

    Args:
        name: Of a root configuration (``label``).
        overrides: As Hydra takes them (``target=[jcpoa]``).

    Raises:
        ConfigError: It does not compose, names what does not exist, or gives what is not taken.
    """
    composed = composed_config(name, overrides)
    for key, entry in (composed.get("codebook") or {}).items():
        target_from_mapping(entry, where=f"codebook.{key}")
    for key, value in composed.items():
        for spec in specs(value):
            fits(spec, where=key)
    readers: dict[str, Callable[[Mapping[str, Any]], object]] = {
        "label": label_config,
        "score": score_config,
        "run": lambda values: run_config(values, partial=True),
        "compare": compare_config,
        "analyse": analyse_config,
        "report": analyse_config,
        "sample": sample_config,
    }
    if name in readers:
        readers[name](composed)


def composed_config(name: str, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """A configuration as Hydra composes it, resolved, as plain values.

    Args:
        name: Of a root configuration (``label``).
        overrides: As Hydra takes them (``target=[jcpoa]``).

    Raises:
        ConfigError: It does not compose.
    """
    from hydra import compose, initialize_config_dir  # a fifth of a second, and only needed here
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        with initialize_config_dir(config_dir=str(CONFIG_DIR), version_base="1.3"):
            config = compose(config_name=name, overrides=list(overrides))
        return OmegaConf.to_container(config, resolve=True)  # type: ignore[return-value]
    except (HydraException, OmegaConfBaseException) as error:
        raise complaint(error, known_options(name)) from error
