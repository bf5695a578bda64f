"""A module imports only from levels below its own, and a library only where it belongs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest

import stance

PACKAGE = Path(stance.__file__).parent

CONTRIBUTING = PACKAGE.parent / "CONTRIBUTING.md"

# The layers as CONTRIBUTING.md has them; within a layer a second figure says who may stand on whom.
LEVELS = {
    "stance.types": 0.0,
    "stance.errors": 0.0,
    "stance.paths": 0.0,
    "stance.shipped": 0.0,
    "stance.samples": 0.0,
    "stance.labels": 0.1,
    "stance.text": 0.1,
    "stance.protocols": 1.0,
    "stance.records": 1.0,
    "stance.corpus": 1.1,
    "stance.logs": 1.0,
    "stance.predictions": 1.1,
    "stance.provenance": 1.0,
    "stance.inflection": 1.0,
    "stance.wordclasses": 1.0,
    "stance.predicates": 1.1,
    "stance.reading": 2.0,
    "stance.actors": 2.1,
    "stance.targets": 2.2,
    "stance.holders": 2.3,
    "stance.analysis": 3.0,
    "stance.data": 3.0,
    "stance.metrics": 3.0,
    "stance.models": 3.0,
    "stance.runs": 4.0,
    "stance.comparison": 4.1,
    "stance.findings": 4.1,
    "stance.pools": 4.0,
    "stance.asking": 4.0,
    "stance.pipeline": 4.05,
    "stance.scoring": 4.1,
    "stance.report": 4.2,
    "stance.tracking": 4.2,
    "stance.jobs": 4.2,
    "stance.labelling": 4.3,
    "stance.drawing": 4.3,
    "stance.evaluation": 4.3,
    "stance.experiment": 4.3,
    "stance.sealing": 5.0,
    "stance.arguments": 5.1,
    "stance.specs": 5.0,
    "stance.taking": 5.0,
    "stance.compare_settings": 5.1,
    "stance.analyse_settings": 5.1,
    "stance.run_settings": 5.1,
    "stance.sample_settings": 5.1,
    "stance.complaints": 5.2,
    "stance.config": 5.3,
    "stance.commands": 5.4,
    "stance.cli": 6.0,
}
# `import stance` is the door to all of it, and opens it lazily.
DOOR = "stance"

# Every library that is no part of Python, and the modules that may import it; no other may.
LIBRARIES = {
    "ahocorasick_rs": {"stance.text"},
    "charset_normalizer": {"stance.reading.encoding"},
    "datasets": {"stance.data.dataset", "stance.data.rows"},
    "huggingface_hub": {"stance.models.hub"},
    "hydra": {"stance.cli", "stance.commands.jobs", "stance.config"},
    "jinja2": {"stance.report.html"},
    "matplotlib": {"stance.report.plotting"},
    "mlflow": {"stance.tracking"},
    "networkx": {"stance.analysis.communities"},
    "numpy": {
        "stance.findings.steps",
        "stance.analysis.rows",
        "stance.analysis.regressors",
        "stance.analysis.agreement",
        "stance.analysis.bootstrap",
        "stance.analysis.changes",
        "stance.analysis.communities",
        "stance.analysis.correction",
        "stance.analysis.correction_regression",
        "stance.analysis.distances",
        "stance.analysis.doubt",
        "stance.analysis.edges",
        "stance.analysis.equations",
        "stance.analysis.estimates",
        "stance.analysis.exchange",
        "stance.analysis.networks",
        "stance.analysis.pairing",
        "stance.analysis.resampled",
        "stance.analysis.sampling",
        "stance.analysis.series",
        "stance.analysis.sides",
        "stance.analysis.statements",
        "stance.analysis.ties",
        "stance.analysis.totals",
        "stance.analysis.trends",
        "stance.metrics.behaviour",
        "stance.metrics.calibration",
        "stance.metrics.classification",
        "stance.metrics.comparable",
        "stance.metrics.comparing",
        "stance.metrics.directed",
        "stance.metrics.figures",
        "stance.metrics.groups",
        "stance.metrics.polarity",
        "stance.metrics.probes",
        "stance.metrics.resampling",
        "stance.metrics.selective",
        "stance.models.arrays",
        "stance.models.encoder_linear",
        "stance.models.heads",
        "stance.models.linear",
        "stance.models.onnx_lean",
        "stance.models.onnx_quantised",
        "stance.models.onnx_restored",
        "stance.models.sentence_encoder",
        "stance.models.session",
        "stance.models.tfidf",
    },
    "omegaconf": {"stance.cli", "stance.commands.jobs", "stance.config", "stance.run_settings"},
    "onnx": {
        "stance.models.onnx_export",
        "stance.models.onnx_lean",
        "stance.models.onnx_quantised",
        "stance.models.onnx_regraph",
        "stance.models.onnx_restored",
    },
    "onnxruntime": {"stance.models.onnx_export", "stance.models.session"},
    "peft": {"stance.models.adapters"},
    "pyarrow": {"stance.data.rows", "stance.provenance", "stance.reading.tables"},
    "rich": {
        "stance.report.comparison",
        "stance.report.finding_terminal",
        "stance.report.run_terminal",
        "stance.report.scores",
        "stance.report.terminal",
    },
    "safetensors": {
        "stance.models.arrays",
        "stance.models.checkpoints",
        "stance.models.cross_encoder",
        "stance.models.encoders",
    },
    "scipy": {
        "stance.analysis.doubt",
        "stance.analysis.correction_regression",
        "stance.analysis.exchange",
        "stance.analysis.resampled",
        "stance.analysis.series",
        "stance.analysis.sides",
        "stance.analysis.ties",
        "stance.analysis.totals",
        "stance.models.tfidf",
    },
    "sentencex": {"stance.reading.splitting"},
    "sklearn": {
        "stance.data.splits",
        "stance.models.heads",
        "stance.models.linear",
        "stance.models.tfidf",
        "stance.models.training",
    },
    "torch": {
        "stance.models.checkpoints",
        "stance.models.classifier",
        "stance.models.cross_encoder",
        "stance.models.devices",
        "stance.models.encoders",
        "stance.models.entailment",
        "stance.models.network",
        "stance.models.nli_training",
        "stance.models.onnx_export",
        "stance.models.sentence_encoder",
        "stance.models.training",
    },
    "tokenizers": {"stance.models.wordpieces"},
    "trafilatura": {"stance.reading.pages"},
    "transformers": {"stance.models.encoders", "stance.models.entailment", "stance.models.nli_training"},
    "yaml": {
        "stance.actors.cues",
        "stance.actors.tables",
        "stance.config",
        "stance.data.labels",
        "stance.experiment.directory",
        "stance.experiment.reproduce",
        "stance.models",
        "stance.models.rendering",
        "stance.reading.boilerplate",
        "stance.run_settings",
        "stance.shipped",
        "stance.targets.codebook",
    },
}
# Where an import may stand outside of functions; anywhere else it would make `import stance` or `--help` slow.
AT_THE_TOP = {
    ("stance.analysis.ties", "numpy"),
    ("stance.analysis.statements", "numpy"),
    ("stance.analysis.networks", "numpy"),
    ("stance.analysis.edges", "numpy"),
    ("stance.analysis.communities", "numpy"),
    ("stance.actors.cues", "yaml"),
    ("stance.reading.boilerplate", "yaml"),
    ("stance.reading.splitting", "sentencex"),
    ("stance.report.run_terminal", "rich"),
    ("stance.analysis.bootstrap", "numpy"),
    ("stance.analysis.rows", "numpy"),
    ("stance.findings.steps", "numpy"),
    ("stance.analysis.regressors", "numpy"),
    ("stance.report.finding_terminal", "rich"),
    ("stance.report.terminal", "rich"),
    ("stance.text", "ahocorasick_rs"),
    ("stance.analysis.correction", "numpy"),
    ("stance.analysis.correction_regression", "numpy"),
    ("stance.analysis.equations", "numpy"),
    ("stance.analysis.pairing", "numpy"),
    ("stance.analysis.sampling", "numpy"),
    ("stance.analysis.totals", "numpy"),
    ("stance.analysis.agreement", "numpy"),
    ("stance.analysis.changes", "numpy"),
    ("stance.analysis.distances", "numpy"),
    ("stance.analysis.doubt", "numpy"),
    ("stance.analysis.estimates", "numpy"),
    ("stance.analysis.exchange", "numpy"),
    ("stance.analysis.resampled", "numpy"),
    ("stance.analysis.series", "numpy"),
    ("stance.analysis.sides", "numpy"),
    ("stance.analysis.trends", "numpy"),
    ("stance.metrics.behaviour", "numpy"),
    ("stance.metrics.calibration", "numpy"),
    ("stance.metrics.classification", "numpy"),
    ("stance.metrics.comparable", "numpy"),
    ("stance.metrics.comparing", "numpy"),
    ("stance.metrics.directed", "numpy"),
    ("stance.metrics.figures", "numpy"),
    ("stance.metrics.groups", "numpy"),
    ("stance.metrics.polarity", "numpy"),
    ("stance.metrics.probes", "numpy"),
    ("stance.metrics.resampling", "numpy"),
    ("stance.metrics.selective", "numpy"),
    ("stance.models.checkpoints", "safetensors"),
    ("stance.models.checkpoints", "torch"),
    ("stance.models.encoders", "safetensors"),
    ("stance.models.encoders", "torch"),
    ("stance.models.encoders", "transformers"),
    ("stance.models.network", "torch"),
    ("stance.models.nli_training", "torch"),
    ("stance.models.nli_training", "transformers"),
    ("stance.models.onnx_lean", "numpy"),
    ("stance.models.onnx_quantised", "numpy"),
    ("stance.models.onnx_restored", "numpy"),
    ("stance.models.onnx_export", "torch"),
    ("stance.models.training", "torch"),
}
TRAINING = {"torch", "transformers", "datasets", "sklearn", "scipy"}
INFERENCE = {"onnxruntime", "tokenizers"}
HEAVY = LIBRARIES.keys() - {"ahocorasick_rs", "sentencex", "yaml"}


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()
PACKAGES = {name for name in MODULES if any(other.startswith(f"{name}.") for other in MODULES)}


def imports(name: str, tree: ast.AST, *, inside_functions: bool = True) -> list[str]:
    """What a module imports at run time, by full names; what only the type checker sees does not count."""
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = name.split(".")[: len(name.split(".")) - node.level + (name in PACKAGES)] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{origin}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            rest = ast.Module(body=node.orelse, type_ignores=[])
            found += imports(name, rest, inside_functions=inside_functions)
        elif inside_functions or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found += imports(name, node, inside_functions=inside_functions)
    return found


def libraries(names: Iterable[str]) -> set[str]:
    """The libraries among what is imported."""
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"stance"}


def unit(name: str) -> str | None:
    """The entry of the table that a module belongs to."""
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        if ".".join(parts[:length]) in LEVELS:
            return ".".join(parts[:length])
    return None


def test_imports_are_found_wherever_they_stand() -> None:
    code = """
import a.b
from . import c
from ..d import e
try:
    import f
except ImportError:
    f = None
if TYPE_CHECKING:
    import g
else:
    import h
class C:
    import i
    def j(self):
        import k
"""
    tree = ast.parse(code)
    found = imports("stance.reading.pages", tree)
    assert found == ["a.b", "stance.reading.c", "stance.d.e", "f", "h", "i", "k"]
    assert imports("stance.reading", ast.parse("from . import c")) == ["stance.reading.c"]
    assert "k" not in imports("stance.reading.pages", tree, inside_functions=False)


def test_the_table_in_contributing_is_this_one() -> None:
    if not CONTRIBUTING.exists():
        pytest.skip("CONTRIBUTING.md is not part of an installed package")
    written = {}
    for level, cell in re.findall(r"^\| (\d) \| ([^|]*) \|", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE):
        for name in re.findall(r"`([\w/.]+)`", cell):
            path = PACKAGE / name
            assert path.exists(), f"CONTRIBUTING.md: {name} does not exist"
            written[f"stance.{name.removesuffix('.py').strip('/')}"] = int(level)
    assert written == {name: int(level) for name, level in LEVELS.items()}


@pytest.mark.parametrize("name", [name for name in MODULES if name != DOOR])
def test_every_module_has_its_level(name: str) -> None:
    assert unit(name), f"{name} is not in the table of layers: give it a level in this test, as DESIGN has it"


@pytest.mark.parametrize("name", [name for name in MODULES if name != DOOR])
def test_a_module_imports_from_below_only(name: str) -> None:
    own = unit(name)
    assert own
    for imported in imports(name, MODULES[name]):
        below = unit(imported)
        if below is None or below == own:
            continue
        assert LEVELS[below] < LEVELS[own], f"{name} (L{LEVELS[own]:g}) imports {imported} (L{LEVELS[below]:g})"


@pytest.mark.parametrize("name", list(MODULES))
def test_libraries_stay_where_they_belong(name: str) -> None:
    for library in libraries(imports(name, MODULES[name])):
        assert library in LIBRARIES, f"{name} imports {library}: declare it in pyproject.toml and in this test"
        assert name in LIBRARIES[library], f"{name} imports {library}; only {', '.join(LIBRARIES[library])} may"
    for library in libraries(imports(name, MODULES[name], inside_functions=False)):
        assert (name, library) in AT_THE_TOP, f"{name} imports {library} outside a function"


def test_nothing_is_allowed_that_is_not_done() -> None:
    done = {(name, library) for name, tree in MODULES.items() for library in libraries(imports(name, tree))}
    assert {(name, library) for library, names in LIBRARIES.items() for name in names} == done
    assert done >= AT_THE_TOP


def test_every_library_is_declared() -> None:
    pyproject = PACKAGE.parent / "pyproject.toml"
    if not pyproject.exists():
        pytest.skip("pyproject.toml is not part of an installed package")
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needs = project["dependencies"] + [need for name in extras if name != "dev" for need in extras[name]]
    declared = {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower().replace("_", "-") for need in needs}
    provided = metadata.packages_distributions()
    for library in LIBRARIES:
        assert {name.lower().replace("_", "-") for name in provided[library]} & declared, f"{library} is not declared"


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
        ("import stance", {*TRAINING, *INFERENCE, *HEAVY, "yaml", "stance.pipeline"}),
        (
            "import stance.cli; stance.cli.main(['--help'])",
            {*TRAINING, *INFERENCE, *HEAVY, "yaml", "stance.pipeline", "stance.reading"},
        ),
        ("import stance.cli; stance.cli.main(['--version'])", {*HEAVY, "yaml"}),
        ("import stance.cli; stance.cli.main(['label', '--help'])", {*HEAVY, "yaml", "stance.pipeline"}),
        ("import stance; stance.label; stance.load_model", {*TRAINING, *INFERENCE, "hydra", "rich"}),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str, absent: set[str]) -> None:
    script = f"import sys; {statement}; sys.stderr.write(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not absent & set(done.stderr.split())


@pytest.mark.parametrize(("options", "allowed"), [(["report=false"], set()), ([], {"scipy"})], ids=["rows", "page"])
def test_labelling_imports_nothing_that_only_training_needs(
    options: list[str], allowed: set[str], tmp_path: Path
) -> None:
    """The whole command with the default model; 600 MB and the seconds of an import hang on it.

    Where the extra `analysis` is installed, the page of a small run has charts, whose figures want scipy.
    """
    (tmp_path / "a.txt").write_text("France supports the Iran nuclear deal.", encoding="utf-8")
    run = f"import sys, stance.cli; assert stance.cli.main(['label', 'a.txt', 'out=o', *{options}]) == 0"
    script = f"{run}; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert not (TRAINING - allowed) & set(done.stderr.split())
