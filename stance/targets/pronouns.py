"""The pronouns "it" and "them" for a target: "they urged him not to leave it", "The deal is dead. It never worked."."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stance.predicates import Found, find_predicates
from stance.targets.surroundings import Surroundings
from stance.types import TargetMention

IT = re.compile(r"\bit\b(?!')")
_THEM = re.compile(r"\bthem\b")
_OPENING = re.compile(r'["\' ]*it (?:is|was|has|had|will|would|can|could|should|must|does|did|never|also|remains)\b')
_DUMMY = re.compile(
    r"it (?:is|was|would be|will be|remains|seems|is not|was not) (?:\w+ly )?(?:\w+ )?"
    r"(?:to|that|for|time|who|whether|unclear|worth)\b"
    r"|it (?:is|was) (?:a|an|the|one) (?:\w+ )?(?:region|place|time|country|continent|area|world|fact|question|matter"
    r"|pleasure|honou?r|pity|shame|year|day|moment|people|state|nation|organi[sz]ation|sea|island)\b"
)
_SAID = re.compile(
    r"(?:some |many |most |its |the |their |other )?(?:[a-z-]+ )?(?:supporters|critics|opponents|advocates|backers|"
    r"defenders|proponents|detractors|skeptics|sceptics|experts|analysts|officials|diplomats|hard-?liners|hawks|he|"
    r"she|they)"
    r" (?:have |had |also |long )?(?:said|say|argued?|warn|warned|complain|complained|contend|contended|insist|"
    r"insisted|claim|claimed|believed?|counter|countered|maintain|maintained|fear|feared)(?: that)? it (?!was |is )"
)
"""Those who are no "it" themselves and speak of the thing that the sentence before is about."""

_PLAIN = re.compile(
    r'["\' ]*it (?!(?:is|was|would|will|seems|remains|said|says|has said|added|also said|took|takes|turn|turns|turned|'
    r"rains|rained|snowed|appears|appeared|happens|happened|depends|matters|emerged|came|comes)\b)[a-z]+"
)
_NAMING = frozenset(
    "called calling calls branded branding dubbed labelled labeled labelling described describing".split()
)
_APART = 45
"""How far "from it" may stand from "withdrawal", in characters."""

_START = 4
"""The same, to be its subject, so that an "it" at the start of the next one is it, whatever the verb."""

_HEAD = 40
"""How far from the start of its sentence a target may stand to be what the sentence is about, in characters."""


def pronouns(
    around: Surroundings,
    target: str,
    own: Mapping[int, Sequence[TargetMention]],
    rivals: Mapping[int, Sequence[TargetMention]],
) -> dict[int, list[TargetMention]]:
    """Places where "it" or "them" stands for a target that the same or the previous sentence names.

    They count as the object of a word that leans ("leave it", "the withdrawal from it"), and "it" at the start of a
    sentence after one that is about the target; anything else is more often somebody or something else.

    Args:
        around: The document.
        target: Id of the target.
        own: Mentions of the target by sentence, without those that hold a mention of another ("the withdrawal from the
            deal"), for which "it" would rather stand.
        rivals: Mentions of other targets by sentence; one in the same sentence goes before one of ``own`` further back.

    Returns:
        Further mentions by sentence.
    """
    found: dict[int, list[TargetMention]] = {}
    mentioned = {index: list(hits) for index, hits in own.items()}
    waiting = {place + step for place in mentioned for step in (0, 1)}
    for index, sentence in enumerate(around.sentences):
        folded = around.folded[sentence.start : sentence.end] if index in waiting else ""
        if "it" not in folded and "them" not in folded:
            continue
        before = [hit for hit in mentioned.get(index - 1, ()) if hit.sign > 0]
        hits: dict[int, TargetMention] = {}
        subject = (
            _subject(folded, min(hit.start for hit in before) - around.sentences[index - 1].start) if before else -1
        )
        if subject >= 0:
            hits[subject] = before[-1]
        predicates = leaning(folded)
        for match in (*IT.finditer(folded), *_THEM.finditer(folded)):
            if not _governed(folded, match.start(), predicates):
                continue
            place = sentence.start + match.start()
            rival = any(hit.end <= place for hit in rivals.get(index, ()))
            named = ([] if rival else before) or [hit for hit in mentioned.get(index, ()) if hit.end <= place]
            if match.group() == "them":
                named = [hit for hit in named if _is_plural(hit)]
            if named:
                hits[match.start()] = named[-1]
        if hits:
            found[index] = [
                pronoun_mention(around, target, sentence.start + place, hits[place]) for place in sorted(hits)
            ]
            mentioned.setdefault(index, []).extend(found[index])  # what "it" may go on to mean
            waiting.add(index + 1)
    return found


def leaning(folded: str) -> list[Found]:
    """Words of folded text that may govern a pronoun."""
    return [item for item in find_predicates(folded) if item.sense("attitude", "action", "noun")]


def _subject(folded: str, start: int) -> int:
    """Where the "it" stands that is the subject of a sentence and means what the one before is about; -1 for none.

    Args:
        folded: The sentence.
        start: How far from the start of the sentence before the target stands in it.
    """
    if start > _HEAD or _DUMMY.match(folded.lstrip("\"' ")):
        return -1
    if _OPENING.match(folded):
        return folded.index("it")
    if start > _START:
        return -1
    said = _SAID.match(folded)
    if said:
        return said.end() - 3
    return folded.index("it") if _PLAIN.match(folded) else -1


def _is_plural(hit: TargetMention) -> bool:
    """Whether a mention is a plural noun phrase ("US sanctions"), which is no "it"."""
    last = hit.text.lower().split()[-1]
    return hit.kind != "alias" and last.endswith("s") and not last.endswith(("ss", "us", "is"))


_LEAVING = re.compile(r"\b(?:withdrawal|exit|departure|pullout|pull-out|retreat)\b[^.;,]{0,45} from \Z")


def _governed(folded: str, place: int, predicates: Sequence[Found]) -> bool:
    """Whether a word that leans stands right before a place, or a little before it with its preposition in between."""
    word = folded[:place].split()[-1:]
    if _LEAVING.search(folded, max(0, place - 70), place):
        return True
    if any(item.end == place - 1 or folded[item.end : place] in (" '", ' "', "' ", '" ') for item in predicates):
        return True
    if word and word[0] in _NAMING:
        return True
    return any(
        [sense.preposition] == word and 0 < place - item.end <= _APART for item in predicates for sense in item.senses
    )


def pronoun_mention(around: Surroundings, target: str, start: int, antecedent: TargetMention) -> TargetMention:
    """The mention that a pronoun is, with the sign of what it takes up."""
    end = start + (4 if around.folded.startswith("them", start) else 2)
    return TargetMention(
        target=target,
        text=around.text[start:end],
        start=start,
        end=end,
        sign=antecedent.sign,
        kind="anaphor",
        doer=antecedent.doer if antecedent.target == target else None,
    )
