"""Tables as Markdown, LaTeX and CSV; what data holds is shown, never obeyed."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest

from stance.report.markup import code, latex, markdown
from stance.report.tables import Figure, Table, as_latex, as_markdown, as_rows, figure, metric_table, write_csv
from stance.types import MetricValue

HOSTILE = "=1+1 | a_b <script> [x](javascript:y) $1$ 50% & # \\input{x} `z`\n| new | row |"
TABLE = Table(
    title="F1 of a & b",
    columns=("model", "F1", "n"),
    rows=(
        (HOSTILE, Figure(value=0.7134, low=0.68, high=0.742, sd=0.0121, mark="*", best=True), 1200),
        ("plain", Figure(value=math.nan), None),
    ),
    note="* better, 100 % sure.",
    label="tab:A b",
)


def test_markdown_keeps_every_row_on_a_line_of_as_many_cells() -> None:
    lines = as_markdown(TABLE, level=2).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert lines[0] == "## F1 of a \\& b"
    assert len(rows) == 4
    for row in rows:
        assert len([part for part in row.replace("\\|", "").split("|") if part]) == 3
    assert "**71.3 ± 1.2\\* [68.0, 74.2]**" in rows[2]
    assert "1,200" in rows[2]
    assert rows[3] == "| plain | – | – |"
    assert "<script>" not in "\n".join(lines).replace("\\<script\\>", "")


def test_latex_escapes_and_needs_booktabs_only() -> None:
    text = as_latex(TABLE)
    assert text.count("\\toprule") == text.count("\\midrule") == text.count("\\bottomrule") == 1
    assert "\\caption{F1 of a \\& b}" in text
    assert "\\label{tab:a-b}" in text
    assert "\\textbf{71.3 $\\pm$ 1.2\\textsuperscript{{*}}} {\\scriptsize {[}68.0, 74.2{]}} & 1,200 \\\\" in text
    assert "\\textbackslash{}input\\{x\\}" in text
    assert "100 \\% sure" in text
    body = text[text.index("\\midrule") : text.index("\\bottomrule")]
    assert body.count("\\\\\n") == 2


def test_csv_has_full_figures_in_columns_of_their_own(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", TABLE)
    rows = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"), newline="")))
    assert rows[0] == ["model", "F1", "F1 sd", "F1 low", "F1 high", "F1 mark", "n"]
    assert rows[1][0].startswith("'=1+1")
    assert rows[1][1:] == ["0.7134", "0.0121", "0.68", "0.742", "*", "1200"]
    assert rows[2] == ["plain", "", "", "", "", "", ""]
    assert rows == as_rows(TABLE)


def test_a_row_of_the_wrong_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 columns, but a row of 1"):
        Table(title="", columns=("a", "b"), rows=(("x",),))


def test_metrics_as_a_table() -> None:
    metrics = [
        MetricValue(name="mcc", value=-0.25, low=-0.5, high=0.0, n=10, group="a/test"),
        MetricValue(name="macro_f1", value=0.5, low=0.4, high=0.6, n=10, group="a/test"),
        MetricValue(name="macro_f1", value=0.25, low=math.nan, high=math.nan, n=4, group="b/test"),
    ]
    table = metric_table(metrics, title="t", first="set", names=("macro_f1", "mcc", "absent"))
    assert table.columns == ("set", "Macro-F1", "MCC", "n")
    lines = as_markdown(table).splitlines()
    assert lines[-2] == "| a/test | 50.0 [40.0, 60.0] | −0.250 [−0.500, 0.000] | 10 |"
    assert lines[-1] == "| b/test | 25.0 | – | 4 |"
    assert not figure(metrics[0]).percent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ c_d", "\\*a\\* \\_b\\_ c_d"),
        ("- item\n- more", "\\- item - more"),
        ("a\x1b[31m\u202eb", "a\ufffd\\[31m\ufffdb"),
        ("![x](y) ~~z~~ <!-- -->", "\\!\\[x\\](y) \\~\\~z\\~\\~ \\<\\!-- --\\>"),
    ],
)
def test_markdown_of_hostile_text(text: str, shown: str) -> None:
    assert markdown(text) == shown


def test_latex_and_code_of_hostile_text() -> None:
    assert latex("a--b ~^ [*] é") == "a-{}-b \\textasciitilde{}\\textasciicircum{} {[}{*}{]} é"
    assert code("a ``b`` | c") == "``` a ``b`` \\| c ```"
