"""Groups of states by description: "the three European signatories", "both countries", "six world powers"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.wordclasses import words

E3_MEMBERS = ("FRA", "DEU", "GBR")
REMAINING = ("IRN", "RUS", "CHN", *E3_MEMBERS, "EU")
PARTIES = ("IRN", "USA", "RUS", "CHN", *E3_MEMBERS, "EU")
POWERS = ("USA", "CHN", "RUS", *E3_MEMBERS)
WEST = ("USA", *E3_MEMBERS)
_WESTERN = frozenset("powers countries nations governments allies states capitals leaders diplomats".split())

_PARTIES = words("members parties participants signatories signers partners states")
_PAIRS = words(
    "countries nations states sides governments leaders men allies powers presidents ministers diplomats "
    "parties neighbors neighbours rivals foes officials neighboring capitals women"
)
_DEFINITE = words("the these those our their his her")
_COUNTS = {"three": 3, "four": 4, "five": 5}
_EUROPEAN = words(
    "allies powers signatories governments capitals countries nations states leaders parties participants "
    "members officials diplomats partners trio signers foreign-ministers ministers foes negotiators "
    "counterparts friends neighbors europeans"
)
GROUP_MODIFIERS = words(
    "remaining european western world world's major big great global nuclear six five three four two both other "
    "rest all signatory participating member western-european key main warring neighboring neighbouring u.n."
)
DEAL_WORDS = (
    "jcpoa",
    "nuclear deal",
    "nuclear accord",
    "nuclear agreement",
    "nuclear pact",
    "iran deal",
    "2231",
    "joint comprehensive plan",
)


class Group(NamedTuple):
    """What a description of a group means.

    Args:
        id: Catalogue id ("E3"), if the group has one.
        members: Ids of the states, as far as the words tell.
        size: How many of the states mentioned before are meant, 0 where ``id`` or ``members`` tell.
    """

    id: str | None
    members: tuple[str, ...]
    size: int


def about_deal(folded: str, start: int, end: int, window: int) -> bool:
    """Whether the words around a span speak of the agreement with Iran that has parties of its own."""
    around = folded[max(0, start - window) : end + window]
    return any(words in around for words in DEAL_WORDS) or (
        "iran" in around and ("nuclear" in around or " deal" in around)
    )


def interpret(modifiers: Sequence[str], head: str, of_deal: bool, deal: bool) -> Group | None:
    """What a plural phrase for states means.

    Args:
        modifiers: Folded words before the head, determiner included ("the", "three", "european").
        head: The folded head ("signatories").
        of_deal: Whether "of/to the JCPOA" or the like follows.
        deal: Whether the surrounding text is about the agreement with Iran.

    Returns:
        ``None`` where the words mean no group of states that can be told.

    >>> interpret(("the", "three", "european"), "signatories", False, True)
    Group(id='E3', members=('FRA', 'DEU', 'GBR'), size=0)
    >>> interpret(("both",), "countries", False, False).size
    2
    """
    words = set(modifiers)
    if "european" in words or head == "europeans":
        if "union" in words or head not in _EUROPEAN:
            return None
        if deal or of_deal or words & {"three", "remaining", "signatory"}:
            return Group("E3", E3_MEMBERS, 0)
        return (
            Group("EU", (), 0)
            if head in ("europeans", "leaders", "governments", "capitals", "officials", "allies")
            else None
        )
    if deal and "three" in words and head in ("powers", "capitals", "signatories", "parties"):
        return Group("E3", E3_MEMBERS, 0)
    if "western" in words and head in _WESTERN:
        return Group(None, WEST, 0)
    if head == "powers" and deal and words & {"world", "world's", "major", "six", "big", "global", "great", "nuclear"}:
        return Group("P5+1", POWERS, 0)
    if head in _PARTIES and (of_deal or (deal and words & {"remaining", "signatory", "participating"})):
        if words & {"two", "both", "three"} and not of_deal:
            return Group(None, (), 3 if "three" in words else 2)
        return (
            Group("JCPOA_REMAINING", REMAINING, 0) if "remaining" in words else Group("JCPOA_PARTICIPANTS", PARTIES, 0)
        )
    if head in ("signatories", "signers", "participants", "parties") and deal and "other" in words:
        return Group("JCPOA_PARTICIPANTS", PARTIES, 0)
    if head in _PAIRS or head.rsplit(maxsplit=1)[-1] in _PAIRS:
        if ("both" in words or ("two" in words and words & _DEFINITE)) and not words & {
            "other",
            "some",
            "several",
            "any",
            "one",
        }:
            return Group(None, (), 2)
        if "the" in words and "other" not in words:
            return next((Group(None, (), count) for number, count in _COUNTS.items() if number in words), None)
    return None
