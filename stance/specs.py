"""``_target_`` entries of a configuration: what they name, whether it takes what they give, and how it is made.

A ``_target_`` is the registry: one yaml names a class or function and its arguments. With ``_partial_: true`` the
arguments are bound and the call is left to who uses it. An argument may be such an entry itself.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from stance.errors import ConfigError, MissingLibraryError, unknown
from stance.protocols import StanceModel

TARGET, PARTIAL = "_target_", "_partial_"


def located(path: str) -> Callable[..., Any]:
    """What a ``_target_`` names.

    Raises:
        ConfigError: There is no such thing.
        MissingLibraryError: It is ours, and a library that it imports is not installed.
    """
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if path.startswith("stance.") and library not in {"", "stance"}:
            raise MissingLibraryError(path, library, "train") from error
        raise ConfigError(f"_target_: {path} cannot be loaded ({error}); give module.name of a class") from error
    except (AttributeError, ValueError) as error:  # any other failed import is a bug of the module
        raise ConfigError(f"_target_: {path} cannot be loaded ({error}); give module.name of a class") from error
    if not callable(found):
        raise ConfigError(f"_target_: {path} is no class or function; give module.name of one")
    return found  # type: ignore[no-any-return]


def fits(spec: Mapping[str, Any], *, where: str = "", later: Sequence[str] = ()) -> Callable[..., Any]:
    """What an entry names, after a look whether it takes the arguments, and theirs, if they are such entries.

    Args:
        spec: ``_target_`` and arguments.
        where: Of the entry in the configuration (``metrics.f1``), for complaints.
        later: Names of the arguments by keyword that the call will add to those of a ``_partial_``.

    Raises:
        ConfigError: The target does not exist, or does not take an argument, or lacks one.
    """
    if TARGET not in spec:
        raise ConfigError(f"{where or 'entry'}: no _target_; name a class or function there, as in configs/")
    at = f"{where} ({spec[TARGET]})" if where else str(spec[TARGET])
    target = located(str(spec[TARGET]))
    given = {str(key): value for key, value in spec.items() if key not in {TARGET, PARTIAL}}
    signature = inspect.signature(target)
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in signature.parameters.values())
    for name, value in given.items():
        if name.startswith("_") and name.endswith("_"):
            raise ConfigError(f"{at}: {name} is not allowed; stance knows {TARGET} and {PARTIAL}")
        if name not in signature.parameters and not open_ended:
            raise _not_taken(name, where or str(spec[TARGET]), _takes(signature, bound=bool(spec.get(PARTIAL))))
        for inner in specs(value):
            fits(inner, where=f"{where}.{name}" if where else name)
    for name in later:
        if name not in signature.parameters and not open_ended:
            raise ConfigError(f"{at} does not take {name!r}, which it will be given; see stance.protocols")
    try:
        if spec.get(PARTIAL):
            signature.bind_partial(**given)
        else:
            signature.bind(**given)
    except TypeError as error:
        raise ConfigError(f"{at}: {error}; see its yaml for what it needs") from error
    return target


def _not_taken(name: str, where: str, takes: Sequence[str]) -> ConfigError:
    if not takes:
        return ConfigError(f"unknown option of {where} {name!r}; it takes none, so leave it out")
    return unknown(f"option of {where}", name, takes)


def _takes(signature: inspect.Signature, *, bound: bool) -> list[str]:
    """Names of the arguments; of a function that is called later, less those that the call gives (the data)."""
    skipped = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.POSITIONAL_ONLY)
    return [
        name
        for name, parameter in signature.parameters.items()
        if parameter.kind not in skipped and not (bound and parameter.default is parameter.empty)
    ]


def specs(value: Any) -> Iterator[Mapping[str, Any]]:
    """The entries in a value that are in no other entry."""
    if isinstance(value, Mapping):
        if TARGET in value:
            yield value
            return
        for item in value.values():
            yield from specs(item)
    elif isinstance(value, list):
        for item in value:
            yield from specs(item)


def build(spec: Mapping[str, Any], *, where: str = "", **more: Any) -> Any:
    """What an entry describes: the instance or result, or a function with its arguments bound.

    Args:
        spec: ``_target_`` and arguments.
        where: Of the entry in the configuration, for complaints.
        **more: Further arguments.

    Raises:
        ConfigError: See :func:`fits`; or it rejects a value.
    """
    target = fits(spec, where=where)
    given = {str(key): _built(value) for key, value in spec.items() if key not in {TARGET, PARTIAL}} | more
    if spec.get(PARTIAL):
        return partial(target, **given)
    try:
        return target(**given)
    except (TypeError, ValueError) as error:
        name = f"{where} {spec[TARGET]}".strip()
        group = where.partition(".")[0] or "..."
        raise ConfigError(f"{name}: {error}; see its yaml in configs/{group}") from error


def _built(value: Any) -> Any:
    if isinstance(value, Mapping):
        return build(value) if TARGET in value else {key: _built(item) for key, item in value.items()}
    return [_built(item) for item in value] if isinstance(value, list) else value


def build_model(spec: Mapping[str, Any]) -> StanceModel:
    """The classifier that a configuration describes.

    Args:
        spec: ``_target_`` and arguments.

    Raises:
        ConfigError: There is no such class, it does not take the arguments, or it is no classifier.
    """
    model = build(spec, where="model")
    if not isinstance(model, StanceModel):
        raise ConfigError(f"model {spec[TARGET]} is no classifier: it lacks `name` or `predict`")
    return model
