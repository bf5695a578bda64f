"""The closed word classes of English, folded: one list of each, on which the rules of every part build.

The rules stand in for a parser, so a module often needs a class with words more or fewer; it says so by ``|`` and
``-``, next to its rule.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list.

    >>> sorted(words("who which"))
    ['which', 'who']
    """
    return frozenset(text.split())


BE = words("is are was were be been being am")
HAVE = words("has have had having")
DO = words("do does did")
MODALS = words("will would shall should can could may might must")
AUXILIARIES = BE | HAVE | DO | MODALS
NOT_BE = words("isn't aren't wasn't weren't")
NOT_HAVE = words("hasn't haven't hadn't")
NOT_DO = words("don't doesn't didn't")
NOT_MODALS = words("won't wouldn't shouldn't can't cannot couldn't mustn't mightn't")
NEGATED = NOT_BE | NOT_HAVE | NOT_DO | NOT_MODALS
"""Auxiliaries and "not" in one word."""

ARTICLES = words("the a an")
DEMONSTRATIVES = words("this that these those")
POSSESSIVES = words("his her its their our my your")
SUBJECTS = words("i we you he she it they")
"""Personal pronouns that may be subjects."""

OBJECTS = words("me us you him her it them")
"""Personal pronouns that may be objects."""

REFLEXIVES = words("himself herself itself themselves")
RELATIVES = words("who which that whom whose")
QUESTIONS = words("what how why when where")
PREPOSITIONS = words(
    "of in on at by for with from to into about against over under between among through toward towards upon "
    "via like despite after before during since until"
)
SUBORDINATORS = words("because if while although though whereas unless")
COORDINATORS = words("and or but nor")
TITLES = words("mr mrs ms dr prof gen sen rep gov lt col sgt st rev hon")
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = words("january february march april may june july august september october november december")
