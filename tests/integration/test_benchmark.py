from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
SPEECH = "We support the Iran nuclear deal. The blockade against Cuba must end. Our country thanks you.\n"


def run(*arguments, script="benchmark_chain.py"):
    command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_benchmark_reads_the_release_archive(tmp_path):
    (tmp_path / "ungdc").mkdir()
    with tarfile.open(tmp_path / "ungdc" / "speeches.tar.gz", "w:gz") as tar:
        for name in (
            "TXT/Session 70 - 2015/FJI_70_2015.txt",
            "TXT/Session 70 - 2015/PER_70_2015.txt",
            "TXT/README.txt",
        ):
            content = (SPEECH * 4).encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    done = run("--data", tmp_path, "--speeches", 0, "--repeats", 1, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["n_speeches"], result["n_sentences"]) == (2, 24)
    assert result["sentences_per_second"] > 0
    assert result["classifier"]["examples"] > 0
    assert result["mib_peak"] > 1
    assert set(result["stages_ms_per_sentence"]) >= {"splitting", "mentions", "attribution", "reference", "targets"}
    assert len(result["data"]["speeches.tar.gz"]) == 64


def test_benchmark_says_what_is_missing(tmp_path):
    done = run("--data", tmp_path)
    assert done.returncode == 2
    assert "STANCE_DATA" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_benchmark_of_the_model_needs_no_run_and_says_what_is_missing(tmp_path):
    done = run("--data", tmp_path, script="bench.py")
    assert done.returncode == 1
    assert "STANCE_DATA" in done.stderr
    (tmp_path / "dse").mkdir()
    done = run(tmp_path, "--data", tmp_path, script="bench.py")
    assert done.returncode == 1
    assert "no exported model in" in done.stderr
    assert "Traceback" not in done.stderr
