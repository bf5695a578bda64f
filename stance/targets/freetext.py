"""Targets given in the user's own words: what can be derived from them, and when they name a codebook entry."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from stance import wordclasses as wc
from stance.errors import ConfigError
from stance.labels import LABELS
from stance.paths import CONFIG_DIR
from stance.targets.codebook import read_target, target_names
from stance.text import DASHES, fold
from stance.types import Target, TargetPhrase

MAX_LENGTH = 200

_ARTICLE = re.compile(r"(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")
_LINK = re.compile(r"\s(?:of|on|for|with|between|against|in|to|from|by|among|about|at|over|under)\s", re.IGNORECASE)
_SMALL = wc.ARTICLES | wc.words("of on for with between against in to from by among about at over under and or")

# Nouns that news writers use for one and the same thing once it was named.
_FAMILIES = (
    ("agreement", "accord", "deal", "pact"),
    ("treaty", "agreement", "pact", "accord"),
    ("accord", "agreement", "deal", "pact"),
    ("deal", "agreement", "accord", "pact"),
    ("pact", "agreement", "accord", "deal"),
    ("convention", "treaty"),
    ("protocol", "agreement"),
    ("embargo", "ban", "restrictions"),
    ("blockade", "embargo"),
    ("act", "law"),
    ("law", "legislation"),
    ("bill", "legislation"),
    ("war", "conflict"),
    ("invasion", "war", "aggression"),
    ("sanctions", "measures"),
    ("referendum", "vote"),
)
_SPELLINGS = (
    ("programme", "program"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("licence", "license"),
    ("centre", "center"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("organisation", "organization"),
)
_ISE = re.compile(r"(?<=[a-z]{3})i([sz])(?=ation|ing\b|e\b|ed\b|es\b)")

# A target that is itself somebody's leaving or lifting of something has staying and keeping as its opposite.
_STAYING = ("staying in", "remaining in", "membership in", "membership of", "return to", "returning to")
_LEAVING = ("withdrawal from", "exit from", "departure from", "leaving")
_KEEPING = ("maintenance of", "continuation of", "extension of", "prolongation of", "keeping", "maintaining")
_ENDING = ("end of", "lifting of", "expiry of", "expiration of", "ending", "lifting")
_REVERSALS = (
    (r"(?:withdrawal|exit|departure|pull-?out|secession) from (.+)", _STAYING),
    (r"(?:leaving|quitting|exiting) (.+)", _STAYING),
    (r"(?:lifting|removal|easing|ending|abolition|repeal|end) of (.+)", _KEEPING),
    (r"(?:membership (?:in|of)|accession to|joining|entry into) (.+)", _LEAVING),
    (r"(?:extension|continuation|prolongation|maintenance|renewal) of (.+)", _ENDING),
    (r"(?:ban|prohibition) (?:on|of) (.+)", ("legalization of", "legalisation of", "legalizing", "legalising")),
    (r"(?:legali[sz]ation of|legali[sz]ing) (.+)", ("ban on", "prohibition of", "banning")),
)

_LABELS = {
    "favor": "Praises, supports, defends or carries out {0}, or opposes what works against it.",
    "against": "Criticizes, opposes, rejects or works against {0}, or supports what works against it.",
    "neutral": "Speaks about {0} without leaning, or is expressly undecided.",
}
_HYPOTHESES = {
    "favor": ("{holder} supports {target}.", "{holder} speaks well of {target}.", "{holder} is in favor of {target}."),
    "against": ("{holder} opposes {target}.", "{holder} criticizes {target}.", "{holder} is against {target}."),
    "neutral": (
        "{holder} mentions {target} without taking a side.",
        "{holder} is undecided about {target}.",
        "{holder} takes no position on {target}.",
    ),
}


def target_named(text: str) -> Target:
    """The shipped codebook entry that ``text`` names by id, name or alias; else what can be derived from the words.

    Args:
        text: An id or any words ("jcpoa", "the Iran nuclear deal", "nuclear power").

    Raises:
        ConfigError: No words, or too many.

    >>> target_named("the Iran nuclear deal").id
    'jcpoa'
    """
    key = " ".join(fold(_without_article(text)).split())
    names = _shipped_names()
    return read_target(CONFIG_DIR / "target" / f"{names[key]}.yaml") if key in names else target_from_text(text)


@lru_cache(maxsize=1)
def _shipped_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name in target_names():
        target = read_target(CONFIG_DIR / "target" / f"{name}.yaml")
        plain = [phrase.text for phrase in target.aliases if phrase.sign > 0 and not phrase.of]
        for phrase in (target.id, target.id.replace("_", " "), target.name, *plain):
            names.setdefault(" ".join(fold(_without_article(phrase)).split()), target.id)
    return names


def target_from_text(text: str) -> Target:
    """A codebook entry derived from the words for a target.

    Derived are: an id; the name without article; the acronym in brackets or of the initials; singular, plural,
    hyphenated and other spellings; anaphors of the head noun ("the accord" after "the Paris Agreement"); opposites
    where the words themselves turn something round ("withdrawal from NATO": "staying in NATO"). Labels and
    hypotheses are general.

    Args:
        text: The words, at most ``MAX_LENGTH`` characters.

    Raises:
        ConfigError: No words, or too many.

    >>> target = target_from_text("the Paris Agreement")
    >>> target.id, target.anaphors[:2]
    ('paris_agreement', ('the agreement', 'the accord'))
    """
    words = " ".join(text.split())
    if not any(char.isalnum() for char in words):
        raise ConfigError(
            f"target text {text!r} holds no word; name what the stance is toward, as in 'the Paris Agreement'"
        )
    if len(words) > MAX_LENGTH:
        raise ConfigError(
            f"target text of {len(words)} characters is longer than {MAX_LENGTH}; name the target in a few words, "
            "or write a codebook entry for it"
        )
    bracketed = [part.strip() for part in _BRACKET.findall(words) if any(char.isalnum() for char in part)]
    outside = " ".join(_BRACKET.sub(" ", words).split()).strip(" .,;:!?\"'")
    base = _without_article(outside or " ".join(bracketed))
    head, rest = _head(base)
    forms = _forms(base, head, rest)
    if outside:
        forms += bracketed
    opposites = _opposites(base)
    if " " not in base:
        opposites += [f"anti-{base}", f"anti {base}"]
    known = {fold(form) for form in forms}
    return Target(
        id=_slug(base),
        name=words,
        definition=f"{words[0].upper()}{words[1:]}, as these words are commonly understood.",
        aliases=tuple(TargetPhrase(text=form) for form in forms),
        opposites=tuple(TargetPhrase(text=form, sign=-1) for form in opposites if fold(form) not in known),
        anaphors=_anaphors(base, head),
        labels={label: _LABELS[label].format(words) for label in LABELS},
        hypotheses=_HYPOTHESES,
    )


def _without_article(text: str) -> str:
    return _ARTICLE.sub("", " ".join(text.split()), count=1) if _ARTICLE.match(text.strip()) else " ".join(text.split())


def _slug(base: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", fold(base)).strip("_")[:60].rstrip("_")
    if not any(char.isalpha() for char in slug):  # another script: a stable id all the same
        return f"target_{slug}" if slug else f"target_{zlib.crc32(base.encode()):08x}"
    return slug if slug[0].isalpha() else f"target_{slug}"


def _head(base: str) -> tuple[str, str]:
    """The words up to the head noun, and what follows it ("of Cuba")."""
    link = _LINK.search(base)
    return (base[: link.start()], base[link.start() :]) if link and link.start() else (base, "")


def _forms(base: str, head: str, rest: str) -> list[str]:
    forms = [base, *(form + rest for form in _numbers(head))]
    for form in list(forms):
        for british, american in _SPELLINGS:
            old, new = (british, american) if british in form.lower() else (american, british)
            forms.append(re.sub(rf"\b{old}(?=s?\b)", new, form, flags=re.IGNORECASE))
        forms.append(_ISE.sub(lambda match: "iz" if match[1] == "s" else "is", form))
        if any(dash in form for dash in DASHES):
            forms.append(re.sub(f"[{re.escape(DASHES)}]", " ", form))
    acronym = _initials(base)
    if acronym:
        forms.append(acronym)
    owned = re.fullmatch(r"(.+?)['’]s? (.+)", base)
    if owned and not rest:
        forms += [f"{owned[2]} of {owned[1]}", f"{owned[2]} of the {owned[1]}"]
    return list({fold(form): form for form in reversed(forms)}.values())[::-1]


def _numbers(head: str) -> list[str]:
    """The head noun in the other number; names of a single word ("Brexit") and abbreviations have none."""
    before, _, noun = head.rpartition(" ")
    low = fold(noun)
    if not before or not low.isascii() or not low.isalpha() or len(low) < 3 or noun.isupper():
        return []
    if low.endswith("ies"):
        other = noun[:-3] + "y"
    elif low.endswith(("sses", "shes", "ches", "xes")):
        other = noun[:-2]
    elif low.endswith("s") and not low.endswith(("ss", "us", "is", "ics")):
        other = noun[:-1]
    elif low.endswith("y") and low[-2] not in "aeiou":
        other = noun[:-1] + "ies"
    elif low.endswith(("s", "ism", "ing", "ness", "ity", "ation")):
        return []
    elif low.endswith(("sh", "ch", "x")):
        other = noun + "es"
    else:
        other = noun + "s"
    return [f"{before} {other}"]


def _initials(base: str) -> str | None:
    """The acronym of a name of three or more capitalized words."""
    words = [word for word in re.split(r"[\s\-]+", base) if fold(word) not in _SMALL]
    if len(words) < 3 or not all(word[:1].isupper() and word[1:2].islower() for word in words):
        return None
    return "".join(word[0] for word in words)


def _anaphors(base: str, head: str) -> tuple[str, ...]:
    noun = fold(head.rpartition(" ")[2])
    if " " not in base or not noun.isalpha() or not noun.isascii():
        return ()
    nouns = next((family for family in _FAMILIES if family[0] == noun), (noun,))
    return tuple(f"the {word}" for word in nouns)


def _opposites(base: str) -> list[str]:
    for pattern, forms in _REVERSALS:
        match = re.fullmatch(pattern, base, re.IGNORECASE)
        if match:
            inner = _without_article(match[1])
            return [f"{form} {thing}" for form in forms for thing in (inner, f"the {inner}")]
    return []
