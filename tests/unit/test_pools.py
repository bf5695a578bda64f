"""Documents are worked on together: fewer calls, the same rows, and nobody pays for another's mistake."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import stance
from stance.cli import main
from stance.errors import ConfigError
from stance.jobs import InterruptedRunError, LabelConfig
from stance.labelling import label_run
from stance.pipeline import Chain, build_chain
from stance.pools import pools
from stance.protocols import Failed, Sentiment
from stance.records import read_records
from stance.runs import JOURNAL, PARTIAL
from stance.targets import load_targets
from stance.types import Document, Prediction, Span, StanceExample

TEXT = "France supports the Iran nuclear deal. The weather is fine. Israel has condemned the JCPOA in round {}."


class Model:
    """Stands in for the shipped model; like it, answers hang a little on what else is asked."""

    name = "embedded"
    has_sentiment = True

    def __init__(self) -> None:
        self.asked: list[list[StanceExample]] = []
        self.worded: list[list[tuple[str, Span | None]]] = []

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        self.asked.append(list(examples))
        return [self.answer(example, sum(len(one.text) for one in examples)) for example in examples]

    def answer(self, example: StanceExample, company: int) -> Prediction:
        score = 0.9 - (company % 97) / 1000
        label = "against" if "condemned" in example.text else "favor"
        rest = dict.fromkeys(stance.LABELS, (1 - score) / 2)
        return Prediction(example_id=example.id, label=label, scores=rest | {label: score})  # type: ignore[arg-type]

    def sentiments(self, questions: Sequence[tuple[str, Span | None]]) -> list[Sentiment]:
        self.worded.append(list(questions))
        return ["negative" if "condemned" in text and span else "neutral" for text, span in questions]


def documents(count: int) -> list[Document]:
    return [Document(id=f"d{number}", text=TEXT.format(number), published="2018-05-09") for number in range(count)]


def chain_of(model: Any, **options: Any) -> Chain:
    return build_chain(load_targets(["jcpoa"]), model, **options)


def test_pools_grow_and_are_bounded() -> None:
    sizes = [len(pool) for pool in pools(range(2000))]
    assert sizes[:9] == [1, 1, 2, 4, 8, 16, 32, 64, 128]
    assert set(sizes[9:-1]) == {256}
    assert [item for pool in pools(range(50)) for item in pool] == list(range(50))
    long = [Document(id=str(number), text="x" * 100) for number in range(30)]
    assert max(len(pool) for pool in pools(long, characters=250)) == 3
    assert list(pools([])) == []


def test_a_stream_is_read_only_as_far_as_it_is_needed() -> None:
    taken = []

    def stream() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    cut = pools(stream())
    assert taken == []
    next(cut)
    assert taken == [0]


def test_what_came_before_a_broken_stream_is_handed_out() -> None:
    def stream() -> Iterator[int]:
        yield from range(7)
        raise OSError("gone")

    cut = pools(stream())
    assert [next(cut) for _ in range(4)] == [[0], [1], [2, 3], [4, 5, 6]]
    with pytest.raises(OSError, match="gone"):
        next(cut)


def test_documents_are_asked_about_together_and_come_out_in_order() -> None:
    model = Model()
    found = list(chain_of(model).label_many(documents(12)))
    assert [item.document.id for item in found] == [f"d{number}" for number in range(12)]
    assert len(model.asked) == 5, "pools of 1, 1, 2, 4 and 4 documents"
    for asked in model.asked:
        assert len({example.id for example in asked}) == len(asked), "ids are unique in one call"
    for item in found:
        assert not isinstance(item, Failed)
        assert {(record.holder, record.stance) for record in item.records} == {("FRA", "favor"), ("ISR", "against")}
        assert all(item.document.text[record.start : record.end] == record.sentence for record in item.records)


def test_one_call_takes_so_many_questions() -> None:
    model = Model()
    chain_of(model, batch_size=3).label_together(documents(4))
    assert [len(asked) for asked in model.asked] == [3, 3, 2]


def test_wording_is_asked_for_once_with_the_words_for_the_target() -> None:
    model = Model()
    text = "France and Germany support the Iran nuclear deal. The weather is fine."
    [done] = chain_of(model).label_together([Document(id="a", text=text, published="2018-05-09")])
    assert not isinstance(done, Failed)
    assert len(done.records) == 2
    [asked] = model.worded
    assert [sentence[slice(*span)] if span else None for sentence, span in asked] == [None, "Iran nuclear deal"]
    [other] = chain_of(model).label_together(documents(1))
    assert not isinstance(other, Failed)
    assert [(record.sentiment, record.target_sentiment) for record in other.records] == [
        ("neutral", "neutral"),
        ("neutral", "negative"),
    ]


def test_wording_can_be_another_models() -> None:
    plain = Model()
    plain.has_sentiment = False
    assert chain_of(plain).sentiment_model is not plain, "a model of the class that never learned it"
    wording = Model()
    found = list(chain_of(stance.load_model("lexicon"), sentiment_model=wording).label_many(documents(2)))
    assert not wording.asked
    assert len(wording.worded) == 2
    assert all(not isinstance(item, Failed) and item.records for item in found)


def test_a_document_that_breaks_the_chain_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    annotate = Chain.annotate

    def breaking(self: Chain, document: Document, sentences: Any = None) -> Any:
        if document.id == "d2":
            raise ZeroDivisionError("boom")
        return annotate(self, document, sentences)

    monkeypatch.setattr(Chain, "annotate", breaking)
    found = chain_of(Model()).label_together(documents(4))
    assert [isinstance(item, Failed) for item in found] == [False, False, True, False]
    with pytest.raises(ZeroDivisionError):
        list(stance.label(documents(4), "jcpoa", model=Model()))


class Shaky(Model):
    """Cannot stand one sentence."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        found = super().predict(examples)
        bad = ["round 2" in example.text for example in examples]
        if self.how == "raises" and any(bad):
            raise RuntimeError("out of memory")
        return [
            replace(item, scores=dict.fromkeys(item.scores, math.nan)) if wrong else item
            for item, wrong in zip(found, bad, strict=True)
        ]


@pytest.mark.parametrize(("how", "says"), [("raises", "out of memory"), ("nan", "gave nan as favor")])
def test_an_error_of_the_model_is_of_the_document_it_comes_from(how: str, says: str) -> None:
    found = chain_of(Shaky(how)).label_together(documents(4))
    assert [isinstance(item, Failed) for item in found] == [False, False, True, False]
    assert isinstance(found[2], Failed)
    assert says in str(found[2].error)


class Other(Model):
    """A model with other labels, with no numbers, or that does not answer."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how

    def answer(self, example: StanceExample, company: int) -> Prediction:
        if self.how == "raises":
            raise RuntimeError("no such tensor")
        if self.how == "nan":
            scores = dict.fromkeys(stance.LABELS, math.nan)
            return Prediction(example_id=example.id, label="favor", scores=scores)
        return Prediction(example_id=example.id, label="pro", scores={"pro": 0.7, "con": 0.3})  # type: ignore[arg-type]

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        return super().predict(examples)[: 0 if self.how == "silent" else None]

    def sentiments(self, questions: Sequence[tuple[str, Span | None]]) -> list[Any]:
        return ["sad" for _ in questions]


WRONG = [
    ("labels", "model 'embedded' answers with labels con, pro; stance needs favor, against, neutral"),
    ("nan", "model 'embedded' cannot answer (ValueError: model 'embedded' gave nan as favor"),
    ("raises", "model 'embedded' cannot answer (RuntimeError: no such tensor)"),
    ("silent", "gave 0 answers to 1 question"),
]


@pytest.mark.parametrize(("how", "says"), WRONG)
def test_a_model_that_cannot_answer_is_found_out_before_anything_is_written(
    how: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("stance.specs.build_model", lambda _: Other(how))
    (tmp_path / "a.txt").write_text(TEXT)
    assert main(["label", "a.txt", "out=o"]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert not (tmp_path / "o").exists()


def test_other_polarities_are_refused() -> None:
    with pytest.raises(ConfigError, match="stance needs one of positive, negative, neutral"):
        chain_of(Model(), sentiment_model=Other("sad")).try_out()


def test_unsure_stances_abstain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("France supports the Iran nuclear deal. China may not support the JCPOA.")
    assert main(["label", "a.txt", "out=all", "target=[jcpoa]", "model=lexicon"]) == 0
    scores = sorted(record.score for record in read_records("all"))
    assert scores[0] < scores[-1]
    capsys.readouterr()
    between = f"threshold={(scores[0] + scores[-1]) / 2}"
    assert main(["label", "a.txt", "out=sure", "target=[jcpoa]", "model=lexicon", between]) == 0
    assert "1 record, 1 abstained" in capsys.readouterr().out
    assert [record.score for record in read_records("sure")] == scores[1:]
    assert json.loads((tmp_path / "sure" / "run.json").read_text())["counts"]["abstained"] == 1
    assert "below the threshold" in (tmp_path / "sure" / "report.html").read_text()
    assert main(["label", "a.txt", "out=none", "target=[jcpoa]", "model=lexicon", "threshold=1"]) == 0
    assert "Every stance found is below the threshold." in capsys.readouterr().out
    label = stance.label("a.txt", "jcpoa", model="lexicon", threshold=scores[1])
    assert [record.score for record in label] == scores[1:], "a score that reaches the threshold counts"


@pytest.mark.parametrize("value", ["1.5", "-0.1", "high", "true", ".nan"])
def test_a_threshold_is_a_number_from_0_to_1(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    assert main(["label", "a.txt", "out=o", f"threshold={value}"]) == 2
    said = capsys.readouterr().err
    assert "threshold=" in said
    assert "give a number from 0 to 1" in said
    assert said.count("\n") == 1
    for wrong in (2, -1, math.nan, "0.5", True):
        with pytest.raises(ConfigError, match="give a number from 0 to 1"):
            stance.label("a.txt", "jcpoa", model="lexicon", threshold=wrong)  # type: ignore[arg-type]


class Told:
    """Counts what a run says of its progress."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.done = self.sentences = 0
        self.total: int | None = None
        self.names: list[str] = []
        self.stop_at = stop_at

    def begin(self, total: int | None) -> None:
        self.total = total

    def working(self, name: str) -> None:
        self.names.append(name)

    def advance(self, sentences: int) -> None:
        self.done += 1
        self.sentences += sentences
        if self.done == self.stop_at:
            raise KeyboardInterrupt


def settings(folder: Path, out: str) -> LabelConfig:
    table = folder / "many.jsonl"
    if not table.exists():
        rows = [{"id": one.id, "text": one.text, "published": one.published} for one in documents(40)]
        rows[20]["text"] = ""
        table.write_text("".join(json.dumps(row) + "\n" for row in rows))
    targets = tuple(load_targets(["jcpoa"]))
    return LabelConfig(input=(str(table),), out=folder / out, targets=targets, model={}, settings={"seed": 0})


def test_a_run_stopped_anywhere_ends_with_the_same_bytes(tmp_path: Path) -> None:
    told = Told()
    whole = label_run(settings(tmp_path, "whole"), chain_of(Model()), progress=told)
    assert (told.done, told.total, told.sentences) == (40, 40, whole.counts["sentences"])
    assert whole.counts["documents"] == 39
    assert len({record.score for record in read_records(whole.out)}) > 3, "answers hang on the company"
    for stop in (1, 2, 5, 13, 21, 22, 39):
        out = f"stopped{stop}"
        with pytest.raises(InterruptedRunError):
            label_run(settings(tmp_path, out), chain_of(Model()), progress=Told(stop_at=stop))
        told = Told()
        again = label_run(settings(tmp_path, out), chain_of(Model()), progress=told)
        assert again.counts["resumed"] == stop
        assert told.done == 40
        for name in ("labels.jsonl", "labels.csv"):
            assert (again.out / name).read_bytes() == (whole.out / name).read_bytes()


def test_ctrl_c_while_the_model_works_loses_the_pool_in_flight_only(tmp_path: Path) -> None:
    class Stopping(Model):
        def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
            if len(self.asked) == 5:  # the trial, then pools of 1, 1, 2 and 4
                raise KeyboardInterrupt
            return super().predict(examples)

    with pytest.raises(InterruptedRunError) as caught:
        label_run(settings(tmp_path, "o"), chain_of(Stopping()))
    assert caught.value.documents == 8
    out = tmp_path / "o"
    assert len((out / JOURNAL).read_text().splitlines()) == 8
    assert (out / PARTIAL).read_text().count("\n") == 16
    model = Model()
    assert label_run(settings(tmp_path, "o"), chain_of(model)).counts["resumed"] == 8
    assert len([example for asked in model.asked[1:] for example in asked]) == 31 * 2, "nothing is asked again"


def test_a_folder_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT)
    mkdir = Path.mkdir

    def refused(self: Path, *arguments: Any, **options: Any) -> None:
        if self.name == "o":
            raise PermissionError(13, "Permission denied", str(self))
        mkdir(self, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refused)  # root may write anywhere, so it is not tried with a folder's mode
    assert main(["label", "a.txt", "out=o", "model=lexicon"]) == 2
    said = capsys.readouterr().err
    assert "out=o: Permission denied; give a directory that you may write" in said
    assert said.count("\n") == 1
