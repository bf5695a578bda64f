"""Fit how the evidence of the lexicon model becomes a probability, and print the parameters with what they are worth.

The five numbers of `stance.models.lexicon.Calibration` are chosen by log loss on the development
rows of `jcpoa_gold`: pairs (sentence, holder, target) that the chain finds and both codings carry. They move no label
from favor to against and none to a leaning without evidence; they say how sure the model is.

Usage: python scripts/calibrate_lexicon.py [--data DIR]
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
from pathlib import Path

from stance.data.jcpoa_gold import GoldDocument, read_gold
from stance.holders import example_of
from stance.models.composition import Reading, compose
from stance.models.lexicon import Calibration, LexiconModel
from stance.pipeline import MISSION_TARGETS, build_chain
from stance.provenance import fingerprint
from stance.targets import load_targets
from stance.types import StanceExample

Item = tuple[StanceExample, Reading, str]


def collect(documents: list[GoldDocument]) -> list[Item]:
    """Evidence, hedge and gold label of each coded pair that the chain links."""
    chain = build_chain(load_targets(MISSION_TARGETS), LexiconModel())
    items: list[Item] = []
    for gold in documents:
        annotated = chain.annotate(gold.document, gold.sentences)
        for index, row in gold.rows.items():
            labels = {(holder, target): stance for holder, target, stance in row.core}
            strongest: dict[tuple[str, str], Item] = {}
            for link in annotated.links[index]:
                if link.holder not in annotated.catalogue or link.kind == "doer":
                    continue
                key = (annotated.catalogue.affiliation(link.holder, annotated.date).id or "", link.target.target)
                if key not in labels:
                    continue
                example = example_of(link, annotated, index, link.holder)
                reading = compose(
                    example.text,
                    example.target_mentions[0],
                    example.scope or (0, len(example.text)),
                    inner=example.inner,
                    link=example.link,
                )
                strength = abs(reading.evidence) if reading.outer else 0.0
                known = strongest.get(key)
                if known is None or strength > (abs(known[1].evidence) if known[1].outer else 0.0):
                    strongest[key] = (example, reading, labels[key])
            items.extend(strongest.values())
    return items


def quality(items: list[Item], calibration: Calibration) -> tuple[float, float, float]:
    """Log loss, accuracy and expected calibration error over ten equal-width bins (Guo et al., ICML 2017)."""
    model = LexiconModel(calibration._asdict())
    loss = right = 0.0
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for example, reading, gold in items:
        scores = model.probabilities(model.weigh(example, reading), hedged=reading.hedged)
        label = max(scores, key=lambda name: scores[name])
        loss -= math.log(scores[gold])
        right += label == gold
        bins[min(9, int(10 * scores[label]))].append((scores[label], label == gold))
    error = sum(abs(sum(score for score, _ in part) - sum(hit for _, hit in part)) for part in bins)
    return loss / len(items), right / len(items), error / len(items)


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    folder = parser.parse_args().data / "jcpoa_gold"
    paths = [folder / "news_dev.jsonl", folder / "ungd_dev.jsonl"]
    items = collect([document for path in paths for document in read_gold(path)])
    grid = itertools.product(
        [round(0.8 + 0.2 * step, 1) for step in range(11)],  # weight
        [round(0.1 + 0.2 * step, 1) for step in range(4)],  # neutral: above 0, so that no evidence means neutral
        [round(0.4 * step, 1) for step in range(8)],  # decline
        [round(0.5 * step, 1) for step in range(6)],  # hedged
        [0.0, 0.01, 0.02, 0.03, 0.05],  # fade
    )
    best = min((Calibration(*values) for values in grid), key=lambda values: quality(items, values)[0])
    for name, calibration in (("shipped", Calibration()), ("best", best)):
        loss, accuracy, error = quality(items, calibration)
        print(
            f"{name}: {calibration} log loss {loss:.3f}, accuracy {accuracy:.3f}, ECE {error:.3f}, n={len(items)} pairs"
        )
    for path in paths:
        print(f"{path.name}: sha256 {fingerprint(path).sha256}")


if __name__ == "__main__":
    main()
