"""When a run counts as reproduced."""

from __future__ import annotations

import dataclasses

from stance.experiment.reproduce import Difference

SAME = Difference(
    versions={}, machine={}, figures={}, largest=0.0, compared=3, answers=100, labels=1.0, scores=0.0, unmatched=0
)


def test_changed_labels_or_answers_are_no_agreement_though_the_figures_agree() -> None:
    assert SAME.agrees
    assert not dataclasses.replace(SAME, labels=0.98).agrees
    assert not dataclasses.replace(SAME, unmatched=1).agrees
    assert not dataclasses.replace(SAME, figures={("toy/test", "accuracy"): (0.5, 0.6)}).agrees
