"""Networks equal what DNA's formulas give by hand, and say what they rest on."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from stance.analysis.communities import adjacency, centrality, communities, frustration, layout
from stance.analysis.networks import Network, one_mode, two_mode
from stance.analysis.rows import Rows, rows_of
from stance.analysis.statements import MAX_WINDOWS, period_number, select, windows
from stance.errors import ConfigError
from stance.types import Label, StanceRecord

SENTENCES = itertools.count()


def record(
    actor: str, target: str, stance: Label, document: str = "d1", published: str | None = "2018-05-08", **changes: Any
) -> StanceRecord:
    values: dict[str, Any] = {
        "document_id": document,
        "outlet": None,
        "published": published,
        "sentence_index": next(SENTENCES),  # an actor counts once in a sentence
        "sentence": "They said so.",
        "start": 0,
        "end": 13,
        "speaker": None,
        "holder": actor,
        "holder_name": actor.title(),
        "affiliation": None,
        "official": True,
        "target": target,
        "stance": stance,
        "score": 0.8,
        "scores": {"favor": 0.1, "against": 0.1, "neutral": 0.1} | {stance: 0.8},
        "sentiment": "neutral",
        "basis": "statement",
        "cue": None,
        "evidence": (),
        "model": "m",
        "target_sentiment": "neutral",
    }
    return StanceRecord(**values | changes)


# A favors the deal twice and opposes sanctions once; B is divided on the deal and opposes sanctions twice; C opposes
# the deal three times and is neutral on sanctions.
EXAMPLE = [
    record("A", "deal", "favor", "d1"),
    record("A", "deal", "favor", "d2"),
    record("A", "sanctions", "against", "d1"),
    record("B", "deal", "favor", "d2"),
    record("B", "deal", "against", "d3"),
    record("B", "sanctions", "against", "d3"),
    record("B", "sanctions", "against", "d3"),
    record("C", "deal", "against", "d4"),
    record("C", "deal", "against", "d4"),
    record("C", "deal", "against", "d4"),
    record("C", "sanctions", "neutral", "d4"),
]
ROWS = rows_of(EXAMPLE)


def weights(network: Network) -> dict[str, float]:
    return {f"{edge.first}-{edge.second}": round(edge.weight, 6) for edge in network.edges}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"A-deal": 2, "A-sanctions": -1, "B-deal": 0, "B-sanctions": -2, "C-deal": -3}),
        (
            {"qualifierAggregation": "ignore"},
            {"A-deal": 2, "A-sanctions": 1, "B-deal": 2, "B-sanctions": 2, "C-deal": 3, "C-sanctions": 1},
        ),
        (
            {"qualifierAggregation": "combine"},
            {"A-deal": 1, "A-sanctions": 2, "B-deal": 3, "B-sanctions": 2, "C-deal": 2},
        ),
        (
            {"normalization": "activity"},
            {"A-deal": 2 / 3, "A-sanctions": -1 / 3, "B-deal": 0, "B-sanctions": -2 / 4, "C-deal": -3 / 4},
        ),
        (
            {"normalization": "activity", "neutral": "exclude"},
            {"A-deal": 2 / 3, "A-sanctions": -1 / 3, "B-deal": 0, "B-sanctions": -2 / 4, "C-deal": -1},
        ),
        (
            {"normalization": "prominence"},
            {"A-deal": 2 / 7, "A-sanctions": -1 / 4, "B-deal": 0, "B-sanctions": -2 / 4, "C-deal": -3 / 7},
        ),
        (
            {"normalization": "activity", "qualifierAggregation": "ignore"},
            {
                "A-deal": 2 / 3, "A-sanctions": 1 / 3, "B-deal": 0.5, "B-sanctions": 0.5, "C-deal": 0.75,
                "C-sanctions": 0.25,
            },
        ),
        (
            {"qualifierAggregation": "combine", "neutral": "middle"},
            {"A-deal": 1, "A-sanctions": 4, "B-deal": 5, "B-sanctions": 4, "C-deal": 4, "C-sanctions": 2},
        ),
        (
            {"duplicates": "document"},
            {"A-deal": 2, "A-sanctions": -1, "B-deal": 0, "B-sanctions": -1, "C-deal": -1},
        ),
    ],
)  # fmt: skip
def test_two_mode_by_hand(options: dict[str, Any], expected: dict[str, float]) -> None:
    assert weights(two_mode(ROWS, resamples=0, **options)) == {key: round(value, 6) for key, value in expected.items()}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # Pairs of statements on the deal: 2 x 1 agree; on sanctions: 1 x 2 agree.
        ({}, {"A-B": 4, "B-C": 3}),
        ({"qualifierAggregation": "conflict"}, {"A-B": 2, "A-C": 6, "B-C": 3}),
        ({"qualifierAggregation": "subtract"}, {"A-B": 2, "A-C": -6, "B-C": 0}),
        ({"qualifierAggregation": "ignore"}, {"A-B": 6, "A-C": 7, "B-C": 8}),
        ({"normalization": "average"}, {"A-B": 4 / 3.5, "B-C": 3 / 4}),
        ({"normalization": "cosine"}, {"A-B": 4 / 12, "B-C": 3 / 16}),
        # Both: 2 x 1 and 1 x 2; only B: 1 (against the deal).
        # B and C: both 1 x 3; only B: 1 (the deal) and 2 (sanctions); only C: 1 (neutral).
        ({"normalization": "jaccard"}, {"A-B": 4 / 5, "B-C": 3 / 7}),
        ({"normalization": "jaccard", "neutral": "exclude"}, {"A-B": 4 / 5, "B-C": 3 / 6}),
        # Neutral is half way: 1 x 1 against and neutral on sanctions agree by a half, 2 x 1 by one.
        ({"neutral": "middle"}, {"A-B": 4, "A-C": 0.5, "B-C": 4}),
        ({"neutral": "middle", "qualifierAggregation": "conflict"}, {"A-B": 2, "A-C": 6.5, "B-C": 4}),
        ({"neutral": "middle", "qualifierAggregation": "subtract"}, {"A-B": 2, "A-C": -6, "B-C": 0}),
    ],
)
def test_one_mode_by_hand(options: dict[str, Any], expected: dict[str, float]) -> None:
    options = {"normalization": "no"} | options
    assert weights(one_mode(ROWS, resamples=0, **options)) == {key: round(value, 6) for key, value in expected.items()}


def slow_one_mode(rows: Rows, aggregation: str, normalization: str) -> dict[str, float]:
    """DNA's loops, one number at a time."""
    actors, targets = sorted(set(rows.actors)), sorted(set(rows.targets))
    levels = ["favor", "against", "neutral"]
    counts = {(a, t, k): 0.0 for a in actors for t in targets for k in levels}
    for row, actor in zip(rows.records, rows.actors, strict=True):
        counts[actor, row.target, row.stance] += 1
    found = {}
    for place, i in enumerate(actors):
        for j in actors[place + 1 :]:
            weight = norm = mine = yours = 0.0
            for t in targets:
                for k in levels:
                    mine, yours = mine + counts[i, t, k], yours + counts[j, t, k]
                    norm += counts[i, t, k] * counts[j, t, k] if normalization == "jaccard" else 0
                    norm += counts[i, t, k] if normalization == "jaccard" and not counts[j, t, k] else 0
                    norm += counts[j, t, k] if normalization == "jaccard" and not counts[i, t, k] else 0
                    for other in levels:
                        if "neutral" in (k, other):
                            continue
                        product = counts[i, t, k] * counts[j, t, other]
                        if aggregation != "conflict" and k == other:
                            weight += product
                        if aggregation != "congruence" and k != other:
                            weight += product if aggregation == "conflict" else -product
            norm = {"no": 1.0, "average": (mine + yours) / 2, "cosine": mine * yours, "jaccard": norm}[normalization]
            found[f"{i}-{j}"] = round(weight / norm, 6)
    return found


@pytest.mark.parametrize("aggregation", ["congruence", "conflict", "subtract"])
@pytest.mark.parametrize("normalization", ["no", "average", "jaccard", "cosine"])
def test_one_mode_equals_loops(aggregation: Any, normalization: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stances: tuple[Label, ...] = ("favor", "against", "neutral", "favor", "against")
    many = [
        record(f"actor{(7 * n) % 11:02d}", f"t{(n * n) % 4}", stances[(n // 3) % 5], f"d{n % 13}") for n in range(240)
    ]
    rows = rows_of(many)
    made = one_mode(rows, qualifierAggregation=aggregation, normalization=normalization, resamples=50)
    slow = slow_one_mode(rows, aggregation, normalization)
    assert len(made.edges) > 20
    assert all(slow[key] == weight for key, weight in weights(made).items())
    assert all(not weight for key, weight in slow.items() if key not in weights(made))
    monkeypatch.setattr("stance.analysis.ties.CELLS", 2_000)  # several blocks give the same
    assert one_mode(rows, qualifierAggregation=aggregation, normalization=normalization, resamples=50) == made


def test_an_edge_says_what_it_rests_on() -> None:
    network = one_mode(ROWS, qualifierAggregation="subtract", normalization="no")
    edges = {(edge.first, edge.second): edge for edge in network.edges}
    assert [edges[pair].n for pair in (("A", "B"), ("A", "C"), ("B", "C"))] == [7, 7, 8]
    assert [edges[pair].sign for pair in (("A", "B"), ("A", "C"), ("B", "C"))] == [1, -1, 0]
    assert (edges["A", "B"].positive, edges["A", "B"].negative) == (4, 2)
    assert edges["A", "B"].flags == ("few documents",)
    assert edges["A", "B"].low <= edges["A", "B"].weight <= edges["A", "B"].high  # type: ignore[operator]
    assert [edges[pair].flags for pair in (("A", "C"), ("B", "C"))] == [("one document",)] * 2  # all of C is in one
    assert [edges[pair].low for pair in (("A", "C"), ("B", "C"))] == [None, None]
    two = {(edge.first, edge.second): edge for edge in two_mode(ROWS).edges}
    assert two["B", "deal"].n == 2
    assert (two["B", "deal"].sign, two["B", "deal"].positive, two["B", "deal"].negative) == (0, 1, 1)
    assert two["A", "deal"].low is not None
    assert two["C", "deal"].low is None  # all of it stands in one document


def test_intervals_are_of_whole_documents() -> None:
    one_document_each = rows_of([record("A", "deal", "favor", f"d{n}") for n in range(40)])
    four_each = rows_of([record("A", "deal", "favor", f"d{n % 10}") for n in range(40)])
    spread = [two_mode(rows, normalization="no").edges[0] for rows in (one_document_each, four_each)]
    for edge in spread:  # every resample has 40 statements, which does not make the tie certain
        assert (edge.weight, edge.low, edge.high, edge.flags) == (40, None, None, ("no variation",))
    mixed = [record("A", "deal", "favor" if n % 2 else "against", f"d{n % 10}") for n in range(40)]
    alone = [record("A", "deal", "favor" if n % 2 else "against", f"d{n}") for n in range(40)]
    wide, narrow = (two_mode(rows_of(rows)).edges[0] for rows in (mixed, alone))
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)  # type: ignore[operator]


def test_intervals_of_a_ratio_leave_out_what_is_undefined() -> None:
    rows = rows_of([record("A", "deal", "favor", "d1"), record("A", "deal", "favor", "d2"), *EXAMPLE[4:]])
    edge = next(edge for edge in two_mode(rows, normalization="activity").edges if edge.first == "A")
    assert (edge.weight, edge.low, edge.high) == (1.0, None, None)  # in all others it is 1
    assert edge.flags == ("few documents", "no variation")


@pytest.mark.parametrize(("documents", "aggregation"), [(4, "subtract"), (8, "subtract"), (8, "congruence")])
def test_intervals_of_ties_cover_also_for_few_documents(documents: int, aggregation: Any) -> None:
    """Two actors whose documents lean this way and that; a tie is the chance to agree, less that to disagree."""
    held = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        records = []
        for actor in "AB":
            for number in range(documents):
                leaning = generator.beta(2, 1)  # the mean of it, 2/3, is the share in favor
                stances: list[Label] = ["favor" if x < leaning else "against" for x in generator.uniform(size=5)]
                records += [record(actor, "deal", stance, f"{actor}{number}") for stance in stances]
        (edge,) = one_mode(rows_of(records), qualifierAggregation=aggregation, resamples=400, seed=seed).edges or (
            None,
        )
        truth = (1 / 3) ** 2 if aggregation == "subtract" else (2 / 3) ** 2 + (1 / 3) ** 2
        held += edge is None or (edge.low or 0) <= truth <= (edge.high or 0)
    assert held >= 180, held


def test_an_outlet_can_be_what_a_tie_rests_on() -> None:
    rows = rows_of([record("A", "deal", "favor" if n % 3 else "against", f"d{n}", outlet="Daily") for n in range(9)])
    (edge,) = two_mode(rows, cluster="outlet").edges
    assert (edge.low, edge.flags) == (None, ("one outlet",))


def test_the_seed_decides() -> None:
    assert one_mode(ROWS, seed=3) == one_mode(ROWS, seed=3)
    many = rows_of([record("A", "deal", "favor" if n % 3 else "against", f"d{n}") for n in range(50)])
    assert two_mode(many, seed=1, resamples=37) != two_mode(many, seed=2, resamples=37)


def test_probabilities_can_be_counted() -> None:
    rows = rows_of(EXAMPLE, weight="score")
    edge = two_mode(rows, resamples=0).edges[0]
    assert edge.weight == pytest.approx(2 * (0.8 - 0.1))
    assert edge.n == 2


def test_nodes_hold_what_is_known() -> None:
    persons = [
        record("IRN", "deal", "favor", holder_name="Iran"),
        record("zarif", "deal", "neutral", "d2", holder_name="Zarif", affiliation="IRN"),
    ]
    nodes = two_mode(rows_of(persons), names={"deal": "the deal"}).nodes
    assert nodes["IRN"] == {
        "id": "IRN", "name": "Iran", "kind": "actor", "n": 2, "documents": 2, "favor": 1, "against": 0, "neutral": 1,
        "net": 0.5,
    }  # fmt: skip
    assert (nodes["deal"]["kind"], nodes["deal"]["name"]) == ("target", "the deal")
    assert list(two_mode(rows_of(persons, actor="holder")).nodes) == ["IRN", "zarif", "deal"]


def test_a_target_may_be_called_as_an_actor() -> None:
    network = two_mode(rows_of([record("EU", "EU", "favor"), record("FRA", "EU", "favor")]))
    assert list(network.nodes) == ["EU", "FRA", "target:EU"]
    assert network.nodes["target:EU"]["id"] == "EU"
    assert [(edge.first, edge.second) for edge in network.edges] == [("EU", "target:EU"), ("FRA", "target:EU")]


@pytest.mark.parametrize("make", [two_mode, one_mode])
def test_few_rows(make: Any) -> None:
    empty = make(rows_of([]))
    assert (empty.nodes, empty.edges, empty.windows) == ({}, (), ())
    assert make(rows_of([]), timeWindow="months").windows == ()
    alone = make(rows_of([record("A", "deal", "favor")]))
    assert len(alone.edges) == (1 if make is two_mode else 0)
    assert communities(alone) == dict.fromkeys(alone.nodes, 0)
    silent = make(rows_of([record("A", "deal", "neutral"), record("B", "deal", "neutral")]))
    assert silent.edges == ()
    assert silent.nodes["A"]["n"] == 1
    assert all(math.isfinite(place) for places in layout(silent).values() for place in places)
    gone = make(rows_of([record("A", "deal", "neutral")]), neutral="exclude")
    assert (gone.nodes, gone.options["leftOutNeutral"]) == ({}, "1")


DATED = rows_of([
    record("A", "deal", "favor", "d1", "2018-01-01"),
    record("A", "deal", "favor", "d1", "2018-01-01"),
    record("A", "deal", "favor", "d2", "2018-01-07"),
    record("A", "deal", "favor", "d3", "2018-01-08"),
    record("A", "deal", "favor", "d4", "2019-01-09"),
    record("A", "deal", "against", "d5", "2018-01-01"),
    record("A", "deal", "favor", "d6", "2018"),
    record("A", "deal", "favor", "d7", None),
])  # fmt: skip


@pytest.mark.parametrize(
    ("duplicates", "by_stance", "kept"),
    [
        ("include", True, [0, 1, 2, 3, 4, 5, 6, 7]),
        ("document", True, [0, 2, 3, 4, 5, 6, 7]),
        ("week", True, [0, 3, 4, 5, 6, 7]),  # the 7th is a Sunday, the 8th a Monday
        ("month", True, [0, 4, 5, 6, 7]),  # January 2018 is not January 2019
        ("year", True, [4, 5, 6, 7]),
        ("acrossrange", True, [5, 6]),
        ("acrossrange", False, [6]),
    ],
)
def test_duplicates(duplicates: Any, by_stance: bool, kept: list[int]) -> None:
    chosen = select(DATED, start=None, stop=None, duplicates=duplicates, by_stance=by_stance)
    left = [next(n for n, old in enumerate(DATED.records) if old is row) for row in chosen.rows.records]
    assert left == kept
    assert chosen.duplicates == len(DATED) - len(kept)


@pytest.mark.parametrize(
    ("start", "stop", "kept", "outside", "undated"),
    [
        (None, None, 8, 0, 0),
        ("2018", None, 7, 0, 1),
        ("2019", None, 1, 6, 1),
        ("2018-01-02", "2018", 2, 4, 2),  # of "2018" nobody knows whether it is after the second of January
        (None, "2018-01-07", 4, 2, 2),
        ("2020", None, 0, 7, 1),
    ],
)
def test_range(start: str | None, stop: str | None, kept: int, outside: int, undated: int) -> None:
    chosen = select(DATED, start=start, stop=stop, duplicates="include")
    assert (len(chosen.rows), chosen.outside, chosen.undated) == (kept, outside, undated)
    network = two_mode(DATED, start=start, stop=stop, resamples=0)
    assert network.options["leftOutOfRange"] == str(outside)
    assert network.options["leftOutUndated"] == str(undated)


@pytest.mark.parametrize(
    ("unit", "size", "names", "sizes"),
    [
        ("years", 1, ["2018 2018", "2019 2019"], [6, 1]),
        ("years", 2, ["2018 2019"], [7]),
        ("years", 9, ["2018 2026"], [7]),
        ("months", 12, ["2018-01 2018-12", "2018-02 2019-01"], [5, 1]),
        (
            "events", 3,
            ["2018-01-01 2018-01-01", "2018-01-01 2018-01-07", "2018-01-01 2018-01-08", "2018-01-07 2019-01-09"],
            [3, 4, 5, 3],
        ),
        ("events", 99, ["2018-01-01 2019-01-09"], [6]),
    ],
)  # fmt: skip
def test_windows(unit: Any, size: int, names: list[str], sizes: list[int]) -> None:
    found, floating = windows(DATED, timeWindow=unit, windowSize=size)
    assert [f"{part.start} {part.stop}" for part in found] == names
    assert [len(part.rows) for part in found] == sizes
    assert floating == (1 if unit == "years" else 2)


def test_windows_are_networks_too() -> None:
    network = two_mode(DATED, timeWindow="weeks", windowSize=2, stop="2018-12", resamples=10)
    assert [(part.options["start"], part.options["stop"]) for part in network.windows] == [("2018-W01", "2018-W02")]
    assert network.windows[0].options["statements"] == "5"
    assert (network.edges[0].positive, network.edges[0].negative) == (4, 1)
    assert period_number("2018-01-07", "weeks") == period_number("2018-01-01", "weeks")
    empty = two_mode(DATED, timeWindow="months", resamples=0).windows[3]
    assert (empty.nodes, empty.edges) == ({}, ())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"qualifierAggregation": "congruence"}, "unknown qualifierAggregation 'congruence'"),
        ({"normalization": "jaccard"}, "unknown normalization 'jaccard'"),
        ({"qualifierAggregation": "combine", "normalization": "activity"}, "of the codes"),
        ({"duplicates": "day"}, "unknown duplicates 'day'"),
        ({"timeWindow": "month"}, "did you mean 'months'"),
        ({"timeWindow": "hours"}, "have dates, no times"),
        ({"timeWindow": "days", "windowSize": 0}, "at least 1"),
        ({"neutral": "drop"}, "unknown neutral 'drop'"),
        ({"start": "8 May"}, "is no date"),
        ({"start": "2019", "stop": "2018-05"}, "is after"),
        ({"cluster": "day"}, "unknown cluster"),
        ({"level": 2}, "level=2: give a share between 0 and 1"),
        ({"resamples": -1}, "resamples=-1: give 0"),
    ],
)
def test_mistakes_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        two_mode(ROWS, **options)


@pytest.mark.parametrize("options", [{"timeWindow": "months"}, {"start": "2018"}, {"timeWindow": "events"}])
def test_no_dates_at_all(options: dict[str, Any]) -> None:
    undated = rows_of([record("A", "deal", "favor", published=None)])
    with pytest.raises(ConfigError, match="none of 1 records has a date"):
        two_mode(undated, **options)


def test_too_many_windows() -> None:
    rows = rows_of([record("A", "deal", "favor", published=day) for day in ("2000-01-01", "2020-01-01")])
    with pytest.raises(ConfigError, match=f"more than {MAX_WINDOWS}"):
        two_mode(rows, timeWindow="days")


def blocs() -> Network:
    friends = [record(name, "deal", "favor", f"{name}{n}") for name in ("A", "B", "C") for n in range(2)]
    foes = [record(name, "deal", "against", f"{name}{n}") for name in ("X", "Y") for n in range(2)]
    return one_mode(rows_of([*friends, *foes, record("Z", "other", "favor")]), qualifierAggregation="subtract")


def test_communities() -> None:
    found = communities(blocs())
    assert found == {"A": 0, "B": 0, "C": 0, "X": 1, "Y": 1, "Z": 2}
    assert communities(blocs(), seed=9) == found
    assert frustration(blocs(), found) == 0
    assert frustration(blocs(), dict.fromkeys(found, 0)) == pytest.approx(24 / 40)  # six ties of -4 beside four of 4
    assert frustration(one_mode(rows_of([])), {}) is None
    with pytest.raises(ConfigError, match="conflict"):
        communities(one_mode(ROWS, qualifierAggregation="conflict"))


def test_communities_of_two_modes_hold_common_opponents() -> None:
    rows = rows_of(
        [record(name, "deal", "against") for name in "AB"] + [record(name, "deal", "favor") for name in "XY"]
    )
    assert communities(two_mode(rows)) == {"X": 0, "Y": 0, "deal": 0, "A": 1, "B": 1}


def test_centrality() -> None:
    network = one_mode(ROWS, qualifierAggregation="subtract", normalization="no")
    found = centrality(network)
    assert found["A"][:4] == (2, 8, 2, 6)
    assert found["C"][:4] == (2, 6, 0, 6)
    path = rows_of([
        record("A", "t1", "favor"), record("M", "t1", "favor"), record("M", "t2", "favor"), record("B", "t2", "favor"),
        record("A", "t3", "favor"), record("B", "t3", "against"),
    ])  # fmt: skip
    assert centrality(one_mode(path, qualifierAggregation="subtract"))["M"].betweenness == 1.0  # no path between foes
    assert centrality(one_mode(rows_of([]))) == {}


def test_layout_sets_foes_apart() -> None:
    network = blocs()
    places = layout(network)
    assert places == layout(network)

    def far(first: str, second: str) -> float:
        return math.dist(places[first], places[second])

    assert max(far("A", "B"), far("X", "Y")) < min(far(a, x) for a in "ABC" for x in "XY")
    assert layout(one_mode(rows_of([]))) == {}
    assert layout(one_mode(rows_of([record("A", "deal", "favor")]))) == {"A": (0.0, 0.0)}


def test_a_large_network_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stance.analysis.communities.LARGE", 3)
    assert layout(blocs(), seed=1) == layout(blocs(), seed=1) != layout(blocs(), seed=2)


def test_the_matrix_is_dnas() -> None:
    assert adjacency(two_mode(ROWS)) == (["A", "B", "C"], ["deal", "sanctions"], [[2, -1], [0, -2], [-3, 0]])
    assert adjacency(one_mode(ROWS, normalization="no"))[2] == [[0, 4, 0], [4, 0, 3], [0, 3, 0]]
