"""Two classifiers' answers to one question made one: the network has read much, the rules can say why.

A logarithmic opinion pool (Genest and Zidek, Statistical Science 1986): the weighted mean of log probabilities, brought
to sum to 1. Unlike a mean of probabilities it keeps a certain answer certain where the other one only shrugs.
"""

from __future__ import annotations

import math

from stance.labels import LABELS, best
from stance.types import Prediction

_LEAST = 1e-6


def pooled(network: Prediction, rules: Prediction, *, stance: float, relevance: float) -> Prediction:
    """One answer of two.

    Args:
        network: The answer of a trained network.
        rules: The answer of the lexicon model, whose evidence is kept where both lean the same way.
        stance: Weight of the rules on the label, 0 to 1.
        relevance: Weight of the rules on whether there is a stance at all, 0 to 1.

    >>> sure = Prediction(example_id="a", label="favor", scores={"favor": 0.9, "against": 0.05, "neutral": 0.05})
    >>> shrug = Prediction(example_id="a", label="neutral", scores={"favor": 0.3, "against": 0.3, "neutral": 0.4})
    >>> pooled(sure, shrug, stance=0.5, relevance=0.5).label
    'favor'
    """
    logs = {
        label: (1 - stance) * math.log(max(network.scores[label], _LEAST))
        + stance * math.log(max(rules.scores[label], _LEAST))
        for label in LABELS
    }
    total = sum(math.exp(value) for value in logs.values())
    scores: dict[str, float] = {label: round(math.exp(logs[label]) / total, 6) for label in LABELS}
    label = best(scores)
    scores[label] = round(1 - sum(value for other, value in scores.items() if other != label), 6)
    odds = (1 - relevance) * _log_odds(network.relevance) + relevance * _log_odds(rules.relevance)
    return Prediction(
        example_id=network.example_id,
        label=best(scores),
        scores=scores,
        relevance=round(1 / (1 + math.exp(-odds)), 6),
        evidence=rules.evidence if rules.label == label else (),
    )


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(chance / (1 - chance))
