"""The report of an experiment: ``results.md``, ``plots/`` and the model card, all from stored figures and answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import MissingLibraryError
from stance.metrics.calibration import BINS, Scheme, calibration, reliability
from stance.metrics.classification import confusion
from stance.metrics.selective import curve
from stance.records import TEMPORARY, atomic
from stance.report import figures
from stance.report.abstaining import abstaining_table
from stance.report.markup import code, markdown, plain
from stance.report.model_card import model_card
from stance.report.sections import (
    behaviour_table,
    class_tables,
    data_section,
    group_tables,
    held_out,
    interval_note,
    label_table,
    leaks,
    main_tables,
    probe_table,
    trust_table,
)
from stance.report.tables import Table, as_markdown
from stance.types import Answer, MetricValue

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

RESULTS = "results.md"
CARD = "README.md"
PLOTS = "plots"
_RESAMPLES = 500

log = logging.getLogger(__name__)


def write_report(
    out: Path,
    manifest: Mapping[str, Any],
    cards: Sequence[Mapping[str, Any]],
    metrics: Sequence[MetricValue],
    answers: Sequence[Answer],
) -> list[Path]:
    """Write ``results.md``, ``plots/`` and ``README.md`` (the model card) into a run directory.

    Args:
        out: The run directory.
        manifest: What ``run.json`` says.
        cards: What ``data.json`` says: a card for each data set.
        metrics: All figures.
        answers: All answers; the plots are drawn from those to the examples as they are.

    Returns:
        The files.

    Raises:
        OSError: They cannot be written.
    """
    missing = ""
    plots: dict[str, list[Path]] = {}
    try:
        plots = draw(out / PLOTS, manifest, metrics, answers)
    except MissingLibraryError as error:  # hours of training must not be lost for want of a picture
        missing = str(error)
        log.warning("no plots: %s", missing)
    with atomic(out / RESULTS) as file:
        abstaining = abstaining_table(answers, resamples=_resamples(manifest))
        file.write(results_page(out, manifest, cards, metrics, plots, missing, abstaining))
    with atomic(out / CARD) as file:
        file.write(model_card(out, manifest, cards, metrics))
    return [out / RESULTS, out / CARD, *(path for paths in plots.values() for path in paths)]


def _resamples(manifest: Mapping[str, Any]) -> int:
    stated = (manifest.get("config") or {}).get("resamples")
    return stated if isinstance(stated, int) else _RESAMPLES


def _binning(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The bins over which the run took its calibration error, so that the plot shows the same ones."""
    metrics = (manifest.get("config") or {}).get("metrics") or {}
    told = metrics.get("calibration") or {}
    return {key: told[key] for key in ("bins", "scheme") if told.get(key)}


def draw(
    folder: Path, manifest: Mapping[str, Any], metrics: Sequence[MetricValue], answers: Sequence[Answer]
) -> dict[str, list[Path]]:
    """Draw the plots of a run as SVG and PNG.

    Args:
        folder: Where; made if it is not there.
        manifest: What ``run.json`` says.
        metrics: All figures.
        answers: All answers.

    Returns:
        Evaluation set (or ``training``) to its files.

    Raises:
        MissingLibraryError: matplotlib is not installed.
    """
    by_set: dict[str, list[Answer]] = {}
    for answer in answers:
        if not answer.variant and answer.example.gold is not None:
            by_set.setdefault(answer.set, []).append(answer)
    tests = [name for name in by_set if name.partition("/")[2].startswith("test")]
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{TEMPORARY}*"):  # of a process that was killed while it drew
        leftover.unlink()
    drawn: dict[str, list[Path]] = {}
    names: set[str] = set()
    for name in tests or [name for name in by_set if "/" in name]:
        slug = re.sub(r"[^a-z0-9_]+", "-", name.lower()).strip("-") or "set"
        while slug in names:
            slug += "-2"
        names.add(slug)
        for kind, picture in _pictures(name, by_set[name], metrics, _binning(manifest)):
            drawn.setdefault(name, []).extend(figures.save(picture, folder / f"{kind}-{slug}"))
    rows = history_rows(manifest)
    if len(rows) > 1:
        drawn["training"] = figures.save(figures.history(rows, title="training"), folder / "training")
    return drawn


def history_rows(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """How training went, epoch by epoch; empty where the model keeps no such account."""
    epochs = (manifest.get("history") or {}).get("epochs")
    return [row for row in epochs if isinstance(row, Mapping)] if isinstance(epochs, list) else []


def _pictures(
    name: str, answers: Sequence[Answer], metrics: Sequence[MetricValue], binning: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    values = {metric.name: metric for metric in metrics if metric.group == name}
    yield "confusion", figures.confusion(confusion(answers).tolist(), title=name)
    classes = [
        figures.Dot(label, metric.value, metric.low, metric.high)
        for key, metric in values.items()
        for kind, _, label in [key.partition(" ")]
        if kind == "f1"
    ]
    if classes:
        yield "classes", figures.class_bars({name: classes}, title=name)
    yield "reliability", reliability_of({name: answers}, title=name, **binning)
    coverage, risk, _ = curve(answers)
    yield "coverage", figures.coverage_risk({name: (coverage.tolist(), risk.tolist())}, title=name)


def reliability_of(
    series: Mapping[str, Sequence[Answer]], *, title: str = "", bins: int = BINS, scheme: Scheme = "equal_mass"
) -> Drawing:
    """The reliability plot of stored answers, with the calibration error of each model in the legend.

    Args:
        series: For each model its answers to one set; only those to coded examples as they are count.
        title: Of the picture.
        bins: Wished number of bins, of the plot and of the error.
        scheme: How they are made (:func:`stance.metrics.calibration.bin_numbers`).
    """
    shown: dict[str, list[figures.Bin]] = {}
    errors: dict[str, str] = {}
    for name, answers in series.items():
        found = reliability(answers, bins=bins, scheme=scheme, resamples=_RESAMPLES)
        shown[name] = [figures.Bin(part.confidence, part.accuracy, part.n, part.low, part.high) for part in found]
        values = {one.name: one.value for one in calibration(answers, resamples=0, bins=bins, scheme=scheme)}
        errors[name] = f"ECE {values['ece']:.3f}" if "ece" in values else ""
    return figures.reliability(shown, title=title, note=errors)


def title_of(manifest: Mapping[str, Any]) -> str:
    """Name of a run: experiment and model."""
    experiment = manifest.get("experiment")
    return f"{experiment}: {manifest.get('model')}" if experiment else str(manifest.get("model"))


def results_page(
    out: Path,
    manifest: Mapping[str, Any],
    cards: Sequence[Mapping[str, Any]],
    metrics: Sequence[MetricValue],
    plots: Mapping[str, Sequence[Path]],
    missing: str = "",
    abstaining: Table | None = None,
) -> str:
    """``results.md`` as text.

    Args:
        out: The run directory.
        manifest: What ``run.json`` says.
        cards: What ``data.json`` says.
        metrics: All figures.
        plots: From :func:`draw`.
        missing: Why there are no plots.
        abstaining: From :func:`abstaining_table`.
    """
    command = " ".join(map(str, manifest.get("command") or ()))
    parts = [f"# {markdown(title_of(manifest))}, seed {manifest.get('seed')}\n"]
    if command:
        parts.append(f"{code(command)}\n")
    warnings = [text for card in cards for text in leaks(card)]
    if warnings:
        parts.append("\n".join(f"- {markdown(text)}" for text in warnings) + "\n")
    parts += [as_markdown(table, level=2) for table in main_tables(metrics, interval_note(manifest))]
    classes = [as_markdown(table, level=3) for table in class_tables(metrics)]
    if classes:
        parts += ["## By class\n", *classes]
    for table in (trust_table(metrics), abstaining, probe_table(metrics), behaviour_table(metrics)):
        if table is not None:
            parts.append(as_markdown(table, level=2))
    groups = [as_markdown(table, level=3) for table in group_tables(metrics)]
    if groups:
        parts += ["## By target, holder, outlet and length\n", *groups]
    parts += _plot_section(out, plots, missing)
    labels = label_table(cards)
    if labels:
        parts += ["## What the labels of the releases count as\n", as_markdown(labels)]
    parts += ["## Data\n", *(data_section(card) for card in cards)]
    parts += _held_out_section(cards, manifest)
    parts += ["## How it was run\n", facts(manifest)]
    return "\n".join(parts)


def _plot_section(out: Path, plots: Mapping[str, Sequence[Path]], missing: str) -> list[str]:
    if missing:
        return ["## Plots\n", f"None: {markdown(missing)}\n"]
    parts = ["## Plots\n"] if plots else []
    for name, paths in plots.items():
        shown = [path.relative_to(out).as_posix() for path in paths if path.suffix == ".svg"]
        images = " ".join(f"![{markdown(path.rsplit('/', 1)[-1])}]({path})" for path in shown)
        parts.append(f"**{markdown(name)}**\n\n{images}\n")
    return parts


def _held_out_section(cards: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any]) -> list[str]:
    lines = held_out(cards, manifest)
    trained = int(manifest.get("trained_on") or 0)
    lines.insert(0, f"{trained:,} examples were trained on" if trained else "nothing was trained: no example was seen")
    tested = ", ".join(f"{name} ({count:,})" for name, count in (manifest.get("sets") or {}).items())
    if tested:
        lines.append(f"evaluated on {tested}")
    return ["## What was held out\n", "\n".join(f"- {markdown(line)}" for line in lines) + "\n"]


def facts(manifest: Mapping[str, Any]) -> str:
    """Seed, code, versions, machine and times, as a list."""
    machine = manifest.get("hardware") or {}
    stages = manifest.get("stages") or {}
    entries = {
        "seed": manifest.get("seed"),
        "stance": " ".join(str(manifest[key]) for key in ("stance", "commit") if manifest.get(key)),
        "Python": manifest.get("python"),
        "packages": ", ".join(f"{name} {version}" for name, version in (manifest.get("packages") or {}).items()),
        "machine": ", ".join(
            [str(machine[key]) for key in ("cpu",) if machine.get(key)]
            + [f"{machine[key]} cores" for key in ("usable_cores",) if machine.get(key)]
            + [f"{machine[key]} GiB" for key in ("memory_gib",) if machine.get(key)]
            + [str(gpu) for gpu in machine.get("gpus") or ()]
        ),
        "started": manifest.get("started"),
        "seconds": ", ".join(f"{name} {stage.get('seconds')}" for name, stage in stages.items()),
    }
    lines = [f"- {name}: {markdown(plain(str(value)))}" for name, value in entries.items() if value not in {None, ""}]
    return "\n".join(lines) + "\n"


__all__ = ["draw", "facts", "reliability_of", "results_page", "write_report"]
