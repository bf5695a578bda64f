"""The labels that an analysis starts from: read, chosen, fingerprinted, and what is odd about them said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.analysis.rows import actor_of
from stance.corpus import DOCUMENTS, CorpusDocument, read_corpus
from stance.errors import ConfigError, InputError, unknown
from stance.findings.remarks import speaking
from stance.provenance import Fingerprint, fingerprint
from stance.records import read_records
from stance.runs import MANIFEST, read_manifest
from stance.text import agreeing, counted
from stance.types import StanceRecord


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Records with where they come from.

    Args:
        records: Those chosen, in the order of the files.
        every: All that were read, each once.
        documents: All documents that were labelled, also those without a record; ``None`` if not known.
        read: How many were read in all.
        left_out: Reason to how many were not chosen.
        files: The files, with their hashes.
        warnings: What a reader of the findings should know.
    """

    records: tuple[StanceRecord, ...]
    read: int
    left_out: dict[str, int]
    files: tuple[Fingerprint, ...]
    warnings: tuple[str, ...]
    every: tuple[StanceRecord, ...] = ()
    documents: Mapping[str, CorpusDocument] | None = None


def read_labels(
    paths: Sequence[str | Path],
    *,
    actors: Sequence[str] = (),
    targets: Sequence[str] = (),
    min_score: float | None = None,
    own: bool = False,
    mixed: bool = False,
    unit: Any = "affiliation",
) -> Labels:
    """Read what `stance label` wrote, and choose.

    Args:
        paths: Output directories, or labels files.
        actors: Keep these only.
        targets: Keep these only.
        min_score: Keep records of this score or more.
        own: Keep only what a speaker says of its own stance.
        mixed: Whether records of several models may be together.
        unit: Who an actor is: ``affiliation`` or ``holder``.

    Raises:
        InputError: There is no such file, it holds no records, none is left of them, two files label one document, a
            file has two rows that differ for one sentence, holder and target, or its list of documents is of others.
        ConfigError: An actor or target is in no record, or several models made them and ``mixed`` is false.
    """
    files = [_file(Path(path)) for path in dict.fromkeys(map(str, paths))]
    records: list[StanceRecord] = []
    owner: dict[str, Path] = {}
    warnings: list[str] = []
    repeated = 0
    for file in files:
        once, again = _once(file)
        for record in once:
            first = owner.setdefault(record.document_id, file)
            if first != file:
                raise InputError(
                    f"{file}: document {record.document_id!r} is labelled in {first} too; give each document once"
                )
        records += once
        repeated += again
        if again:
            warnings.append(f"{file} says {again:,} rows twice; each counts once")
        manifest = read_manifest(file.parent)
        if (status := _status(file.parent)) != "finished":
            warnings.append(
                f"{file.parent} holds a run that did not finish ({status}): documents may be missing from its labels; "
                "repeat its `stance label` to go on"
            )
        if skipped := int(((manifest or {}).get("counts") or {}).get("skipped") or 0):
            warnings.append(f"the run in {file.parent} skipped {counted(skipped, 'document')}; its run.json lists them")
    if not records:
        raise InputError(
            f"{', '.join(map(str, files))}: no records; nothing takes a stance there, so nothing to analyse"
        )
    _one_model(records, mixed)

    def actor(record: StanceRecord) -> str:
        return actor_of(record, unit)

    for name, given, found in (
        ("only_actors", actors, {actor(record) for record in records}),
        ("only_targets", targets, {record.target for record in records}),
    ):
        for one in given:
            if one not in found:
                raise unknown(name, one, sorted(found))
    speaks = speaking(records, unit)
    tests: dict[str, Callable[[StanceRecord], bool]] = {
        "other actors": lambda record: not actors or actor(record) in actors,
        "other targets": lambda record: not targets or record.target in targets,
        "score below min_score": lambda record: min_score is None or record.score >= min_score,
        "stances of others than the speaker": lambda record: not own or speaks(record),
    }
    left_out, kept = dict.fromkeys(tests, 0), []
    for record in records:
        reason = next((name for name, test in tests.items() if not test(record)), None)
        if reason is None:
            kept.append(record)
        else:
            left_out[reason] += 1
    left_out = {name: number for name, number in left_out.items() if number}
    if repeated:
        left_out["repeated rows"] = repeated
    if not kept:
        why = ", ".join(f"{name} ({number:,})" for name, number in left_out.items())
        raise InputError(f"none of the {len(records):,} records is left: {why}; choose less strictly")
    return Labels(
        records=tuple(kept),
        read=len(records) + repeated,
        left_out=left_out,
        files=tuple(fingerprint(file) for file in files),
        warnings=(*warnings, *_odd(kept, len({actor(record) for record in kept}))),
        every=tuple(records),
        documents=_documents(files, records),
    )


def _once(file: Path) -> tuple[list[StanceRecord], int]:
    """The records of a file, each once, and how many rows say one again.

    Raises:
        InputError: Two rows of one sentence, holder and target differ.
    """
    found: dict[tuple[str, int, str, str], tuple[int, StanceRecord]] = {}
    again = 0
    for number, record in enumerate(read_records(file), 1):
        key = (record.document_id, record.sentence_index, record.holder, record.target)
        first, same = found.setdefault(key, (number, record))
        if same is not record and same != record:
            raise InputError(
                f"{file}: rows {first} and {number} are both of document {key[0]!r}, sentence {key[1]}, holder "
                f"{key[2]}, target {key[3]}, and differ; keep one, or give the documents ids of their own"
            )
        again += same is not record
    return [record for _, record in found.values()], again


def _documents(files: Sequence[Path], records: Sequence[StanceRecord]) -> dict[str, CorpusDocument] | None:
    """What the lists beside the files say of the documents; ``None`` unless all have one.

    Raises:
        InputError: A record is of a document, or of a sentence of it, that is not listed.
    """
    paths = [file.parent / DOCUMENTS for file in files]
    if not all(path.is_file() for path in paths):
        return None
    found = {name: document for path in dict.fromkeys(paths) for name, document in read_corpus(path).items()}
    for record in records:
        # Half a surrogate pair is written as its escape there.
        written = record.document_id.encode("utf-8", "backslashreplace").decode("utf-8")
        document = found.setdefault(record.document_id, found[written]) if written in found else None
        if document is None or record.sentence_index >= document.sentences:
            where = " and ".join(map(str, dict.fromkeys(paths)))
            raise InputError(
                f"{where}: no sentence {record.sentence_index} of document {record.document_id!r}, of which there is a "
                f"record; take {DOCUMENTS} away, or give the directory as `stance label` wrote it"
            )
    return found


def _file(path: Path) -> Path:
    if path.is_dir():
        for name in ("labels.jsonl", "labels.csv"):
            if (path / name).is_file():
                return path / name
        raise InputError(
            f"{path}: no labels.jsonl or labels.csv in this directory; give the `out` of a finished `stance label`"
        )
    return path


def _status(folder: Path) -> str:
    """What ``run.json`` says of the run beside labels, however it was changed; labels without one stand alone."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        return "finished"
    except ValueError:
        return f"{MANIFEST} cannot be read"
    return str(found.get("status", "finished")) if isinstance(found, dict) else f"{MANIFEST} cannot be read"


def _one_model(records: Sequence[StanceRecord], mixed: bool) -> None:
    models = sorted({record.model for record in records})
    if len(models) > 1 and not mixed:
        raise ConfigError(
            f"the labels were made by {len(models)} models ({', '.join(models)}), whose errors differ; "
            "give the labels of one, or mixed=true"
        )


def _odd(records: Sequence[StanceRecord], actors: int) -> list[str]:
    """What limits the findings."""
    number = len(records)
    homeless = sum(record.outlet is None for record in records)
    models = {record.model for record in records}
    outlets = {record.outlet for record in records if record.outlet}
    found = {
        f"{len(models)} models made the labels; their errors differ": len(models) > 1,
        "one actor only: no distances and no network between actors": actors == 1,
        "one target only: actors can differ on that alone": len({record.target for record in records}) == 1,
        "one document only: no intervals": len({record.document_id for record in records}) == 1,
        f"{homeless:,} of {number:,} records {agreeing(homeless, 'has', 'have')} no outlet": 0 < homeless < number,
        "no record has an outlet: no agreement between outlets": homeless == number,
        f"one outlet only ({', '.join(outlets)}): no agreement between outlets": len(outlets) == 1 and not homeless,
    }
    return [said for said, holds in found.items() if holds]
