"""Where the shipped configuration lies."""

from __future__ import annotations

from pathlib import Path


def config_dir() -> Path:
    """The folder of the shipped yaml files: inside the package once installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "configs"
    return shipped if shipped.is_dir() else package.parent / "configs"


CONFIG_DIR = config_dir()
"""The shipped ``configs/`` folder."""
