"""The model card of a run (Mitchell et al., "Model Cards for Model Reporting", FAccT 2019), from what the run knows.

What it warns of is read from the figures: classes that are often missed, probes that cost nothing, test rows that were
trained on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.report.markup import code, markdown
from stance.report.sections import UNSTATED, figure_text, interval_note, leaks, licence, main_tables, whole
from stance.report.tables import Cell, Table, as_markdown
from stance.runs import MODEL
from stance.types import MetricValue

_WEAK = 0.5
_OFF = 0.1
_FEW = 500
_DROP = "macro_f1 drop "
TRAINED = "trained and tested"


def model_card(
    out: Path, manifest: Mapping[str, Any], cards: Sequence[Mapping[str, Any]], metrics: Sequence[MetricValue]
) -> str:
    """``README.md`` of a run directory as text.

    Args:
        out: The run directory; looked at for the stored model only.
        manifest: What ``run.json`` says.
        cards: What ``data.json`` says.
        metrics: All figures.
    """
    name = str(manifest.get("model"))
    experiment = manifest.get("experiment")
    title = f"{name}, experiment {experiment}" if experiment else name
    parts = [
        _front(manifest),
        f"# {markdown(title)}\n",
        "Classifies the stance (favor, against, neutral) that a holder takes toward a target in a sentence.\n",
        "## Intended use\n",
        "Research on news and political text: coding, sentence by sentence, who takes which stance toward what, with a "
        "hand-coded sample of the same material to check and correct what is counted. Not for decisions about single "
        "persons, nor for text of other languages or kinds than those below without a test on them.\n",
        "## Training data\n",
        _training(manifest, cards),
        "## How it was made\n",
        _procedure(manifest),
        "## Figures\n",
        *(as_markdown(table) for table in main_tables(metrics, interval_note(manifest))),
        "By class, probe and group, with plots: [results.md](results.md). All figures: `metrics.json`; every answer: "
        "`predictions.jsonl`.\n",
        "## Limits\n",
        "\n".join(f"- {line}" for line in limits(manifest, cards, metrics)) + "\n",
        "## How to load it\n",
        _loading(out, manifest),
    ]
    return "\n".join(parts)


def _front(manifest: Mapping[str, Any]) -> str:
    """What the Hugging Face hub reads; quoted as JSON, which is YAML too."""
    tags = ["stance-detection", "political-communication", str(manifest.get("model"))]
    lines = ["---", "library_name: stance", "language: en", "pipeline_tag: text-classification"]
    return "\n".join([*lines, f"tags: {json.dumps(tags, ensure_ascii=True)}", "---"]) + "\n"


def _training(manifest: Mapping[str, Any], cards: Sequence[Mapping[str, Any]]) -> str:
    trained = int(manifest.get("trained_on") or 0)
    config = manifest.get("config") or {}
    chosen = config.get("train")
    names = [name for name, weight in chosen.items() if weight] if isinstance(chosen, Mapping) else None
    rows: list[tuple[Cell, ...]] = []
    for card in cards:
        name = str(card.get("name"))
        count = sum(
            int(split.get("examples") or 0) for split in card.get("splits") or () if split.get("split") == "train"
        )
        used = bool(trained and count and (names is None or name in names))
        cite = str(card.get("citation") or "")
        rows.append((name, TRAINED if used else "tested only", count or None, licence(card), cite))
    heads = ("data set", "use", "training examples", "licence", "citation")
    table = as_markdown(Table(title="", columns=heads, rows=tuple(rows))) if rows else "No data set is recorded.\n"
    if not trained:
        return f"Nothing was trained in this run.\n\n{table}"
    used_names = {row[0] for row in rows if row[1] == TRAINED}
    unstated = [name for card in cards if (name := str(card.get("name"))) in used_names and _unstated(card)]
    warning = (
        f"\nNo licence is stated for {markdown(', '.join(unstated))}: ask its makers before passing the model on.\n"
        if unstated
        else ""
    )
    return f"{trained:,} examples were trained on.\n\n{table}{warning}"


def _unstated(card: Mapping[str, Any]) -> bool:
    return licence(card).startswith(UNSTATED)


def _procedure(manifest: Mapping[str, Any]) -> str:
    config = manifest.get("config") or {}
    model = config.get("model") if isinstance(config.get("model"), Mapping) else {}
    options = {key: value for key, value in (model or {}).items() if key != "_target_"}
    lines = [f"- model: {code(str((model or {}).get('_target_') or manifest.get('model')))}"]
    lines += [
        f"- {code(str(key))}: {code(json.dumps(value, ensure_ascii=False, default=str))}"
        for key, value in options.items()
    ]
    history = manifest.get("history") or {}
    lines += [
        f"- {markdown(str(key))}: {markdown(str(value))}"
        for key, value in history.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    lines.append(f"- seed: {manifest.get('seed')}")
    versions = {"stance": manifest.get("stance"), "commit": manifest.get("commit"), "Python": manifest.get("python")}
    versions |= manifest.get("packages") or {}
    lines.append("- versions: " + markdown(", ".join(f"{key} {value}" for key, value in versions.items() if value)))
    command = " ".join(map(str, manifest.get("command") or ()))
    if command:
        lines.append(f"- command: {code(command)}")
    return "\n".join(lines) + "\n"


def limits(
    manifest: Mapping[str, Any], cards: Sequence[Mapping[str, Any]], metrics: Sequence[MetricValue]
) -> Iterator[str]:
    """What a user must not rely on, one sentence each, as Markdown."""
    yield "English text, one sentence at a time; irony and what only the context tells are beyond it."
    trained = int(manifest.get("trained_on") or 0)
    if 0 < trained < _FEW:
        yield f"Trained on {trained:,} examples only."
    for card in cards:
        yield from map(markdown, leaks(card))
    found = whole(metrics)
    tests = [metric for metric in found if metric.group.partition("/")[2].startswith("test")] or found
    for name in dict.fromkeys(metric.group for metric in tests):
        yield from _limits_of([metric for metric in tests if metric.group == name], markdown(name))
    weak = {
        metric.group.partition("group=")[2].replace("_", " "): metric.value
        for metric in metrics
        if metric.group.startswith("behaviour group=") and metric.name == "pass_rate" and metric.value < _WEAK
    }
    if weak:
        listed = ", ".join(f"{group} ({value:.0%})" for group, value in sorted(weak.items(), key=lambda item: item[1]))
        yield f"Passes fewer than half of the minimal pairs of: {markdown(listed)}."
    yield "Counts of its labels are not counts of stances: correct them with a hand-coded sample."


def _limits_of(metrics: Sequence[MetricValue], name: str) -> Iterator[str]:
    """What the figures of one set warn of."""
    values = {metric.name: metric for metric in metrics}
    weak = [(label, values[key]) for key in values for kind, _, label in [key.partition(" ")] if kind == "f1"]
    listed = [f"{label} (F1 {figure_text(metric)})" for label, metric in weak if metric.value < _WEAK]
    if listed:
        yield f"{name}: weak on {markdown(', '.join(listed))}."
    error = values.get("ece")
    if error and error.value > _OFF:
        yield f"{name}: its probabilities are off by {error.value:.2f} on average (ECE); scale them before use."
    idle = [
        f"{key.removeprefix(_DROP).replace('_', ' ')} ({figure_text(metric)})"
        for key, metric in values.items()
        if key.startswith(_DROP) and metric.low <= 0
    ]
    if idle:
        yield f"{name}: it may not use what these probes take away (loss of macro-F1): {markdown(', '.join(idle))}."


def _loading(out: Path, manifest: Mapping[str, Any]) -> str:
    if not (out / MODEL).is_dir():
        rerun = (
            "`stance reproduce` with this folder makes it again" if manifest.get("trained_on") else "it has no weights"
        )
        return f"No trained model is stored here; {rerun}.\n"
    return (
        "```python\n"
        "import stance\n\n"
        'model = stance.load_model("path/to/this/folder")\n'
        'example = stance.StanceExample(text="Norway praised the treaty.", holder="Norway", target="the treaty")\n'
        "print(model.predict([example])[0])\n"
        "```\n\n"
        "or, on documents: `stance label news/ model=path/to/this/folder`.\n"
    )
