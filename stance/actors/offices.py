"""Offices: which titles name the same office ("foreign secretary", "top diplomat", "minister of foreign affairs")."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from stance.text import fold
from stance.wordclasses import ARTICLES, DEMONSTRATIVES, POSSESSIVES, words

_DATA = Path(__file__).parent / "data"
_FILLER = (
    ARTICLES
    | DEMONSTRATIVES
    | POSSESSIVES
    | words(
        "acting interim caretaker outgoing incoming current new then newly elected appointed re reelected top "
        "senior veteran country nation government 's hard line hardline"
    )
)
_SPELLING = {"defence": "defense", "adviser": "advisor", "spokeswoman": "spokesperson", "spokesman": "spokesperson"}
_FOREIGN = re.compile(
    r"(?:minister (?:of|for) (?:[a-z]+ and )?(?:foreign|external) (?:affairs|relations)|foreign affairs minister)\b.*"
)


def normal_title(words: str) -> str:
    """A title without case, article, possessive and spelling variants.

    >>> normal_title("the Acting Defence Minister")
    'defense minister'
    """
    text = fold(words).replace("-", " ").replace(",", " ").replace("united nations", "un").replace("u.n.", "un")
    words_left = _spelled(text.replace("'s", " 's"))
    while len(words_left) > 1 and words_left[0] in _FILLER and " ".join(words_left) not in _forms():
        del words_left[0]
    return " ".join(words_left)


def _spelled(text: str) -> list[str]:
    return [_SPELLING.get(word, word) for word in text.split() if word != "the"]


@cache
def _forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    with (_DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in row["titles"].split(";"):
                forms.setdefault(" ".join(_spelled(fold(form).replace("-", " "))), row["office"])
    return forms


@cache
def office(words: str) -> str:
    """The office that a title names: an id of ``data/offices.csv``, or the normalised title where that has none.

    >>> office("Foreign Secretary"), office("minister of foreign affairs and trade"), office("beekeeper")
    ('foreign_minister', 'foreign_minister', 'beekeeper')
    """
    title = normal_title(words)
    known = _forms().get(title)
    if known is None and _FOREIGN.fullmatch(title):
        return "foreign_minister"
    return known or title
