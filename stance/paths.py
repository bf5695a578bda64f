"""Where the shipped configuration lies, and what a path of the user's means."""

from __future__ import annotations

from pathlib import Path


def config_dir() -> Path:
    """The folder of the shipped yaml files: inside the package once installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "configs"
    return shipped if shipped.is_dir() else package.parent / "configs"


CONFIG_DIR = config_dir()
"""The shipped ``configs/`` folder."""


def expanded(path: str | Path) -> Path:
    """The path with ``~`` at its start as a home directory; as it is where there is no such user.

    ``Path.expanduser`` alone raises a ``RuntimeError`` then, where "no such file" is what the user must read.

    >>> str(expanded("~no such user/data"))
    '~no such user/data'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)
