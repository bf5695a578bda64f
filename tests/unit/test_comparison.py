"""Runs side by side: grouping by seed, names, tests against a baseline, what is refused and what is left out."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from statistics import stdev

import pytest
from fake import items, make_run

from stance.comparison import compare_runs, find_runs, learning_curves, load_run, worst_errors
from stance.errors import ConfigError, InputError
from stance.metrics.classification import classification

QUICK = {"resamples": 100, "permutations": 200}


def test_runs_that_differ_in_the_seed_alone_are_one_row(tmp_path: Path) -> None:
    paths = [make_run(tmp_path / f"s{seed}", seed=seed) for seed in (3, 1, 2)]
    table = compare_runs(paths, **QUICK)
    (entry,) = table.entries
    assert entry.system.name == "tfidf"
    assert entry.system.seeds == (1, 2, 3)
    single = [
        next(value.value for value in classification(load_run(path).answers["toy/test"]) if value.name == "macro_f1")
        for path in sorted(paths)
    ]
    assert entry.values == pytest.approx(single)
    assert entry.mean == pytest.approx(sum(single) / 3)
    assert entry.sd == pytest.approx(stdev(single))
    assert entry.low < entry.mean < entry.high
    assert (entry.n, entry.documents) == (60, 20)


def test_marks_are_of_the_test_against_the_baseline(tmp_path: Path) -> None:
    sets = {"toy/test": items(300, documents=60)}
    make_run(tmp_path / "base", model="majority", right=0.55, sets=sets)
    make_run(tmp_path / "good", model="good", right=0.9, sets=sets)
    make_run(tmp_path / "bad", model="bad", right=0.2, sets=sets)
    make_run(tmp_path / "same", model="same", right=0.55, sets=sets)
    for baseline in ("majority", str(tmp_path / "base")):
        table = compare_runs([tmp_path], baseline=baseline, resamples=100, permutations=1000)
        found = {entry.system.name: entry for entry in table.entries}
        assert {name: entry.mark for name, entry in found.items()} == {
            "majority": "",
            "good": "*",
            "bad": "†",
            "same": "",
        }
        assert [name for name, entry in found.items() if entry.best] == ["good"]
        assert table.baseline == "majority"
    against = found["good"].against
    assert against is not None
    assert against.difference == pytest.approx(found["good"].mean - found["majority"].mean)
    assert found["good"].p_holm == pytest.approx(min(1.0, 3 * against.p))
    assert against.minimum_detectable > 0
    lower = compare_runs([tmp_path], baseline="majority", statistic="brier", resamples=100, permutations=1000)
    assert {entry.system.name: entry.mark for entry in lower.entries}["good"] == "*"


def test_other_items_are_not_tested(tmp_path: Path) -> None:
    make_run(tmp_path / "a", model="majority")
    make_run(tmp_path / "b", model="tfidf", sets={"toy/test": items(50)})
    changed = [dataclasses.replace(example, gold="favor") for example in items()]
    make_run(tmp_path / "c", model="nli", sets={"toy/test": changed})
    table = compare_runs([tmp_path], baseline="majority", **QUICK)
    assert all(entry.against is None for entry in table.entries)
    assert {entry.system.name: entry.n for entry in table.entries} == {"majority": 60, "tfidf": 50, "nli": 60}
    first, second = table.warnings
    assert "tfidf is not tested against majority" in first
    assert "10 only in majority seed 0, 50 in both" in first
    assert "differ in 'gold'" in second


def test_seeds_with_other_items_have_a_mean_but_no_interval(tmp_path: Path) -> None:
    make_run(tmp_path / "1", seed=1)
    make_run(tmp_path / "2", seed=2, sets={"toy/test": items(40)})
    table = compare_runs([tmp_path], **QUICK)
    (entry,) = table.entries
    assert len(entry.values) == 2
    assert math.isnan(entry.low)
    assert "no interval and no test" in table.warnings[0]


def test_what_cannot_be_compared_is_listed_with_its_reason(tmp_path: Path) -> None:
    good = make_run(tmp_path / "sweep" / "0")
    make_run(tmp_path / "sweep" / "1", seed=1, status="failed", error="fit: ValueError: no rows")
    make_run(tmp_path / "sweep" / "2", seed=2, status="running")
    make_run(tmp_path / "sweep" / "10", seed=3, status="interrupted")
    make_run(tmp_path / "sweep" / "11", kind="label")
    (make_run(tmp_path / "sweep" / "12", seed=5) / "predictions.jsonl").unlink()
    make_run(tmp_path / "sweep" / "13")
    (tmp_path / "sweep" / "14").mkdir()
    (tmp_path / "sweep" / "14" / "run.json").write_text("{", encoding="utf-8")
    table = compare_runs([tmp_path / "sweep"], **QUICK)
    reasons = {Path(path).name: reason for path, reason in table.left_out}
    assert reasons["1"] == "failed: fit: ValueError: no rows"
    assert reasons["2"].startswith("unfinished")
    assert reasons["10"] == "stopped by the user"
    assert "stance label" in reasons["11"]
    assert reasons["12"] == "no predictions.jsonl"
    assert reasons["13"] == f"the same options and seed as {good}"
    assert reasons["14"] == "no readable run.json"
    assert [run.path.name for system in table.systems for run in system.runs] == ["0"]


def test_names_say_only_what_tells_models_apart(tmp_path: Path) -> None:
    hard = {"hard/test": items(split="hard")}
    make_run(tmp_path / "a", config={"model": {"_target_": "x", "rendering": "marked", "epochs": 3}})
    make_run(tmp_path / "b", config={"model": {"_target_": "x", "rendering": "question", "epochs": 3}})
    make_run(tmp_path / "c", sets=hard)
    make_run(tmp_path / "d", model="nli", experiment="zero")
    make_run(tmp_path / "e", model="nli", experiment=None)
    names = [system.name for system in compare_runs([tmp_path], **QUICK).systems]
    assert names == ["tfidf rendering=marked", "tfidf rendering=question", "tfidf", "nli (zero)", "nli (no experiment)"]


def test_a_seed_that_follows_the_run_is_no_option(tmp_path: Path) -> None:
    for seed in (0, 1, 2):
        make_run(tmp_path / f"draw{seed}", seed=seed, config={"split": {"seed": seed, "per_class": 8}})
        make_run(tmp_path / f"fold{seed}", model="folds", seed=seed, config={"split": {"seed": 0}})
        make_run(tmp_path / f"other{seed}", model="folds", seed=seed, config={"split": {"seed": 7}})
    found = [(system.name, system.seeds) for system in compare_runs([tmp_path], **QUICK).systems]
    assert [seeds for _, seeds in found] == [(0, 1, 2)] * 3
    assert found[0][0] == "tfidf"
    assert len({name for name, _ in found}) == 3


def test_folders_and_files_do_not_divide_but_data_do(tmp_path: Path) -> None:
    make_run(tmp_path / "a", seed=1)
    make_run(tmp_path / "b", seed=2)
    other = {"toy": {"files": [{"path": "toy/train.jsonl", "bytes": 10, "sha256": "cd" * 32}]}}
    make_run(tmp_path / "c", seed=3, data=other, commit="f" * 12)
    table = compare_runs([tmp_path], **QUICK)
    assert [system.seeds for system in table.systems] == [(1, 2), (3,)]
    assert [system.name for system in table.systems] == ["tfidf #1", "tfidf #2"]
    assert not table.warnings
    make_run(tmp_path / "d", seed=4, commit="f" * 12)
    assert "different code" in compare_runs([tmp_path], **QUICK).warnings[0]


def test_only_test_sets_unless_told_otherwise(tmp_path: Path) -> None:
    sets = {"toy/test": items(), "toy/dev": items(split="dev"), "toy/test_hard": items(split="hard")}
    run = make_run(tmp_path / "a", sets=sets)
    assert compare_runs([run], **QUICK).sets == ("toy/test", "toy/test_hard")
    assert compare_runs([run], sets=["toy/dev"], **QUICK).sets == ("toy/dev",)
    assert compare_runs([run], sets=["toy"], **QUICK).sets == ("toy/test", "toy/test_hard")
    with pytest.raises(ConfigError, match="unknown set 'toy/tets'; did you mean 'toy/test'"):
        compare_runs([run], sets=["toy/tets"])


def test_patterns_and_nested_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sweep/0", "sweep/10", "sweep/2", "one"):
        make_run(tmp_path / name)
    assert [path.name for path in find_runs([tmp_path / "sweep"])] == ["0", "2", "10"]
    assert [path.name for path in find_runs([str(tmp_path / "sweep" / "1*"), tmp_path / "one"])] == ["10", "one"]
    monkeypatch.chdir(tmp_path)
    assert len(find_runs(["*", str(tmp_path / "one")])) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"statistic": "macrof1"}, "unknown metric 'macrof1'; did you mean 'macro_f1'"),
        ({"baseline": "tfdif"}, "unknown baseline 'tfdif'; did you mean 'tfidf'"),
        ({"alpha": 5}, "alpha=5 is not allowed"),
        ({"statistic": "directed macro_f1"}, "nothing to compare: .*no pairs of directions"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, options: dict[str, object], message: str) -> None:
    run = make_run(tmp_path / "a")
    with pytest.raises((ConfigError, InputError), match=message) as caught:
        compare_runs([run], **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_nothing_finished_and_nothing_there(tmp_path: Path) -> None:
    make_run(tmp_path / "a", status="failed", error="score: KeyError: 'x'")
    with pytest.raises(InputError, match="failed: score"):
        compare_runs([tmp_path])
    with pytest.raises(InputError, match="no such directory"):
        compare_runs([tmp_path / "absent"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no run in it or below it"):
        compare_runs([tmp_path / "empty"])
    with pytest.raises(InputError, match="nothing to compare"):
        compare_runs([])


def test_a_baseline_that_could_be_two_is_ambiguous(tmp_path: Path) -> None:
    make_run(tmp_path / "a", config={"model": {"c": 1}})
    make_run(tmp_path / "b", config={"model": {"c": 2}})
    with pytest.raises(ConfigError, match=r"ambiguous on toy/test; name one of 'tfidf c=1', 'tfidf c=2'"):
        compare_runs([tmp_path], baseline="tfidf")
    assert compare_runs([tmp_path], baseline="tfidf c=2", **QUICK).baseline == "tfidf c=2"


def test_learning_curves_are_of_runs_that_differ_in_size(tmp_path: Path) -> None:
    for rows, trained in ((30, 30), (60, 60), (None, 90)):
        for seed in (1, 2):
            size = trained + (seed if rows is None else 0)  # what is held out for development differs by seed
            make_run(tmp_path / f"{trained}-{seed}", seed=seed, right=0.3 + trained / 200, trained_on=size,
                     config={"train_rows": rows})  # fmt: skip
    make_run(tmp_path / "alone", model="nli", trained_on=0)
    runs = [load_run(path) for path in find_runs([tmp_path])]
    curves = learning_curves(runs, "toy/test")
    assert list(curves) == ["tfidf"]
    assert list(curves["tfidf"]) == [30, 60, 92]
    assert [len(scores) for scores in curves["tfidf"].values()] == [2, 2, 2]
    assert curves["tfidf"][92][0] > curves["tfidf"][30][0]


def test_worst_errors_are_the_most_confident_first(tmp_path: Path) -> None:
    first = load_run(make_run(tmp_path / "a", right=0.5))
    second = load_run(make_run(tmp_path / "b", model="nli", right=0.7))
    errors = worst_errors(first, second, limit=1000)
    wrong = {
        answer.example.id
        for run in (first, second)
        for answer in run.answers["toy/test"]
        if answer.prediction.label != answer.example.gold
    }
    assert {error.example.id for error in errors} == wrong
    assert [error.loss for error in errors] == sorted((error.loss for error in errors), reverse=True)
    top = errors[0]
    assert top.first.example.id == top.second.example.id == top.example.id
    assert len(worst_errors(first, second, limit=3)) == 3
    other = load_run(make_run(tmp_path / "c", sets={"toy/test": items(split="hard")}))
    with pytest.raises(InputError, match="share no coded item"):
        worst_errors(first, other)


def test_figures_of_a_run_are_read_back(tmp_path: Path) -> None:
    run = load_run(make_run(tmp_path / "a", history={"epochs": [{"epoch": 1, "loss": 0.5}]}))
    assert {metric.name for metric in run.metrics} >= {"macro_f1", "accuracy", "f1 favor"}
    assert run.history == [{"epoch": 1, "loss": 0.5}]
    assert load_run(make_run(tmp_path / "b", history={"epochs": 3})).history == []
    path = tmp_path / "a" / "metrics.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metrics"][0]["low"] = None
    path.write_text(json.dumps(content), encoding="utf-8")
    assert math.isnan(load_run(tmp_path / "a").metrics[0].low)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"metrics\.json: no figures of a run"):
        _ = load_run(tmp_path / "a").metrics


def folds(folder: Path, model: str, right: float, *, count: int = 3, **split: object) -> list[Path]:
    rows = items(90, documents=30)
    made = []
    for fold in range(count):
        part = [row for row in rows if int(row.document.rpartition("-")[2]) % 3 == fold]
        config = {"split": {"_target_": "stance.data.splits.kfold", "k": 3, "fold": fold, "seed": 0} | split}
        sets = {"toy/test": part, "toy/dev": items(6, split="dev")}
        made.append(make_run(folder / f"{model}-{fold}", model=model, right=right, sets=sets, config=config))
    return made


def test_folds_of_one_division_are_one_row_of_all_their_answers(tmp_path: Path) -> None:
    paths = [*folds(tmp_path, "tfidf", 0.9), *folds(tmp_path, "majority", 0.4)]
    table = compare_runs(paths, baseline="majority", resamples=50, permutations=100)
    first, second = table.entries
    assert [entry.system.name for entry in table.entries] == ["tfidf, 3 folds", "majority, 3 folds"]
    assert (first.n, first.documents) == (90, 30)
    assert first.against is not None and first.against.n == 90
    assert first.best and not second.best
    answers = [row for path in paths[:3] for row in load_run(path).answers["toy/test"]]
    whole = {metric.name: metric.value for metric in classification(answers, resamples=0)}
    assert first.mean == pytest.approx(whole["macro_f1"])
    assert "tfidf-2" in str(table.systems[0].parts[2].path)


def test_folds_that_share_rows_or_are_of_other_divisions_stay_apart(tmp_path: Path) -> None:
    paths = folds(tmp_path / "a", "tfidf", 0.9, count=2)
    assert [one.name for one in compare_runs(paths, resamples=0).systems] == ["tfidf, 2 of 3 folds"]
    assert len(compare_runs(paths, sets=["toy/dev"], resamples=0).systems) == 2
    other = folds(tmp_path / "b", "tfidf", 0.9, count=2, seed=7)
    assert len(compare_runs([*paths, *other], resamples=0).systems) == 2


def test_only_runs_on_the_same_rows_are_ranked(tmp_path: Path) -> None:
    paths = [
        make_run(tmp_path / "a", model="a", right=0.6),
        make_run(tmp_path / "b", model="b", right=0.5),
        make_run(tmp_path / "c", model="c", right=1.0, sets={"toy/test": items(30)}),
    ]
    entries = compare_runs(paths, resamples=0).entries
    best = max(entries[:2], key=lambda entry: entry.mean)
    assert [entry.system.name for entry in entries if entry.best] == [best.system.name]
