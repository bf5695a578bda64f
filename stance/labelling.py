"""The labelling run: documents in, rows and pages out, memory flat with the number of documents."""

from __future__ import annotations

import datetime
import itertools
import logging
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from stance.corpus import DOCUMENTS, CorpusDocument, write_corpus
from stance.errors import ConfigError, InputError
from stance.jobs import InterruptedRunError, LabelConfig, Progress, RunSummary, page_from, page_of
from stance.logs import logged_to
from stance.pools import pools
from stance.protocols import Failed, Labelled, Labeller, PoolLabeller
from stance.provenance import Fingerprint, environment, fingerprint, identity
from stance.reading import Skipped, read_documents
from stance.reading.inputs import STDIN, SUFFIXES, expand
from stance.records import read_records, write_csv
from stance.report.view import actor_of
from stance.runs import LOG, PARTIAL, RunDirectory, new_directory, state
from stance.types import Document, StanceRecord

log = logging.getLogger(__name__)

LISTED = 1000
"""So many skipped documents are listed in ``run.json``; ``run.log`` has them all."""


def label_run(
    config: LabelConfig,
    chain: Labeller,
    *,
    names: Callable[[str], str] = str,
    known: Container[str] | None = None,
    model_name: str = "",
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> RunSummary:
    """Label documents into a run directory.

    A run that was stopped goes on where it was when it is repeated. A document that cannot be read or labelled is left
    out, counted and listed.

    Args:
        config: What to do.
        chain: Labels documents; several at once if it can.
        names: Name of a catalogue id.
        known: Ids of the catalogue, against which the ``speaker`` of documents is held; ``None``: not looked at.
        model_name: For ``run.json``.
        command: The command line, for ``run.json``.
        progress: Told how far the run is.

    Raises:
        ConfigError: ``out`` or a model cannot be used.
        InputError: There is no document to label, or not one could be labelled.
        InterruptedRunError: The user stopped it.
    """
    begun = time.perf_counter()
    if not config.input:
        raise InputError("no input; usage: stance label PATH... out=DIR")
    # Checks the paths and options.
    items = _speakers_noted(read_documents(config.input, **config.reading), known)
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
    if isinstance(chain, PoolLabeller):
        chain.try_out()
    if progress:
        progress.begin(sum(file.documents for file in files) if STDIN not in config.input else None)
    with RunDirectory(out, manifest, overwrite=config.overwrite) as run, logged_to(out / LOG):
        try:
            _label(run, itertools.chain(held, items), chain, config, progress)
            _not_all_failed(run)
            return _finish(run, config, names, begun)
        except KeyboardInterrupt:
            run.write_manifest("interrupted")
            raise InterruptedRunError(out, sum("id" in entry for entry in run.journal())) from None


def _name(item: Document | Skipped) -> str:
    return item.id if isinstance(item, Document) else item.path


def _speakers_noted(items: Iterable[Document | Skipped], known: Container[str] | None) -> Iterator[Document | Skipped]:
    """``items``, with a note before the first document of each speaker that the catalogue does not know."""
    noted: set[str] = set()
    for item in items:
        speaker = item.speaker if isinstance(item, Document) else None
        if known is not None and speaker and speaker not in known and speaker not in noted:
            noted.add(speaker)
            hint = "give an id like DEU, or add it with actors=[default,mine.yaml]"
            reason = f"speaker {speaker!r} is no id of the catalogue, so it has no affiliation; {hint}"
            yield Skipped(path=_name(item), reason=reason, kept=True)
        yield item


def _not_all_failed(run: RunDirectory) -> None:
    """Ends a run of which nothing came.

    Raises:
        InputError: No document could be labelled.
    """
    failed, first = 0, ""
    for entry in run.journal():
        if "id" in entry:
            return
        if "skipped" in entry:
            failed += 1
            first = first or f"{entry['skipped']}: {entry['reason'].partition(';')[0]}"
    run.fail()
    raise InputError(f"no document could be labelled; {failed} failed, first {first}; see {run.path / LOG}")


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


def _label(
    run: RunDirectory,
    items: Iterable[Document | Skipped],
    chain: Labeller,
    config: LabelConfig,
    progress: Progress | None,
) -> None:
    """Label pool by pool. One that was cut off is done again from its start, for the same answers, and written on."""
    done = run.done()
    shown = 0
    log.info("%s: %d documents were done before", "resumed" if run.resumed else "started", run.entries)
    for pool in pools(items) if isinstance(chain, PoolLabeller) else ([item] for item in items):
        before = list(itertools.islice(done, len(pool)))
        for item, entry in zip(pool, before, strict=False):
            _same(run, item, entry)
            shown += bool(entry.get("page"))
            if progress and "noted" not in entry:
                progress.advance(0)
        if len(before) == len(pool):
            continue
        found = iter(_labelled(chain, [item for item in pool if isinstance(item, Document)], progress))
        for number, item in enumerate(pool):
            result = next(found) if isinstance(item, Document) else item
            if number >= len(before):
                shown += _written(run, item, result, page=config.report and shown < config.report_documents)
                if progress and not (isinstance(item, Skipped) and item.kept):
                    progress.advance(0 if isinstance(result, Failed | Skipped) else len(result.sentences))


def _same(run: RunDirectory, item: Document | Skipped, entry: Mapping[str, Any]) -> None:
    name = _name(item)
    if (was := entry.get("id") or entry.get("skipped") or entry.get("noted")) != name:
        hint = "add overwrite=true to start over"
        raise ConfigError(f"out={run.path}: {name} comes where {was} came before; {hint}")


def _labelled(chain: Labeller, documents: Sequence[Document], progress: Progress | None) -> Iterable[Labelled | Failed]:
    def told() -> Iterator[Document]:
        for document in documents:
            if progress:
                progress.working(document.id)
            yield document

    return chain.label_together(told()) if isinstance(chain, PoolLabeller) else (_alone(chain, one) for one in told())


def _alone(chain: Labeller, document: Document) -> Labelled | Failed:
    try:
        return chain.label(document)
    except Exception as error:  # noqa: BLE001 - one document must not stop ten thousand; the log has the traceback
        return Failed(document, error)


def _written(run: RunDirectory, item: Document | Skipped, result: Labelled | Failed | Skipped, *, page: bool) -> bool:
    """Store what came of an item, and say whether a page of the report did."""
    name = _name(item)
    if isinstance(result, Skipped):
        _skip(run, name, result.reason, key="noted" if result.kept else "skipped")
        return False
    if isinstance(result, Failed):
        error = result.error
        log.error("document %s", name, exc_info=error)
        _skip(run, name, f"could not be labelled ({type(error).__name__}: {error}); run.log has the traceback")
        return False
    counts = {"sentences": len(result.sentences), "records": len(result.records), "abstained": result.abstained}
    known = {key: getattr(result.document, key) for key in ("outlet", "published", "speaker")}
    run.add({"id": name, **counts, **known, "page": page}, result.records, page_of(result) if page else None)
    return page


def _skip(run: RunDirectory, name: str, reason: str, *, key: str = "skipped") -> None:
    reason = " ".join(reason.split())
    log.warning("%s %s: %s", key, name, reason)
    run.add({key: name, "reason": reason})


def _finish(run: RunDirectory, config: LabelConfig, names: Callable[[str], str], begun: float) -> RunSummary:
    pages = 0
    counts = dict.fromkeys(("documents", "sentences", "records", "abstained", "skipped", "noted"), 0)
    left_out: dict[str, list[tuple[str, str]]] = {"skipped": [], "noted": []}
    for entry in run.journal():
        if kind := next((key for key in left_out if key in entry), ""):
            counts[kind] += 1
            if len(left_out[kind]) < LISTED:
                left_out[kind].append((entry[kind], entry["reason"]))
        else:
            counts["documents"] += 1
            for kind in ("sentences", "records", "abstained"):
                counts[kind] += entry.get(kind, 0)
            pages += entry["page"]
    overview = _Overview(config.rows, names)
    write_csv(overview.seen(read_records(run.path / PARTIAL)), run.path / "labels.csv")
    write_corpus(_documents(run), run.path / DOCUMENTS)
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
        pages=pages,
    )


def _documents(run: RunDirectory) -> Iterator[CorpusDocument]:
    """All documents that were labelled, those without a record too."""
    for entry in run.journal():
        if "id" in entry:
            known = {key: entry.get(key) for key in ("outlet", "published", "speaker")}
            yield CorpusDocument(entry["id"], entry["sentences"], entry["records"], **known)


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
    from stance.report.overview import overview as charts

    findings, hint = charts(
        lambda: read_records(run.path / PARTIAL),
        count=run.manifest["counts"]["records"],
        where=str(run.path),
        names=overview.name,
        targets=config.targets,
    )
    write_report(
        run.path / "report.html",
        (page_from(page) for page in run.pages()),
        run=run.manifest,
        targets=config.targets,
        names=overview.name,
        findings=findings,
        hint=hint,
    )
