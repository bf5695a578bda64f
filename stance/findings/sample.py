"""Whether a hand-coded sample fits the labels that were chosen: what does not is left out, counted and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stance.analysis.coded import CodedUnit
from stance.analysis.pairing import whose
from stance.analysis.rows import ActorUnit, actor_of
from stance.corpus import DOCUMENTS, CorpusDocument
from stance.errors import ConfigError, InputError
from stance.findings.reading import Labels
from stance.findings.remarks import speaker_actors
from stance.text import agreeing, counted
from stance.types import StanceRecord

STRANGERS = "of documents that were not labelled"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A coded sample, as far as it is of what is analysed.

    Args:
        units: Those that are.
        records: The labels that they correct; ``None``: all that are analysed.
        sentences: Number of sentences of each document that was labelled, if known.
        read: How many units were read.
        left_out: Reason to how many are not of what is analysed.
        warnings: What a reader of the corrected figures should know.
    """

    units: tuple[CodedUnit, ...]
    records: tuple[StanceRecord, ...] | None = None
    sentences: Mapping[str, int] | None = None
    read: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def fitted(
    coded: Sequence[CodedUnit],
    labels: Labels,
    *,
    actors: Sequence[str] = (),
    targets: Sequence[str] = (),
    own: bool = False,
    unit: ActorUnit = "affiliation",
) -> Sample:
    """The part of a sample that is of the labels chosen by :func:`stance.findings.reading.read_labels`.

    A sample of all stances tells nothing of how those of one actor were mistaken unless it is cut down like the labels:
    a pair that was coded for another actor would count as a stance that was missed.

    Args:
        coded: The sample as it was read.
        labels: The labels.
        actors: As for reading; so are all below.
        targets: See there.
        own: See there. Only units about the speaker of their document are then kept, and only such records corrected.
        unit: See there.

    Raises:
        InputError: Nothing is left of the sample, or a unit is of a sentence that its document does not have.
        ConfigError: ``own`` cannot be told, as there is no list of the documents with their speakers.
    """
    _segmented_alike(coded, labels.documents)
    speakers = _speakers(coded, labels.documents) if own else {}
    aliases: dict[tuple[str, int, str], dict[str, str]] = {}
    acting: dict[str, Counter[str]] = {}
    for record in labels.every:
        acts = actor_of(record, unit)
        aliases.setdefault((record.document_id, record.sentence_index, record.target), {})[record.holder] = acts
        acting.setdefault(record.holder, Counter())[acts] += 1
    acts_for = speaker_actors(labels.every, unit)
    spoken = {
        name: acts_for(document.speaker, name, document.published)
        for name, document in (labels.documents or {}).items()
        if document.speaker
    }
    left_out: Counter[str] = Counter()
    kept: list[CodedUnit] = []
    for one in coded:
        place = (one.document_id, one.sentence_index, one.target)
        actor = whose(one, aliases.get(place, {}), acting) if actors or own else None
        if labels.documents is not None and one.document_id not in labels.documents:
            left_out[STRANGERS] += 1
        elif targets and one.target not in targets:
            left_out["of other targets"] += 1
        elif (actors or own) and actor is None:
            left_out["about nobody in particular"] += 1
        elif actors and actor not in actors:
            left_out["of other actors"] += 1
        elif own and spoken[one.document_id] != actor and speakers[one.document_id] != one.holder:
            left_out["of stances of others than the speaker"] += 1
        else:
            kept.append(replace(one, holder=spoken[one.document_id]) if own else one)
    if not kept:
        why = ", ".join(f"{number:,} {name}" for name, number in left_out.items())
        hint = "choose less strictly" if set(left_out) != {STRANGERS} else "give the sample drawn from this corpus"
        raise InputError(f"coded sample: none of its {len(coded):,} units is among those labelled: {why}; {hint}")
    warnings = list(_warnings(coded, kept, left_out, labels))
    records: tuple[StanceRecord, ...] | None = None
    if own:
        records = tuple(r for r in labels.records if spoken.get(r.document_id) == actor_of(r, unit))
        if others := len(labels.records) - len(records):
            warnings.append(
                f"{counted(others, 'record')} of others than their document's speaker: not in what is corrected"
            )
    sentences = None
    if labels.documents is not None:
        sentences = {name: one.sentences for name, one in labels.documents.items() if not own or one.speaker}
    return Sample(
        units=tuple(_told(one, labels.documents) for one in kept),
        records=records,
        sentences=sentences,
        read=len(coded),
        left_out=dict(left_out),
        warnings=tuple(warnings),
    )


def _told(one: CodedUnit, documents: Mapping[str, CorpusDocument] | None) -> CodedUnit:
    """The unit with outlet and date of its document, so that it counts in its group also where there is no record."""
    document = (documents or {}).get(one.document_id)
    if document is None:
        return one
    return replace(one, outlet=one.outlet or document.outlet, published=one.published or document.published)


def _segmented_alike(coded: Sequence[CodedUnit], documents: Mapping[str, CorpusDocument] | None) -> None:
    for one in coded:
        document = (documents or {}).get(one.document_id)
        if document is not None and one.sentence_index >= document.sentences:
            raise InputError(
                f"coded sample: {one.document_id} has {document.sentences} sentences by {DOCUMENTS}, so none of index "
                f"{one.sentence_index}; give the sample drawn from this corpus, with sentences counted as in its labels"
            )


def _speakers(coded: Sequence[CodedUnit], documents: Mapping[str, CorpusDocument] | None) -> dict[str, str]:
    """Who speaks in each document of the sample; those that were not labelled are told elsewhere."""
    hint = "label the speeches with their speakers (speaker=, columns.speaker=), or leave out own=true"
    if documents is None:
        raise ConfigError(
            f"own=true with coded=: without {DOCUMENTS} beside the labels it cannot be told which units are of the "
            f"speaker's own stance; {hint}"
        )
    found: dict[str, str] = {}
    for one in coded:
        document = documents.get(one.document_id)
        if document is not None and document.speaker is None:
            raise ConfigError(f"own=true with coded=: nobody is known to speak in {one.document_id}; {hint}")
        found[one.document_id] = (document.speaker if document else None) or ""
    return found


def _warnings(
    coded: Sequence[CodedUnit], kept: Sequence[CodedUnit], left_out: Mapping[str, int], labels: Labels
) -> list[str]:
    found = []
    if left_out:
        why = ", ".join(f"{number:,} {name}" for name, number in left_out.items())
        found.append(f"coded sample: {sum(left_out.values()):,} of {len(coded):,} units are left out: {why}")
    if left_out.get("about nobody in particular"):
        found.append("coded sample: stances that were missed are not corrected for by units without a holder")
    if labels.documents is None:
        known = {record.document_id for record in labels.every}
        strange = [unit for unit in kept if unit.document_id not in known]
        if strange:
            number = len({unit.document_id for unit in strange})
            found.append(
                f"coded sample: {len(strange):,} of {len(kept):,} units {agreeing(len(strange))} of "
                f"{counted(number, 'document')} without a record; "
                f"whether these were labelled cannot be told without {DOCUMENTS}; if not, corrected figures are wrong"
            )
    targets = {record.target for record in labels.every}
    for target, number in sorted(Counter(unit.target for unit in kept if unit.target not in targets).items()):
        found.append(f"coded sample: {number:,} units are of {target}, of which there is no label")
    return found
