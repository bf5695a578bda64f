"""Turns the author's stances into those of a named speaker, so that naming a holder does not come to mean neutral.

Most public data ask for the author's stance; data with named holders are mostly neutral, and a model trained on both
learns that a named holder has no opinion. Some of the author's texts are therefore given to somebody: a name that the
text does not mention (a speech read without its heading), or a frame in the text ("..., X told Y"). The stance becomes
X's; of Y, who only listens, asks or is told, the text says nothing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from stance.actors.catalogue import load_catalogue
from stance.errors import ConfigError, unknown
from stance.types import Span, StanceExample, TargetMention

OPTIONS = ("absent", "framed", "bystander")

# {x} holds the stance that {t} expresses, {y} does not.
_ALONE = (
    "{x}: {t}",
    "{x} said: “{t}”",
    "“{t}” {x} said.",
    "“{t}” {x} told reporters.",
    "According to {x}, {t}",
    "In the words of {x}: {t}",
    "{x} made it plain: {t}",
    "As {x} put it, {t}",
    "{t} This was the view of {x}.",
    "A statement by {x} read: “{t}”",
    "{x} wrote: {t}",
    "Speaking after the session, {x} argued: {t}",
)
_BESIDE = (
    "“{t}” {x} told {y}.",
    "Asked by {y}, {x} answered: “{t}”",
    "{y} listened while {x} said: {t}",
    "{x} said in a call with {y}: “{t}”",
    "After a meeting with {y}, {x} declared: {t}",
    "In a letter to {y}, {x} wrote: {t}",
    "{y} quoted {x} as saying: “{t}”",
    "{y} reported that {x} takes this view: {t}",
    "{x} interrupted {y}: {t}",
    "While {y} would not comment, {x} said: {t}",
)
_ROLES = (
    "the {} government", "the {} foreign minister", "a senior {} official", "the {} delegation", "the {} ambassador",
    "the {} president", "the {} foreign ministry", "a spokesman for the {} government",
)  # fmt: skip
_OTHERS = (
    "the senator", "the minister", "the party's spokeswoman", "a group of lawmakers", "the trade union", "the mayor",
    "the professor", "the charity", "a former ambassador", "the opposition leader", "the committee's chairman",
    "the company", "an adviser to the campaign", "the bishop", "a coalition of aid groups", "the columnist",
)  # fmt: skip


def check_speakers(shares: Mapping[str, float]) -> None:
    """Complain about shares out of range.

    Raises:
        ConfigError: One is, or has another name.
    """
    for name, share in shares.items():
        if name not in OPTIONS:
            raise unknown("share in speakers", str(name), OPTIONS)
        number = isinstance(share, int | float) and not isinstance(share, bool)
        if not number or not (math.isfinite(share) and 0 <= share <= 1):
            raise ConfigError(f"speakers.{name} is {share!r}; give a share from 0 to 1")
    if shares.get("absent", 0) + shares.get("framed", 0) > 1:
        raise ConfigError("speakers: absent and framed are shares of the same examples; give at most 1 together")


def with_speakers(
    examples: Sequence[StanceExample],
    *,
    seed: int,
    absent: float = 0.0,
    framed: float = 0.0,
    bystander: float = 0.0,
) -> list[StanceExample]:
    """The examples, some of those without a holder given to one; order and number are kept.

    Args:
        examples: Training examples.
        seed: Of what is drawn.
        absent: Share that gets a holder whom the text does not name.
        framed: Share whose text is put into a frame that names the holder.
        bystander: Of those in a frame with two actors, the share that asks for the other one, of whom the text says
            nothing (``relevant=False``).
    """
    draw = random.Random(f"speakers/{seed}")  # noqa: S311 - no secret
    found = []
    for example in examples:
        chance = draw.random()
        if example.holder is not None or not (example.text and example.target) or chance >= absent + framed:
            found.append(example)
        elif chance < absent:
            found.append(replace(example, holder=_name(draw)))
        else:
            found.append(_framed(example, bystander, draw))
    return found


def _framed(example: StanceExample, bystander: float, draw: random.Random) -> StanceExample:
    beside = draw.random() < 0.5
    names = {"x": _name(draw), "y": _name(draw), "t": example.text}
    while names["y"] == names["x"]:
        names["y"] = _name(draw)
    text, places = _filled(draw.choice(_BESIDE if beside else _ALONE), names)
    shift = places["t"][0]
    asked = "y" if beside and draw.random() < bystander else "x"
    moved = tuple(_moved(mention, shift) for mention in example.target_mentions)
    changed = replace(
        example,
        text=text,
        holder=names[asked],
        holder_spans=(places[asked],),
        target_mentions=moved,
        context="",
        scope=None,
        inner=None,
        link=None,
    )
    return changed if asked == "x" else replace(changed, gold="neutral", relevant=False, sentiment=None)


def _filled(frame: str, names: Mapping[str, str]) -> tuple[str, dict[str, Span]]:
    text = ""
    places: dict[str, Span] = {}
    for number, piece in enumerate(frame.replace("}", "{").split("{")):
        if number % 2:
            name = names[piece]
            if not text and piece != "t":
                name = name[0].upper() + name[1:]
            places[piece] = (len(text), len(text) + len(name))
            piece = name
        text += piece
    return text, places


def _moved(mention: TargetMention, shift: int) -> TargetMention:
    return replace(mention, start=mention.start + shift, end=mention.end + shift)


def _name(draw: random.Random) -> str:
    kind = draw.random()
    states, others = _names()
    if kind < 0.35:
        return draw.choice(states)
    if kind < 0.65:
        return draw.choice(others)
    if kind < 0.9:
        return draw.choice(_ROLES).format(draw.choice(_demonyms()))
    return draw.choice(_OTHERS)


@cache
def _names() -> tuple[list[str], list[str]]:
    actors = load_catalogue().actors.values()
    states = sorted(actor.name for actor in actors if actor.kind == "state")
    return states, sorted(actor.name for actor in actors if actor.kind != "state")


@cache
def _demonyms() -> list[str]:
    """Adjectives of states, as far as they look like ones ("Chilean")."""
    endings = ("ian", "ean", "ese", "ish", "can", "ani", "qi", "an")
    return sorted(
        {
            alias
            for actor in load_catalogue().actors.values()
            if actor.kind == "state"
            for alias in actor.aliases
            # Capitals are aliases, too ("Amman"); adjectives begin like the name.
            if alias.endswith(endings) and " " not in alias and alias != actor.name and alias[:3] == actor.name[:3]
        }
    )
