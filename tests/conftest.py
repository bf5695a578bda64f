"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import make_encoder, make_nli

from stance.models import load_model
from stance.pipeline import MISSION_TARGETS, Chain, build_chain
from stance.targets import load_targets


@pytest.fixture(scope="session")
def chain() -> Chain:
    """The shipped chain: both mission targets, the lexicon model, the default catalogue."""
    return build_chain(load_targets(MISSION_TARGETS), load_model("lexicon"))


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an encoder of random weights, laid out as on the hub."""
    return make_encoder(tmp_path_factory.mktemp("hub") / "tiny-encoder")


@pytest.fixture(scope="session")
def tiny_nli(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an entailment classifier of random weights, laid out as on the hub."""
    return make_nli(tmp_path_factory.mktemp("hub") / "tiny-nli")
