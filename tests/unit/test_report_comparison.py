"""A comparison on disk and in the terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from fake import items, make_run
from rich.console import Console

from stance.comparison import ComparisonTable, compare_runs, load_run, worst_errors
from stance.errors import ConfigError
from stance.report.comparison import brief_table, errors_table, renderables, write_comparison
from stance.report.tables import as_markdown


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    sets = {"toy/test": items(120, documents=40), "toy/test_hard": items(60, split="hard")}
    make_run(folder / "base", model="majority", right=0.3, sets=sets)
    for rows in (30, 90):
        for seed in (1, 2):
            make_run(folder / f"{rows}-{seed}", seed=seed, right=rows / 100, sets=sets, trained_on=rows,
                     config={"train_rows": rows})  # fmt: skip
    make_run(folder / "failed", model="nli", status="failed", error="a|b <i>")
    return folder


@pytest.fixture(scope="module")
def table(runs: Path) -> ComparisonTable:
    return compare_runs([runs], baseline="majority", resamples=100, permutations=500)


def test_every_file_is_written_and_says_the_same(table: ComparisonTable, tmp_path: Path) -> None:
    files = write_comparison(tmp_path / "out", table)
    names = {path.name for path in files}
    assert names >= {f"comparison.{suffix}" for suffix in ("md", "tex", "csv", "svg", "png", "pdf")}
    assert {"learning_curve.svg", "learning_curve-2.png"} <= names
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    best = next(entry for entry in table.entries if entry.best and entry.set == "toy/test")
    shown = f"{100 * best.mean:.1f} ± {100 * best.sd:.1f}"
    page = (tmp_path / "out" / "comparison.md").read_text(encoding="utf-8")
    assert f"**{shown}\\* [{100 * best.low:.1f}, {100 * best.high:.1f}]**" in page
    assert "failed: a\\|b \\<i\\>" in page
    assert "Holm's correction over 4 comparisons" in page
    assert "Minimum detectable difference" in page
    latex = (tmp_path / "out" / "comparison.tex").read_text(encoding="utf-8")
    assert latex.count("\\toprule") == 2
    assert shown.replace("±", "$\\pm$") in latex
    text = (tmp_path / "out" / "comparison.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    row = next(row for row in rows if row["model"] == best.system.name and row["set"] == "toy/test")
    assert float(row["Macro-F1"]) == pytest.approx(best.mean, abs=1e-6)
    assert float(row["Macro-F1 low"]) == pytest.approx(best.low, abs=1e-6)
    assert (row["seeds"], row["n"], row["documents"], row["Macro-F1 mark"]) == ("1 2", "120", "40", "*")
    assert float(row["p Holm"]) == pytest.approx(best.p_holm, abs=1e-6)


def test_the_same_comparison_gives_the_same_files(table: ComparisonTable, tmp_path: Path) -> None:
    first, second = (write_comparison(tmp_path / name, table) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_nothing_is_overwritten_unasked(table: ComparisonTable, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_comparison(out, table)
    with pytest.raises(ConfigError, match="holds a comparison; add overwrite=true"):
        write_comparison(out, table)
    write_comparison(out, table, overwrite=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no comparison"):
        write_comparison(tmp_path / "mine", table, overwrite=True)
    with pytest.raises(ConfigError, match="is a file"):
        write_comparison(tmp_path / "mine" / "notes.txt", table)


def test_the_terminal_shows_figures_warnings_and_what_is_left_out(table: ComparisonTable) -> None:
    console = Console(width=100, file=io.StringIO(), color_system=None)
    for piece in renderables(table):
        console.print(piece)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "toy/test (n = 120)" in text
    assert "train_rows=90" in text
    assert "baseline" in text
    assert "Left out (1):" in text
    assert "failed: a|b <i>" in text
    assert max(map(len, text.splitlines())) <= 100


def test_without_a_baseline_nothing_is_marked(runs: Path) -> None:
    table = compare_runs([runs], resamples=0)
    text = as_markdown(brief_table(table))
    assert "No baseline was chosen" in text
    assert "\\*" not in text
    assert "[" not in text.splitlines()[4]


def test_errors_side_by_side(runs: Path) -> None:
    first, second = load_run(runs / "base"), load_run(runs / "90-1")
    errors = worst_errors(first, second, limit=5)
    table = errors_table(errors, ("majority", "tfidf"))
    assert table.columns == ("text", "holder", "target", "coded", "majority", "tfidf")
    assert len(table.rows) == 5
    for row, error in zip(table.rows, errors, strict=True):
        assert row[0] == error.example.text
        label = error.first.prediction.label
        assert (
            row[4]
            == f"{'' if label == error.example.gold else '✗ '}{label} ({error.first.prediction.scores[label]:.2f})"
        )
