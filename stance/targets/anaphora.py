"""Anaphors of a target ("the deal", "this important document") and what else the same noun may point to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stance.wordclasses import DEMONSTRATIVES, words

THIS = DEMONSTRATIVES | words("such")
THE = THIS | words("the")

# Words that may stand between article and noun without making it another thing: judgements and plain descriptions,
# but not "new", "trade" or "peace". Endings below add the open class of judging adjectives.
_QUALIFIERS = words(
    "colonial imperialist very most so-called and or whole entire same said aforementioned above "
    "above-mentioned current existing present original signed final full landmark historic historical important "
    "key major significant milestone hard-won hard-fought painstakingly long-standing decades-old decades-long "
    "years-old lengthy multilateral multinational international nuclear global bad worst good best great "
    "terrible horrible awful disastrous catastrophic rotten decaying flawed defective weak strong solid robust "
    "sound excellent remarkable unique delicate fragile vital crucial essential necessary useful useless "
    "dangerous insane ridiculous one-sided wonderful fine valuable unjust unfair inhumane inhuman illegal "
    "unlawful criminal cruel brutal immoral genocidal archaic outdated anachronistic obsolete arbitrary absurd "
    "infamous unacceptable unilateral coercive extraterritorial restrictive punitive economic commercial "
    "financial trade-related illegitimate oppressive hostile severe harsh crippling tough longstanding "
    "six-decade-old complex detailed binding concrete precious laudable wicked tragic senseless unwarranted "
    "unjustified controversial much-criticized failing disgraceful shameful deplorable regrettable "
    "reprehensible egregious detrimental destructive detestable abominable"
)
_JUDGING = re.compile(r"(?:ful|less|ous|ible|able|istic|some)\Z")
_COPULA = words("is was be 's remains remained are been as it's that's")
_PREDICATE = re.compile(
    r"(?:terribl|horribl|awful|disastrous|catastrophic|bad\b|good\b|great\b|flawed|defective|rotten|weak\b|excellent"
    r"|remarkable|historic|landmark|insane|ridiculous|dangerous|lousy)"
)
_BEFORE = re.compile(r"[\w'-]+")

# Nouns before the head that make it another one's: "trade deal", "peace agreement", "arms embargo".
_OTHER = words(
    "trade peace climate ceasefire truce free-trade commercial bilateral hostage prisoner gas oil arms weapons "
    "defence defense security coalition association partnership tax grain migration budget plea framework "
    "fisheries investment cooperation safeguards withdrawal brexit customs power-sharing unity political minsk "
    "oslo dayton another separate reconciliation disengagement extradition readmission association fishing "
    "border maritime visa aviation air travel-ban loan bailout debt merger business"
)


def determined(folded: str, start: int, determiners: frozenset[str], floor: int) -> int:
    """Where the noun group begins whose noun is at ``start``, if it is an anaphor.

    Args:
        folded: Folded text of the document.
        start: Where the noun begins.
        determiners: Words that may open the group.
        floor: Nothing before this offset is looked at.

    Returns:
        Offset of the determiner (or of the adjective after "is a"), or -1 if the words are no anaphor.
    """
    begin = max(floor, start - 90)
    words = list(_BEFORE.finditer(folded, begin, start))
    if words and begin > floor:
        words = words[1:]  # may be cut
    judged = False
    for number, match in enumerate(reversed(words)):
        word = match.group().strip("'")
        if word in determiners:
            return match.start() + (len(match.group()) - len(match.group().lstrip("'")))
        if word in {"a", "an"} and judged and determiners is THE:
            index = len(words) - number - 2
            if index >= 0 and (words[index].group().strip("'") in _COPULA or words[index].group().endswith("'s")):
                return match.start()
            return -1
        if number >= 6 or not (word in _QUALIFIERS or _JUDGING.search(word)):
            return -1
        judged = judged or bool(_PREDICATE.match(word))
    return -1


def competitors(folded: str, text: str, nouns: Iterable[str]) -> list[tuple[int, str]]:
    """Places where a noun is part of the name of something else ("Paris Agreement", "trade deal").

    Args:
        folded: Folded text.
        text: The text itself, for capitals.
        nouns: Nouns of the anaphors, folded.

    Returns:
        Offset and noun, in order.
    """
    alternatives = "|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True))
    found = []
    for match in re.finditer(rf"\b({alternatives})s?\b", folded):
        start = match.start()
        words = _BEFORE.findall(folded[max(0, start - 30) : start])
        if not words or folded[start - 1 : start] not in {" ", "-"}:
            continue
        word = words[-1].removesuffix("'s").strip("'-")
        at = start - 1 - len(words[-1])
        capital = 0 <= at < len(text) and text[at].isupper() and text[start].isupper()
        if word in _OTHER or (capital and word not in THE and word not in _QUALIFIERS):
            found.append((start, match.group(1)))
    return found
