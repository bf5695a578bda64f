"""Drawing sentences to be coded by hand, each with a recorded probability above 0.

The frame is every (sentence, target) pair of a corpus, so that a stance that the chain missed can be drawn, too. Pairs
are of three strata: those with a record; those whose sentence names the target but that have no record; the rest.
Most pairs are of the rest, and nothing is stored for them but how many sentences a document has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from stance.analysis.coded import GOLD, CodedUnit, Gold, SampledUnit, read_coded, write_sample
from stance.analysis.rows import ActorUnit, FloatArray, IntArray, actor_of
from stance.errors import ConfigError, InputError, unknown
from stance.types import StanceRecord

__all__ = [
    "GOLD", "SHARES", "CodedUnit", "Frame", "FrameDocument", "Gold", "SampledUnit", "Stratum", "draw_sample",
    "frame_of", "read_coded", "write_sample",
]  # fmt: skip

Stratum: TypeAlias = Literal["record", "mention", "rest"]

SHARES: Mapping[Stratum, float] = {"record": 0.6, "mention": 0.25, "rest": 0.15}
"""Shares of a sample by stratum: most errors are where the chain or the codebook found something."""


class FrameDocument(NamedTuple):
    """A document of the corpus.

    Args:
        id: Of the document.
        sentences: How many it has; their indices are 0 to ``sentences - 1``.
        holder: Actor whose stance alone is asked for (a speech's state); ``None``: anybody's, record by record.
        outlet: Publisher, if known.
        published: ISO 8601 date, if known.
    """

    id: str
    sentences: int
    holder: str | None = None
    outlet: str | None = None
    published: str | None = None


class _Listed(NamedTuple):
    document: int
    sentence: int
    target: int
    holder: str | None
    doubt: float
    stratum: Stratum


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """All (sentence, target) pairs of a corpus; those of the stratum ``rest`` by their number only.

    Args:
        documents: By id.
        targets: Codebook ids, sorted.
        listed: Pairs with a record or a mention, in order.
        outside: Records that are no part of the frame: of another actor than their document's own.
        actor: Who an actor is; the sample is for an analysis by the same.
    """

    documents: tuple[FrameDocument, ...]
    targets: tuple[str, ...]
    listed: tuple[_Listed, ...]
    outside: int
    actor: ActorUnit = "affiliation"

    @property
    def pairs(self) -> int:
        """The number of pairs of one target."""
        return sum(document.sentences for document in self.documents)

    def counts(self) -> dict[tuple[str, Stratum], int]:
        """How many units each target has in each stratum."""
        found = Counter((self.targets[unit.target], unit.stratum) for unit in self.listed)
        taken = Counter(target for _, _, target in {(u.document, u.sentence, u.target) for u in self.listed})
        for number, target in enumerate(self.targets):
            found[target, "rest"] = self.pairs - taken[number]
        return {(target, stratum): found[target, stratum] for target in self.targets for stratum in get_args(Stratum)}


def frame_of(
    documents: Iterable[FrameDocument],
    *,
    targets: Iterable[str],
    records: Iterable[StanceRecord],
    mentions: Iterable[tuple[str, int, str]] = (),
    actor: ActorUnit = "affiliation",
) -> Frame:
    """The pairs of a corpus from which a sample is drawn.

    A pair with records is one unit for each actor, by the same rule as in :func:`stance.analysis.rows.rows_of`; so what
    is one row of an analysis is drawn, and coded, once.

    Args:
        documents: All documents that were labelled, also those without a record.
        targets: Codebook ids.
        records: The labels. Of a document with a ``holder``, those count of which it is the actor.
        mentions: ``(document id, sentence index, target)`` of sentences that name a target, with a record or without.
        actor: Who an actor is: the ``affiliation`` or the ``holder``; the same as in the analysis to be corrected.

    Raises:
        InputError: Two documents have one id, a record or mention is of a document, sentence or target that is not
            there, or a document's holder acts for the actor of the analysis instead of being it.
        ConfigError: ``actor`` is none of these.
    """
    if actor not in get_args(ActorUnit):
        raise unknown("actor", str(actor), get_args(ActorUnit))
    kept = tuple(sorted(documents, key=lambda document: document.id))
    numbers = {document.id: number for number, document in enumerate(kept)}
    if len(numbers) < len(kept):
        twice = Counter(document.id for document in kept).most_common(1)[0][0]
        raise InputError(f"document {twice!r} is in the frame twice; give every document once")
    names = tuple(sorted(set(targets)))
    places = {name: number for number, name in enumerate(names)}

    def place(document: str, sentence: int, target: str, what: str) -> tuple[int, int, int]:
        if document not in numbers or target not in places or not 0 <= sentence < kept[numbers[document]].sentences:
            raise InputError(
                f"{what} of document {document!r}, sentence {sentence}, target {target!r} is not in the frame; "
                "give all documents that were labelled, with their numbers of sentences, and all targets"
            )
        return numbers[document], sentence, places[target]

    doubts: dict[tuple[tuple[int, int, int], str], float] = {}
    outside = 0
    for record in records:
        key = place(record.document_id, record.sentence_index, record.target, "a record")
        own, whose = kept[key[0]].holder, actor_of(record, actor)
        if own not in (None, whose):
            if own == record.holder:
                raise InputError(
                    f"document {record.document_id!r} has the holder {own}, who acts for {whose}; give it the holder "
                    f"{whose}, or actor=holder"
                )
            outside += 1
            continue
        unit = (key, whose)
        doubts[unit] = max(doubts.get(unit, 0.0), 1.0 - record.score)
    recorded = {key for key, _ in doubts}
    named = {place(*mention, "a mention") for mention in mentions} - recorded
    listed = [_Listed(*key, holder, doubt, "record") for (key, holder), doubt in doubts.items()]
    listed += [_Listed(*key, kept[key[0]].holder, 0.0, "mention") for key in named]
    listed.sort(key=lambda unit: (unit.document, unit.sentence, unit.target, unit.holder or ""))
    return Frame(documents=kept, targets=names, listed=tuple(listed), outside=outside, actor=actor)


def draw_sample(
    units: Frame,
    *,
    n: int,
    seed: int,
    unsure: float = 0.5,
    shares: Mapping[Stratum, float] | None = None,
) -> list[SampledUnit]:
    """Draw units with probabilities that are known: systematic sampling from a random order within strata.

    The sample is divided evenly over targets and by ``shares`` over strata; what a stratum is too small for goes to the
    others. Within the records, a unit's probability is proportional to ``1 - unsure`` plus ``unsure`` times its doubt
    over the mean doubt, where the doubt is 1 minus the label's probability. Hartley and Rao (1962), "Sampling with
    unequal probabilities and without replacement", Annals of Mathematical Statistics 33.

    Args:
        units: From :func:`frame_of`.
        n: How many; exactly as many are drawn.
        seed: The same seed, frame and options draw the same sample.
        unsure: 0 draws all records alike; towards 1, those of which the model is unsure. Below 1, so that no record's
            probability is 0.
        shares: Of the sample, by stratum; each above 0. :data:`SHARES` if ``None``.

    Returns:
        The units in order of document, sentence and target; the strata are mixed, so that a coder does not see them.

    Raises:
        ConfigError: ``n``, ``unsure`` or ``shares`` are not possible.
    """
    shares = SHARES if shares is None else shares
    for name, share in shares.items():
        if name not in get_args(Stratum):
            raise unknown("stratum", str(name), get_args(Stratum))
        if not share > 0:
            raise ConfigError(f"shares.{name}={share} is not above 0, which would leave units that cannot be drawn")
    if set(shares) != set(get_args(Stratum)):
        raise ConfigError(f"shares name {', '.join(shares)}; give all of {', '.join(get_args(Stratum))}")
    if not 0 <= unsure < 1:
        raise ConfigError(f"unsure={unsure} is not from 0 up to, but not including, 1; 0.5 is the default")
    blocks = _blocks(units, np.random.default_rng(seed))
    total = sum(len(block.documents) for block in blocks)
    if not 0 < n <= total:
        raise ConfigError(f"n={n} cannot be drawn from a frame of {total} pairs; give 1 to {total}")
    sizes = _allocation(blocks, shares, n)
    probabilities = np.concatenate(
        [_probabilities(_sizes(block, unsure), size) for block, size in zip(blocks, sizes, strict=True)]
    )
    # The generator of the start is its own, so that the draw does not hang on how the orders above were made.
    start = np.random.default_rng([seed, 1]).uniform()
    reached = np.floor(np.cumsum(probabilities) - start + 1e-9)
    drawn = np.flatnonzero(np.diff(reached, prepend=np.floor(1e-9 - start)) > 0)
    offsets = np.cumsum([0, *(len(block.documents) for block in blocks)])
    found: list[SampledUnit] = []
    for position in drawn:
        number = int(np.searchsorted(offsets, position, side="right")) - 1
        found.append(_unit(units, blocks[number], int(position - offsets[number]), float(probabilities[position])))
    return sorted(found, key=lambda unit: (unit.document_id, unit.sentence_index, unit.target, unit.holder or ""))


class _Block(NamedTuple):
    """The units of a target and stratum in random order."""

    target: int
    stratum: Stratum
    documents: IntArray
    sentences: IntArray
    doubts: FloatArray
    holders: Sequence[str | None] | None


def _blocks(frame: Frame, generator: np.random.Generator) -> list[_Block]:
    lengths = np.array([document.sentences for document in frame.documents], dtype=np.intp)
    starts = np.cumsum(lengths) - lengths
    everything = np.repeat(np.arange(len(lengths)), lengths)
    indices = np.arange(len(everything)) - np.repeat(starts, lengths)
    blocks = []
    for target in range(len(frame.targets)):
        free = np.ones(len(everything), dtype=np.bool_)
        units = [unit for unit in frame.listed if unit.target == target]
        free[[int(starts[unit.document]) + unit.sentence for unit in units]] = False
        for stratum in ("record", "mention"):
            own = [unit for unit in units if unit.stratum == stratum]
            own = [own[place] for place in generator.permutation(len(own))]
            blocks.append(
                _Block(
                    target,
                    stratum,
                    np.array([unit.document for unit in own], dtype=np.intp),
                    np.array([unit.sentence for unit in own], dtype=np.intp),
                    np.array([unit.doubt for unit in own], dtype=np.float64),
                    [unit.holder for unit in own],
                )
            )
        rest = generator.permutation(np.flatnonzero(free))
        blocks.append(_Block(target, "rest", everything[rest], indices[rest], np.zeros(len(rest)), None))
    return [block for block in blocks if len(block.documents)]


def _allocation(blocks: Sequence[_Block], shares: Mapping[Stratum, float], n: int) -> FloatArray:
    """Expected numbers of units by block, none above the block's own length; they sum to ``n``."""
    available = np.array([len(block.documents) for block in blocks], dtype=np.float64)
    wanted = np.array([shares[block.stratum] for block in blocks])
    places = np.array([block.target for block in blocks])
    names, places = np.unique(places, return_inverse=True)
    there = np.bincount(places, weights=available).astype(np.float64)
    of_target = there * _probabilities(1 / there, n, there)
    found = np.zeros(len(blocks))
    for target in range(len(names)):
        own = places == target
        found[own] = available[own] * _probabilities(
            wanted[own] / available[own], float(of_target[target]), available[own]
        )
    return found


def _probabilities(sizes: FloatArray, n: float, counts: FloatArray | None = None) -> FloatArray:
    """Probabilities proportional to ``sizes``, at most 1, that sum to ``n`` over all units (``counts`` of each)."""
    counts = np.ones(len(sizes)) if counts is None else counts
    certain = np.zeros(len(sizes), dtype=np.bool_)
    while True:
        left = n - counts[certain].sum()
        scale = left / (sizes * counts)[~certain].sum() if not certain.all() else 0.0
        found = np.where(certain, 1.0, sizes * scale)
        above = (found > 1) & ~certain
        if not above.any():
            return np.asarray(found, dtype=np.float64)
        certain |= above


def _sizes(block: _Block, unsure: float) -> FloatArray:
    mean = float(block.doubts.mean())
    relative = block.doubts / mean if mean > 0 else np.ones(len(block.doubts))
    return np.asarray(1 - unsure + unsure * relative, dtype=np.float64)


def _unit(frame: Frame, block: _Block, place: int, probability: float) -> SampledUnit:
    document = frame.documents[int(block.documents[place])]
    return SampledUnit(
        document_id=document.id,
        sentence_index=int(block.sentences[place]),
        target=frame.targets[block.target],
        holder=document.holder if block.holders is None else block.holders[place],
        probability=probability,
        stratum=block.stratum,
        outlet=document.outlet,
        published=document.published,
    )
