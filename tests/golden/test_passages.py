"""The chain on passages of our own, coded by hand; `pytest tests/golden/test_passages.py -rP` lists what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

import stance
from stance.actors.catalogue import load_catalogue
from stance.data.jcpoa_gold import GoldDocument, GoldRow, build_document
from stance.errors import unknown
from stance.labels import LABELS
from stance.pipeline import build_chain
from stance.scoring import score_documents
from stance.targets.codebook import load_targets

PASSAGES = Path(__file__).with_name("passages.yaml")
TARGETS = ("jcpoa", "us_unilateralism")
FLOOR = 0.80


def load_passages() -> list[GoldDocument]:
    """Passages as gold documents, each its own cluster."""
    documents = []
    for passage in yaml.safe_load(PASSAGES.read_text(encoding="utf-8")):
        document, sentences = build_document(
            passage["id"],
            passage["text"],
            heading=passage.get("heading"),
            speaker=passage.get("speaker"),
            published=passage.get("published"),
        )
        coded = {name: {index: [] for index in range(len(sentences))} for name in ("expected", "accept")}
        for name, filed in coded.items():
            for index, holder, target, label in passage.get(name) or ():
                if label not in LABELS or target not in TARGETS:
                    raise unknown("label or target", f"{target} {label}", (*LABELS, *TARGETS))
                filed[index].append((holder, target, label))
        documents.append(
            GoldDocument(
                document=document,
                sentences=sentences,
                rows={
                    index: GoldRow(
                        f"{passage['id']}#{index}", tuple(coded["expected"][index]), tuple(coded["accept"][index])
                    )
                    for index in range(len(sentences))
                },
                cluster=passage["id"],
                genre="speech" if document.speaker else "news",
            )
        )
    return documents


def test_passages_are_well_formed():
    documents = load_passages()
    assert len({item.cluster for item in documents}) == len(documents) >= 20
    assert {item.genre for item in documents} == {"news", "speech"}
    stances = {coding[2] for item in documents for row in item.rows.values() for coding in row.core}
    assert stances == set(LABELS)


def test_chain_on_passages():
    chain = build_chain(load_targets(TARGETS), stance.load_model("lexicon"))
    result = score_documents(load_passages(), chain, targets=TARGETS, catalogue=load_catalogue(), resamples=0)
    lines = [
        f"{item.unit.id}: {item.verdict} {' '.join(item.triple)} ({item.reason}; {item.detail}): {item.unit.text}\n"
        for item in result.errors
    ]
    wrong = sum(item.verdict == "wrong" for item in result.errors)
    missed = len(result.errors) - wrong
    found = result.counts["gold"] - missed
    share = found / (found + missed + wrong)
    report = f"{found} found, {missed} missed, {wrong} wrong: {share:.2f}\n" + "".join(lines)
    sys.stdout.write(report)
    assert share >= FLOOR, report
