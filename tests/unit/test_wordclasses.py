"""The shared word classes, and the lazy names of the package."""

from __future__ import annotations

from itertools import combinations

import pytest

import stance
from stance import wordclasses

CLASSES = {name: value for name, value in vars(wordclasses).items() if isinstance(value, frozenset)}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_holds_folded_words(name: str) -> None:
    assert CLASSES[name]
    assert all(word == word.lower() and word.split() == [word] for word in CLASSES[name])


def test_no_two_classes_are_the_same() -> None:
    assert [(one, other) for one, other in combinations(CLASSES, 2) if CLASSES[one] == CLASSES[other]] == []


def test_auxiliaries_and_their_negations_match() -> None:
    assert wordclasses.AUXILIARIES == wordclasses.BE | wordclasses.HAVE | wordclasses.DO | wordclasses.MODALS
    negated = {word.removesuffix("n't") for word in wordclasses.NEGATED if word.endswith("n't")}
    assert negated - {"wo", "ca"} <= wordclasses.AUXILIARIES


def test_the_package_lists_its_lazy_names() -> None:
    assert set(stance.__all__) <= set(dir(stance))
    assert "__version__" in dir(stance)
