"""Train a small entailment model from MiniLM on public stance data, and say what it is worth on targets it never saw.

Coded stances of VAST, DSE, ArgQ-30k and Perspectrum become pairs of premise and hypothesis (`stance.models.nli_pairs`).
A tenth of all targets, chosen by a hash of their words, the zero-shot topics of VAST and all targets of the codebook
are kept from training. The model is stored in the Hugging Face layout: `model=nli model.model=FOLDER` reads it.

Usage: python scripts/train_nli.py --out models/nli-minilm [--data DIR] [--encoder NAME] [--seed N]

Stopped, the same command goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.data.argq import read_argq
from stance.data.dataset import StanceData
from stance.data.dse import read_dse
from stance.data.jcpoa_examples import read_jcpoa_examples
from stance.data.perspectrum import read_perspectrum
from stance.data.vast import read_vast
from stance.errors import ConfigError, StanceError
from stance.labels import LABELS
from stance.metrics.bootstrap import Interval, Statistic, draw, intervals
from stance.models.entailment import THREE_WAY, Entailer
from stance.models.hub import resolve
from stance.models.hypotheses import described
from stance.models.nli import NliModel
from stance.models.nli_pairs import EntailmentPair, entailment_pairs, is_held_out
from stance.models.nli_wordings import target_key
from stance.records import atomic
from stance.targets.codebook import target_names
from stance.types import StanceExample

ROWS = "|---|---|---:|---:|---|"


def read_sets(data: Path) -> list[StanceData]:
    """The public sets that are trained on."""
    return [
        read_vast(data / "vast", swapped=False),
        read_dse(data / "dse"),
        read_argq(data / "ibm"),
        read_perspectrum(data / "perspectrum"),
    ]


class Parts:
    """Examples to train on, to choose the best epoch by, and to test on: of targets and texts not trained on."""

    def __init__(self, sets: Sequence[StanceData], limit: int | None, seed: int) -> None:
        zero = {
            target_key(example.target)
            for data in sets
            if "test_zero" in data.splits
            for example in data.examples("test_zero")
        }
        known = set(target_names())
        kept: dict[str, bool] = {}

        def trainable(target: str) -> bool:
            if target not in kept:
                kept[target] = not (is_held_out(target) or target_key(target) in zero or described(target).id in known)
            return kept[target]

        self.train: list[StanceExample] = []
        self.dev: list[StanceExample] = []
        self.tests: dict[str, list[StanceExample]] = {}
        tested: set[str] = set()
        for data in sets:
            name = f"{data.name}/test_zero" if "test_zero" in data.splits else f"{data.name}/held-out targets"
            rows = data.examples("test_zero" if "test_zero" in data.splits else "test")
            chosen = [example for example in rows if name.endswith("test_zero") or is_held_out(example.target)]
            self.tests[name] = _some(chosen, limit, seed)
            tested |= {example.text for example in chosen}
        for data in sets:
            for split, into in (("train", self.train), ("dev", self.dev)):
                if split not in data.splits:
                    continue
                usable = [item for item in data.examples(split) if trainable(item.target) and item.text not in tested]
                into += _some(usable, limit, seed)
        self.targets = len({target_key(example.target) for example in self.train})


class Lines:
    """Progress as a line every half minute: a training may run where no terminal is."""

    def begin(self, what: str, total: int, done: int = 0) -> None:
        """Remember where it starts."""
        self.what, self.total, self.done, self.first = what, total, done, done
        self.started = self.written = time.monotonic()
        if done:
            print(f"{what}: going on at {done} of {total}", flush=True)

    def advance(self, steps: int = 1, **figures: float) -> None:
        """Count, and say so now and then."""
        self.done += steps
        now = time.monotonic()
        if now - self.written > 30 or "macro_f1" in figures:
            self.written = now
            left = (now - self.started) * (self.total - self.done) / max(1, self.done - self.first)
            said = ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
            print(f"{self.what}: {self.done} of {self.total}, {said}, {left / 60:.1f} min left", flush=True)


def _some(rows: Sequence[StanceExample], limit: int | None, seed: int) -> list[StanceExample]:
    if limit is None or len(rows) <= limit:
        return list(rows)
    places = sorted(random.Random(seed).sample(range(len(rows)), limit))  # noqa: S311 - no secret
    return [rows[place] for place in places]


def macro_f1(
    gold: Sequence[int], found: Sequence[int], documents: Sequence[str], resamples: int
) -> dict[str, Interval]:
    """Macro-F1 over the labels in ``gold`` and accuracy, in percent, with intervals by document."""
    labels = sorted(set(gold))
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0] * (3 * len(labels) + 2))
    for truth, guess, document in zip(gold, found, documents, strict=True):
        row = counts[document]
        row[-1] += 1
        row[-2] += truth == guess
        for place, label in enumerate(labels):
            row[3 * place] += truth == guess == label
            row[3 * place + 1] += guess == label
            row[3 * place + 2] += truth == label

    def f1(summed: Sequence[float]) -> float:
        parts = [summed[3 * place : 3 * place + 3] for place in range(len(labels))]
        return 100 * sum(2 * hit / max(guesses + truths, 1) for hit, guesses, truths in parts) / len(labels)

    def accuracy(summed: Sequence[float]) -> float:
        return 100 * summed[-2] / summed[-1] if summed[-1] else float("nan")

    statistics: dict[str, Statistic] = {"macro-F1": f1, "accuracy": accuracy}
    return intervals(dict(enumerate(counts.values())), statistics, draw(len(counts), resamples=resamples, seed=0))


def entailment_figures(
    folder: Path, pairs: Sequence[EntailmentPair], max_tokens: int, resamples: int
) -> dict[str, Interval]:
    """How often the relation of pairs about held-out targets is recognized."""
    model = Entailer(folder, name=str(folder), max_tokens=max_tokens, batch_tokens=8192)
    rows = model.log_probabilities([(pair.premise, pair.hypothesis) for pair in pairs])
    found = [max(range(len(THREE_WAY)), key=lambda place: row[place]) for row in rows]
    documents = [f"{pair.dataset} {pair.document}" for pair in pairs]
    return macro_f1([pair.relation for pair in pairs], found, documents, resamples)


def stance_figures(model: NliModel, examples: Sequence[StanceExample], resamples: int) -> dict[str, Interval]:
    """Zero-shot stance with the hypotheses that stance itself uses."""
    found = [LABELS.index(prediction.label) for prediction in model.predict(examples)]
    gold = [LABELS.index(example.gold) for example in examples if example.gold is not None]
    return macro_f1(gold, found, [example.document for example in examples], resamples)


def shown(what: str, found: dict[str, Interval], count: int) -> list[str]:
    """Rows of the table of figures."""
    return [
        f"| {what} | {name} | {count:,} | {figure.value:.1f} | {figure.low:.1f} to {figure.high:.1f} |"
        for name, figure in found.items()
    ]


def card(
    parts: Parts, sets: Sequence[StanceData], arguments: argparse.Namespace, table: Sequence[str], pairs: int
) -> str:
    """The model card."""
    sources = "\n".join(f"- {data.name}: {data.licence}. {data.citation}" for data in sets)
    return f"""# Small entailment model for stance

Fine-tuned from `{Path(arguments.encoder).name}` by `scripts/train_nli.py` on {pairs:,} pairs of premise and hypothesis
made from coded stances toward {parts.targets:,} targets; seed {arguments.seed}, {arguments.epochs} epochs, pairs of at
most {arguments.max_tokens} tokens. Outputs: {", ".join(THREE_WAY)}. Use it with `model=nli model.model=FOLDER`.

## Data and licences

{sources}

Some of these state no licence: the model is for research.

## Figures on targets that were kept from training

Held out are a tenth of all targets (by a hash of their words), the zero-shot topics of VAST, and the targets of the
codebook. Intervals: bootstrap over documents, 95 %.

{chr(10).join(table)}
"""


def main() -> None:
    """Train, store, evaluate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    parser.add_argument("--out", type=Path, default=Path("models/nli-minilm"))
    parser.add_argument("--encoder", default="sentence-transformers/all-MiniLM-L6-v2", help="folder or hub id")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=40_000, help="pairs to train on")
    parser.add_argument("--max-tokens", type=int, default=96)
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--limit", type=int, help="at most so many examples of each set and split, for a try")
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--evaluate-only", action="store_true", help="of the model that lies in --out")
    try:
        run(parser.parse_args())
    except StanceError as error:
        print(f"train_nli: {error}", file=sys.stderr)
        sys.exit(2)


def run(arguments: argparse.Namespace) -> None:
    """What :func:`main` does.

    Raises:
        StanceError: An argument or file cannot be used.
    """
    out: Path = arguments.out
    for name in ("epochs", "pairs", "max_tokens", "limit"):
        value = getattr(arguments, name)
        if value is not None and value < 1:
            raise ConfigError(f"--{name.replace('_', '-')}={value}; give a number from 1 on")
    trained = (out / "training.json").is_file()
    if trained and not arguments.evaluate_only:
        raise ConfigError(f"--out={out} holds a trained model; give another folder, remove it, or add --evaluate-only")
    if arguments.evaluate_only and not trained:
        raise ConfigError(f"--out={out} holds no trained model; train it first, without --evaluate-only")
    encoder = resolve(arguments.encoder)
    sets = read_sets(arguments.data)
    parts = Parts(sets, arguments.limit, arguments.seed)
    gold = arguments.data / "jcpoa_gold"
    if gold.is_dir():  # for evaluation only
        data = read_jcpoa_examples(gold)
        parts.tests |= {f"{data.name}/{split}": list(data.examples(split)) for split in data.splits}
    pairs = entailment_pairs(parts.train, count=arguments.pairs, seed=arguments.seed)
    print(f"{len(pairs):,} pairs from {len(parts.train):,} examples about {parts.targets:,} targets", flush=True)
    if not arguments.evaluate_only:
        _train(arguments, encoder, pairs, parts, sets)
    table = _evaluate(arguments, parts)
    with atomic(out / "README.md") as file:
        file.write(card(parts, sets, arguments, table, len(pairs)))
    print("\n".join(table))


def _train(
    arguments: argparse.Namespace,
    encoder: Path,
    pairs: Sequence[EntailmentPair],
    parts: Parts,
    sets: Sequence[StanceData],
) -> None:
    from stance.models.nli_training import train_entailment

    checkpoints = arguments.out.with_name(f"{arguments.out.name}.checkpoints")
    started = time.monotonic()
    history = train_entailment(
        encoder,
        arguments.out,
        pairs,
        entailment_pairs(parts.dev, count=2000, seed=arguments.seed),
        seed=arguments.seed,
        epochs=arguments.epochs,
        learning_rate=arguments.learning_rate,
        max_tokens=arguments.max_tokens,
        checkpoints=checkpoints,
        progress=Lines(),
    )
    seconds = time.monotonic() - started
    content: dict[str, Any] = {
        "options": {name: str(value) for name, value in sorted(vars(arguments).items())},
        "pairs": len(pairs),
        "history": history,
        "seconds": round(seconds, 1),
        "files": [file.as_json() for data in sets for file in data.files],
    }
    with atomic(arguments.out / "training.json") as file:
        json.dump(content, file, indent=2)
    shutil.rmtree(checkpoints, ignore_errors=True)
    print(f"trained in {seconds:.0f} s; epochs: {json.dumps(history['epochs'])}", flush=True)


def _evaluate(arguments: argparse.Namespace, parts: Parts) -> list[str]:
    model = NliModel(str(arguments.out), max_tokens=arguments.max_tokens)
    unseen = [item for name, rows in parts.tests.items() if not name.startswith("jcpoa_gold") for item in rows]
    pairs = entailment_pairs(unseen, count=min(3000, 3 * len(unseen)), seed=arguments.seed)
    table = ["| what | figure | n | % | interval |", ROWS]
    figures = entailment_figures(arguments.out, pairs, arguments.max_tokens, arguments.resamples)
    table += shown("entailment, held-out targets", figures, len(pairs))
    for name, examples in parts.tests.items():
        table += shown(f"zero-shot stance, {name}", stance_figures(model, examples, arguments.resamples), len(examples))
    return table


if __name__ == "__main__":
    main()
