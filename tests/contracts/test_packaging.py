"""What a stranger installs and reads: the package, its promises of lightness, and the commands of the README."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

import stance

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    *("torch", "transformers", "datasets", "sklearn", "scipy", "numpy", "pandas", "pyarrow", "hydra", "omegaconf"),
    *("rich", "jinja2", "trafilatura", "lxml", "onnxruntime", "tokenizers"),
}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Files that git has or would take; without git, those of the folders that a release has."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    names = ("stance", "configs", "docs", "notebooks", "scripts", "tests", ".ci")
    inside = [path for name in names for path in (ROOT / name).rglob("*") if "__pycache__" not in path.parts]
    return [path for path in (*ROOT.iterdir(), *inside) if path.is_file()]


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_metadata(project: dict[str, Any]) -> None:
    about = project["project"]
    assert about["name"] == "actor-stance"
    assert about["license"] == "Apache-2.0"
    assert about["requires-python"] == ">=3.11,<3.14"
    assert about["scripts"] == {"stance": "stance.cli:main"}
    assert importlib.metadata.version("actor-stance") == stance.__version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == stance.__version__
    assert citation["license"] == about["license"]


def test_wheel_holds_configs_templates_samples_and_data(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed: the wheel cannot be built without a network")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {path.relative_to(ROOT).as_posix() for path in tracked()}
    wanted = {name for name in shipped if name.startswith("stance/")}
    wanted |= {f"stance/{name}" for name in shipped if name.startswith("configs/")}
    assert not wanted - names
    assert {"stance/py.typed", "stance/configs/label.yaml", "stance/report/templates/report.css"} <= names
    assert not [name for name in names if name.startswith(("tests/", "configs/", "scripts/"))]


def test_source_release_holds_what_a_contributor_needs(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed: the release cannot be built without a network")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (release,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(release) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    shipped = {path.relative_to(ROOT).as_posix() for path in tracked()}
    wanted = {name for name in shipped if name.startswith(("stance/", "configs/", "tests/", "scripts/", "docs/"))}
    wanted |= {"CONTRIBUTING.md", ".ci/run", "README.md", "LICENSE", "Makefile", "constraints.txt", "pyproject.toml"}
    assert not wanted - names


def test_import_is_light() -> None:
    code = "import sys, stance; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "stance" in done.stdout.split()
    assert not HEAVY & set(done.stdout.split())


def test_constraints_pin_every_dependency(project: dict[str, Any]) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.partition("#")[0].partition(";")[0].strip() for line in lines]
    pins = [pin for pin in pins if pin]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", pin) for pin in pins)
    pinned = {re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    extras = project["project"].get("optional-dependencies", {})
    needed = [*project["project"]["dependencies"], *(need for extra in extras.values() for need in extra)]
    needed = [need for need in needed if not need.startswith("actor-stance[")]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", need, maxsplit=1)[0]).lower() for need in needed}
    assert not names - pinned


@pytest.mark.parametrize("command", ["analyse", "report", "sample"])
def test_the_extra_analysis_brings_what_its_commands_need(project: dict[str, Any], command: str) -> None:
    parts = project["project"]["optional-dependencies"]["analysis"] + project["project"]["dependencies"]
    brought = {re.split(r"[^\w-]", part, maxsplit=1)[0] for part in parts}
    tree = ast.parse((ROOT / "stance" / "commands" / f"{command}.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = [ast.literal_eval(call.args[1]) for call in calls if getattr(call.func, "id", "") == "needed"]
    assert asked
    assert set(asked[0]) <= brought


def test_a_run_notes_the_version_of_every_dependency(project: dict[str, Any]) -> None:
    from stance.provenance import environment

    declared = {re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in project["project"]["dependencies"]}
    noted = environment()["packages"]
    assert {name.lower().replace("_", "-") for name in declared} == {name.lower().replace("_", "-") for name in noted}


def test_make_targets_named_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
        assert named
        assert not named - targets


def test_commands_of_the_readme_exist() -> None:
    from stance.commands.helps import HELP

    used = [line for block in blocks("README.md", "bash") for line in block.splitlines() if line.startswith("stance ")]
    assert used
    groups = {path.name for path in (ROOT / "configs").iterdir() if path.is_dir()}
    for line in used:
        command = line.split()[1]
        assert f"stance {command}" in HELP
        config = ROOT / "configs" / f"{command}.yaml"
        options = yaml.safe_load(config.read_text(encoding="utf-8")) if config.exists() else {}
        for name in re.findall(r"(?<=\s)([a-z_.]+)=", line):
            assert name.partition(".")[0] in {*options, *groups}


def test_python_of_the_readme_uses_what_there_is() -> None:
    (code,) = blocks("README.md", "python")
    used = {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "stance"
    }
    assert used
    assert used <= set(stance.__all__)


def test_columns_of_the_readme_are_those_of_the_rows() -> None:
    from stance.records import COLUMNS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text[text.index("## What comes out") : text.index("## Your own targets")]
    named = {
        name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    assert named == set(COLUMNS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_no_machine_paths() -> None:
    pattern = re.compile(rb"(?<![\w./-])/(?:work|root|home|Users)/\w|\.pyenv|/tmp/\w")
    ours = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in tracked()
        if path.resolve() != ours and (match := pattern.search(path.read_bytes()))
    ]
    assert not found
