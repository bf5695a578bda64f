"""Configurations: from composed yaml to typed, checked settings; and a check of all yaml that ships."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from stance.arguments import Options
from stance.complaints import complaint
from stance.errors import ConfigError, unknown
from stance.evaluation import ScoreConfig
from stance.jobs import LabelConfig
from stance.paths import CONFIG_DIR
from stance.protocols import StanceModel
from stance.targets.codebook import load_targets, target_from_mapping
from stance.targets.freetext import target_from_text
from stance.types import Target

T = TypeVar("T")

FREE_MAPPINGS = frozenset({"codebook", "actor_sets", "paths"})
"""Options that are mappings whose names are not fixed."""


def known_options(command: str, config_dirs: Sequence[Path] = ()) -> Options:
    """What a command can be told, read from its yaml.

    Args:
        command: Name of a yaml in ``configs/`` (``label``).
        config_dirs: Further folders with configurations, the user's.
    """
    import yaml

    content = yaml.safe_load((CONFIG_DIR / f"{command}.yaml").read_text(encoding="utf-8"))
    groups = {}
    for item in content.pop("defaults", []):
        group = next(iter(item)) if isinstance(item, Mapping) else ""
        if group and group != "hydra" and " " not in group:
            groups[group] = choices(group, config_dirs)
    nested = {
        key: frozenset(value)
        for key, value in content.items()
        if isinstance(value, Mapping) and value and key not in FREE_MAPPINGS
    }
    return Options(keys=frozenset(content), nested=nested, groups=groups)


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
    take = _Taker(composed)
    columns = {key: str(value) for key, value in take.mapping("columns").items() if value is not None}
    reading = {name: take.text(name) for name in ("encoding", "outlet", "published", "speaker")}
    return LabelConfig(
        input=take.texts("input"),
        out=None if (out := take.text("out")) is None else Path(out),
        targets=_targets(take),
        model=take.mapping("model"),
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
        seed=take.number("seed", int, 0),
    )


def score_config(composed: Mapping[str, Any]) -> ScoreConfig:
    """The settings of ``stance score``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind or out of range, or a target does not exist.
    """
    take = _Taker(composed)
    return ScoreConfig(
        gold=_gold(take),
        targets=_targets(take),
        model=take.mapping("model"),
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


def _targets(take: _Taker) -> tuple[Target, ...]:
    codebook = take.mapping("codebook")
    targets = [target_from_mapping(entry, where=f"codebook.{key}") for key, entry in codebook.items()]
    targets += load_targets([Path(path) for path in take.texts("target_files")])
    targets += [target_from_text(text) for text in take.texts("target_text")]
    if not targets:
        raise ConfigError(f"no target; name one of {', '.join(choices('target'))}, a yaml file, or target_text='...'")
    ids = [target.id for target in targets]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise ConfigError(f"target {twice!r} is given twice; leave one out or give it another id")
    return tuple(targets)


def _actor_files(take: _Taker) -> tuple[str, ...]:
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


def _shipped_actors(take: _Taker) -> bool:
    """Whether the shipped catalogue is among the sets chosen."""
    shipped = any((entry or {}).get("shipped") for entry in take.mapping("actor_sets").values())
    if not shipped and not _actor_files(take):
        raise ConfigError(
            "actors: nobody is left to look for; give actors=[default] or files, as in actors=[mine.yaml]"
        )
    return shipped


def _gold(take: _Taker) -> tuple[str, ...]:
    """Gold files; one that is not where it is said to be is looked for in the folder of data sets."""
    folder = Path(take.mapping("paths").get("data") or "data")
    paths = take.texts("gold")
    return tuple(str(folder / path) if not Path(path).exists() and (folder / path).exists() else path for path in paths)


class _Taker:
    """Takes values of a composed configuration, each of the kind it must be."""

    def __init__(self, composed: Mapping[str, Any]) -> None:
        self._composed = composed

    def text(self, name: str) -> str | None:
        value = self._composed.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value) or None
        self._none(name, value, "a text")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._composed.get(name)
        items = value if isinstance(value, list | tuple) else [] if value is None else [value]
        if any(isinstance(item, bool | list | Mapping) or item is None for item in items):
            raise ConfigError(f"{name}={value!r} is not allowed; give a text or a list of texts")
        return tuple(str(item) for item in items)

    def flag(self, name: str) -> bool:
        value = self._composed.get(name)
        if isinstance(value, bool):
            return value
        raise ConfigError(f"{name}={value!r} is not allowed; give {name}=true or {name}=false")

    def number(self, name: str, kind: Callable[[Any], T], low: float, high: float | None = None) -> T:
        value = self._composed.get(name)
        whole = "whole " if kind is int else ""
        least = f"from {low:g} to {high:g}" if high is not None else f"of {low:g} or more"
        wrong = ConfigError(f"{name}={value!r} is not allowed; give a {whole}number {least}")
        if isinstance(value, bool) or not isinstance(value, int | float) or (kind is int and int(value) != value):
            raise wrong
        if not low <= value <= (float("inf") if high is None else high):
            raise wrong
        return kind(value)

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._composed.get(name)
        if isinstance(value, Mapping):
            return value
        self._none(name, value, "a mapping")
        return {}

    def _none(self, name: str, value: Any, kind: str) -> None:
        if value is not None:
            raise ConfigError(f"{name}={value!r} is not allowed; give {kind}")


def located(path: str) -> Callable[..., Any]:
    """What a ``_target_`` names.

    Raises:
        ConfigError: There is no such thing.
    """
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ModuleNotFoundError, AttributeError, ValueError) as error:  # any other failed import is a bug of the module
        raise ConfigError(f"_target_: {path} cannot be loaded ({error}); give module.name of a class") from error
    if not callable(found):
        raise ConfigError(f"_target_: {path} is no class or function; give module.name of one")
    return found  # type: ignore[no-any-return]


def _fits(spec: Mapping[str, Any]) -> tuple[Callable[..., Any], dict[str, Any]]:
    """A ``_target_`` and its arguments, which it takes.

    Raises:
        ConfigError: The target does not exist or does not take an argument.
    """
    options = {str(key): value for key, value in spec.items() if not str(key).startswith("_")}
    target = located(str(spec["_target_"]))
    parameters = inspect.signature(target).parameters
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    for name in options:
        if name not in parameters and not open_ended:
            raise unknown(f"option of {spec['_target_']}", name, parameters)
    try:
        inspect.signature(target).bind(**options)
    except TypeError as error:
        raise ConfigError(f"{spec['_target_']}: {error}; see its yaml for what it needs") from error
    return target, options


def build_model(spec: Mapping[str, Any]) -> StanceModel:
    """The classifier that a configuration describes.

    Args:
        spec: ``_target_`` and arguments.

    Raises:
        ConfigError: There is no such class, it does not take the arguments, or it is no classifier.
    """
    if "_target_" not in spec:
        raise ConfigError(f"model: no _target_; choose one of {', '.join(choices('model'))}")
    target, options = _fits(spec)
    try:
        model = target(**options)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"model {spec['_target_']}: {error}; see its yaml in configs/model") from error
    if not isinstance(model, StanceModel):
        raise ConfigError(f"model {spec['_target_']} is no classifier: it lacks `name` or `predict`")
    return model


def check() -> tuple[list[str], list[str]]:
    """Compose every shipped yaml and look whether what it names exists and takes what it gives.

    Returns:
        Names of the configurations that are sound, and one line for each problem.
    """
    sound: list[str] = []
    problems: list[str] = []
    for name, overrides in shipped():
        try:
            check_one(name, overrides)
        except ConfigError as error:
            problems.append(f"{' '.join([name, *overrides])}: {error}")
        else:
            sound.append(" ".join([name, *overrides]))
    return sound, problems


def shipped() -> Iterator[tuple[str, list[str]]]:
    """Every root configuration, alone and with every choice of each of its groups."""
    for root in sorted(CONFIG_DIR.glob("*.yaml")):
        yield root.stem, []
        for group, names in sorted(known_options(root.stem).groups.items()):
            listed = group in {"target", "actors"}
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
    for spec in _specs(composed):
        _fits(spec)
    readers: dict[str, Callable[[Mapping[str, Any]], object]] = {"label": label_config, "score": score_config}
    if name in readers:
        readers[name](composed)


def _specs(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "_target_" in value:
            yield value
        for item in value.values():
            yield from _specs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _specs(item)


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
