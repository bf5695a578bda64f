"""Records for the tests of findings."""

from __future__ import annotations

import itertools

import numpy as np

from stance.analysis.rows import Rows, rows_of
from stance.types import Label, StanceRecord

SHARES = {"favor": 0.8, "against": 0.1, "neutral": 0.1}
_SENTENCES = itertools.count()


def record(
    document: str,
    actor: str = "IRN",
    stance: Label = "favor",
    *,
    target: str = "jcpoa",
    outlet: str | None = "Daily",
    published: str | None = "2018-05-08",
    basis: str = "statement",
    official: bool = True,
    scores: dict[str, float] | None = None,
    sentence: int | None = None,
    holder: str | None = None,
    speaker: str | None = None,
) -> StanceRecord:
    """A record; of a sentence of its own unless ``sentence`` says which, since an actor counts once in a sentence."""
    return StanceRecord(
        document_id=document,
        outlet=outlet,
        published=published,
        sentence_index=next(_SENTENCES) if sentence is None else sentence,
        sentence="",
        start=0,
        end=0,
        speaker=speaker,
        holder=holder or actor,
        holder_name=holder or actor,
        affiliation=actor,
        official=official,
        target=target,
        stance=stance,
        score=0.8,
        scores=scores or SHARES,
        sentiment="neutral",
        basis=basis,
        cue=None,
        evidence=(),
        model="m",
        target_sentiment="neutral",
    )


def said(draw: np.random.Generator, net: float) -> Label:
    """Favor or against, such that the net stance is ``net`` on average."""
    return "favor" if draw.random() < (1 + net) / 2 else "against"


def spread(
    actors: int, *, documents: int, sentences: int, shift: float = 0.0, seed: int = 0, clustered: bool = True
) -> Rows:
    """Actors whose documents each have a stance of their own, uniform from -1 to 1 but for the shift.

    With ``clustered=False`` each sentence is passed off as a document.
    """
    draw = np.random.default_rng(seed)
    records = []
    for actor in range(actors):
        for document in range(documents):
            net = draw.uniform(-1, 1) * (1 - abs(shift)) + shift
            for sentence in range(sentences):
                name = f"{actor}-{document}" if clustered else f"{actor}-{document}-{sentence}"
                records.append(record(name, f"A{actor:03d}", said(draw, net)))
    return rows_of(records)
