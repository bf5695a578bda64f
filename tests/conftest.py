"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from stance.models import load_model
from stance.pipeline import MISSION_TARGETS, Chain, build_chain
from stance.targets import load_targets


@pytest.fixture(scope="session")
def chain() -> Chain:
    """The shipped chain: both mission targets, the lexicon model, the default catalogue."""
    return build_chain(load_targets(MISSION_TARGETS), load_model("lexicon"))
