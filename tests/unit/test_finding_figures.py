"""Pictures of findings: what is drawn is what was found, nothing is left out unsaid, and the files are exact."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from made_rows import record, spread
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from stance.analysis.changes import TrendPoint
from stance.analysis.communities import layout
from stance.analysis.estimates import Cell, Estimate, actor_target
from stance.analysis.networks import one_mode, two_mode
from stance.analysis.rows import UNKNOWN, rows_of
from stance.analysis.trends import DifferencePoint
from stance.report.finding_figures import (
    colour_of,
    difference_figure,
    dots,
    heat_map,
    network_figure,
    trend_figure,
)
from stance.report.network_figure import AGAINST, FAVOR
from stance.report.plotting import png, save

NOTHING = Estimate(value=None, low=None, high=None)


def at(value: float | None, low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate(value=value, low=low, high=high)


def cell(actor: str, net: Estimate, *, target: str = "jcpoa", n: int = 20, few: bool = False) -> Cell:
    return Cell(
        actor=actor,
        target=target,
        group="all",
        n=n,
        documents=3,
        favor=NOTHING,
        against=NOTHING,
        neutral=NOTHING,
        net=net,
        few=few,
        flags=(),
    )


def point(period: str, net: Estimate, smoothed: Estimate = NOTHING, *, few: bool = False) -> TrendPoint:
    n = 0 if net.value is None else 12
    return TrendPoint(period=period, n=n, documents=n, net=net, rolling=smoothed, smoothed=smoothed, few=few)


CELLS = [
    cell("FRA", at(0.8, 0.6, 0.9), n=1200),
    cell("USA", at(-0.9, -1.0, -0.7), n=30),
    cell("ISR", at(-1.0), n=4, few=True),
    cell("CHN", at(0.0, -0.2, 0.2)),
    cell("FRA", at(-0.2, -0.4, 0.1), target="us_unilateralism"),
]
POINTS = [
    point("2014", at(0.5, 0.2, 0.8), at(0.4, 0.2, 0.6)),
    point("2015", NOTHING, NOTHING),
    point("2016", at(-0.5), at(-0.4, -0.6, -0.2), few=True),
    point(UNKNOWN, at(1.0)),
]


def rows() -> Any:
    told = [("FRA", "favor"), ("DEU", "favor"), ("USA", "against"), ("ISR", "against"), ("CHN", "neutral")]
    return rows_of([record(f"d{n}", actor, stance) for n in range(3) for actor, stance in told])  # type: ignore[arg-type]


def pictures() -> dict[str, Any]:
    one, two = one_mode(rows(), qualifierAggregation="subtract", resamples=0), two_mode(rows(), resamples=0)
    return {
        "heat_map": heat_map(CELLS, names={"FRA": "France $"}),
        "dots": dots(CELLS[:4], target="the deal", names={}),
        "trend": trend_figure({"France": POINTS, "Iran": POINTS}, target="the deal"),
        "one_mode": network_figure(one, layout(one)),
        "two_mode": network_figure(two, layout(two)),
    }


def texts(axes: Any) -> list[str]:
    return [text.get_text() for text in axes.texts]


def lines(axes: Any) -> list[tuple[list[float], list[float]]]:
    return [([float(x) for x in line.get_xdata()], [float(y) for y in line.get_ydata()]) for line in axes.lines]


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    for number in ("1", "2"):
        (tmp_path / number).mkdir()
        for name, picture in pictures().items():
            save(picture, tmp_path / number / name, formats=("svg", "png", "pdf"))
    made = sorted((tmp_path / "1").iterdir())
    assert len(made) == 15
    for path in made:
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name
        assert path.stat().st_size > 1000


def test_nothing_at_all_is_an_empty_picture() -> None:
    empty = two_mode(rows_of([]), resamples=0)
    for picture in (
        heat_map([], names={}),
        dots([], target="x", names={}),
        dots([cell("FRA", NOTHING)], target="x", names={}),
        trend_figure({}, target="x"),
        trend_figure({"France": []}, target="x"),
        network_figure(empty, {}),
    ):
        assert png(picture).startswith(b"\x89PNG")


def test_a_tile_says_sign_net_stance_and_number() -> None:
    axes = heat_map(CELLS, names={"FRA": "France"}, targets={"jcpoa": "the deal"}).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["France", "USA", "CHN", "ISR"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["the deal", "us_unilateralism"]
    assert texts(axes) == [
        *("▲ +0.80 (1,200)", "▼ −0.20 (20)"),
        *("▼ −0.90 (30)", "–"),
        *("● +0.00 (20)", "–"),
        *("▼ −1.00 (4)", "–"),
    ]


def test_a_tile_of_too_few_is_pale_whatever_it_says() -> None:
    tiles = heat_map(CELLS, names={}).axes[0].collections
    colours = [to_hex(tile.get_facecolor()[0]) for tile in tiles]
    assert colours == [colour_of(0.8), colour_of(-0.2), colour_of(-0.9), colour_of(0.0), "#f2f2f2"]


def contrast(ink: str, ground: str) -> float:
    """Of WCAG 2."""
    found = []
    for colour in (ink, ground):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        found.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(found) + 0.05) / (min(found) + 0.05)


@pytest.mark.parametrize("hundredths", range(-100, 101, 10))
def test_the_letters_of_a_tile_can_be_read(hundredths: int) -> None:
    (text,) = heat_map([cell("FRA", at(hundredths / 100))], names={}).axes[0].texts
    ink = {"white": "#ffffff"}.get(str(text.get_color()), str(text.get_color()))
    assert contrast(ink, colour_of(hundredths / 100)) > 3.5


def test_actors_left_out_are_counted() -> None:
    cells = actor_target(spread(7, documents=3, sentences=2), resamples=0)
    whole, part = heat_map(cells, names={}), heat_map(cells, names={}, most_actors=3)
    assert "actors" not in whole.get_supxlabel()
    assert part.get_supxlabel().endswith("3 of 7 actors")
    assert "3 of 7 actors" in dots(cells, target="x", names={}, most=3).get_supxlabel()


def test_dots_stand_from_favor_down_to_against_with_intervals_and_numbers() -> None:
    axes, right = dots(CELLS[:4], target="the deal", names={"FRA": "France"}).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["ISR", "USA", "CHN", "France"]  # from below
    assert [label.get_text() for label in right.get_yticklabels()] == ["4", "30", "20", "1,200"]
    drawn = lines(axes)[1:]
    assert drawn == [
        ([-1.0], [0.0]),  # no interval
        *(([-1.0, -0.7], [1.0, 1.0]), ([-0.9], [1.0])),
        *(([-0.2, 0.2], [2.0, 2.0]), ([0.0], [2.0])),
        *(([0.6, 0.9], [3.0, 3.0]), ([0.8], [3.0])),
    ]
    marks = {line.get_marker(): line for line in axes.lines if line.get_marker() in ("v", "^", "o")}
    assert set(marks) == {"v", "^", "o"}
    faces = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() in ("v", "^", "o")]
    assert faces == ["white", AGAINST, "#8C8C8C", FAVOR]


def test_a_trend_has_gaps_where_nothing_is_known() -> None:
    axes = trend_figure({"France": POINTS}, target="the deal").axes[0]
    (x, y) = next((x, y) for x, y in lines(axes) if len(x) == 3)
    assert x == [0, 1, 2]
    assert [y[0], y[2]] == [0.4, -0.4]
    assert math.isnan(y[1])
    points = [(line.get_marker(), lines_of) for line, lines_of in zip(axes.lines, lines(axes), strict=True)]
    assert [found for found in points if found[0] in ("^", "v", "o")] == [("^", ([0.0], [0.5])), ("v", ([2.0], [-0.5]))]
    hollow = next(line for line in axes.lines if line.get_marker() == "v")
    assert hollow.get_markerfacecolor() == "white"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2014", "2015", "2016"]


def test_panels_share_one_axis_of_time() -> None:
    """Trends that begin and end in other years stand at their own years, and what nobody has is a gap."""
    early = [point(str(year), at(0.5, 0.2, 0.8), at(0.4, 0.2, 0.6)) for year in range(2013, 2017)]
    late = [point(str(year), at(-0.5, -0.8, -0.2), at(-0.4, -0.6, -0.2)) for year in range(2018, 2025)]
    panels = trend_figure({"France": early, "Iran": late}, target="the deal").axes
    years = [str(year) for year in range(2013, 2025)]
    for axes, first, points in zip(panels, (2013, 2018), (early, late), strict=True):
        shown = {
            int(place): label.get_text() for place, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
        }
        assert shown == {place: years[place] for place in range(0, 12, 2)}
        marks = [x for line, (x, _) in zip(axes.lines, lines(axes), strict=True) if line.get_marker() in ("^", "v")]
        assert marks == [[first - 2013 + place] for place in range(len(points))]
        (x, y) = next((x, y) for x, y in lines(axes) if len(x) == 12)
        assert [place for place, value in zip(x, y, strict=True) if not math.isnan(value)] == [
            first - 2013 + place for place in range(len(points))
        ]


def test_two_actors_are_compared_over_time() -> None:
    points = [
        DifferencePoint(
            period=str(year),
            n=20,
            n_first=12,
            n_second=8,
            documents_first=3,
            documents_second=2,
            first=at(0.9),
            second=at(-0.9),
            net=at(1.8, 1.5, 2.0),
            smoothed=at(1.7, 1.4, 1.9),
            few=year == 2014,
        )
        for year in (2014, 2016)
    ]
    (axes,) = difference_figure({"Iran less United States": points}, target="the deal").axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2014", "2015", "2016"]
    assert axes.get_ylim()[1] > 2  # the largest difference there can be
    assert axes.get_title("left") == "Iran less United States"
    marks = [line.get_markerfacecolor() for line in axes.lines if line.get_marker() == "^"]
    assert marks == ["white", FAVOR]


def test_every_column_of_trends_tells_its_periods() -> None:
    panels = trend_figure(dict.fromkeys("abcd", POINTS), target="x").axes
    shown = [any(label.get_visible() for label in axes.get_xticklabels()) for axes in panels if axes.get_visible()]
    assert shown == [False, True, True, True]


def test_ties_show_their_sign_twice() -> None:
    network = one_mode(rows(), qualifierAggregation="subtract", resamples=0)
    axes = network_figure(network, layout(network)).axes[0]
    ties = [line for line in axes.lines if len(line.get_xdata()) == 2]
    assert len(ties) == len(network.edges)
    looks = {(line.get_color(), line.get_linestyle()) for line in ties}
    assert {(FAVOR, "-"), (AGAINST, "--")} <= looks
    assert set(texts(axes)) == {node["name"] for node in network.nodes.values()}


def test_ties_and_names_left_out_are_counted() -> None:
    network = one_mode(rows(), qualifierAggregation="subtract", resamples=0)
    axes = network_figure(network, layout(network), most_names=2, most_edges=3).axes[0]
    assert len([line for line in axes.lines if len(line.get_xdata()) == 2]) == 3
    assert len(texts(axes)) == 2
    assert axes.get_title("left") == (
        f"the 3 strongest of {len(network.edges)} ties; names of the 2 nodes of most records, of {len(network.nodes)}"
    )


def test_targets_are_always_named() -> None:
    network = two_mode(rows(), resamples=0)
    assert texts(network_figure(network, layout(network), most_names=0).axes[0]) == ["jcpoa"]


def test_names_of_near_nodes_do_not_meet() -> None:
    network = one_mode(rows(), qualifierAggregation="subtract", resamples=0)
    near = {key: (0.0, 0.02 * place) for place, key in enumerate(network.nodes)} | {next(iter(network.nodes)): (1, 1)}
    figure = network_figure(network, near)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # puts all in its place
    renderer = canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
    meeting = [(a, b) for place, a in enumerate(boxes) for b in boxes[place + 1 :] if a.overlaps(b)]
    assert not meeting


def test_favor_is_blue_and_against_vermillion() -> None:
    assert (colour_of(1.0), colour_of(-1.0), colour_of(0.0)) == (FAVOR.lower(), AGAINST.lower(), "#ffffff")
