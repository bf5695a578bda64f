"""Reading the yaml files that ship inside the package."""

from __future__ import annotations

from importlib import resources
from typing import Any


def shipped_yaml(name: str) -> Any:
    """Content of a yaml file of the package.

    Args:
        name: Path inside the package ("assets/predicates.yaml").
    """
    import yaml

    # The C loader reads the large lexicons ten times faster; it is missing from a few builds of PyYAML.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.files("stance").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 - either loader is a safe one
