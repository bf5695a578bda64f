"""From the output of `stance label` to a sample to be coded by hand, without programming."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.actors.catalogue import load_catalogue
from stance.analysis.coded import SampledUnit, write_sample
from stance.analysis.rows import ActorUnit
from stance.analysis.sampling import FrameDocument, Stratum, draw_sample, frame_of
from stance.corpus import DOCUMENTS, CorpusDocument, read_corpus
from stance.errors import ConfigError, InputError, StanceError, unknown
from stance.findings import read_labels
from stance.findings.remarks import speaker_actors
from stance.holders import Annotator
from stance.jobs import LabelConfig
from stance.reading import read_documents
from stance.reading import sentences as split
from stance.types import Document

Mention = tuple[str, int, str]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A sample, and what it was drawn from.

    Args:
        units: As drawn.
        texts: Document to its sentences, of the documents that units are of, as far as they could be read.
        counts: Target and stratum to the number of units in the frame, and in the sample.
        notes: What could not be done, and why.
    """

    units: Sequence[SampledUnit]
    texts: Mapping[str, Sequence[str]]
    counts: Mapping[tuple[str, Stratum], tuple[int, int]]
    notes: Sequence[str]


def draw(
    folders: Sequence[str | Path],
    runs: Sequence[LabelConfig | None],
    *,
    n: int,
    seed: int = 0,
    unsure: float = 0.5,
    targets: Sequence[str] = (),
    actor: ActorUnit = "affiliation",
    own: bool = False,
    mixed: bool = False,
    texts: bool = True,
    stage: Callable[[str], None] = lambda name: None,
) -> Drawn:
    """Draw a sample from what was labelled.

    Args:
        folders: Output directories of `stance label`.
        runs: What each run was told, for its targets and texts; ``None`` where that is not known.
        n: How many units.
        seed: Of the draw.
        unsure: See :func:`stance.analysis.sampling.draw_sample`.
        targets: Of these only; all that were looked for if empty.
        actor: Who an actor is, as in the analysis to be corrected.
        own: Only speeches, and what their speakers say of their own stance, as in the analysis.
        mixed: Whether labels of several models may be together.
        texts: Whether documents are read again, for sentences to show and for those that name a target.
        stage: Called with the name of what is done next.

    Raises:
        InputError: The labels cannot be used, or their list of documents is not there.
        ConfigError: An option is not possible, or ``own`` is asked for and no document has a speaker.
    """
    stage("reading labels")
    corpus = _corpus(folders)
    labels = read_labels(folders, own=own, mixed=mixed, unit=actor)
    looked = {target.id for run in runs if run for target in run.targets} | {one.target for one in labels.records}
    for target in targets:
        if target not in looked:
            raise unknown("target", target, sorted(looked))
    chosen = sorted(set(targets) or looked)
    records = [record for record in labels.records if record.target in chosen]
    notes = []
    if own:
        corpus, before = {key: one for key, one in corpus.items() if one.speaker}, len(corpus)
        if not corpus:
            raise ConfigError(
                "own=true: no document has a speaker; label speeches with theirs (speaker=, columns.speaker=), or "
                "leave out own=true"
            )
        records = [record for record in records if record.document_id in corpus]
        if silent := before - len(corpus):
            notes.append(f"{silent:,} of {before:,} documents without a speaker: not in the frame")
    stage("reading documents")
    read, mentions = _mentions(corpus, runs, set(chosen)) if texts else ("", [])
    if read:
        notes.append(f"{read}: sentences are not shown, and those that name a target without a record not drawn apart")
    acts_for = speaker_actors(labels.every, actor)
    frame = frame_of(
        [_in_frame(document, acts_for if own else None) for document in corpus.values()],
        targets=chosen,
        records=records,
        mentions=mentions,
        actor=actor,
    )
    if frame.outside:
        notes.append(f"{frame.outside:,} records of others than the speaker of their document are not in the frame")
    units = draw_sample(frame, n=n, seed=seed, unsure=unsure)
    drawn: Counter[tuple[str, str | None]] = Counter((unit.target, unit.stratum) for unit in units)
    stage("reading sentences")
    shown = {} if read or not texts else _texts({unit.document_id for unit in units}, runs)
    counts = {key: (number, drawn[key]) for key, number in frame.counts().items()}
    return Drawn(units=units, texts=shown, counts=counts, notes=notes)


def free(path: Path, *, overwrite: bool) -> None:
    """Make sure, before anything is read, that a sample may be written.

    Raises:
        ConfigError: There is such a file already and ``overwrite`` is false, or it is a directory.
    """
    if path.is_dir():
        raise ConfigError(f"out={path} is a directory; give a file, as in out=sample.csv")
    if path.exists() and not overwrite:
        raise ConfigError(f"out={path} is there already, perhaps half coded; give another out, or overwrite=true")


def write(drawn: Drawn, path: Path) -> int:
    """Write the sample for a coder; returns the number of rows.

    Raises:
        ConfigError: It cannot be written.
    """
    catalogue = load_catalogue()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_sample(
            drawn.units,
            path,
            texts=drawn.texts or None,
            names=lambda actor: catalogue.actors[actor].name if actor in catalogue else actor,
        )
    except OSError as error:
        raise ConfigError(f"out={path}: {error.strerror}; give a file that you may write") from error


def _corpus(folders: Sequence[str | Path]) -> dict[str, CorpusDocument]:
    found: dict[str, CorpusDocument] = {}
    for folder in map(Path, folders):
        if not folder.exists():
            raise InputError(f"{folder}: no such file or directory; give the output of a finished `stance label`")
        path = (folder if folder.is_dir() else folder.parent) / DOCUMENTS
        if not path.is_file():
            raise InputError(
                f"{path}: no such file; sentences without a record can be drawn, too, so give the whole output of "
                "`stance label`, made by this version of stance"
            )
        found |= read_corpus(path)
    return found


def _in_frame(document: CorpusDocument, acts_for: Callable[[str, str, str | None], str] | None) -> FrameDocument:
    speaker = document.speaker if acts_for else None
    holder = acts_for(speaker, document.document_id, document.published) if speaker and acts_for else None
    return FrameDocument(document.document_id, document.sentences, holder, document.outlet, document.published)


def _mentions(
    corpus: Mapping[str, CorpusDocument], runs: Sequence[LabelConfig | None], targets: set[str]
) -> tuple[str, list[Mention]]:
    """Sentences that name a target; or what keeps the texts from being read as they were labelled."""
    found: list[Mention] = []
    left = set(corpus)
    for run in runs:
        if run is None:
            return "a run.json cannot be used, or names a file that is not there", []
        annotator = Annotator(run.targets, load_catalogue(run.actor_files, default=run.shipped_actors))
        try:
            for document in _documents(run):
                if document.id not in left:
                    continue
                annotated = annotator.annotate(document)
                if len(annotated.sentences) != corpus[document.id].sentences:
                    return f"{document.id} is not the text that was labelled", []
                left.discard(document.id)
                named = zip(annotated.sentences, annotated.target_mentions, strict=True)
                for index, (_, mentions) in enumerate(named):
                    found += {(document.id, index, one.target) for one in mentions if one.target in targets}
        except StanceError as error:
            return str(error).partition(";")[0], []
    return (f"{next(iter(sorted(left)))} is not where it was when it was labelled" if left else ""), found


def _texts(wanted: set[str], runs: Sequence[LabelConfig | None]) -> dict[str, list[str]]:
    return {
        document.id: [sentence.text for sentence in split(document)]
        for run in runs
        if run
        for document in _documents(run)
        if document.id in wanted
    }


def _documents(run: LabelConfig) -> Iterator[Document]:
    options: dict[str, Any] = dict(run.reading)
    return (item for item in read_documents(run.input, **options) if isinstance(item, Document))
