"""Numbers and word lists of a stored model: numpy arrays as safetensors, the rest as JSON; never a pickle."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ConfigError, MissingLibraryError
from stance.records import atomic

if TYPE_CHECKING:
    from numpy.typing import NDArray

ARRAYS_FILE = "arrays.safetensors"
_AGAIN = "copy the model again, or train it again"


def need(what: str, *libraries: str) -> None:
    """Check that the libraries of the extra ``train`` are there, before anything is computed with them.

    Args:
        what: What needs them (``model 'tfidf'``).
        libraries: Names to import.

    Raises:
        MissingLibraryError: One of them is not installed.
    """
    for library in libraries:
        if find_spec(library) is None:
            raise MissingLibraryError(what, library, "train")


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]], *, file: str = ARRAYS_FILE) -> None:
    """Store arrays by name, atomically.

    Args:
        folder: Of the model; made if it is not there.
        arrays: Name to array, of any shape and of a type with a fixed width.
        file: Name of the file.
    """
    import numpy as np
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    # The format stores memory as it lies; a transposed view would come back with other numbers in its places.
    content = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    with atomic(folder / file, "wb") as out:
        out.write(content)


def read_arrays(folder: Path, names: Collection[str], *, file: str = ARRAYS_FILE) -> dict[str, NDArray[Any]]:
    """Arrays as :func:`write_arrays` stored them.

    Args:
        folder: Of the model.
        names: Which must be there.
        file: Name of the file.

    Raises:
        ConfigError: The file or one of the arrays is missing, or the file is broken.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[Any]] = load((folder / file).read_bytes())
    except OSError as error:
        raise ConfigError(f"model {str(folder)!r}: no readable {file} ({error.strerror}); {_AGAIN}") from error
    except SafetensorError as error:
        raise ConfigError(f"model {str(folder)!r}: {file} is no safetensors file ({error}); {_AGAIN}") from error
    missing = sorted(set(names) - arrays.keys())
    if missing:
        raise ConfigError(f"model {str(folder)!r}: {file} holds no {', '.join(missing)}; {_AGAIN}")
    return arrays


def write_json(folder: Path, file: str, value: Any) -> None:
    """Store plain values, atomically; ``folder`` is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with atomic(folder / file) as out:
        json.dump(value, out, ensure_ascii=False, separators=(",", ":"))
        out.write("\n")


def read_json(folder: Path, file: str) -> Any:
    """Plain values as :func:`write_json` stored them.

    Raises:
        ConfigError: The file is missing or broken.
    """
    try:
        return json.loads((folder / file).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"model {str(folder)!r}: no readable {file} ({error.strerror}); {_AGAIN}") from error
    except ValueError as error:
        raise ConfigError(f"model {str(folder)!r}: {file} is no JSON ({error}); {_AGAIN}") from error
