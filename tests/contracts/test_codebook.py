"""What every shipped codebook entry must offer."""

from __future__ import annotations

import string

import pytest

from stance.labels import LABELS
from stance.paths import CONFIG_DIR
from stance.targets import TargetFinder, load_targets, target_from_mapping, target_names
from stance.types import Document, Sentence, Target

REQUIRED = {
    "jcpoa",
    "us_unilateralism",
    "arms_embargo_iran",
    "iaea_safeguards_resolution",
    "sanctions_relief",
    "multilateralism",
}


@pytest.fixture(params=target_names())
def target(request: pytest.FixtureRequest) -> Target:
    return load_targets([request.param])[0]


def test_the_required_entries_ship() -> None:
    assert set(target_names()) >= REQUIRED


def test_file_name_and_header_name_the_entry(target: Target) -> None:
    lines = (CONFIG_DIR / "target" / f"{target.id}.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# @package codebook.{target.id}"


def test_definition_labels_and_examples_are_complete(target: Target) -> None:
    assert target.definition.count(". ") >= 1
    assert tuple(target.labels) == LABELS
    for label in LABELS:
        assert sum(example["stance"] == label for example in target.examples) >= 2, label
    assert len({example["text"] for example in target.examples}) == len(target.examples)


def test_hypotheses_fill_in(target: Target) -> None:
    for label in LABELS:
        assert len(set(target.hypotheses[label])) >= 3, label
        for template in target.hypotheses[label]:
            assert {name for _, name, _, _ in string.Formatter().parse(template) if name} == {"holder", "target"}
            filled = template.format(holder="Peru", target=target.name)
            assert "Peru" in filled and target.name in filled


def test_signs_follow_the_group(target: Target) -> None:
    assert all(phrase.sign == 1 for phrase in (*target.aliases, *target.measures))
    assert all(phrase.sign == -1 for phrase in target.opposites)
    assert target.aliases or target.measures


def test_its_examples_for_a_stance_name_the_target(target: Target) -> None:
    """At least half do by the words alone; the rest speak of it in words that no list holds."""
    finder = TargetFinder([target])
    hits = 0
    for example in target.examples:
        text = example["text"]
        document = Document(id="d", text=text)
        sentence = Sentence(document_id="d", index=0, start=0, end=len(text), text=text)
        hits += bool(finder.find(document, [sentence])[0])
    assert hits * 2 >= len(target.examples)


def test_a_composed_configuration_gives_the_same_entry(target: Target) -> None:
    from omegaconf import OmegaConf

    plain = OmegaConf.to_container(OmegaConf.load(CONFIG_DIR / "target" / f"{target.id}.yaml"))
    assert target_from_mapping(plain) == target


def test_entries_are_not_changed_by_use(target: Target) -> None:
    TargetFinder([target])
    assert load_targets([target.id])[0] == target
