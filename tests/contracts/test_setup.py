"""`make` on a stranger's machine: clear messages, and nothing of theirs removed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = shutil.which("make") or ""
needs_make = pytest.mark.skipif(not MAKE, reason="make is not installed")


@pytest.fixture(scope="module")
def venv() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stance_scripts_venv", ROOT / "scripts" / "venv.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([MAKE, "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)


@needs_make
def test_help_names_every_documented_target() -> None:
    shown = make("help").stdout
    assert all(f"make {target} " in shown for target in ("demo", "test", "lint", "test-slow", "bench", "clean"))


@needs_make
def test_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "old python"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && { echo "Python 3.8.18"; exit 0; }\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    done = make("install", f"PYTHON={old}")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "stance needs" in line]
    assert said == [f"make: PYTHON={old} is Python 3.8.18; stance needs Python 3.11, 3.12 or 3.13"]


def test_what_is_no_environment_is_left_alone(venv: ModuleType, tmp_path: Path) -> None:
    for name in ("folder", "file"):
        (tmp_path / name).mkdir() if name == "folder" else (tmp_path / name).write_text("mine", encoding="utf-8")
    (tmp_path / "folder" / "thesis.txt").write_text("mine", encoding="utf-8")
    for name in ("folder", "file"):
        with pytest.raises(SystemExit, match="is no virtual environment; move it away"):
            venv.make(tmp_path / name, False)
    assert (tmp_path / "folder" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_half_made_environment_is_replaced(
    venv: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a b"
    (folder / "bin").mkdir(parents=True)
    assert venv.fault(folder, False) == "its Python does not run"
    venv.make(folder, False)
    assert "replacing a b (its Python does not run)" in capsys.readouterr().out
    assert venv.fault(folder, True) == ""
    (folder / "pyvenv.cfg").unlink()
    assert venv.fault(folder, False) == "it belongs to another folder"


def test_fingerprint_tells_extras_and_places_apart(venv: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11.7\n", encoding="utf-8")
    first = venv.fingerprint(tmp_path, "")
    assert first == venv.fingerprint(tmp_path, "")
    assert first != venv.fingerprint(tmp_path, "dev")
    (tmp_path / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    assert first != venv.fingerprint(tmp_path, "")


def test_runs_on_this_python(venv: ModuleType) -> None:
    assert sys.version_info[:2] in venv.SUPPORTED
