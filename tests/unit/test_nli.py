"""Zero-shot entailment: hypotheses, scores, priors, and what is refused."""

from __future__ import annotations

import math
import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tiny import make_encoder, make_nli

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.models.entailment import Entailer, Pair, entailment_columns
from stance.models.nli import NliModel
from stance.models.nli_scores import evidence, log_prior, probabilities
from stance.types import StanceExample, Target

EXAMPLES = [
    StanceExample(id="a", text="Norway supports the nuclear deal.", holder="Norway", target="jcpoa"),
    StanceExample(id="b", text="We reject it.", target="the Paris Agreement"),
    StanceExample(id="c", text="", holder="France", target="sanctions"),
    StanceExample(id="d", text="Iran condemned the sanctions. " * 60, holder="Iran", target="sanctions"),
    StanceExample(id="e", text="Norway supports the nuclear deal.", holder="Norway", target="jcpoa"),
]
ONE = {
    "favor": ["{holder} supports {target}."],
    "against": ["{holder} opposes {target}."],
    "neutral": ["{holder} is silent on {target}."],
}


class Reader:
    """Stands in for the entailment model: answers by a rule, and remembers what it was asked."""

    three_way = True
    mask = "[MASK]"

    def __init__(self, rule: Callable[[str, str], Sequence[float]]) -> None:
        self.rule = rule
        self.asked: list[Pair] = []

    def tokens(self, hypotheses: Sequence[str]) -> list[tuple[int, ...]]:
        return [tuple(map(ord, text)) for text in hypotheses]

    def room(self, tokens: int) -> int:
        return 100

    def log_probabilities(self, pairs: Sequence[Pair]) -> list[tuple[float, ...]]:
        self.asked += pairs
        return [tuple(math.log(value) for value in self.rule(*pair)) for pair in pairs]


def read_by(rule: Callable[[str, str], Sequence[float]], **options: object) -> tuple[NliModel, Reader]:
    model, reader = NliModel("none", **options), Reader(rule)  # type: ignore[arg-type]
    model._entailer = reader  # type: ignore[assignment]
    return model, reader


def by_verb(premise: str, hypothesis: str) -> Sequence[float]:
    """Entails support where the premise supports, opposition where it opposes; else neutral."""
    verb = "supports" if "supports" in premise else "opposes" if "opposes" in premise else "silent"
    if verb in hypothesis:
        return (0.8, 0.15, 0.05)
    return (0.05, 0.25, 0.7) if verb != "silent" else (0.1, 0.8, 0.1)


def by_length(premise: str, hypothesis: str) -> Sequence[float]:
    """Tells all hypotheses apart, whatever they say."""
    chance = 0.1 + len(hypothesis) % 50 / 100
    return chance, (1 - chance) / 2, (1 - chance) / 2


def test_order_probabilities_and_batches(tiny_nli: Path) -> None:
    first = NliModel(str(tiny_nli)).predict(EXAMPLES)
    assert [item.example_id for item in first] == [item.id for item in EXAMPLES]
    for prediction in first:
        assert tuple(prediction.scores) == LABELS
        assert sum(prediction.scores.values()) == pytest.approx(1, abs=1e-9)
        assert prediction.scores[prediction.label] == max(prediction.scores.values())
    narrow = NliModel(str(tiny_nli), batch_tokens=1)
    for one, other in zip(first, narrow.predict(EXAMPLES[::-1])[::-1], strict=True):
        assert one.label == other.label
        assert one.scores == pytest.approx(other.scores, abs=3e-6)
    assert first[0].scores == first[4].scores != first[2].scores


def test_no_examples_load_no_model() -> None:
    assert NliModel("no/such/model").predict([]) == []


def test_a_repeated_pair_is_computed_once(tiny_nli: Path) -> None:
    model = NliModel(str(tiny_nli), templates=ONE)
    model.predict(EXAMPLES)
    assert model.entailer.computed == 3 * 4  # the fifth example asks what the first asked
    model.predict([replace(example, id="again") for example in EXAMPLES])
    assert model.entailer.computed == 3 * 4


def test_the_cache_forgets_the_oldest(tiny_nli: Path) -> None:
    model = Entailer(tiny_nli, name="tiny", max_tokens=64, batch_tokens=512, cache=2)
    pairs = [("a deal", "it is fine"), ("b deal", "it is fine"), ("c deal", "it is fine")]
    once = model.log_probabilities(pairs)
    assert model.log_probabilities(pairs[1:]) == once[1:]
    assert model.computed == 3
    assert model.log_probabilities(pairs[:1])[0] == pytest.approx(once[0], abs=1e-5)
    assert model.computed == 4


def test_every_row_has_its_own_hypotheses() -> None:
    model, reader = read_by(by_length)
    model.predict(EXAMPLES[:3])
    texts = [hypothesis for _, hypothesis in reader.asked]
    assert "Norway wants the JCPOA to be kept or restored." in texts
    assert "The author wants the Paris Agreement to be carried out in full." in texts
    assert "France opposes sanctions." in texts
    assert not [text for text in texts if "{" in text]


def test_free_text_has_general_hypotheses_and_odd_targets_are_asked_about_too() -> None:
    model, reader = read_by(by_length)
    model.predict(
        [StanceExample(id="a", text="It is.", target=","), StanceExample(id="b", text="It is.", target="x {holder} y")]
    )
    texts = {hypothesis for _, hypothesis in reader.asked}
    assert "The author is against ,." in texts
    assert "The author supports x {holder} y." in texts
    with pytest.raises(ConfigError, match="no target"):
        model.predict([StanceExample(text="It is.", target=" ")])


def test_an_entry_of_the_users_own_codebook_brings_its_hypotheses() -> None:
    model, reader = read_by(by_length)
    own = Target(
        id="canal", name="the canal", definition="", hypotheses={label: tuple(texts) for label, texts in ONE.items()}
    )
    model.know([own])
    model.predict([StanceExample(text="It is.", holder="Egypt", target="canal")])
    assert [hypothesis for _, hypothesis in reader.asked] == [
        "Egypt supports the canal.",
        "Egypt opposes the canal.",
        "Egypt is silent on the canal.",
    ]


@pytest.mark.parametrize("combine", ["probability", "logit"])
@pytest.mark.parametrize("neutral", ["hypotheses", "rest"])
def test_the_label_is_that_of_the_entailed_hypothesis(combine: str, neutral: str) -> None:
    model, _ = read_by(by_verb, templates=ONE, combine=combine, neutral=neutral)
    asked = [
        StanceExample(id=text, text=text, holder="Egypt", target="it")
        for text in ("Egypt supports it.", "Egypt opposes it.", "It rains.")
    ]
    assert [item.label for item in model.predict(asked)] == ["favor", "against", "neutral"]


def test_several_templates_are_averaged() -> None:
    rows = {
        "favor": [(math.log(0.8), 0, 0), (math.log(0.2), 0, 0)],
        "against": [(math.log(0.25), 0, 0)],
        "neutral": [(math.log(0.25), 0, 0)],
    }
    scores = probabilities(evidence(rows, combine="probability", neutral="hypotheses"))
    assert scores == pytest.approx({"favor": 0.5, "against": 0.25, "neutral": 0.25})

    def row(chance: float) -> tuple[float, float]:
        return math.log(chance), math.log(1 - chance)

    odds = {"favor": [row(0.8), row(0.2)], "against": [row(0.5)], "neutral": [row(0.9)]}
    found = evidence(odds, combine="logit", neutral="hypotheses")
    assert found == pytest.approx({"favor": 0.0, "against": 0.0, "neutral": math.log(9)})


def test_the_rest_is_what_the_model_calls_neutral_or_what_neither_entails() -> None:
    three = {"favor": [tuple(map(math.log, (0.2, 0.6, 0.2)))], "against": [tuple(map(math.log, (0.1, 0.6, 0.3)))]}
    assert probabilities(evidence(three, combine="probability", neutral="rest")) == pytest.approx(
        {"favor": 0.2 / 0.9, "against": 0.1 / 0.9, "neutral": 0.6 / 0.9}
    )
    two = {"favor": [tuple(map(math.log, (0.6, 0.4)))], "against": [tuple(map(math.log, (0.2, 0.8)))]}
    whole = 0.6 * 0.8 + 0.4 * 0.2 + 0.4 * 0.8
    expected = {"favor": 0.48 / whole, "against": 0.08 / whole, "neutral": 0.32 / whole}
    for combine in ("probability", "logit"):
        assert probabilities(evidence(two, combine=combine, neutral="rest")) == pytest.approx(expected)  # type: ignore[arg-type]


def test_a_prior_is_taken_off() -> None:
    leaning = {"favor": 0.6, "against": 0.2, "neutral": 0.2}
    prior = log_prior([leaning, leaning])
    assert probabilities({label: math.log(value) for label, value in leaning.items()}, prior) == pytest.approx(
        dict.fromkeys(LABELS, 1 / 3)
    )
    assert min(log_prior([{"favor": 1.0, "against": 0.0, "neutral": 0.0}]).values()) > -15


def biased(premise: str, hypothesis: str) -> Sequence[float]:
    """Leans to favor whatever it reads; the words of the premise move it a little."""
    base = {"supports": 0.7, "opposes": 0.3, "silent": 0.3}
    verb = next(word for word in base if word in hypothesis)
    chance = base[verb] + (0.1 if verb in premise else 0.0)
    return chance, (1 - chance) / 2, (1 - chance) / 2


def test_a_content_free_prior_mends_a_leaning_model_and_does_not_depend_on_the_other_rows() -> None:
    asked = [
        StanceExample(id=str(place), text=f"Egypt {verb} it.", holder="Egypt", target="it")
        for place, verb in enumerate(["opposes", "supports", "opposes"])
    ]
    plain, _ = read_by(biased, templates=ONE)
    assert [item.label for item in plain.predict(asked)] == ["favor"] * 3
    model, reader = read_by(biased, templates=ONE, prior="content_free")
    found = model.predict(asked)
    assert [item.label for item in found] == ["against", "favor", "against"]
    assert {premise for premise, _ in reader.asked} == {"", "N/A", "[MASK]", *(item.text for item in asked)}
    assert model.predict(asked[:1]) == found[:1]


def test_a_batch_prior_is_learned_without_labels() -> None:
    asked = [
        StanceExample(id=str(place), text=f"Egypt {verb} it.", holder="Egypt", target="it")
        for place, verb in enumerate(["opposes", "supports", "silent"])
    ]
    model, _ = read_by(biased, templates=ONE, prior="batch")
    with pytest.raises(ConfigError, match=r"prior=batch.*adapt"):
        model.predict(asked)
    said = model.adapt([replace(example, gold="favor") for example in asked])
    assert said["prior"] == "batch"
    assert said["examples"] == 3
    assert said["prior_favor"] > said["prior_against"]
    found = model.predict(asked)
    assert [item.label for item in found][:2] == ["against", "favor"]
    other, _ = read_by(biased, templates=ONE, prior="batch")
    other.adapt([replace(example, gold="against") for example in asked])
    assert other.predict(asked) == found
    with pytest.raises(ConfigError, match="needs examples"):
        model.adapt([])
    plain, reader = read_by(biased)
    assert plain.adapt(asked) == {"prior": "none"}
    assert not reader.asked


def test_context_is_part_of_the_premise_only_if_asked_for() -> None:
    asked = [StanceExample(text="It rains.", context="In Oslo.", holder="Egypt", target="it")]
    for context, premise in ((False, "It rains."), (True, "In Oslo. It rains.")):
        model, reader = read_by(by_length, templates=ONE, context=context)
        model.predict(asked)
        assert {text for text, _ in reader.asked} == {premise}


def test_the_premise_is_cut_and_the_hypothesis_never(tiny_nli: Path) -> None:
    words = "the deal was fine " * 40
    model = NliModel(str(tiny_nli), templates=ONE, max_tokens=40)
    same, cut, other = (
        model.predict([StanceExample(text=text, holder=holder, target="sanctions")])[0].scores
        for text, holder in ((words, "iran"), (words + " iran condemned it", "iran"), (words, "norway"))
    )
    assert same == cut
    assert same != other
    left = NliModel(str(tiny_nli), templates=ONE, max_tokens=40, context=True)
    one, two, three = (
        left.predict([StanceExample(text=text, context=around, holder="iran", target="sanctions")])[0].scores
        for text, around in ((words, "france"), (words, "china"), (words + " iran condemned it", "france"))
    )
    assert one == two != three


def test_a_hypothesis_that_leaves_no_room_is_refused_with_its_template(tiny_nli: Path) -> None:
    long = " ".join(["sanctions"] * 20)
    model = NliModel(str(tiny_nli), templates=ONE, max_tokens=24)
    with pytest.raises(ConfigError, match=r"template '\{holder\} supports \{target\}\.' .* leaves 0 .*max_tokens"):
        model.predict([StanceExample(text="It rains.", holder="iran", target=long)])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"favor": ["{holder} supports it."]}, r"template '\{holder\} supports it\.' lacks \{target\}"),
        (
            {"favor": ["{holder} opposes {target}!"]},
            r"template '\{holder\} opposes \{target\}\.' stands for favor and for against",
        ),
        ({"favor": ["{holder} likes {topic}."]}, r"\{topic\} is unknown"),
        ({"favor": []}, "none for 'favor'"),
        ({"neutral": []}, "neutral=rest"),
        ({"pro": ["{holder} likes {target}."]}, "label 'pro' is unknown"),
        ({"favor": [" "]}, "no text"),
    ],
)
def test_templates_that_cannot_tell_are_refused_at_once(change: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        NliModel("none", templates=ONE | change)


def test_neutral_templates_are_not_needed_where_neutral_is_the_rest() -> None:
    model, reader = read_by(by_length, templates={label: ONE[label] for label in ("favor", "against")}, neutral="rest")
    model.predict(EXAMPLES[:1])
    assert len(reader.asked) == 2


def test_a_template_without_holder_is_refused_where_there_is_one() -> None:
    blind = {label: [text.replace("{holder}", "The author") for text in texts] for label, texts in ONE.items()}
    model, _ = read_by(by_verb, templates=blind)
    assert model.predict([StanceExample(text="It rains.", target="it")])[0].label == "neutral"
    with pytest.raises(ConfigError, match=r"template 'The author supports \{target\}\.' lacks \{holder\}.*'Egypt'"):
        model.predict([StanceExample(text="It rains.", holder="Egypt", target="it")])


def test_hypotheses_that_the_tokenizer_makes_alike_are_refused(tiny_nli: Path) -> None:
    strange = {
        "favor": ["{holder} 支 {target}"],
        "against": ["{holder} 反 {target}"],
        "neutral": ["{holder} 中 {target}"],
    }
    with pytest.raises(ConfigError, match=r"template '\{holder\} 反 \{target\}' \(against\).*the same to"):
        NliModel(str(tiny_nli), templates=strange).predict(EXAMPLES[:1])


def test_a_model_that_does_not_read_the_hypothesis_is_refused() -> None:
    model, _ = read_by(lambda premise, hypothesis: (0.5, 0.3, 0.2), templates=ONE)
    with pytest.raises(ConfigError, match=r"template '\{holder\} supports \{target\}\.' and all others the same score"):
        model.predict(EXAMPLES[:1])


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (["ENTAILMENT", "Neutral", "contradiction"], (0, 1, 2)),
        (["contradiction", "neutral", "entailment"], (2, 1, 0)),
        (["not_entailment", "entailment"], (1, 0)),
        (["Entailment", "non-entailment"], (0, 1)),
    ],
)
def test_outputs_are_found_by_their_names(labels: list[str], columns: tuple[int, ...]) -> None:
    assert entailment_columns(dict(enumerate(labels)), "x") == columns


@pytest.mark.parametrize(
    "labels", [["LABEL_0", "LABEL_1", "LABEL_2"], ["entailment", "neutral"], ["positive", "negative"]]
)
def test_other_outputs_are_named(labels: list[str]) -> None:
    with pytest.raises(ConfigError, match=f"'x' is no entailment model.*{', '.join(labels)}.*give an NLI model"):
        entailment_columns(dict(enumerate(labels)), "x")


def test_the_order_of_the_outputs_does_not_matter(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    one = make_nli(tmp_path / "one", labels=("entailment", "neutral", "contradiction"))
    two = make_nli(tmp_path / "two", labels=("Contradiction", "ENTAILMENT", "Neutral"))
    tensors = load_file(two / "model.safetensors")
    for name in ("classifier.weight", "classifier.bias"):
        tensors[name] = tensors[name][[2, 0, 1]].contiguous()
    save_file(tensors, two / "model.safetensors", metadata={"format": "pt"})
    found = [NliModel(str(folder)).predict(EXAMPLES) for folder in (one, two)]
    assert found[0] == found[1]


def test_two_outputs_do(tmp_path: Path) -> None:
    folder = make_nli(tmp_path, labels=("not_entailment", "entailment"))
    for neutral in ("hypotheses", "rest"):
        found = NliModel(str(folder), neutral=neutral).predict(EXAMPLES)  # type: ignore[arg-type]
        assert len({tuple(item.scores.values()) for item in found}) > 1


def test_a_plain_encoder_is_no_entailment_model(tiny_encoder: Path, tiny_nli: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no entailment model"):
        NliModel(str(tiny_encoder)).predict(EXAMPLES)
    shutil.copytree(tiny_nli, tmp_path / "a")
    shutil.copy(make_encoder(tmp_path / "b") / "model.safetensors", tmp_path / "a" / "model.safetensors")
    with pytest.raises(ConfigError, match=r"weights lack .*not trained for entailment"):
        NliModel(str(tmp_path / "a")).predict(EXAMPLES)


def test_only_safetensors_are_read(tiny_nli: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_nli, tmp_path / "a")
    (tmp_path / "a" / "model.safetensors").rename(tmp_path / "a" / "pytorch_model.bin")
    with pytest.raises(ConfigError, match=r"cannot be loaded.*needs config.json, model.safetensors"):
        NliModel(str(tmp_path / "a")).predict(EXAMPLES)


def test_a_local_model_needs_no_network(tiny_nli: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    assert len(NliModel(str(tiny_nli)).predict(EXAMPLES)) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"combine": "logits"}, "did you mean 'logit'"),
        ({"neutral": "remainder"}, "Known: hypotheses, rest"),
        ({"prior": "batches"}, "did you mean 'batch'"),
        ({"max_tokens": 3}, "max_tokens=3"),
        ({"batch_tokens": 0}, "batch_tokens=0"),
        ({"model": ""}, "model.model=FOLDER"),
    ],
)
def test_options_are_checked(options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        NliModel(**({"model": "none"} | options))  # type: ignore[arg-type]


def test_it_is_stored_with_what_it_learned(tiny_nli: Path, tmp_path: Path) -> None:
    model = NliModel(str(tiny_nli), prior="batch", templates=ONE)
    model.adapt(EXAMPLES)
    model.save(tmp_path / "model")
    again = NliModel.load(tmp_path / "model")
    assert again.predict(EXAMPLES) == model.predict(EXAMPLES)


def test_a_stored_model_refuses_another_entailment_model(tiny_nli: Path, tmp_path: Path) -> None:
    mine = tmp_path / "entailment"
    shutil.copytree(tiny_nli, mine)
    NliModel(str(mine), templates=ONE).save(tmp_path / "model")
    (mine / "config.json").write_text((mine / "config.json").read_text() + "\n")
    with pytest.raises(ConfigError, match="is not the one that the stored run used"):
        NliModel.load(tmp_path / "model").predict(EXAMPLES)


def test_every_shipped_entry_has_hypotheses_that_tell(tiny_nli: Path) -> None:
    from stance.targets.codebook import target_names

    model = NliModel(str(tiny_nli))
    found = model.predict([StanceExample(text="It is.", holder="Iran", target=name) for name in target_names()])
    assert len(found) == len(target_names())
