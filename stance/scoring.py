"""How well the whole chain does on hand-coded text: from gold files to figures with intervals and a list of errors.

Needs no more of the chain than its records, so that whatever labels documents can be scored.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.actors.catalogue import Catalogue, load_catalogue
from stance.data.jcpoa_gold import Coding, GoldDocument, read_gold
from stance.errors import ConfigError, InputError
from stance.metrics.bootstrap import draw
from stance.metrics.matching import (
    NONOFFICIAL,
    Judgement,
    Triple,
    Unit,
    holder_kind,
    judge,
    same_or_member,
)
from stance.metrics.triples import confusion, label_accuracy, pair_units, triple_metrics
from stance.protocols import Labeller, StanceModel
from stance.provenance import environment, fingerprint
from stance.types import AUTHOR, Label, MetricValue, StanceRecord, Target, TargetMention


@dataclass(frozen=True, kw_only=True)
class ScoreResult:
    """Figures of one scoring run.

    Args:
        metrics: Precision, recall and F1 over triples, of all and by group; strict about groups of states.
        lenient: The same over all triples, where a group (E3) counts as each of its members.
        pairs: The same over (sentence, holder, target) whatever the label, and the share of right labels among those.
        confusion: Gold stance by predicted stance of the pairs found.
        errors: Gold triples missed and predictions that are wrong, in reading order.
        records: The labels given to the coded sentences.
        counts: Documents, sentences, gold triples, predictions and what was left out.
        provenance: Files with their fingerprints, seed, resamples, versions, options and time taken.
    """

    metrics: tuple[MetricValue, ...]
    lenient: tuple[MetricValue, ...]
    pairs: tuple[MetricValue, ...]
    confusion: Mapping[Label, Mapping[Label, int]]
    errors: tuple[Judgement, ...]
    records: tuple[StanceRecord, ...]
    counts: Mapping[str, int]
    provenance: Mapping[str, Any]

    def value(self, name: str, group: str = "all") -> MetricValue:
        """The figure called ``name`` of a group.

        Raises:
            KeyError: If there is none.
        """
        for metric in self.metrics:
            if (metric.name, metric.group) == (name, group):
                return metric
        raise KeyError((name, group))


def score(
    gold: Sequence[Path],
    *,
    targets: Sequence[Target],
    model: StanceModel,
    actor_files: Sequence[Path | str] = (),
    shipped_actors: bool = True,
    resamples: int = 2000,
    seed: int = 0,
    min_relevance: float = 0.5,
    batch_size: int = 512,
    options: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScoreResult:
    """Label gold text with the chain and score the triples.

    Args:
        gold: JSONL files in the format of :mod:`stance.data.jcpoa_gold`.
        targets: Codebook entries to look for; gold triples of other targets are left out and counted.
        model: The classifier.
        actor_files: The user's own tables of actors.
        shipped_actors: Whether the shipped catalogue is used besides.
        resamples: Bootstrap samples.
        seed: Seed of the bootstrap.
        min_relevance: Probability below which a pair gets no record.
        batch_size: Examples for one call of the model.
        options: What to note in the result as the configuration.
        progress: Called with documents done and in all.

    Raises:
        InputError: If a gold file cannot be read or has a bad row.
        ConfigError: If ``resamples`` is negative, or no gold triple is of the targets.
    """
    from stance.pipeline import Chain  # only where a chain is to be built

    documents = [document for path in gold for document in read_gold(path)]
    ids = Counter(row.id for document in documents for row in document.rows.values())
    if twice := next((identifier for identifier, number in ids.items() if number > 1), None):
        raise InputError(f"gold: sentence {twice!r} is in two of the files; give each file once")
    catalogue = load_catalogue(actor_files, default=shipped_actors)
    return score_documents(
        documents,
        Chain(targets, model, catalogue, batch_size=batch_size, min_relevance=min_relevance),
        targets=[target.id for target in targets],
        catalogue=catalogue,
        resamples=resamples,
        seed=seed,
        provenance={"gold": [fingerprint(path).as_json() for path in gold], "config": dict(options or {})},
        progress=progress,
    )


def score_documents(
    documents: Sequence[GoldDocument],
    chain: Labeller,
    *,
    targets: Sequence[str],
    catalogue: Catalogue,
    resamples: int = 2000,
    seed: int = 0,
    provenance: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ScoreResult:
    """Score a chain on gold documents that are read already.

    Args:
        documents: Gold documents.
        chain: What labels them.
        targets: Ids of the targets that count.
        catalogue: Tells states from bodies, members of groups, and the ids of bodies that the gold spells out.
        resamples: Bootstrap samples.
        seed: Seed of the bootstrap.
        provenance: Added to the result's provenance.
        progress: Called with documents done and in all.

    Raises:
        ConfigError: If ``resamples`` is negative, or no gold triple is of the targets.
    """
    if resamples < 0:
        raise ConfigError(f"resamples {resamples}; it must be 0 (no intervals) or more, for example 2000")
    started = time.perf_counter()
    clusters = {name: number for number, name in enumerate(dict.fromkeys(item.cluster for item in documents))}
    units: list[Unit] = []
    records: list[StanceRecord] = []
    wanted = frozenset(targets)
    for done, item in enumerate(documents, start=1):
        labelled = chain.label(item.document, item.sentences)
        found = [record for record in labelled.records if record.sentence_index in item.rows]
        records += found
        units += _units(item, found, labelled.target_mentions, clusters[item.cluster], wanted, catalogue)
        if progress:
            progress(done, len(documents))
    seconds = time.perf_counter() - started
    everything = Counter(coding[1] for item in documents for row in item.rows.values() for coding in row.core)
    if everything and not everything.keys() & wanted:
        raise ConfigError(
            f"no gold triple has target {', '.join(targets)}; the gold has {', '.join(sorted(everything))}"
        )
    sample = draw(len(clusters), resamples=resamples, seed=seed)
    same = same_or_member({actor.id: actor.members for actor in catalogue.actors.values() if actor.members})
    judged = judge(units)
    states = frozenset(actor.id for actor in catalogue.actors.values() if actor.kind == "state")
    as_pairs = judge(pair_units(units))
    return ScoreResult(
        metrics=tuple(triple_metrics(judged, sample, lambda item: _groups(item, states))),
        lenient=tuple(triple_metrics(judge(units, same), sample, lambda _: ("all",))),
        pairs=(*triple_metrics(as_pairs, sample, lambda _: ("all",)), label_accuracy(units, sample)),
        confusion=confusion(units),
        errors=tuple(item for item in judged if item.verdict in {"missed", "wrong"}),
        records=tuple(records),
        counts={
            "documents": len(clusters),
            "sentences": len(units),
            "gold": sum(len(unit.core) for unit in units),
            "gold_one_coding": sum(len(unit.also) for unit in units),
            "predicted": sum(len(unit.predicted) for unit in units),
            "tolerated": sum(item.verdict == "tolerated" for item in judged),
            "gold_other_targets": sum(number for target, number in everything.items() if target not in wanted),
        },
        provenance={
            **(provenance or {}),
            **environment(),
            "seed": seed,
            "resamples": resamples,
            "clusters": "documents",
            "interval": "percentile, 95 %",
            "seconds": round(seconds, 3),
        },
    )


def holder_key(record: StanceRecord) -> str:
    """The key under which gold data know the holder of a record."""
    if record.holder == AUTHOR:
        return AUTHOR
    if record.official and record.affiliation:
        return record.affiliation
    return NONOFFICIAL + record.holder_name.lower()


def _units(
    item: GoldDocument,
    records: Sequence[StanceRecord],
    mentions: Sequence[Sequence[TargetMention]],
    cluster: int,
    wanted: frozenset[str],
    catalogue: Catalogue,
) -> Iterable[Unit]:
    for index, row in item.rows.items():
        own = [record for record in records if record.sentence_index == index and record.target in wanted]
        yield Unit(
            id=row.id,
            cluster=cluster,
            text=item.sentences[index].text,
            core=_triples(row.core, wanted, catalogue),
            also=_triples(row.also, wanted, catalogue),
            predicted=tuple(dict.fromkeys(Triple(holder_key(record), record.target, record.stance) for record in own)),
            mentioned=frozenset(mention.target for mention in mentions[index]),
            speaker=item.document.speaker,
            persons=frozenset(
                holder_key(record) for record in own if record.official and record.holder != record.affiliation
            ),
        )


def _triples(codings: Iterable[Coding], wanted: frozenset[str], catalogue: Catalogue) -> tuple[Triple, ...]:
    return tuple(
        Triple(_canonical(holder, catalogue), target, stance) for holder, target, stance in codings if target in wanted
    )


def _canonical(key: str, catalogue: Catalogue) -> str:
    """The catalogue's id of a body that the gold names in words of its own ("AFRICAN UNION")."""
    if key == AUTHOR or key.startswith(NONOFFICIAL):
        return key
    return catalogue.find(key) or key


def _groups(item: Judgement, states: frozenset[str]) -> Iterable[str]:
    kind = holder_kind(item.triple.holder, item.unit.speaker, states)
    yield "all"
    yield "text=news" if item.unit.speaker is None else "text=speech"
    yield f"target={item.triple.target}"
    yield f"stance={item.triple.stance}"
    yield f"holder={kind}"
    # Only the chain knows whether a state is the holder itself or through a person: groups of predictions alone.
    if item.verdict not in {"found", "missed"} and kind in {"state", "body"}:
        yield "given as=person" if item.triple.holder in item.unit.persons else "given as=itself"
