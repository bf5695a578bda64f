"""The labelling run: documents in, rows and pages out, memory flat with the number of documents."""

from __future__ import annotations

import datetime
import itertools
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from stance.errors import ConfigError, InputError
from stance.provenance import Fingerprint, environment, fingerprint, identity
from stance.reading import Skipped, read_documents
from stance.reading.inputs import STDIN, SUFFIXES, expand
from stance.records import read_records, record_from_row, row, write_csv
from stance.report.view import actor_of
from stance.runs import LABELS, LOG, PARTIAL, RunDirectory, new_directory, state
from stance.types import Document, Mention, Sentence, StanceRecord, Target, TargetMention

log = logging.getLogger(__name__)

LISTED = 1000
"""So many skipped documents are listed in ``run.json``; ``run.log`` has them all."""


@dataclass(frozen=True, kw_only=True)
class LabelConfig:
    """What a labelling run is told.

    Args:
        input: Files, folders, patterns, ``-`` for standard input.
        out: Output directory; ``None`` makes one under ``runs``.
        targets: Codebook entries.
        model: ``_target_`` and arguments of the classifier.
        actor_files: The user's own additions to the catalogue of actors.
        reading: Options of :func:`stance.reading.read_documents`.
        settings: The resolved configuration as plain values, for ``run.json``.
        runs: Where directories are made when ``out`` is not given.
        overwrite: Whether a run in ``out`` may be replaced.
        report: Whether to write ``report.html``, for the first ``report_documents`` documents.
        report_documents: See ``report``.
        rows: How many rows the terminal shows.
        batch_size: Examples for one call of the classifier.
        min_relevance: Probability below which a pair gets no record.
        seed: For what is drawn at random.
    """

    input: tuple[str, ...]
    targets: tuple[Target, ...]
    model: Mapping[str, Any]
    out: Path | None = None
    actor_files: tuple[str, ...] = ()
    reading: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    runs: Path = Path("runs")
    overwrite: bool = False
    report: bool = True
    report_documents: int = 1000
    rows: int = 20
    batch_size: int = 64
    min_relevance: float = 0.5
    seed: int = 0


class Labelled(Protocol):
    """What the run needs of a labelled document; mentions are by sentence."""

    @property
    def document(self) -> Document:
        """The document."""
        ...

    @property
    def sentences(self) -> Sequence[Sentence]:
        """Its sentences."""
        ...

    @property
    def mentions(self) -> Sequence[Sequence[Mention]]:
        """Its actors."""
        ...

    @property
    def target_mentions(self) -> Sequence[Sequence[TargetMention]]:
        """Its targets."""
        ...

    @property
    def records(self) -> Sequence[StanceRecord]:
        """Its stances."""
        ...


class Labeller(Protocol):
    """The chain."""

    def label(self, document: Document) -> Labelled:
        """Label one document."""
        ...


class Progress(Protocol):
    """Told how far the run is."""

    def begin(self, total: int | None) -> None:
        """The run starts; ``total`` documents are expected, if that is known."""
        ...

    def advance(self, sentences: int) -> None:
        """A document with so many sentences is done."""
        ...


class Page(NamedTuple):
    """A labelled document as the report needs it."""

    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    records: list[StanceRecord]


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """What came of a run.

    Args:
        out: Its directory.
        counts: ``documents``, ``sentences``, ``records``, ``skipped``, ``noted``, ``resumed`` (done before this start).
        skipped: The first :data:`LISTED` documents left out, each with its reason.
        noted: Documents that were read but for a detail (a date that is none), likewise.
        rows: The first rows.
        matrix: How often an actor takes a stance toward a target: (actor, target, stance) to count.
        names: Actor id to name.
        seconds: How long this process took.
        report: Whether there is a ``report.html``.
    """

    out: Path
    counts: Mapping[str, int]
    skipped: Sequence[tuple[str, str]]
    noted: Sequence[tuple[str, str]]
    rows: Sequence[StanceRecord]
    matrix: Mapping[tuple[str, str, str], int]
    names: Mapping[str, str]
    seconds: float
    report: bool


class InterruptedRunError(KeyboardInterrupt):
    """The user stopped the run; it can be resumed in ``out``."""

    def __init__(self, out: Path, documents: int) -> None:
        super().__init__(f"stopped after {documents} documents in {out}")
        self.out = out
        self.documents = documents


def label_run(
    config: LabelConfig,
    chain: Labeller,
    *,
    names: Callable[[str], str] = str,
    model_name: str = "",
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> RunSummary:
    """Label documents into a run directory.

    A run that was stopped goes on where it was when it is repeated. A document that cannot be read or labelled is left
    out, counted and listed.

    Args:
        config: What to do.
        chain: Labels a document.
        names: Name of a catalogue id.
        model_name: For ``run.json``.
        command: The command line, for ``run.json``.
        progress: Told how far the run is.

    Raises:
        ConfigError: ``out`` cannot be used.
        InputError: There is no document to label.
        InterruptedRunError: The user stopped it.
    """
    begun = time.perf_counter()
    if not config.input:
        raise InputError("no input; usage: stance label PATH... out=DIR")
    items = read_documents(config.input, **config.reading)  # checks the paths and options
    files = _fingerprints(config.input)
    out = config.out or new_directory(config.runs / "label")
    manifest = _manifest(config, files, model_name, command)
    resuming = state(out, manifest["identity"], overwrite=config.overwrite) == "resume"
    held: list[Document | Skipped] = []
    if not resuming:  # nothing is written before there is a document to label; without any, the reader raises
        for item in items:
            held.append(item)
            if isinstance(item, Document):
                break
    if progress:
        progress.begin(sum(file.documents for file in files) if STDIN not in config.input else None)
    with RunDirectory(out, manifest, overwrite=config.overwrite) as run, _logged(out / LOG):
        try:
            _label(run, itertools.chain(held, items), chain, config, progress)
            return _finish(run, config, names, begun)
        except KeyboardInterrupt:
            run.write_manifest("interrupted")
            raise InterruptedRunError(out, sum("id" in entry for entry in run.journal())) from None


def _fingerprints(paths: Sequence[str]) -> list[Fingerprint]:
    """Of every file that will be read; one that cannot be is left to the reader to say so."""
    found = []
    for file in expand(paths):
        path = Path(file.path)
        if file.path != STDIN and path.is_file() and (file.named or path.suffix.lower() in SUFFIXES):
            with suppress(OSError):
                found.append(fingerprint(path))
    return found


def _manifest(
    config: LabelConfig, files: Sequence[Fingerprint], model_name: str, command: Sequence[str]
) -> dict[str, Any]:
    presentation = {"out", "overwrite", "rows", "runs"}
    settings = {key: value for key, value in config.settings.items() if key not in presentation}
    versions = environment()
    inputs = [file.as_json() for file in files]
    # What comes through a pipe cannot be known to be the same again.
    unique = [time.time_ns()] if STDIN in config.input else []
    return {
        "status": "running",
        "command": list(command),
        **versions,
        "model": model_name,
        "seed": config.seed,
        "started": _now(),
        "identity": identity(config.input, settings, inputs, versions["stance"], versions["commit"], unique),
        "input": list(config.input),
        "inputs": inputs,
        "config": dict(config.settings),
    }


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


class _logged:  # noqa: N801  (reads as a verb)
    """Writes what the package logs into a file while it lasts."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._logger = logging.getLogger("stance")

    def __enter__(self) -> None:
        self._level, self._propagate = self._logger.level, self._logger.propagate
        self._logger.addHandler(self._handler)
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self._handler)
        self._logger.setLevel(self._level)
        self._logger.propagate = self._propagate
        self._handler.close()


def _label(
    run: RunDirectory,
    items: Iterable[Document | Skipped],
    chain: Labeller,
    config: LabelConfig,
    progress: Progress | None,
) -> None:
    done = run.done()
    pages = 0
    log.info("%s: %d documents were done before", "resumed" if run.resumed else "started", run.entries)
    for item in items:
        name = item.id if isinstance(item, Document) else item.path
        before = next(done, None)
        if before is not None:
            if (was := before.get("id") or before.get("skipped") or before.get("noted")) != name:
                hint = "add overwrite=true to start over"
                raise ConfigError(f"out={run.path}: {name} comes where {was} came before; {hint}")
            pages += bool(before.get("page"))
            if progress and "id" in before:
                progress.advance(0)
            continue
        if isinstance(item, Skipped):
            _skip(run, name, item.reason, key="noted" if item.kept else "skipped")
            continue
        try:
            labelled = chain.label(item)
        except Exception as error:  # one document must not stop ten thousand; the log has the traceback
            log.exception("document %s", name)
            _skip(run, name, f"could not be labelled ({type(error).__name__}: {error}); run.log has the traceback")
            continue
        shown = config.report and pages < config.report_documents
        pages += shown
        entry = {"id": name, "sentences": len(labelled.sentences), "records": len(labelled.records), "page": shown}
        run.add(entry, labelled.records, _page(labelled) if shown else None)
        if progress:
            progress.advance(len(labelled.sentences))


def _skip(run: RunDirectory, name: str, reason: str, *, key: str = "skipped") -> None:
    reason = " ".join(reason.split())
    log.warning("%s %s: %s", key, name, reason)
    run.add({key: name, "reason": reason})


def _finish(run: RunDirectory, config: LabelConfig, names: Callable[[str], str], begun: float) -> RunSummary:
    counts = dict.fromkeys(("documents", "sentences", "records", "skipped", "noted"), 0)
    left_out: dict[str, list[tuple[str, str]]] = {"skipped": [], "noted": []}
    for entry in run.journal():
        if kind := next((key for key in left_out if key in entry), ""):
            counts[kind] += 1
            if len(left_out[kind]) < LISTED:
                left_out[kind].append((entry[kind], entry["reason"]))
        else:
            counts["documents"] += 1
            counts["sentences"] += entry["sentences"]
            counts["records"] += entry["records"]
    overview = _Overview(config.rows, names)
    write_csv(overview.seen(read_records(run.path / PARTIAL)), run.path / "labels.csv")
    counts["resumed"] = run.entries
    run.manifest |= {
        "finished": _now(),
        "seconds": round(time.perf_counter() - begun, 3),
        "counts": counts,
        **{kind: [{"path": name, "reason": reason} for name, reason in pairs] for kind, pairs in left_out.items()},
    }
    if config.report:
        _report(run, config, overview)
    seconds = time.perf_counter() - begun
    run.manifest["seconds"] = round(seconds, 3)
    run.finish()
    log.info("finished: %s", ", ".join(f"{count} {name}" for name, count in counts.items()))
    return RunSummary(
        out=run.path,
        counts=counts,
        skipped=left_out["skipped"],
        noted=left_out["noted"],
        rows=overview.rows,
        matrix=overview.matrix,
        names=overview.names,
        seconds=seconds,
        report=config.report,
    )


class _Overview:
    """Gathers what the terminal shows while rows stream by."""

    def __init__(self, rows: int, names: Callable[[str], str]) -> None:
        self.rows: list[StanceRecord] = []
        self.matrix: Counter[tuple[str, str, str]] = Counter()
        self.names: dict[str, str] = {}
        self._limit = rows
        self._catalogue = names

    def seen(self, records: Iterable[StanceRecord]) -> Iterator[StanceRecord]:
        for record in records:
            if len(self.rows) < self._limit:
                self.rows.append(record)
            actor = actor_of(record)
            self.matrix[actor, record.target, record.stance] += 1
            self.names.setdefault(record.holder, record.holder_name)
            self.names.setdefault(actor, self._catalogue(actor))
            yield record

    def name(self, actor: str) -> str:
        return self.names.get(actor) or self._catalogue(actor)


def _report(run: RunDirectory, config: LabelConfig, overview: _Overview) -> None:
    from stance.report.html import write_report  # Jinja2 only where a page is made

    pages = (_from_plain(page) for page in run.pages())
    write_report(run.path / "report.html", pages, run=run.manifest, targets=config.targets, names=overview.name)


def _plain(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def _page(labelled: Labelled) -> dict[str, Any]:
    return {
        "document": _plain(labelled.document),
        "sentences": [_plain(sentence) for sentence in labelled.sentences],
        "mentions": [[_plain(mention) for mention in mentions] for mentions in labelled.mentions],
        "targets": [[_plain(mention) for mention in mentions] for mentions in labelled.target_mentions],
        "records": [row(record) for record in labelled.records],
    }


def _from_plain(page: Mapping[str, Any]) -> Page:
    return Page(
        Document(**page["document"]),
        [Sentence(**values) for values in page["sentences"]],
        [[Mention(**values) for values in mentions] for mentions in page["mentions"]],
        [[TargetMention(**values) for values in mentions] for mentions in page["targets"]],
        [record_from_row(values) for values in page["records"]],
    )


__all__ = ["LABELS", "LabelConfig", "Labelled", "Labeller", "Progress", "RunSummary", "label_run"]
