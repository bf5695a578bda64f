from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from stance.errors import ConfigError
from stance.models.arrays import read_arrays, read_json, write_arrays, write_json
from stance.models.heads import Rows, Settings
from stance.models.linear import _folds, fit
from stance.models.places import places
from stance.models.saved import load_saved
from stance.models.tfidf import VOCABULARY_FILE, TfidfModel
from stance.models.views import surroundings, view_of
from stance.types import Label, StanceExample, TargetMention

np = pytest.importorskip("numpy")


def settings(**options: object) -> Settings:
    given = {"classifier": "logistic", "C": 1.0, "class_weights": None, "folds": 4}
    return Settings.of("m", **(given | options))  # type: ignore[arg-type]


def noisy(count: int, seed: int = 0, labels: int = 3, wrong: float = 0.3) -> Rows:
    """Three clouds of points, a known share of them coded wrongly; four rows a document."""
    draw = np.random.default_rng(seed)
    gold = draw.integers(0, labels, count)
    points = np.eye(3, dtype=np.float32)[gold] * 3 + draw.normal(0, 0.5, (count, 3)).astype(np.float32)
    coded = np.where(draw.random(count) < wrong, draw.integers(0, labels, count), gold)
    return Rows(points, coded, np.ones(count), [str(index // 4) for index in range(count)])


@pytest.mark.parametrize("classifier", ["svm", "logistic"])
@pytest.mark.parametrize("with_dev", [False, True])
def test_probabilities_mean_what_they_say(classifier: str, with_dev: bool) -> None:
    dev = noisy(400, seed=1) if with_dev else None
    head, history = fit(noisy(600), dev, settings(classifier=classifier, C=[0.01, 1.0, 100.0]))
    test = noisy(2000, seed=2)
    found = head.probabilities(test.features)
    right = found.argmax(axis=1) == test.labels
    assert found.sum(axis=1) == pytest.approx(np.ones(2000))
    assert right.mean() == pytest.approx(0.8, abs=0.04)
    assert found.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.05)
    assert history["calibrated_on"] == ("dev" if with_dev else "folds")
    assert history["C"] in (0.01, 1.0, 100.0)
    assert set(history["log_loss"]) == {"0.01", "1", "100"}


@pytest.mark.parametrize("classifier", ["svm", "logistic"])
def test_a_label_that_was_not_seen_gets_what_is_left_for_the_unseen(classifier: str) -> None:
    head, _ = fit(noisy(97, labels=2), None, settings(classifier=classifier))
    found = head.probabilities(noisy(50, seed=3, labels=2).features)
    assert found[:, 2] == pytest.approx(np.full(50, 1 / 100))
    only = Rows(np.ones((2, 3), dtype=np.float32), np.array([1, 1]), np.ones(2), ["a", "b"])
    head, _ = fit(only, None, settings(classifier=classifier))
    assert head.probabilities(np.zeros((1, 3), dtype=np.float32)).tolist()[0] == pytest.approx([0.1, 0.8, 0.1])


def test_few_examples_calibrate_without_changing_which_label_is_best() -> None:
    rows = noisy(24, wrong=0.9)
    test = noisy(500, seed=4)
    head, history = fit(rows, None, settings(classifier="svm"))
    assert history["calibrated_on"] == "folds"
    assert (head.probabilities(test.features).argmax(axis=1) == head.decide(test.features).argmax(axis=1)).all()
    assert len(set(history["slope"])) == 1
    assert head.probabilities(test.features).max(axis=1).mean() < 0.6


def test_folds_never_divide_a_document() -> None:
    rows = noisy(200)
    folds = _folds(rows, settings(), seed=0)
    assert len(folds) == 4
    assert sorted(np.concatenate([look for _, look in folds])) == list(range(200))
    for learn, look in folds:
        assert not {rows.groups[index] for index in learn} & {rows.groups[index] for index in look}
    assert _folds(rows._replace(groups=["one"] * 200), settings(), seed=0) == []
    assert _folds(noisy(9), settings(), seed=0) == []


def test_weights_and_class_weights_move_the_scores() -> None:
    rows = noisy(100)
    plain = fit(rows, None, settings(folds=0)).head.probabilities(rows.features)[:, 0].mean()
    heavy = rows._replace(weights=np.where(rows.labels == 0, 10.0, 1.0))
    assert fit(heavy, None, settings(folds=0)).head.probabilities(rows.features)[:, 0].mean() > plain + 0.05
    counted = settings(folds=0, class_weights={"favor": 10, "against": 1, "neutral": 1})
    assert fit(rows, None, counted).head.probabilities(rows.features)[:, 0].mean() > plain + 0.05


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"classifier": "logistics"}, "did you mean 'logistic'"),
        ({"C": 0}, "C=0"),
        ({"C": []}, r"C=\[\]"),
        ({"C": "much"}, "C=much"),
        ({"class_weights": "balance"}, "class_weights='balance'"),
        ({"class_weights": {"favor": 1}}, "class_weights="),
        ({"folds": 1}, "folds=1"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        settings(**options)
    assert "\n" not in str(caught.value)


def test_arrays_and_json_come_back_as_they_were(tmp_path: Path) -> None:
    grid = np.arange(6, dtype=np.float32).reshape(2, 3)
    write_arrays(tmp_path / "new", {"straight": grid, "turned": grid.T, "flags": np.array([True, False])})
    found = read_arrays(tmp_path / "new", ["straight", "turned"])
    assert found["turned"].tolist() == grid.T.tolist()
    assert found["flags"].tolist() == [True, False]
    with pytest.raises(ConfigError, match="holds no other"):
        read_arrays(tmp_path / "new", ["other"])
    with pytest.raises(ConfigError, match=r"no readable arrays\.safetensors"):
        read_arrays(tmp_path, [])
    (tmp_path / "arrays.safetensors").write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(ConfigError, match="no safetensors file"):
        read_arrays(tmp_path, [])
    write_json(tmp_path, "a.json", {"é": [1]})
    assert read_json(tmp_path, "a.json") == {"é": [1]}
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(ConfigError, match="is no JSON"):
        read_json(tmp_path, "a.json")


def found(text: str, holder: str | None, target: str, **spans: object) -> list[list[str]]:
    example = StanceExample(text=text, holder=holder, target=target, **spans)  # type: ignore[arg-type]
    return [[text[start:end] for start, end in part] for part in places(example)]


def test_names_are_looked_up_in_the_text() -> None:
    assert found("The US told us that Tehran left.", "IRN", "USA") == [["Tehran"], ["US"], []]
    assert found("Staying in NATO is bad.", None, "withdrawal from NATO")[2] == ["Staying in NATO"]
    assert found("it said so; IT said so", "it", "this") == [[], [], []]
    assert found("anything", None, "x" * 300) == [[], [], []]


def test_given_spans_are_whole_words_and_within_the_text() -> None:
    mention = TargetMention(target="t", text="Hous", start=9, end=13)
    beyond = TargetMention(target="t", text="", start=90, end=99)
    spans = {"holder_spans": ((0, 6),), "target_mentions": (mention, beyond)}
    assert found("Congress, Houses of", "Congre", "Hous", **spans) == [["Congress"], ["Houses"], []]


def test_surroundings_tell_the_direction_and_hide_the_names() -> None:
    text = "Norway sharply criticized France."
    one = surroundings(view_of(StanceExample(text=text, holder="Norway", target="France")))
    other = surroundings(view_of(StanceExample(text=text, holder="France", target="Norway")))
    assert "h-t [sharply criticized]" in one
    assert "t-h [sharply criticized]" in other
    assert not any("norway" in term or "france" in term for term in one + other)


def directed(names: list[str]) -> list[StanceExample]:
    """Who criticizes whom: both directions of each sentence, which only the order tells apart."""
    rows: list[StanceExample] = []
    verbs: list[tuple[str, Label]] = [("criticized", "against"), ("praised", "favor"), ("met", "neutral")]
    for number, (one, other) in enumerate(pairwise(names)):
        for verb, label in verbs:
            text = f"On Monday {one} {verb} {other}."
            rows.append(StanceExample(text=text, holder=one, target=other, gold=label, document=str(number)))
            rows.append(StanceExample(text=text, holder=other, target=one, gold="neutral", document=str(number)))
    return rows


@pytest.mark.parametrize("classifier", ["svm", "logistic"])
def test_tfidf_learns_the_direction_and_carries_it_to_names_it_never_saw(classifier: str) -> None:
    model = TfidfModel(classifier=classifier)
    model.fit(directed(["Norway", "France", "Iran", "China", "Spain", "Japan", "Italy", "Ghana", "Chile"]))
    test = directed(["Rovania", "Plumland", "Zembla"])
    assert [item.label for item in model.predict(test)] == [item.gold for item in test]


def test_a_stored_tfidf_with_another_vocabulary_is_refused(tmp_path: Path) -> None:
    model = TfidfModel()
    model.fit(directed(["Norway", "France", "Iran"]))
    model.save(tmp_path)
    vocabulary = read_json(tmp_path, VOCABULARY_FILE)
    write_json(tmp_path, VOCABULARY_FILE, vocabulary | {"words": vocabulary["words"][1:]})
    with pytest.raises(ConfigError, match="does not fit the weights"):
        load_saved(tmp_path)
