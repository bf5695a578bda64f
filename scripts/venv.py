"""Make the virtual environment that the Makefile uses, or bring it up to date; does nothing when it is.

Only the standard library, and nothing installed is touched outside the environment's own folder.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ((3, 11), (3, 12), (3, 13))
VENV_PARTS = {"bin", "include", "lib", "lib64", "share", "pyvenv.cfg"}
VERSION = re.compile(r"^__version__ = .*$", re.MULTILINE)
PROBE = "import sys, importlib.util as u; print(*sys.version_info[:2], bool(u.find_spec('pip')), sys.prefix)"


def _environment() -> dict[str, str]:
    """The variables for the environment's own Python: none that would bring in packages from elsewhere."""
    dropped = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in dropped} | {"PYTHONNOUSERSITE": "1"}


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=_environment(), text=True, capture_output=True, check=False)  # noqa: S603 - commands of this file


def fault(venv: Path, exact: bool) -> str:
    """What makes the environment unusable; empty if nothing does."""
    python = venv / "bin" / "python"
    try:
        probe = _run(str(python), "-c", PROBE)
    except OSError:
        return "its Python does not run"
    if probe.returncode:
        return "its Python does not run"
    major, minor, pip, prefix = probe.stdout.strip().split(" ", 3)
    version = (int(major), int(minor))
    if version not in SUPPORTED:
        return f"it has Python {major}.{minor}"
    if exact and version != sys.version_info[:2]:
        return f"it has Python {major}.{minor}, and {sys.version_info[0]}.{sys.version_info[1]} was asked for"
    if Path(prefix).resolve() != venv.resolve():
        return "it belongs to another folder"
    if pip != "True" and _run(str(python), "-m", "ensurepip").returncode:
        return "it has no pip"
    return ""


def make(venv: Path, exact: bool) -> None:
    """Create the environment; replace one that cannot be used.

    Raises:
        SystemExit: There is something else of that name, or Python cannot make environments here.
    """
    if venv.exists() or venv.is_symlink():
        parts = {part.name for part in venv.iterdir()} if venv.is_dir() else {"a file"}
        if parts and "pyvenv.cfg" not in parts and not parts <= VENV_PARTS:
            raise SystemExit(f"make: {venv.name} exists and is no virtual environment; move it away and try again")
        reason = fault(venv, exact)
        if not reason:
            return
        print(f"make: replacing {venv.name} ({reason})", flush=True)
    else:
        print(f"make: creating {venv.name} with Python {sys.version.split()[0]}", flush=True)
    created = _run(sys.executable, "-m", "venv", "--clear", str(venv))
    if created.returncode:
        sys.stderr.write(created.stdout + created.stderr)
        raise SystemExit(
            "make: this Python cannot make virtual environments (on Debian and Ubuntu: install python3-venv)"
        )


def fingerprint(venv: Path, extra: str) -> str:
    """Changes when what is installed may no longer be what the files ask for, or the folder was moved."""
    digest = hashlib.sha256(f"{ROOT}\n{venv}\n{extra}\n".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    digest.update(VERSION.search((ROOT / "stance" / "__init__.py").read_text(encoding="utf-8")).group().encode())
    digest.update((venv / "pyvenv.cfg").read_bytes())
    return digest.hexdigest()


def install(venv: Path, extra: str) -> None:
    """Install the package, editable, with exactly the versions of ``constraints.txt``.

    Raises:
        SystemExit: pip failed; its own words are printed first.
    """
    stamps = {name: venv / f".stance-{name or 'base'}" for name in {"", extra}}
    if stamps[extra].is_file() and stamps[extra].read_text(encoding="ascii") == fingerprint(venv, extra):
        return
    for stamp in stamps.values():
        stamp.unlink(missing_ok=True)
    print("make: installing stance and what it needs (a minute or two the first time)", flush=True)
    done = _run(
        *(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--use-pep517", "--constraint", "constraints.txt", "--editable", f".[{extra}]" if extra else "."),
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit("make: pip could not install the package; its message is above")
    for name, stamp in stamps.items():
        stamp.write_text(fingerprint(venv, name), encoding="ascii")


def main() -> None:
    """Read the options, then make and fill the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", default=".venv", help="folder of the environment, relative to the repository")
    parser.add_argument("--extra", default="", help="optional dependencies to install as well")
    parser.add_argument("--exact", action="store_true", help="replace an environment with another Python than this one")
    options = parser.parse_args()
    venv = ROOT / options.venv
    make(venv, options.exact)
    install(venv, options.extra)


if __name__ == "__main__":
    main()
