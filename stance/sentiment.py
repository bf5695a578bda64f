"""Polarity of wording, from the VADER lexicon.

Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014;
`vaderSentiment` (MIT): its lexicon ships in the package, needs no download, and is the one most papers report.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from stance.protocols import Sentiment

__all__ = ["Sentiment", "sentiment"]

_THRESHOLD = 0.05
"""The authors' own cut-off for the compound score."""


@cache
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


@lru_cache(maxsize=256)  # several rows of a sentence ask the same
def sentiment(text: str) -> Sentiment:
    """Polarity of the wording of a text; not its stance.

    >>> sentiment("He regrets the terrible decision.")
    'negative'
    """
    compound = float(_analyzer().polarity_scores(text)["compound"])
    return "positive" if compound >= _THRESHOLD else "negative" if compound <= -_THRESHOLD else "neutral"
