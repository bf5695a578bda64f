from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stance.errors import ConfigError
from stance.models.encoder_linear import EncoderLinearModel, _asks, _near
from stance.models.saved import load_saved
from stance.models.sentence_encoder import Ask, SentenceEncoder
from stance.types import StanceExample

np = pytest.importorskip("numpy")
pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def encoder(tiny_encoder: Path) -> SentenceEncoder:
    return SentenceEncoder(tiny_encoder, max_length=32, device="cpu")


def test_a_text_is_the_mean_of_its_tokens_and_a_mention_of_its_own(tiny_encoder: Path) -> None:
    import torch

    from stance.models.encoders import read_encoder

    tokenizer, network = read_encoder(tiny_encoder)
    text = "norway supports the deal"
    with torch.no_grad():
        states = network.eval()(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].numpy()
    found = SentenceEncoder(tiny_encoder, max_length=32, device="cpu").states(
        [Ask(text), Ask(text, ((16, 24),)), Ask("iran"), Ask(text, ((0, 6), (20, 24)))]
    )
    assert found[0] == pytest.approx(states.mean(axis=0), abs=1e-5)
    assert found[1] == pytest.approx(states[3:5].mean(axis=0), abs=1e-5)
    assert found[3] == pytest.approx(states[[1, 4]].mean(axis=0), abs=1e-5)


def test_neighbours_in_a_batch_do_not_matter_and_nothing_is_computed_twice(encoder: SentenceEncoder) -> None:
    class Counted:
        texts = 0

        def begin(self, what: str, total: int, done: int = 0) -> None:
            self.texts += total

        def advance(self, steps: int = 1, **figures: float) -> None: ...

    asks = [
        Ask("the treaty"),
        Ask("a long text about the treaty with iran and china"),
        Ask(""),
        Ask("the treaty", ((4, 10),)),
    ]
    counted = Counted()
    together = encoder.states(asks * 2, counted)
    assert counted.texts == 3
    alone = np.concatenate([SentenceEncoder(encoder.folder, max_length=32).states([ask]) for ask in asks * 2])
    assert together == pytest.approx(alone, abs=1e-5)
    encoder.states(asks, counted)
    assert counted.texts == 3


def test_what_is_cut_off_has_no_state(encoder: SentenceEncoder) -> None:
    text = "weather " * 60 + "iran"
    assert not encoder.states([Ask(text, ((len(text) - 4, len(text)),))]).any()
    assert encoder.max_length == 32


def test_mentions_are_read_in_the_text_and_names_where_there_are_none() -> None:
    text = "Some say that Norway supports it."
    asks = _asks(StanceExample(text=text, holder="Norway", target="the deal"))
    assert asks.holder == Ask(text, ((14, 20),))
    assert asks.near_holder == Ask(text, ((0, len(text)),))
    assert asks.target == asks.near_target == asks.target_name == Ask("the deal")
    assert _asks(StanceExample(text=text, target="jcpoa")).holder == Ask("")
    assert _asks(StanceExample(text=text, target="jcpoa")).target_name == Ask("the JCPOA")


def test_surroundings_are_six_words_on_each_side() -> None:
    text = " ".join(f"w{number}" for number in range(20))
    ((start, end),) = _near(text, [(text.index("w10"), text.index("w10") + 3)])
    assert text[start:end].split() == [f"w{number}" for number in range(4, 17)]
    assert _near("x", [(0, 1)]) == ((0, 1),)


def trained(tiny_encoder: Path, **options: object) -> EncoderLinearModel:
    model = EncoderLinearModel(encoder=str(tiny_encoder), device="cpu", **options)  # type: ignore[arg-type]
    rows = [
        StanceExample(text=f"{holder} {verb} the {target}.", holder=holder, target=f"the {target}", gold=gold)
        for holder in ("Norway", "Iran", "China", "France")
        for target in ("deal", "treaty")
        for verb, gold in (("supports", "favor"), ("opposes", "against"), ("says", "neutral"))
    ]
    model.fit(rows)
    assert [item.label for item in model.predict(rows)] == [row.gold for row in rows]
    return model


def test_it_learns_from_eight_examples_a_label_and_stores_its_encoder(tiny_encoder: Path, tmp_path: Path) -> None:
    asked = [StanceExample(text="Germany opposes the treaty.", holder="Germany", target="the treaty")]
    source = shutil.copytree(tiny_encoder, tmp_path / "encoder")
    model = trained(source)
    assert model.predict(asked)[0].label == "against"
    model.save(tmp_path / "model")
    shutil.rmtree(source)
    assert load_saved(tmp_path / "model").predict(asked) == model.predict(asked)
    with pytest.raises(ConfigError, match="no longer there"):
        model.save(tmp_path / "other")


def test_another_encoder_than_that_of_the_training_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    source = shutil.copytree(tiny_encoder, tmp_path / "encoder")
    trained(source, save_encoder=False).save(tmp_path / "model")
    assert not (tmp_path / "model" / "encoder").exists()
    assert load_saved(tmp_path / "model").name == "encoder_linear"
    (source / "tokenizer.json").write_text((source / "tokenizer.json").read_text().replace("norway", "norwax"))
    with pytest.raises(ConfigError, match="other files than those of the encoder"):
        load_saved(tmp_path / "model")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [({"encoder": " "}, "encoder=' '"), ({"max_length": 4}, "max_length=4"), ({"device": "gpu"}, "device of model")],
)
def test_wrong_options_are_named(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        EncoderLinearModel(**options)  # type: ignore[arg-type]


def test_an_encoder_that_is_not_there_is_named_before_anything_is_computed(tmp_path: Path) -> None:
    model = EncoderLinearModel(encoder=str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match="nowhere"):
        model.fit([StanceExample(text="x", target="y", gold="favor")])
