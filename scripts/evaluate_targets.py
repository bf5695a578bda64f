"""How well target mentions are found: `python scripts/evaluate_targets.py GOLD.jsonl ... [--target ID ...] [--list]`.

Recall is over (sentence, target) pairs that carry a stance in both codings (`core`). A pair that is mentioned without a
stance in either coding is no error of the finder (a sentence may name the deal and say nothing about it), but its share
shows how much is left to the classifier.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from stance.actors.attribution import attributions
from stance.actors.catalogue import load_catalogue
from stance.actors.mentions import MentionFinder
from stance.actors.reference import resolve
from stance.data.jcpoa_gold import GoldDocument, read_gold
from stance.errors import StanceError
from stance.targets.codebook import load_targets
from stance.targets.mentions import TargetFinder
from stance.types import TargetMention

Found = list[tuple[GoldDocument, list[list[TargetMention]]]]


def main(arguments: list[str] | None = None) -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, help="JSONL files in the format of jcpoa_gold")
    parser.add_argument("--target", nargs="+", default=["jcpoa", "us_unilateralism"], help="codebook ids or files")
    parser.add_argument("--list", action="store_true", help="list what was missed and what was found in excess")
    options = parser.parse_args(arguments)
    try:
        targets = load_targets(options.target)
        finder = TargetFinder(targets)
        for path in options.gold:
            found = _find(read_gold(path), finder)
            for target in targets:
                _report(path.name, target.id, found, listed=options.list)
    except StanceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _find(documents: list[GoldDocument], finder: TargetFinder) -> Found:
    names = MentionFinder(load_catalogue())
    found = []
    for gold in documents:
        named = names.find(gold.document, gold.sentences)
        said = attributions(gold.document, gold.sentences, named.by_sentence)
        mentions, _ = resolve(gold.document, gold.sentences, named, said)
        catalogue, date = named.catalogue, named.date

        def state_of(entity_id: str, catalogue=catalogue, date=date) -> str | None:  # type: ignore[no-untyped-def]
            return catalogue.affiliation(entity_id, date).id if entity_id in catalogue else entity_id

        found.append((gold, finder.find(gold.document, gold.sentences, mentions, state_of)))
    return found


def _report(name: str, target: str, found: Found, *, listed: bool) -> None:
    counts: Counter[str] = Counter()
    lines = []
    for gold, mentions in found:
        for index, row in sorted(gold.rows.items()):
            hits = [mention for mention in mentions[index] if mention.target == target]
            core = any(coding[1] == target for coding in row.core)
            either = core or any(coding[1] == target for coding in row.also)
            counts["core"] += core
            counts["hit"] += core and bool(hits)
            counts["mentioned"] += bool(hits)
            counts["excess"] += bool(hits) and not either
            if core and not hits:
                lines.append(f"  missed {row.id}: {gold.sentences[index].text}")
            elif hits and not either:
                words = "; ".join(" ".join(mention.text.split()) for mention in hits)
                lines.append(f"  excess {row.id} [{words}]: {gold.sentences[index].text}")
    recall = counts["hit"] / counts["core"] if counts["core"] else float("nan")
    print(
        f"{name} {target}: recall {recall:.3f} ({counts['hit']}/{counts['core']}), "
        f"mentioned without a stance {counts['excess']}/{counts['mentioned']}"
    )
    for line in lines if listed else ():
        print(line)


if __name__ == "__main__":
    sys.exit(main())
