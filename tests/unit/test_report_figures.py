"""Pictures: the same values give the same bytes, nothing global is left behind, and odd values are drawn too."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

from stance.report import figures
from stance.report.figures import Bin, Dot


def pictures() -> dict[str, object]:
    return {
        "confusion": figures.confusion([[8, 1, 1], [0, 0, 0], [2, 3, 15]], title="a $x_1$ <b>"),
        "reliability": figures.reliability(
            {"m": [Bin(0.5, 0.4, 10, 0.3, 0.5), Bin(0.9, 1.0, 3)]}, note={"m": "ECE 0.1"}
        ),
        "coverage": figures.coverage_risk(
            {"m": ([0.5, 1.0], [0.1, 0.3]), "k": ([1.0], [0.5])}, thresholds={"m": (0.5, 0.1)}
        ),
        "bars": figures.class_bars({"m": [Dot("favor", 0.5, 0.4, 0.6), Dot("against", 0.2)]}),
        "comparison": figures.comparison({"s": [Dot("m", 0.5, 0.4, 0.6, "*"), Dot("k", 0.3)], "t": [Dot("k", 0.3)]}),
        "curve": figures.learning_curve({"m": {10: [0.3, 0.4], 40: [0.5], 400: [0.6]}, "k": {10: [0.3]}}),
        "history": figures.history([{"epoch": 1, "loss": 1.0, "dev_macro_f1": 0.4}, {"epoch": 2, "loss": 0.5}]),
    }


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        for name, picture in pictures().items():
            figures.save(picture, tmp_path / str(number) / name, formats=("svg", "png", "pdf"))  # type: ignore[arg-type]
    first = sorted((tmp_path / "1").iterdir())
    assert len(first) == 21
    for path in first:
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name
        assert path.stat().st_size > 1000
    assert dict(mpl.rcParams) == before


def test_a_dollar_sign_in_a_name_is_no_formula() -> None:
    drawn = figures.confusion([[1, 0], [0, 1]], labels=("a$", "b$"), title="$\\frac{")
    assert figures.png(drawn).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["confusion", "reliability", "coverage_risk", "class_bars", "comparison", "learning_curve"]
)
def test_nothing_at_all_is_an_empty_picture(name: str) -> None:
    empty = figures.confusion([[0, 0], [0, 0]]) if name == "confusion" else getattr(figures, name)({})
    assert figures.png(empty).startswith(b"\x89PNG")


def test_intervals_over_seeds_are_those_of_student() -> None:
    mean, low, high = figures.mean_interval([0.5, 0.6, 0.7])
    assert mean == pytest.approx(0.6)
    assert (low, high) == (pytest.approx(0.6 - 4.303 * 0.1 / 3**0.5), pytest.approx(0.6 + 4.303 * 0.1 / 3**0.5))
    assert math.isnan(figures.mean_interval([0.5])[1])


def test_the_figures_on_the_picture_are_those_given() -> None:
    drawn = figures.confusion([[8, 1, 1], [0, 0, 0], [2, 3, 15]])
    texts = [text.get_text() for text in drawn.axes[0].texts]
    assert texts == ["8\n80 %", "1\n10 %", "1\n10 %", "0", "0", "0", "2\n10 %", "3\n15 %", "15\n75 %"]
    dots = figures.comparison({"s": [Dot("m", 0.5, 0.4, 0.6, "*")]}).axes[0]
    assert [list(line.get_xdata()) for line in dots.lines] == [[0.4, 0.6], [0.5]]


def test_pyplot_is_left_alone() -> None:
    script = "import sys; from stance.report import figures; figures.png(figures.confusion([[1]], labels=('a',)))"
    check = "; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script + check], check=False).returncode == 0
