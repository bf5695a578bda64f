"""A module imports only from levels below its own, and heavy libraries only where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import stance

PACKAGE = Path(stance.__file__).parent

# The layers of the design; within L4 and L5 a second figure says who may stand on whom.
LEVELS = {
    "stance.types": 0.0,
    "stance.labels": 0.1,
    "stance.errors": 0.0,
    "stance.paths": 0.0,
    "stance.samples": 0.0,
    "stance.text": 1.0,
    "stance.inflection": 1.0,
    "stance.predicates": 1.5,
    "stance.protocols": 1.0,
    "stance.records": 1.0,
    "stance.provenance": 1.0,
    "stance.sentiment": 1.5,
    "stance.reading": 2.0,
    "stance.actors": 2.1,
    "stance.targets": 2.2,
    "stance.data": 3.0,
    "stance.models": 3.1,
    "stance.metrics": 3.0,
    "stance.analysis": 3.0,
    "stance.holders": 3.0,
    "stance.runs": 4.0,
    "stance.pipeline": 4.0,
    "stance.scoring": 4.1,
    "stance.report": 4.2,
    "stance.jobs": 4.2,
    "stance.labelling": 4.3,
    "stance.evaluation": 4.3,
    "stance.sealing": 5.0,
    "stance.arguments": 5.1,
    "stance.complaints": 5.2,
    "stance.config": 5.3,
    "stance.cli": 6.0,
}
# `import stance` is the door to all of it, and opens it lazily.
DOOR = "stance"

# Where a heavy library may be imported at all; only inside functions unless it is listed in AT_THE_TOP.
HEAVY = {
    "torch": ("stance.models",),
    "transformers": ("stance.models",),
    "datasets": ("stance.data",),
    "sklearn": ("stance.models", "stance.metrics", "stance.data.splits"),
    "hydra": ("stance.cli", "stance.config"),
    "omegaconf": ("stance.cli", "stance.config"),
    "rich": ("stance.report", "stance.cli"),
    "jinja2": ("stance.report.html",),
    "pyarrow": ("stance.records", "stance.provenance", "stance.reading"),
    "trafilatura": ("stance.reading",),
    "vaderSentiment": ("stance.sentiment",),
}
AT_THE_TOP = {("stance.report.terminal", "rich")}


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imports(tree: ast.AST) -> list[str]:
    """What a module imports at run time; what only the type checker sees does not count."""
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            found += imports(node)
    return found


def top_imports(tree: ast.Module) -> list[str]:
    bodies = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return imports(ast.Module(body=list(bodies), type_ignores=[]))


def unit(name: str) -> str | None:
    """The entry of the table that a module belongs to."""
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        if ".".join(parts[:length]) in LEVELS:
            return ".".join(parts[:length])
    return None


@pytest.mark.parametrize("name", [name for name in MODULES if name != DOOR])
def test_every_module_has_its_level(name: str) -> None:
    assert unit(name), f"{name} is not in the table of layers: give it a level in this test, as DESIGN has it"


@pytest.mark.parametrize("name", [name for name in MODULES if name != DOOR])
def test_a_module_imports_from_below_only(name: str) -> None:
    own = unit(name)
    assert own
    for imported in imports(MODULES[name]):
        below = unit(imported)
        if below is None or below == own:
            continue
        assert LEVELS[below] < LEVELS[own], f"{name} (L{LEVELS[own]:g}) imports {imported} (L{LEVELS[below]:g})"


@pytest.mark.parametrize("name", list(MODULES))
def test_heavy_libraries_stay_where_they_belong(name: str) -> None:
    for imported in imports(MODULES[name]):
        library = imported.split(".")[0]
        allowed = HEAVY.get(library)
        assert allowed is None or name.startswith(allowed), f"{name} imports {library}; only {allowed} may"
    for imported in top_imports(MODULES[name]):
        library = imported.split(".")[0]
        assert library not in HEAVY or (name, library) in AT_THE_TOP, f"{name} imports {library} outside a function"


def test_only_the_command_line_knows_hydra_main() -> None:
    users = [name for name, tree in MODULES.items() if "hydra.main" in ast.unparse(tree)]
    assert users == ["stance.cli"]


@pytest.mark.parametrize("name", list(MODULES))
def test_nobody_prints(name: str) -> None:
    calls = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import stance", {"torch", "transformers", "datasets", "sklearn", *HEAVY, "yaml", "stance.pipeline"}),
        ("import stance.cli; stance.cli.main(['--help'])", {*HEAVY, "yaml", "stance.pipeline", "stance.reading"}),
        ("import stance.cli; stance.cli.main(['--version'])", {*HEAVY, "yaml"}),
        ("import stance.cli; stance.cli.main(['label', '--help'])", {*HEAVY, "yaml", "stance.pipeline"}),
        (
            "import stance; stance.label; stance.load_model",
            {"torch", "transformers", "datasets", "sklearn", "hydra", "rich"},
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str, absent: set[str]) -> None:
    script = f"import sys; {statement}; sys.stderr.write(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not absent & set(done.stderr.split())
