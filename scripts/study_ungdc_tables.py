"""Print the tables of docs/study.md and draw its figures, from what `scripts/study_ungdc.py` left.

`python scripts/study_ungdc_tables.py --figures docs/img > tables.md`; the n stands beside each figure.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import study_ungdc_findings as study_of
import yaml
from study_ungdc_findings import Period, Study

from stance.actors.catalogue import Catalogue, load_catalogue
from stance.analysis.communities import communities, frustration
from stance.analysis.correction import CorrectedCell, corrected
from stance.analysis.estimates import Cell, Estimate
from stance.analysis.trends import change_points
from stance.errors import StanceError
from stance.labels import LABELS
from stance.report.plotting import COLOURS, PAGE, new_figure, save, style

ROOT = Path(__file__).resolve().parents[1]
SHOWN = 20
"""So many states a table shows, and half as many a picture; `stance analyse` writes them all."""
Lines: TypeAlias = Iterator[str]


def shown(estimate: Estimate, *, sign: str = "") -> str:
    """A figure and its interval, or a dash where it is not defined."""
    if estimate.value is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:{sign}.2f} (–)"
    return f"{estimate.value:{sign}.2f} ({estimate.low:{sign}.2f} to {estimate.high:{sign}.2f})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """A table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell) for cell in row) + " |"
    yield ""


def lines(study: Study) -> Lines:
    """All tables of docs/study.md."""
    yield f"{len(study.sentences):,} speeches, {sum(study.sentences.values()):,} sentences,"
    yield f"{len({name.split('_')[0] for name in study.sentences})} states and bodies that speak,"
    yield f"{len(study.rows):,} records of the states that speak ({study.model}); {_fingerprints(study)}."
    yield f"Intervals: 95 %; {study.settings['resamples']:,} resamples of speeches, seed {study.settings['seed']}.\n"
    for title, part in (
        ("The sample", _sample), ("How good the labels are", _quality), ("All states", _overall),
        ("Years", _years), ("States", _states), ("Who stands with whom", _network),
    ):  # fmt: skip
        yield f"## {title}\n"
        yield from part(study)


def _sample(study: Study) -> Lines:
    drawn = {key: [u for u in study.coded if (u.target, u.stratum) == key] for key in study.counts}
    yield from table(
        ("target", "stratum", "pairs", "coded", "of them with a stance"),
        [(*key, f"{study.counts[key]:,}", len(own), sum(u.gold != "none" for u in own)) for key, own in drawn.items()],
    )
    n, same, kappa = study_of.agreement(study)
    yield f"Coded twice: {n}; alike: {same} ({same / n:.0%}); kappa {'–' if kappa is None else f'{kappa:.2f}'}.\n"


def _quality(study: Study) -> Lines:
    rows = [(target, measure, shown(value), count) for target, measure, value, count in study_of.quality(study)]
    yield from table(("target", "measure", "estimate", "coded"), rows)
    yield from table(("target", "label", "code", "coded"), [(*key, n) for key, n in study_of.crossed(study).items()])


def _overall(study: Study) -> Lines:
    cells = [
        cell
        for method in study_of.METHODS
        for cell in corrected(study.rows, study.coded, method=method, sentences=study.sentences)
    ]
    yield from table(
        ("target", "method", "labels", "coded", "favor", "against", "neutral", "net", "pairs with a stance"),
        [
            (c.target, c.method, c.n, c.n_coded, *map(shown, (c.favor, c.against, c.neutral)), _net(c), _whole(c.pairs))
            for c in sorted(cells, key=lambda cell: cell.target)
        ],
    )
    yield from (f"{c.target}, {c.method}: {'; '.join(c.flags)}\n" for c in cells if c.flags and c.method == "ppi")


def _whole(estimate: Estimate) -> str:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–"
    return f"{estimate.value:,.0f} ({estimate.low:,.0f} to {estimate.high:,.0f})"


def _years(study: Study) -> Lines:
    yield from table(
        ("target", "years", "labels", "coded", "with a stance", "net by labels", "net corrected"),
        [
            (p.labels.target, p.labels.group, p.labels.n, p.corrected.n_coded, p.stances, _net(p.labels), _of(p, study))
            for p in study_of.by_period(study)
        ],
    )
    for target in study.settings["targets"]:
        points = study_of.trends(study, target)
        yield from table(
            ("target", "year", "labels", "speeches", "net by labels", "smoothed"),
            [(target, p.period, p.n, p.documents, shown(p.net, sign="+"), shown(p.smoothed, sign="+")) for p in points],
        )
        found = change_points(points, seed=study.settings["seed"])
        yield from (
            f"{target}: change at {c.period} ({c.before_net:+.2f} to {c.after_net:+.2f}), p = {c.p:.3f}\n"
            for c in found
        )
        if not found:
            yield f"{target}: no change point.\n"


def _net(cell: Cell | CorrectedCell) -> str:
    return shown(cell.net, sign="+")


def _of(period: Period, study: Study) -> str:
    """The corrected net stance of some years; a dash where the coded stances are too few to say."""
    if period.corrected.net.value is None or period.stances < study.settings["few"]:
        return "– (too few)"
    if period.alike:  # without variation there is nothing to make an interval of
        return f"{period.corrected.net.value:+.2f} (all {period.stances} alike)"
    return _net(period.corrected)


def _states(study: Study) -> Lines:
    name = _names()
    cells = corrected(study.rows, study.coded, by="actor", sentences=study.sentences)
    true = {(cell.actor, cell.target): cell for cell in cells}
    for target in study.settings["targets"]:
        own = [cell for cell in study_of.states(study) if cell.target == target]
        many = sum(not cell.few for cell in own)
        yield f"{target}: {len(own)} states; {many} with {study.settings['few']} sentences or more.\n"
        yield from table(
            ("state", "labels", "speeches", *LABELS, "net by labels", "net corrected (coded)", "flags"),
            [
                (
                    name(c.actor),
                    c.n,
                    c.documents,
                    *_shares(c),
                    _net(c),
                    _corrected(true.get((c.actor, target))),
                    _flags(c),
                )
                for c in own[:SHOWN]
            ],
        )


def _shares(cell: Cell) -> list[str]:
    return [f"{share.value:.2f}" for share in (cell.favor, cell.against, cell.neutral)]


def _corrected(cell: CorrectedCell | None) -> str:
    return "–" if cell is None or cell.net.value is None else f"{shown(cell.net, sign='+')} ({cell.n_coded})"


def _flags(cell: Cell) -> str:
    return "; ".join([*(["too few"] if cell.few else []), *cell.flags])


def _names() -> study_of.Name:
    catalogue: Catalogue = load_catalogue()
    return lambda actor: catalogue.actors[actor].name if actor in catalogue else actor


def _network(study: Study) -> Lines:
    found, name = study_of.network(study), _names()
    groups = communities(found, seed=study.settings["seed"])
    sure = [e for e in found.edges if e.low is not None and e.high is not None and e.low * e.high > 0]
    yield f"{len(found.nodes)} states of {study.settings['few']} sentences or more, {len(found.edges)} ties;"
    yield f"the intervals of {len(sure)} leave out 0, {sum(e.weight < 0 for e in sure)} of them below 0."
    share = frustration(found, groups)
    yield f"Share of the ties' weight against the groups: {'–' if share is None else f'{share:.2f}'}.\n"
    for number in sorted(set(groups.values())):
        members = [found.nodes[key] for key in groups if groups[key] == number]
        listed = ", ".join(f"{name(node['id'])} ({node['net']:+.2f}, {node['n']})" for node in members)
        yield f"Group {number + 1}: {listed}\n"
    ordered = sorted(sure, key=lambda edge: (edge.weight, edge.first, edge.second))
    ends = [(found.nodes[e.first]["id"], found.nodes[e.second]["id"], e) for e in ordered[:10]]
    yield from table(
        ("state", "state", "tie", "sentences"),
        [
            (name(one), name(other), shown(Estimate(value=e.weight, low=e.low, high=e.high), sign="+"), e.n)
            for one, other, e in ends
        ],
    )


def _fingerprints(study: Study) -> str:
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in study.files.items()}
    return ", ".join(f"{name} sha256 {digest[:12]}…" for name, digest in digests.items())


def draw_trends(study: Study, folder: Path) -> list[Path]:
    """The net stance by year: labels, and groups of years corrected."""
    targets = study.settings["targets"]
    with style():
        figure = new_figure(PAGE, 2.6)
        axes = figure.subplots(1, len(targets), sharey=True, squeeze=False)[0]
        for axis, target in zip(axes, targets, strict=True):
            points = [p for p in study_of.trends(study, target) if p.net.low is not None]
            years = [int(point.period) for point in points]
            axis.errorbar(
                years, [p.net.value for p in points], yerr=_reach([p.net for p in points]),
                fmt="o", color=COLOURS[0], label="labels, by year", elinewidth=0.8,
            )  # fmt: skip
            label: str | None = "corrected, groups of years"
            for period in study_of.by_period(study):
                span = study.settings["periods"].get(period.labels.group)
                net = period.corrected.net
                if period.labels.target != target or span is None or _of(period, study).startswith("–"):
                    continue
                axis.hlines(net.value, span[0] - 0.3, span[-1] + 0.3, color=COLOURS[1], linewidth=2, label=label)
                if not period.alike:
                    axis.fill_between(
                        [span[0] - 0.3, span[-1] + 0.3], net.low, net.high, color=COLOURS[1], alpha=0.18, linewidth=0
                    )
                label = None
            axis.axhline(0, color="#222222", linewidth=0.6)
            axis.set(title=target, ylim=(-1.08, 1.08), xlim=(2012.4, 2024.6), xticks=range(2013, 2025, 2))
        axes[0].set_ylabel("net stance (favor less against)")
        axes[-1].legend(loc="upper right")
        return save(figure, folder / "study-trend", formats=("png",))


def _reach(estimates: Sequence[Estimate]) -> list[list[float]]:
    """Lengths of error bars below and above; a mean of resamples may lie outside its interval by a rounding."""
    sure = [(e.value or 0.0, e.low or 0.0, e.high or 0.0) for e in estimates]
    return [[max(v - low, 0.0) for v, low, _ in sure], [max(high - v, 0.0) for v, _, high in sure]]


def draw_states(study: Study, folder: Path) -> list[Path]:
    """Net stance of the states that say most: by the labels, and corrected where enough of them was coded."""
    name = _names()
    true = {
        (c.actor, c.target): c.net
        for c in corrected(study.rows, study.coded, by="actor", sentences=study.sentences)
        if c.net.value is not None
    }
    targets = study.settings["targets"]
    with style():
        figure = new_figure(PAGE, 2.9)
        axes = figure.subplots(1, len(targets), sharex=True, squeeze=False)[0]
        for axis, target in zip(axes, targets, strict=True):
            cells = [c for c in study_of.states(study) if c.target == target and not c.few][: SHOWN // 2][::-1]
            for place, cell in enumerate(cells):
                for shift, colour, mark, net in (
                    (0.14, COLOURS[0], "o", cell.net),
                    (-0.14, COLOURS[1], "s", true.get((cell.actor, target))),
                ):
                    if net is not None and net.low is not None:
                        axis.errorbar(
                            [net.value], [place + shift], xerr=_reach([net]), fmt=mark, color=colour, elinewidth=0.8
                        )
            axis.set_yticks(range(len(cells)), [f"{name(c.actor)} ({c.n})" for c in cells])
            axis.axvline(0, color="#222222", linewidth=0.6)
            axis.set(title=target, xlim=(-1.08, 1.08), xlabel="net stance: ● labels, ■ corrected")
        return save(figure, folder / "study-states", formats=("png",))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and draw the figures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/study_ungdc"))
    parser.add_argument("--codes", type=Path, default=ROOT / "stance" / "assets" / "study_ungdc")
    parser.add_argument("--settings", type=Path, default=ROOT / "configs" / "study" / "ungdc.yaml")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    parser.add_argument("--figures", type=Path, help="folder for the figures")
    given = parser.parse_args(arguments)
    try:
        study = study_of.read(given.out, given.codes, yaml.safe_load(given.settings.read_text(encoding="utf-8")))
        print("\n".join(lines(study)))
        gold = given.data / "jcpoa_gold" / "ungd_dev.jsonl"
        if gold.is_file():
            print(
                "Coded units among the development rows: {}; coded alike: {}.".format(
                    *study_of.beside_gold(study, given.out, gold)
                )
            )
        if given.figures:
            draw_trends(study, given.figures)
            draw_states(study, given.figures)
    except (StanceError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
