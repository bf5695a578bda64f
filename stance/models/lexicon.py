"""The rule-and-lexicon model: transparent, without training, and the honest baseline of every table.

It reads the words that link holder and target (:mod:`stance.models.composition`) and gives them as evidence. Its scores
are probabilities: a softmax over the evidence whose five parameters are fitted by
``scripts/calibrate_lexicon.py``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stance.labels import LABELS, best
from stance.models.composition import Reading, compose
from stance.models.locate import locate
from stance.types import Prediction, StanceExample

_LEAST = 0.3
"""What is left of the evidence of the longest chain."""


class Calibration(NamedTuple):
    """How evidence becomes probability, on the scale of log odds.

    Args:
        weight: What a leaning adds to its label and takes from the opposite one.
        neutral: What ``neutral`` has where no word leans.
        decline: How much of that a leaning takes away.
        hedged: What a condition, option or question adds to ``neutral``.
        fade: Share of the evidence that each word between the farthest word that counts and the target takes away, and
            each word that governs another: long chains are misread more often.
    """

    weight: float = 1.8
    neutral: float = 0.1
    decline: float = 2.4
    hedged: float = 2.5
    fade: float = 0.02


class LexiconModel:
    """Stance from a lexicon of predicates and rules of composition.

    Args:
        calibration: The five numbers of :class:`Calibration` by name, where others than the shipped ones are wanted.

    >>> model = LexiconModel()
    >>> text = "Russia condemned the withdrawal from the nuclear deal."
    >>> question = StanceExample(text=text, holder="Russia", target="jcpoa")
    >>> model.predict([question])[0].label
    'favor'
    """

    name = "lexicon"

    def __init__(self, calibration: Mapping[str, float] | None = None) -> None:
        self.calibration = Calibration(**(calibration or {}))

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`.

        Raises:
            stance.errors.ConfigError: If an example names no target.
        """
        return [self._predict(example) for example in examples]

    def _predict(self, example: StanceExample) -> Prediction:
        located = example if example.target_mentions else locate(example)
        if not located.target_mentions:
            return Prediction(
                example_id=example.id, label="neutral", scores=self.probabilities(0.0, hedged=False), relevance=0.0
            )
        readings = [
            compose(
                located.text, mention, located.scope or (0, len(located.text)), inner=located.inner, link=located.link
            )
            for mention in located.target_mentions
        ]
        reading = max(readings, key=lambda item: (item.outer, abs(item.evidence)))
        scores = self.probabilities(self.weigh(located, reading), hedged=reading.hedged)
        return Prediction(
            example_id=example.id,
            label=best(scores),
            scores=scores,
            relevance=_relevance(located, reading),
            evidence=tuple(step.span for step in reading.steps),
        )

    def weigh(self, example: StanceExample, reading: Reading) -> float:
        """Evidence of a reading, less what its length makes doubtful; 0 where only another actor's words count."""
        if not reading.outer:
            return 0.0
        place = example.target_mentions[0].start
        starts = [step.span[0] for step in reading.steps if step.span[0] < place]
        words = len(example.text[min(starts) : place].split()) if starts else 0
        return reading.evidence * max(_LEAST, 1.0 - self.calibration.fade * (words + len(starts)))

    def probabilities(self, evidence: float, *, hedged: bool) -> dict[str, float]:
        """Probability of each label from the evidence of a :class:`~stance.models.composition.Reading`."""
        weight, neutral, decline, bias, _ = self.calibration
        held = neutral - decline * abs(evidence) + (bias if hedged else 0.0)
        logits = {"favor": weight * evidence, "against": -weight * evidence, "neutral": held}
        top = max(logits.values())
        exponents = {label: math.exp(logits[label] - top) for label in LABELS}
        total = sum(exponents.values())
        return {label: exponents[label] / total for label in LABELS}


def _relevance(example: StanceExample, reading: Reading) -> float:
    """Probability that the pair is a record: what the holder says of the target, not what another is said to think."""
    if example.link == "default":
        return 0.9
    if not reading.outer:
        return 0.1
    if example.link == "author":
        # news reports; only where it judges in so many words is the stance its own
        judged = [step for step in reading.steps if step.predicate.kind == "evaluation"]
        return 0.6 if len(judged) >= 2 and reading.evidence else 0.1
    if reading.evidence:
        return 0.9
    if example.link in ("subject", "speaker") and reading.hedged:
        return 0.6
    return 0.3
