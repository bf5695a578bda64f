"""What the study of docs/study.md finds, from what `scripts/study_ungdc.py` left; study_ungdc_tables.py prints it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from stance import read_records
from stance.analysis.bootstrap import interval
from stance.analysis.coded import CodedUnit, read_coded
from stance.analysis.correction import CorrectedCell, Method, corrected
from stance.analysis.estimates import Cell, Estimate, actor_target
from stance.analysis.networks import Network, one_mode
from stance.analysis.rows import Rows, rows_of
from stance.analysis.spans import periods_of
from stance.analysis.trends import TrendPoint, trend

METHODS: tuple[Method, ...] = ("none", "ppi", "dsl", "confusion")


Name: TypeAlias = Callable[[str], str]


class Study(NamedTuple):
    """What the tables are made of; ``rows`` are of the states that speak, ``sentences`` by document."""

    settings: Mapping[str, Any]
    rows: Rows
    coded: Sequence[CodedUnit]
    second: Sequence[CodedUnit]
    sentences: Mapping[str, int]
    counts: Mapping[tuple[str, str], int]
    files: Mapping[str, Path]
    model: str


def read(out: Path, codes: Path, settings: Mapping[str, Any]) -> Study:
    """What a finished study left under ``out``, and the codes."""
    frame = [json.loads(line) for line in (out / "frame.jsonl").read_text(encoding="utf-8").splitlines()]
    files = {
        "labels": out / "own" / "labels.jsonl",
        "codes": codes / "coded.csv",
        "second codes": codes / "second.csv",
    }
    records = list(read_records(files["labels"]))
    recorded = {(record.document_id, record.sentence_index, record.target) for record in records}
    counts: dict[tuple[str, str], int] = {}
    for target in settings["targets"]:
        own = {key[:2] for key in recorded if key[2] == target}
        named = {(entry["id"], index) for entry in frame for index, name in entry["mentions"] if name == target}
        counts[target, "record"], counts[target, "mention"] = len(own), len(named - own)
        counts[target, "rest"] = sum(len(entry["sentences"]) for entry in frame) - len(own | named)
    return Study(
        settings=settings,
        rows=rows_of(records),
        coded=read_coded(files["codes"]),
        second=read_coded(files["second codes"]),
        sentences={entry["id"]: len(entry["sentences"]) for entry in frame},
        counts=counts,
        files=files,
        model=records[0].model if records else "no model",
    )


def quality(study: Study) -> Iterator[tuple[str, str, Estimate, int]]:
    """How good the labels are by the coded sample: target, measure, estimate, coded units below the line.

    Each counts one over its probability (Horvitz and Thompson 1952, JASA 47); intervals draw speeches of the sample.
    """
    labels = _labels(study.rows)
    measures = {
        "pair found: precision": (lambda said, gold: said != "none", lambda said, gold: gold != "none"),
        "pair found: recall": (lambda said, gold: gold != "none", lambda said, gold: said != "none"),
        "pair and label: precision": (lambda said, gold: said != "none", lambda said, gold: said == gold),
        "pair and label: recall": (lambda said, gold: gold != "none", lambda said, gold: said == gold),
        "label right where both have a stance": (
            lambda said, gold: "none" not in (said, gold),
            lambda said, gold: said == gold,
        ),
    } | {
        f"precision of {label}": ((lambda said, gold, x=label: said == x), (lambda said, gold: said == gold))
        for label in ("favor", "against", "neutral")
    }
    for target in study.settings["targets"]:
        units = [unit for unit in study.coded if unit.target == target]
        pairs = [(labels.get((u.document_id, u.sentence_index, u.target), "none"), u.gold) for u in units]
        weights = np.array([1 / unit.probability for unit in units])
        names, documents = np.unique([unit.document_id for unit in units], return_inverse=True)
        for name, (below, above) in measures.items():
            inside = np.array([below(*pair) for pair in pairs], dtype=np.float64)
            right = inside * np.array([above(*pair) for pair in pairs])
            value = _ratio(right * weights, inside * weights, documents, len(names), study.settings)
            yield target, name, value, int(inside.sum())


def crossed(study: Study) -> dict[tuple[str, str, str], int]:
    """How many coded units of each target have each label (``none``: no record) and each code."""
    labels = _labels(study.rows)
    found = [(u.target, labels.get((u.document_id, u.sentence_index, u.target), "none"), u.gold) for u in study.coded]
    return {key: found.count(key) for key in sorted(set(found))}


def beside_gold(study: Study, out: Path, gold: Path) -> tuple[int, int]:
    """Coded units that are among the development rows too, and those of them with the same code.

    Args:
        study: The codes.
        out: Where the frame is.
        gold: ``ungd_dev.jsonl`` of jcpoa_gold; what both its codings gave counts.
    """
    rows = (json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines())
    there = {(row["doc"], " ".join(row["text"].split())): row["core"] for row in rows}
    frame = (json.loads(line) for line in (out / "frame.jsonl").read_text(encoding="utf-8").splitlines())
    texts = {entry["id"]: entry["sentences"] for entry in frame}
    pairs = [
        (unit, there.get((unit.document_id, texts[unit.document_id][unit.sentence_index]))) for unit in study.coded
    ]
    alike = [
        unit.gold
        in ([label for actor, target, label in core if (actor, target) == (unit.holder, unit.target)] or ["none"])
        for unit, core in pairs
        if core is not None
    ]
    return len(alike), sum(alike)


def _labels(rows: Rows) -> dict[tuple[str, int, str], str]:
    """The likeliest label of each (document, sentence, target)."""
    records = sorted(rows.records, key=lambda record: record.score)
    return {(record.document_id, record.sentence_index, record.target): record.stance for record in records}


def _ratio(above: Any, below: Any, documents: Any, number: int, settings: Mapping[str, Any]) -> Estimate:
    if not below.sum():
        return Estimate(value=None, low=None, high=None)
    totals = np.array([np.bincount(documents, weights=values, minlength=number) for values in (above, below)])
    generator = np.random.default_rng(settings["seed"])
    drawn = totals @ generator.multinomial(number, np.full(number, 1 / number), size=settings["resamples"]).T
    bounds = interval(np.divide(*drawn, out=np.full(drawn.shape[1], np.nan), where=drawn[1] > 0))
    value = float(above.sum() / below.sum())
    if not 0 < value < 1:  # resamples of none, or of all, say the same: Wilson's interval, with the effective number
        effective = below.sum() ** 2 / (below**2).sum()
        bounds = proportion_confint(value * effective, effective, method="wilson")
    return Estimate(value=value, low=bounds and float(bounds[0]), high=bounds and float(bounds[1]))


def agreement(study: Study) -> tuple[int, int, float | None]:
    """Units coded twice, those coded alike, and Cohen's kappa; ``None`` where all have one code."""
    first = {(u.document_id, u.sentence_index, u.target): u.gold for u in study.coded}
    pairs = [(first[u.document_id, u.sentence_index, u.target], u.gold) for u in study.second]
    same = sum(one == other for one, other in pairs)
    codes = {code for pair in pairs for code in pair}
    chance = (
        sum(sum(one == code for one, _ in pairs) * sum(other == code for _, other in pairs) for code in codes)
        / len(pairs) ** 2
    )
    return len(pairs), same, (same / len(pairs) - chance) / (1 - chance) if chance < 1 else None


class Period(NamedTuple):
    """A target in a group of years: by the labels, corrected, and how many coded units of it hold a stance."""

    labels: CorrectedCell
    corrected: CorrectedCell
    stances: int
    alike: bool


def by_period(study: Study) -> list[Period]:
    """The groups of years of the settings, in time's order, the whole first."""
    periods = periods_of(study.settings["periods"])
    cells = {
        method: {
            (c.target, c.group): c
            for c in corrected(study.rows, study.coded, method=method, by=periods, sentences=study.sentences)
        }
        for method in METHODS[:2]
    }
    found = []
    for key in sorted(cells["ppi"], key=lambda key: (key[0], key[1] != "all", key[1])):
        units = [u for u in study.coded if u.target == key[0] and key[1] in ("all", periods.name_of(u.published))]
        golds = [unit.gold for unit in units if unit.gold != "none"]
        found.append(Period(cells["none"][key], cells["ppi"][key], len(golds), len(set(golds)) < 2))
    return found


def states(study: Study) -> list[Cell]:
    """States by target, by the labels alone."""
    settings = study.settings
    return actor_target(study.rows, resamples=settings["resamples"], seed=settings["seed"], few=settings["few"])


def trends(study: Study, target: str) -> list[TrendPoint]:
    """The net stance of all states toward a target by year, by the labels alone."""
    settings = study.settings
    return trend(study.rows, actor=None, target=target, resamples=settings["resamples"], seed=settings["seed"])


def network(study: Study) -> Network:
    """Who stands with whom: states with enough records, on both targets."""
    settings = study.settings
    counts: dict[str, int] = {}
    for actor in study.rows.actors:
        counts[actor] = counts.get(actor, 0) + 1
    kept = study.rows.where(np.array([counts[actor] >= settings["few"] for actor in study.rows.actors]))
    return one_mode(
        kept, qualifierAggregation="subtract", normalization="cosine",
        resamples=settings["resamples"], seed=settings["seed"],
    )  # fmt: skip
