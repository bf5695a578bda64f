"""`stance compare` as users call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake import make_run

from stance.cli import main


def test_compare_prints_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    make_run(tmp_path / "runs" / "a [1]", model="majority", right=0.3)
    make_run(tmp_path / "runs" / "b=2", right=0.9)
    quick = ["resamples=50", "permutations=200"]
    assert main(["compare", "runs/a [1]", "runs/b=2", "baseline=majority", "out=out", *quick]) == 0
    shown = capsys.readouterr().out
    assert "Done: 2 runs compared into out" in shown
    assert "*" in shown
    assert (tmp_path / "out" / "comparison.pdf").is_file()
    assert main(["compare", "runs/*", "baseline=runs/a [1]", "metric=mcc", "sets=[toy/test]", *quick]) == 0
    assert "MCC" in capsys.readouterr().out
    assert len(list((tmp_path / "runs" / "compare").iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no runs; give run directories"),
        (["runs/absent"], "no such directory"),
        (["runs", "metric=f3"], "unknown metric 'f3'"),
        (["runs", "baselin=x"], "misspelt option 'baselin'; did you mean 'baseline'"),
        (["runs", "alpha=7"], "alpha=7 is not allowed"),
        (["runs", "out=runs"], "holds no comparison"),
    ],
)
def test_a_mistake_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    make_run(tmp_path / "runs" / "a")
    assert main(["compare", *arguments]) == 2
    complaint = capsys.readouterr().err
    assert message in complaint
    assert complaint.count("\n") == 1
