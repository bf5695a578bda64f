"""Wordings of stances for training, and what proposals such as "We should ban X" say of the thing itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from stance.models.hypotheses import NOBODY
from stance.types import Label

TEMPLATES: dict[Label, tuple[str, ...]] = {
    "favor": tuple(
        f"{{holder}} {words}."
        for words in (
            "supports {target}|is in favor of {target}|speaks well of {target}|backs {target}|approves of {target}|"
            "praises {target}|defends {target}|endorses {target}|welcomes {target}|is for {target}|"
            "agrees with {target}|takes the side of {target}|has a good opinion of {target}|"
            "says that {target} is right|thinks that {target} does good|has a positive attitude toward {target}"
        ).split("|")
    ),
    "against": tuple(
        f"{{holder}} {words}."
        for words in (
            "opposes {target}|is against {target}|criticizes {target}|condemns {target}|rejects {target}|"
            "disapproves of {target}|attacks {target}|objects to {target}|speaks ill of {target}|"
            "disagrees with {target}|takes a stand against {target}|blames {target}|"
            "says that {target} is wrong|thinks that {target} does harm|has a negative attitude toward {target}"
        ).split("|")
    ),
    "neutral": tuple(
        f"{{holder}} {words}."
        for words in (
            "takes no position on {target}|is undecided about {target}|mentions {target} without taking a side|"
            "speaks about {target} without taking a side|describes {target} without judging it|is neutral on {target}|"
            "neither supports nor opposes {target}|says nothing for or against {target}|shows no stance toward {target}"
        ).split("|")
    ),
}
"""Wordings for training; the most usual of them are also those of free-text targets and of the codebook."""

AUTHORS = (NOBODY, NOBODY, NOBODY, "the speaker", "the writer")
SPEAKERS = (
    "Norway|Kenya|Brazil|Japan|Poland|Egypt|Indonesia|Canada|Chile|India|Turkey|Australia|Spain|Nigeria|Vietnam|"
    "Mexico|the minister|the president|the government|the opposition|the union|the party|the senator|the ambassador|"
    "the court|Ms. Hansen|Mr. Okafor|Mrs. Tanaka|Mr. Silva|Ms. Novak|the European Commission|the ministry|the spokesman"
).split("|")
"""Who is made to say an anonymous text."""

SAYINGS = (
    '{name} said: "{text}"',
    '"{text}" {name} said.',
    "{name} said that {lower}",
    "According to {name}, {lower}",
    "{name} argued that {lower}",
    "In the view of {name}, {lower}",
    "{name} told reporters that {lower}",
)
ANSWERS = (
    "{first} said that {one} {second} said that {two}",
    "While {first} argued that {one}, {second} replied that {two}",
    'According to {first}, {one} {second} answered: "{two}"',
)
# "We should VERB X": the stance toward the proposal is one toward X, or its reverse.
_PROPOSAL = re.compile(
    r"(?:we|the (?:us|usa|u\.s\.|uk|eu|government)) (?:should|must) (\w+)(?: up)? (.+?)[.!]?", re.IGNORECASE
)
_PASSIVE = re.compile(r"(.+?) (?:should|must) be (\w+)[.!]?", re.IGNORECASE)
_FOR = dict(
    word.split(":")
    for word in "adopt:adopted legalize:legalized legalise:legalised subsidize:subsidized protect:protected "
    "introduce:introduced support:supported fund:funded promote:promoted allow:allowed keep:kept "
    "expand:expanded".split()
)
_AGAINST = dict(
    word.split(":")
    for word in "abandon:abandoned abolish:abolished ban:banned end:ended prohibit:prohibited limit:limited "
    "cancel:canceled close:closed disband:disbanded fight:fought oppose:opposed criminalize:criminalized stop:stopped "
    "dissolve:dissolved restrict:restricted reject:rejected".split()
)
KEEP = ("wants {target} to be kept", "wants more of {target}", "wants {target} to be strengthened")
DROP = ("wants {target} to be ended", "wants {target} to be ended or replaced", "calls for an end to {target}")
_STOP = frozenset("a an the we should must be of to in on for and or is are not it its their our us uk by with".split())


class Proposal(NamedTuple):
    """What a proposal would have done: the thing, +1 if favor of the proposal is favor of it, and the participle."""

    thing: str
    sign: int
    done: str


def proposal(target: str) -> Proposal | None:
    """A target such as "We should ban X" or "X should be banned" taken apart; ``None`` for others.

    >>> proposal("We should abolish capital punishment")
    Proposal(thing='capital punishment', sign=-1, done='abolished')
    """
    if match := _PROPOSAL.fullmatch(target.strip()):
        verb, thing = match[1].lower(), match[2]
        if verb in _FOR or verb in _AGAINST:
            return Proposal(thing, 1 if verb in _FOR else -1, _FOR.get(verb) or _AGAINST[verb])
    if match := _PASSIVE.fullmatch(target.strip()):
        thing, done = match[1], match[2].lower()
        if done in _FOR.values() or done in _AGAINST.values():
            return Proposal(thing[:1].lower() + thing[1:], 1 if done in _FOR.values() else -1, done)
    return None


def target_key(target: str) -> frozenset[str]:
    """The stems of the words that name a target; the same for "We should ban guns", "gun" and "the guns".

    >>> target_key("We should ban guns") == target_key("gun")
    True
    """
    found = proposal(target)
    words = re.findall(r"[^\W_]+", (found.thing if found else target).lower())
    stems = {re.sub(r"(?:ing|ies|es|ed|s|y|e)$", "", word) if len(word) > 3 else word for word in words}
    return frozenset(stems - _STOP) or frozenset(words)
