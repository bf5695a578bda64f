"""Composed configurations become typed settings; a wrong value is named in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stance.config import check, composed_config, known_options, label_config, score_config
from stance.errors import ConfigError
from stance.specs import build_model, located


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    return composed_config("label")


def test_the_mission_targets_are_the_default(composed: dict[str, Any]) -> None:
    config = label_config(composed)
    assert [target.id for target in config.targets] == ["jcpoa", "us_unilateralism"]
    assert config.out is None
    assert not config.overwrite
    assert config.runs == Path("runs")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"seed": "x"}, "seed='x' is not allowed; give a whole number of 0 or more"),
        ({"seed": 1.5}, "give a whole number"),
        ({"seed": True}, "give a whole number"),
        ({"batch_size": 0}, "batch_size=0 is not allowed; give a whole number of 1 or more"),
        ({"min_relevance": 2}, "give a number from 0 to 1"),
        ({"overwrite": "yes"}, "overwrite='yes' is not allowed; give overwrite=true or overwrite=false"),
        ({"input": {"a": 1}}, "input={'a': 1} is not allowed; give a text or a list of texts"),
        ({"outlet": ["a"]}, "outlet=['a'] is not allowed; give a text"),
        ({"columns": "body"}, "columns='body' is not allowed; give a mapping"),
        ({"actor_files": ["nothing.yaml"]}, "actors: no such file 'nothing.yaml'"),
        ({"target_files": ["nothing.yaml"]}, "nothing.yaml"),
        ({"codebook": {}}, "no target; name one of"),
        ({"codebook": {"x": {"id": "x"}}}, "codebook.x"),
    ],
)
def test_wrong_values_are_named(composed: dict[str, Any], changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        label_config(composed | changes)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_texts_give_targets_and_may_not_double(composed: dict[str, Any]) -> None:
    config = label_config(composed | {"target_text": "the Ottawa Convention", "codebook": {}})
    assert [target.name for target in config.targets] == ["the Ottawa Convention"]
    both = label_config(composed | {"target_text": ["the Ottawa Convention", "landmines"]})
    assert len(both.targets) == 4
    with pytest.raises(ConfigError, match="given twice"):
        label_config(composed | {"target_text": ["landmines", "landmines"]})


def test_numbers_may_stand_for_texts(composed: dict[str, Any]) -> None:
    assert label_config(composed | {"published": 2020}).reading["published"] == "2020"


def test_score_takes_gold(composed: dict[str, Any]) -> None:
    config = score_config(composed_config("score", ["gold=[a.jsonl,b.jsonl]", "resamples=10"]))
    assert config.gold == ("a.jsonl", "b.jsonl")
    assert config.resamples == 10


def test_options_are_those_of_the_yaml() -> None:
    options = known_options("label")
    assert {"input", "out", "overwrite", "seed", "report", "columns"} <= options.keys
    assert "text" in options.nested["columns"]
    assert {"jcpoa", "us_unilateralism"} <= set(options.groups["target"])
    assert "lexicon" in options.groups["model"]
    assert "hydra" not in options.groups


def test_choices_of_the_user_are_known_too(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "mine.yaml").touch()
    assert "mine" in known_options("label", [tmp_path]).groups["target"]


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({}, "model: no _target_"),
        ({"_target_": "stance.nothing.Model"}, "cannot be loaded"),
        ({"_target_": "stance.models.lexicon.Nothing"}, "cannot be loaded"),
        ({"_target_": "stance.labels.LABELS"}, "is no class or function"),
        ({"_target_": "stance.models.lexicon.LexiconModel", "wieght": 2}, "unknown option"),
        ({"_target_": "stance.text.fold", "text": "favor"}, "is no classifier"),
    ],
)
def test_a_model_that_is_none_is_refused(spec: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        build_model(spec)
    assert says in str(caught.value)


def test_a_model_takes_its_arguments() -> None:
    assert build_model({"_target_": "stance.models.lexicon.LexiconModel"}).name == "lexicon"
    assert located("stance.text.fold")("Favor") == "favor"


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("sead=3", "did you mean 'seed'?"),
        ("codebook.jcpoa.alias=[x]", "did you mean 'codebook.jcpoa.aliases'?"),
        ("target=[jcpao]", "did you mean 'jcpoa'?"),
        ("model=lexicn", "did you mean 'lexicon'?"),
        ("seed=1,2", "write a list as seed=[1,2], or sweep with -m"),
        ("seed=[", "option 'seed=[' cannot be read"),
        ("outlet=${nothing}", "nothing"),
    ],
)
def test_what_hydra_complains_about_is_one_line_of_ours(override: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        composed_config("label", [override])
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hydra" not in str(caught.value).lower()


def test_check_finds_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "stance.config.shipped", lambda: iter([("label", []), ("label", ["seed=x"]), ("label", ["~seed"])])
    )
    sound, problems, unknown = check()
    assert not unknown
    assert sound == ["label"]
    assert [problem.partition(":")[0] for problem in problems] == ["label seed=x", "label ~seed"]
