"""Hypotheses about a holder's stance toward a target, from the codebook or from templates of the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.targets import target_named
from stance.types import Label, StanceExample, Target

Templates: TypeAlias = Mapping[Label, tuple[str, ...]]
NOBODY = "the author"
"""Who holds the stance where an example names no holder."""

_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = ("holder", "target")


class Hypothesis(NamedTuple):
    """A sentence about one question, and the template that it was made of."""

    label: Label
    text: str
    template: str


def checked_templates(templates: Mapping[str, Sequence[str]], *, neutral: bool) -> Templates:
    """Templates that tell the labels apart.

    Args:
        templates: For each label one or several, with ``{target}`` and, where there are holders, ``{holder}``.
        neutral: Whether the label ``neutral`` must have some; it may be left out otherwise.

    Raises:
        ConfigError: A label is missing or unknown, a template is no text, lacks ``{target}``, has other braces, or
            stands for two labels; names the template.
    """
    if not isinstance(templates, Mapping):
        raise ConfigError(f"templates {templates!r}: give a mapping of {', '.join(LABELS)} to lists of templates")
    if other := [str(label) for label in templates if label not in LABELS]:
        raise ConfigError(f"templates: label {other[0]!r} is unknown; allowed are {', '.join(LABELS)}")
    found: dict[Label, tuple[str, ...]] = {}
    for label in LABELS:
        given = templates.get(label) or ()
        texts = (given,) if isinstance(given, str) else tuple(given)
        if not texts and (neutral or label != "neutral"):
            hint = ", or set neutral=rest" if label == "neutral" else ""
            raise ConfigError(f"templates: none for {label!r}; give at least one for each label{hint}")
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise ConfigError(
                    f"templates: {text!r} for {label!r} is no text; write it as '{{holder}} ... {{target}}.'"
                )
        found[label] = tuple(" ".join(text.split()) for text in texts)
    _check(found)
    return found


def _check(templates: Templates) -> None:
    owner: dict[str, Label] = {}
    for label, texts in templates.items():
        for text in texts:
            slots = _SLOT.findall(text)
            if other := [slot for slot in slots if slot not in _SLOTS]:
                raise ConfigError(
                    f"template {text!r}: {{{other[0]}}} is unknown; allowed are {{holder}} and {{target}}"
                )
            if "target" not in slots:
                raise ConfigError(
                    f"template {text!r} lacks {{target}}: every target would get the same score; put {{target}} into it"
                )
            key = " ".join(text.lower().split()).rstrip(" .!")
            if owner.setdefault(key, label) != label:
                raise ConfigError(
                    f"template {text!r} stands for {owner[key]} and for {label}: both would get the same score; "
                    "give each label templates of its own"
                )


@lru_cache(maxsize=4096)
def described(target: str) -> Target:
    """The shipped codebook entry of a target, or the target as it is written with the hypotheses of free text.

    Data sets hold targets that no codebook would take (marks alone, whole paragraphs); they are asked about as well.

    Raises:
        ConfigError: The target is empty.
    """
    if not target.strip():
        raise ConfigError("an example has no target; name what the stance is toward")
    try:
        return target_named(target)
    except ConfigError:
        return replace(target_named("anything else"), id=target, name=" ".join(target.split()))


def hypotheses(example: StanceExample, target: Target, templates: Templates | None) -> tuple[Hypothesis, ...]:
    """The hypotheses about one example, in the order of the labels.

    Args:
        example: Whose holder is asked for; ``None`` is the author.
        target: Of the example.
        templates: Take the place of the target's own, if given.

    Raises:
        ConfigError: A template lacks ``{holder}`` and the example has one, or two labels get the same hypothesis.
    """
    chosen = templates if templates is not None else _own(target)
    words = {"holder": " ".join((example.holder or NOBODY).split()), "target": target.name}
    found: list[Hypothesis] = []
    for label in LABELS:
        for template in chosen[label]:
            if example.holder is not None and "{holder}" not in template:
                raise ConfigError(
                    f"template {template!r} lacks {{holder}}: all holders (here {example.holder!r}) would get the same "
                    "score; put {holder} into it"
                )
            text = _SLOT.sub(lambda match: words[match[1]], template)
            found.append(Hypothesis(label, text[:1].upper() + text[1:], template))
    return tuple(found)


@lru_cache(maxsize=4096)
def _own_by_id(name: str, texts: tuple[tuple[str, ...], ...]) -> Templates:
    try:
        return checked_templates(dict(zip(LABELS, texts, strict=True)), neutral=True)
    except ConfigError as error:
        raise ConfigError(f"target {name!r}: {error}") from error


def _own(target: Target) -> Templates:
    return _own_by_id(target.id, tuple(tuple(target.hypotheses.get(label, ())) for label in LABELS))


def distinct(found: Sequence[Hypothesis], tokens: Mapping[str, tuple[int, ...]], model: str) -> None:
    """Check that no two labels share a hypothesis as the model reads it.

    A tokenizer may lose what differs: an uncased one the case, one of another script the words.

    Args:
        found: Of one example.
        tokens: Of each text.
        model: Its name.

    Raises:
        ConfigError: Two labels do; names the template.
    """
    owner: dict[tuple[int, ...], Hypothesis] = {}
    for item in found:
        first = owner.setdefault(tokens[item.text], item)
        if first.label != item.label:
            raise ConfigError(
                f"template {item.template!r} ({item.label}) and {first.template!r} ({first.label}) are the same to "
                f"model {model!r}: both would get the same score; change one, or take a model that knows the words"
            )
