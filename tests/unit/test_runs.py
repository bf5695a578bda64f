"""A run is resumed where it stopped, however rudely; finished and foreign directories are left alone."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.corpus import DOCUMENTS, read_corpus
from stance.errors import ConfigError, InputError
from stance.jobs import InterruptedRunError, LabelConfig
from stance.labelling import label_run
from stance.records import read_records
from stance.runs import JOURNAL, LOCK, PARTIAL, RunDirectory, RunFinishedError, new_directory, read_manifest, state
from stance.types import Document, Mention, Sentence, StanceRecord, Target, TargetMention


class Labelled(NamedTuple):
    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    records: list[StanceRecord]
    abstained: int = 0


def record(document: Document, stance: str = "favor") -> StanceRecord:
    return StanceRecord(
        document_id=document.id,
        outlet=None,
        published=None,
        sentence_index=0,
        sentence=document.text,
        start=0,
        end=len(document.text),
        speaker="FRA",
        holder="FRA",
        holder_name="France",
        affiliation="FRA",
        official=True,
        target="jcpoa",
        stance=stance,  # type: ignore[arg-type]
        score=0.8,
        scores={"favor": 0.8, "against": 0.1, "neutral": 0.1},
        sentiment="neutral",
        basis="statement",
        cue="said",
        evidence=((0, 1),),
        model="fake",
        target_sentiment="neutral",
    )


class Chain:
    """Labels every document once; can be told to break or be stopped at one."""

    def __init__(self, *, breaks: Iterable[str] = (), stops: str | None = None) -> None:
        self.seen: list[str] = []
        self.breaks = set(breaks)
        self.stops = stops

    def label(self, document: Document) -> Labelled:
        self.seen.append(document.id)
        if document.id == self.stops:
            raise KeyboardInterrupt
        if document.id in self.breaks:
            raise RuntimeError("boom")
        sentence = Sentence(document_id=document.id, index=0, start=0, end=len(document.text), text=document.text)
        mention = Mention(entity_id="FRA", text=document.text[:1], start=0, end=1, members=("FRA",))
        target = TargetMention(target="jcpoa", text=document.text[:1], start=0, end=1)
        return Labelled(document, [sentence], [[mention]], [[target]], [record(document)])


JCPOA = Target(id="jcpoa", name="the JCPOA", definition="The nuclear agreement.")


def config(tmp_path: Path, paths: Sequence[Path | str] = (), **changes: Any) -> LabelConfig:
    if not paths:
        folder = tmp_path / "texts"
        folder.mkdir(exist_ok=True)
        for number in range(4):
            (folder / f"d{number}.txt").write_text(f"France backs the deal {number}.", encoding="utf-8")
        paths = [folder]
    values: dict[str, Any] = {
        "input": tuple(map(str, paths)),
        "out": tmp_path / "out",
        "targets": (JCPOA,),
        "model": {},
        "settings": {"seed": 0},
        "report": False,
    }
    return LabelConfig(**(values | changes))


def files(out: Path) -> set[str]:
    return {path.name for path in out.iterdir()}


def test_a_run_writes_all_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    summary = label_run(config(tmp_path, report=True), Chain(), command=["stance", "label", "texts"])
    assert files(summary.out) == {"labels.jsonl", "labels.csv", "documents.csv", "run.json", "run.log", "report.html"}
    manifest = json.loads((summary.out / "run.json").read_text())
    assert manifest["status"] == "finished"
    assert manifest["command"] == ["stance", "label", "texts"]
    assert manifest["counts"] | summary.counts == manifest["counts"]
    assert summary.counts["documents"] == summary.counts["records"] == 4
    assert [Path(item["path"]).name for item in manifest["inputs"]] == ["d0.txt", "d1.txt", "d2.txt", "d3.txt"]
    assert all(len(item["sha256"]) == 64 for item in manifest["inputs"])
    assert {"stance", "python", "platform", "packages", "seed", "config", "started", "finished", "seconds"} <= set(
        manifest
    )
    assert [row.document_id for row in read_records(summary.out)] == ["d0", "d1", "d2", "d3"]
    assert list(read_records(summary.out / "labels.csv")) == list(read_records(summary.out))
    assert summary.matrix == {("FRA", "jcpoa", "favor"): 4}


def test_a_finished_run_is_only_replaced_when_told(tmp_path: Path) -> None:
    label_run(config(tmp_path), Chain())
    before = (tmp_path / "out" / "labels.jsonl").read_bytes()
    with pytest.raises(RunFinishedError, match="add overwrite=true to replace it") as caught:
        label_run(config(tmp_path), Chain())
    assert caught.value.same
    with pytest.raises(RunFinishedError) as caught:
        label_run(config(tmp_path, settings={"seed": 1}), Chain())
    assert not caught.value.same
    assert (tmp_path / "out" / "labels.jsonl").read_bytes() == before
    chain = Chain()
    label_run(config(tmp_path, overwrite=True), chain)
    assert chain.seen == ["d0", "d1", "d2", "d3"]


def test_overwriting_with_nothing_to_read_keeps_what_is_there(tmp_path: Path) -> None:
    label_run(config(tmp_path), Chain())
    (tmp_path / "empty.txt").touch()
    with pytest.raises(InputError, match=r"empty\.txt"):
        label_run(config(tmp_path, [tmp_path / "empty.txt"], overwrite=True), Chain())
    assert len(list(read_records(tmp_path / "out"))) == 4


def test_nothing_is_written_when_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(InputError):
        label_run(config(tmp_path, [tmp_path / "empty.txt"]), Chain())
    assert not (tmp_path / "out").exists()


def test_an_interrupted_run_goes_on_after_the_last_document(tmp_path: Path) -> None:
    with pytest.raises(InterruptedRunError) as caught:
        label_run(config(tmp_path, report=True), Chain(stops="d2"))
    assert caught.value.documents == 2
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest["status"] == "interrupted"
    chain = Chain()
    summary = label_run(config(tmp_path, report=True), chain)
    assert chain.seen == ["d2", "d3"]
    assert summary.counts["resumed"] == 2
    assert [row.document_id for row in read_records(tmp_path / "out")] == ["d0", "d1", "d2", "d3"]
    assert all(f"deal {number}" in (tmp_path / "out" / "report.html").read_text() for number in range(4))
    listed = read_corpus(tmp_path / "out" / DOCUMENTS)
    assert [(one.document_id, one.sentences, one.records) for one in listed.values()] == [
        (f"d{number}", 1, 1) for number in range(4)
    ]


@given(cut=st.integers(0, 4000), journal_cut=st.integers(0, 600))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_run_cut_off_at_any_byte_gives_the_same_rows(tmp_path: Path, cut: int, journal_cut: int) -> None:
    out, documents = tmp_path / f"out{cut}-{journal_cut}-{os.urandom(4).hex()}", ["d0", "d1", "d2", "d3"]
    with pytest.raises(InterruptedRunError):
        label_run(config(tmp_path, out=out), Chain(stops="d3"))
    os.truncate(out / PARTIAL, min(cut, (out / PARTIAL).stat().st_size))
    os.truncate(out / JOURNAL, min(journal_cut, (out / JOURNAL).stat().st_size))
    label_run(config(tmp_path, out=out), Chain())
    assert [row.document_id for row in read_records(out)] == list(read_corpus(out / DOCUMENTS)) == documents


def test_a_run_stopped_while_finishing_is_finished(tmp_path: Path) -> None:
    with pytest.raises(InterruptedRunError):
        label_run(config(tmp_path), Chain(stops="d3"))
    out = tmp_path / "out"
    (out / PARTIAL).rename(out / "labels.jsonl")
    (out / ".stance-part-dead").write_text("half a file")
    label_run(config(tmp_path), Chain())
    assert len(list(read_records(out))) == 4
    assert not list(out.glob(".*"))


def test_other_options_do_not_resume(tmp_path: Path) -> None:
    with pytest.raises(InterruptedRunError):
        label_run(config(tmp_path), Chain(stops="d2"))
    with pytest.raises(ConfigError, match="unfinished run with other options or inputs"):
        label_run(config(tmp_path, settings={"seed": 1}), Chain())
    (tmp_path / "texts" / "d3.txt").write_text("changed text")
    with pytest.raises(ConfigError, match="unfinished run with other options or inputs"):
        label_run(config(tmp_path, [tmp_path / "texts"]), Chain())
    assert label_run(config(tmp_path, [tmp_path / "texts"], overwrite=True), Chain()).counts["documents"] == 4


def test_a_document_that_breaks_the_chain_is_listed_and_the_others_are_labelled(tmp_path: Path) -> None:
    summary = label_run(config(tmp_path), Chain(breaks=["d1"]))
    assert summary.counts["documents"] == 3
    assert list(read_corpus(summary.out / DOCUMENTS)) == ["d0", "d2", "d3"]  # what was not labelled is not there
    [(name, reason)] = summary.skipped
    assert name == "d1"
    assert "RuntimeError: boom" in reason
    assert "Traceback" in (tmp_path / "out" / "run.log").read_text()
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest["skipped"] == [{"path": name, "reason": reason}]


def test_what_cannot_be_read_is_listed_where_other_documents_remain(tmp_path: Path) -> None:
    configured = config(tmp_path)
    (tmp_path / "texts" / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    summary = label_run(configured, Chain())
    assert summary.counts["documents"] == 4
    assert summary.counts["skipped"] == 1
    assert summary.skipped[0][0].endswith("a.txt")


def test_foreign_directories_and_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ConfigError, match="is a file"):
        state(tmp_path / "file", "x")
    (tmp_path / "foreign").mkdir()
    assert state(tmp_path / "foreign", "x") == "new"
    (tmp_path / "foreign" / "run.json").write_text('{"status": "finished"}')
    for overwrite in (False, True):
        with pytest.raises(ConfigError, match="holds no run of stance"):
            state(tmp_path / "foreign", "x", overwrite=overwrite)
    with pytest.raises(ConfigError, match="out="):
        RunDirectory(tmp_path / "file" / "below", {"identity": "x"})


def test_two_runs_at_once_are_refused_and_a_dead_lock_is_not_in_the_way(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / LOCK).write_text("999999")
    manifest = {"stance": "0", "identity": "x"}
    with RunDirectory(out, manifest), pytest.raises(ConfigError, match=f"process {os.getpid()}"):
        RunDirectory(out, manifest)
    with RunDirectory(out, manifest) as again:
        assert again.resumed
    assert not (out / LOCK).exists()


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from stance.runs import RunDirectory\n"
        "RunDirectory(pathlib.Path(sys.argv[1]), {'stance': '0', 'identity': 'x'}); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], check=False)
    assert (tmp_path / "out" / LOCK).exists()
    with RunDirectory(tmp_path / "out", {"stance": "0", "identity": "x"}) as run:
        assert run.resumed


def test_a_new_directory_is_free(tmp_path: Path) -> None:
    now = datetime.datetime(2020, 7, 21, 17, 43)
    first = new_directory(tmp_path, now=now)
    assert first.name == "2020-07-21_17-43-00"
    first.mkdir()
    assert new_directory(tmp_path, now=now).name == "2020-07-21_17-43-00-2"


def test_documents_are_not_kept(tmp_path: Path) -> None:
    """Each document is done before the next is read, and the report's part is on the disk."""
    table = tmp_path / "many.jsonl"
    table.write_text("".join(json.dumps({"text": f"France backs the deal {number}."}) + "\n" for number in range(50)))
    out = tmp_path / "out"
    seen: list[int] = []

    class Watching(Chain):
        def label(self, document: Document) -> Labelled:
            seen.append((out / JOURNAL).read_text().count("\n"))
            return super().label(document)

    label_run(config(tmp_path, [table], report=True, report_documents=3), Watching())
    assert seen == list(range(50))
    assert "rance backs the deal 2." in (out / "report.html").read_text()
    assert "rance backs the deal 3." not in (out / "report.html").read_text()
