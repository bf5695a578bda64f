"""The parts of a run's report, as Markdown: figures, probes, groups, label mapping, data. Text from data is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stance.labels import LABELS
from stance.metrics.names import display
from stance.report.markup import code, markdown
from stance.report.tables import Cell, Table, as_markdown, figure, metric_table, shown
from stance.types import MetricValue

BEHAVIOUR = "behaviour"
MAIN = ("macro_f1", "micro_f1", "f_avg", "accuracy", "mcc", "average_precision")
DIRECTED = ("directed micro_f1", "directed macro_f1")
TRUST = ("ece", "brier", "log_loss", "overconfidence", "ece scaled", "aurc", "accuracy at 80% coverage")
PROBES = ("target_blind", "holder_blind", "swapped", "sentence_only", "text_blind")
GROUPS = ("target", "holder", "outlet", "length")
_GROUP_ROWS = 12
UNSTATED = "no licence stated"
NO_LICENCE = frozenset({"", "none", "none stated", "none named", "none given", "not stated", "unknown", UNSTATED})


def whole(metrics: Sequence[MetricValue]) -> list[MetricValue]:
    """The figures of whole sets."""
    return [metric for metric in metrics if " " not in metric.group and metric.group != BEHAVIOUR]


def main_tables(metrics: Sequence[MetricValue], note: str = "") -> Iterator[Table]:
    """Main figures of each set, and those of both directions together where there are any."""
    found = whole(metrics)
    shown_names = [name for name in MAIN if name != "micro_f1"]  # which is the accuracy, where every item has one label
    for title, names in (("Main figures", shown_names), ("Both directions of a pair together, five classes", DIRECTED)):
        kept = [metric for metric in found if metric.name in names]
        if kept:
            yield metric_table(kept, title=title, first="set", names=names, note=note)


def class_tables(metrics: Sequence[MetricValue]) -> Iterator[Table]:
    """Precision, recall and F1 of each class, a table for each set."""
    found = whole(metrics)
    for name in dict.fromkeys(metric.group for metric in found):
        of_set = {metric.name: metric for metric in found if metric.group == name}
        rows: list[tuple[Cell, ...]] = []
        for key, metric in of_set.items():
            prefix, kind, label = key.rpartition("f1 ")
            if not kind or prefix not in {"", "directed "} or label in PROBES or label.startswith("drop "):
                continue
            figures = [of_set.get(f"{prefix}{one} {label}") for one in ("precision", "recall", "f1")]
            cells = [None if one is None else figure(one) for one in figures]
            rows.append((f"{prefix}{label}", *cells, metric.n))
        if rows:
            yield Table(title=name, columns=("class", "Precision", "Recall", "F1", "n"), rows=tuple(rows))


def trust_table(metrics: Sequence[MetricValue]) -> Table | None:
    """Whether scores can be believed, and what is gained by leaving out unsure answers."""
    kept = [metric for metric in whole(metrics) if metric.name in TRUST]
    if not kept:
        return None
    note = (
        "ECE: mean distance of confidence and accuracy over bins of answers of similar confidence (0 is best; unless "
        "told otherwise 15 bins with as many answers in each, those of the reliability plot). Brier score (0 to 2) and "
        "log loss: lower is better. AURC: mean share of errors over all thresholds of abstaining (lower is better)."
    )
    return metric_table(kept, title="Calibration and selective prediction", first="set", names=TRUST, note=note)


def probe_table(metrics: Sequence[MetricValue]) -> Table | None:
    """What is left of macro-F1 when the model cannot see what it should read."""
    by_place = {(metric.group, metric.name): metric for metric in whole(metrics)}
    rows: list[tuple[Cell, ...]] = []
    for name in dict.fromkeys(group for group, _ in by_place):
        for probe in PROBES:
            found = [by_place.get((name, f"{kind} {probe}")) for kind in ("macro_f1", "macro_f1 drop", "changed")]
            if found[0] is not None:
                cells = [None if metric is None else figure(metric) for metric in found]
                rows.append((name, probe.replace("_", " "), *cells, found[0].n))
    if not rows:
        return None
    return Table(
        title="Shortcut probes",
        columns=("set", "probe", "Macro-F1", "lost by it", "answers changed", "n"),
        rows=tuple(rows),
        note="A probe hides the target, the holder or both, swaps the two, or takes the sentence away. Where the "
        "interval of what is lost holds 0, the figure may not depend on what was taken away.",
    )


def behaviour_table(metrics: Sequence[MetricValue]) -> Table | None:
    """Pass rates of the minimal pairs."""
    found = [metric for metric in metrics if metric.group.partition(" ")[0] == BEHAVIOUR]
    if not found:
        return None
    rows: list[tuple[Cell, ...]] = []
    for group in dict.fromkeys(metric.group for metric in found):
        by_name = {metric.name: metric for metric in found if metric.group == group}
        rate, cases = by_name.get("pass_rate"), by_name.get("case_accuracy")
        name = group.partition("group=")[2].replace("_", " ") or "all"
        cells = [None if metric is None else figure(metric) for metric in (rate, cases)]
        rows.append((name, *cells, rate.n if rate else None))
    return Table(
        title="Behavioural suite",
        columns=("what is varied", "pairs passed", "cases right", "pairs"),
        rows=tuple(rows),
        note="Minimal pairs written for this project; a pair is passed when all of its cases are answered rightly.",
    )


def group_tables(metrics: Sequence[MetricValue]) -> Iterator[Table]:
    """Macro-F1 by target, holder, outlet and length; the largest groups of each."""
    by_set: dict[tuple[str, str], list[MetricValue]] = {}
    for metric in metrics:
        name, _, rest = metric.group.partition(" ")
        way, equals, _ = rest.partition("=")
        if equals and way in GROUPS and name != BEHAVIOUR:
            by_set.setdefault((name, way), []).append(metric)
    for (name, way), found in by_set.items():
        groups = list(dict.fromkeys(metric.group for metric in found))
        kept = set(groups[:_GROUP_ROWS])
        left = len(groups) - len(kept)
        rows: list[tuple[Cell, ...]] = []
        for group in groups[:_GROUP_ROWS]:
            by_name = {metric.name: metric for metric in found if metric.group == group}
            cells = [figure(by_name[key]) if key in by_name else None for key in ("macro_f1", "f_avg", "accuracy")]
            rows.append((group.partition("=")[2], *cells, next(iter(by_name.values())).n))
        note = f"{left} smaller groups are in metrics.json." if left else ""
        heads = (way, *map(display, ("macro_f1", "f_avg", "accuracy")), "n")
        yield Table(title=f"{name} by {way}", columns=heads, rows=tuple(rows), note=note)


def label_table(cards: Sequence[Mapping[str, Any]]) -> Table | None:
    """What each label of each release counts as."""
    rows = [
        (str(card.get("name")), str(raw), str(stance))
        for card in cards
        for raw, stance in (card.get("label_map") or {}).items()
    ]
    return (
        Table(title="", columns=("data set", "label of the release", "counts as"), rows=tuple(rows)) if rows else None
    )


def licence(card: Mapping[str, Any]) -> str:
    """The licence of a data set, in words; one that is not stated is called so.

    >>> licence({"licence": "CC BY 4.0"}), licence({}), licence({"licence": "none named; cite the paper"})
    ('CC BY 4.0', 'no licence stated', 'no licence stated; cite the paper')
    """
    stated = str(card.get("licence") or "").strip()
    first, _, rest = stated.partition(";")
    if first.strip().lower() in NO_LICENCE:
        return f"{UNSTATED};{rest}" if rest else UNSTATED
    return stated


def data_section(card: Mapping[str, Any]) -> str:
    """One data set: licence, sizes, what leaks, what was left out."""
    splits = [split for split in card.get("splits") or () if isinstance(split, Mapping)]
    rows: list[tuple[Cell, ...]] = []
    for split in splits:
        labels = split.get("labels") or {}
        median = (split.get("words") or {}).get("median")
        rows.append(
            (
                str(split.get("split")),
                *(_count(split, key) for key in ("rows", "examples", "documents")),
                *(int(labels.get(label, 0)) for label in LABELS),
                *(_count(split, key) for key in ("targets", "holders")),
                f"{median:g}" if isinstance(median, int | float) else None,
                *(_count(split, key) for key in ("repeats", "conflicts")),
            )
        )
    heads = ("split", "rows", "examples", "documents", *LABELS, "targets", "holders", "words", "repeats", "conflicts")
    parts = [f"### {markdown(str(card.get('name')))}", f"Licence: {markdown(licence(card))}."]
    if card.get("citation"):
        parts.append(f"Cite: {markdown(str(card['citation']))}")
    if rows:
        parts.append(as_markdown(Table(title="", columns=heads, rows=tuple(rows))).strip())
    warnings = [*leaks(card), *(f"{text}" for text in card.get("notes") or ())]
    skipped = card.get("skipped") or ()
    warnings += [f"{entry.get('rows')} rows left out: {entry.get('reason')}" for entry in skipped]
    parts.append("\n".join(f"- {markdown(str(text))}" for text in warnings))
    files = card.get("files") or ()
    parts.append(
        "\n".join(f"- {code(str(file.get('path')))} SHA-256 {code(str(file.get('sha256'))[:16])}" for file in files)
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _count(values: Mapping[str, Any], key: str) -> int | None:
    value = values.get(key)
    return value if isinstance(value, int) else None


def leaks(card: Mapping[str, Any]) -> list[str]:
    """What of the evaluation splits also stands in training, in words; empty where nothing does."""
    found = []
    name = card.get("name")
    for overlap in card.get("overlap") or ():
        split, other = str(overlap.get("split")), str(overlap.get("other"))
        total, text = int(overlap.get("rows") or 0), int(overlap.get("text") or 0)
        if split != "train" and other == "train" and total and text:
            documents = int(overlap.get("document") or 0)
            more = f"; {documents:,} share a document with it" if documents > text else ""
            share = f"{text:,} of {total:,} rows of {name}/{split} ({text / total:.0%})"
            found.append(f"WARNING: the text of {share} is in train{more}")
    for where, count in (card.get("texts_trained_on") or {}).items():
        tested, _, other = where.partition(" in ")
        if count and other != name:  # what its own training split has of it is said above, in rows
            found.append(f"WARNING: the texts of {count:,} examples of {tested} are in the training rows of {other}")
    return found


def held_out(cards: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any]) -> list[str]:
    """What the model had not seen: evaluation sets, their documents and targets."""
    lines = []
    sets = list(manifest.get("sets") or ())
    for card in cards:
        name = card.get("name")
        for overlap in card.get("overlap") or ():
            split, other, total = overlap.get("split"), overlap.get("other"), int(overlap.get("rows") or 0)
            if other != "train" or f"{name}/{split}" not in sets or not total:
                continue
            new = total - int(overlap.get("target") or 0)
            documents = total - int(overlap.get("document") or 0)
            lines.append(
                f"{name}/{split}: of {total:,} rows, {documents:,} are of documents and {new:,} of targets "
                "that are not in its training split"
            )
    return lines


def interval_note(manifest: Mapping[str, Any]) -> str:
    """How to read the figures."""
    resamples = (manifest.get("config") or {}).get("resamples")
    drawn = f"{resamples:,} bootstrap samples of documents" if isinstance(resamples, int) else "documents drawn"
    if resamples == 0:
        return "Shares × 100; no intervals were computed (resamples=0)."
    return f"Shares × 100; in brackets the 95 % interval ({drawn}); n is the number of examples."


def figure_text(metric: MetricValue) -> str:
    """A figure in a sentence: ``71.3 [68.0, 74.2]``."""
    return shown(figure(metric))
