"""How well the shipped model tells the wording's polarity, on NewsMTSC: `python scripts/evaluate_sentiment.py`.

Prints macro-F1 with 95 % intervals (bootstrap over documents) for the sentiment toward a mention, and for that of whole
sentences whose targets agree, beside VADER, the lexicon most papers report (`pip install vaderSentiment`).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from stance.data.newsmtsc import read_newsmtsc
from stance.models.embedded import EmbeddedModel
from stance.types import StanceExample

POLARITY = {"favor": "positive", "against": "negative", "neutral": "neutral"}
THRESHOLD = 0.05  # VADER's own


def vader(texts: Sequence[str]) -> list[str]:
    """VADER's polarity of each text; empty where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return []
    analyzer = SentimentIntensityAnalyzer()
    compound = [float(analyzer.polarity_scores(text)["compound"]) for text in texts]
    return ["positive" if one >= THRESHOLD else "negative" if one <= -THRESHOLD else "neutral" for one in compound]


def shown(gold: Sequence[str], found: Sequence[str], documents: Sequence[str], resamples: int, seed: int) -> str:
    """Macro-F1 with its interval."""

    def macro(rows: Sequence[int]) -> float:
        labels = sorted(set(POLARITY.values()))
        true, guess = [gold[row] for row in rows], [found[row] for row in rows]
        return 100 * float(f1_score(true, guess, labels=labels, average="macro", zero_division=0))

    if not found:
        return "not installed"
    groups: dict[str, list[int]] = {}
    for row, document in enumerate(documents):
        groups.setdefault(document, []).append(row)
    names, draw = sorted(groups), np.random.default_rng(seed)
    drawn = [
        macro([row for place in draw.integers(len(names), size=len(names)) for row in groups[names[place]]])
        for _ in range(resamples)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{macro(range(len(gold))):.1f} ({low:.1f}-{high:.1f})"


def main() -> None:
    """Evaluate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=str(Path(os.environ.get("STANCE_DATA") or "data") / "newsmtsc"))
    parser.add_argument("--resamples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    data, model = read_newsmtsc(given.data), EmbeddedModel()
    print("| set | asked | n | embedded | VADER |\n|---|---|---:|---:|---:|")
    for split in ("test_rw", "test_mt"):
        rows = [row for row in data.examples(split) if row.gold]
        spans = [(row.text, (row.target_mentions[0].start, row.target_mentions[0].end)) for row in rows]
        report(split, "toward the target", rows, model.sentiments(spans), given)
        texts: dict[str, list[StanceExample]] = {}
        for row in rows:
            texts.setdefault(row.text, []).append(row)
        whole = [same[0] for same in texts.values() if len({row.gold for row in same}) == 1]
        report(split, "whole sentence", whole, model.sentiments([(row.text, None) for row in whole]), given)
    prints = ", ".join(f"{one.path} {one.sha256[:12]}" for one in data.files)
    print(f"\n{given.resamples} resamples of documents, seed {given.seed}; {prints}")


def report(
    split: str, asked: str, rows: Sequence[StanceExample], found: Sequence[str], given: argparse.Namespace
) -> None:
    """Print one row of the table."""
    gold, documents = [POLARITY[str(row.gold)] for row in rows], [row.document for row in rows]
    ours = shown(gold, found, documents, given.resamples, given.seed)
    theirs = shown(gold, vader([row.text for row in rows]), documents, given.resamples, given.seed)
    print(f"| {split} | {asked} | {len(rows)} | {ours} | {theirs} |", flush=True)


if __name__ == "__main__":
    main()
