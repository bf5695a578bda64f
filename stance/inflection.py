"""English verb forms from the base form, for the lexicons, which list base forms only.

No library: the well-kept ones inflect nouns only or bring a model or a dictionary of several megabytes, and some
thousand verbs need the rules of school grammar and two short lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, TypeAlias

Tag: TypeAlias = Literal["base", "s", "ed", "en", "ing"]

# base, past, participle where it differs; variants after a stroke
_IRREGULAR = """
bear bore borne|begin began begun|beseech beseeched/besought|bet bet|break broke broken|bring brought
build built|buy bought|cast cast|choose chose chosen|cling clung|come came come|cost cost|cut cut|deal dealt|do did done
draw drew drawn|dream dreamed/dreamt|dwell dwelt/dwelled|fall fell fallen|feel felt|fight fought|find found
forbid forbade forbidden|forecast forecast/forecasted|forsake forsook forsaken|get got got/gotten|give gave given
go went gone|grow grew grown|have had|hear heard|hit hit|hold held|hurt hurt|keep kept|know knew known|lay laid|lead led
lean leaned/leant|learn learned/learnt|leave left|let let|light lit/lighted|lose lost|make made|mean meant|meet met
pay paid|plead pleaded/pled|prove proved proved/proven|put put|quit quit|read read|rid rid|rise rose risen
run ran run|say said|see saw seen|seek sought|send sent|set set|shake shook shaken|shoot shot|show showed shown
shut shut|sink sank sunk|sit sat|sow sowed sown/sowed|speak spoke spoken|spell spelled/spelt|stand stood|stick stuck
strike struck struck/stricken|strive strove/strived striven/strived|swear swore sworn|take took taken|tear tore torn
tell told|think thought|throw threw thrown|win won|wind wound|write wrote written
"""
_PREFIX = re.compile(r"(?:fore?|over|under|with|up|un)(?=\w\w)")
"""What may stand before an irregular verb ("foresee", "forgo", "withdraw"); "re" may not ("relay")."""

_THIRD_PERSON = {"be": ("is", "are", "am"), "have": ("has",)}
_ONE_SYLLABLE = re.compile(r"(?:[^aeiou]*qu|[^aeiou]*)[aeiou][^aeiouwxy]")
_STRESSED_LAST = frozenset(
    "abhor admit annul aver begin commit compel concur deadpan extol forbid fulfil prefer rebut recommit refer regret "
    "submit undercut underpin".split()
)
"""Longer verbs that double their last letter, because they are stressed on it or end in a word that does."""

_EITHER = re.compile(r"\w*(?:[^aeiou]|u)[aei]l")
"""Longer verbs that double it in British spelling only ("signalled", "signaled")."""


def inflect(verb: str) -> Iterator[tuple[str, Tag]]:
    """Forms of an English verb with what they are; a form that is two things comes twice.

    Args:
        verb: Base form in lower case, one word ("withdraw", "re-impose").

    Yields:
        A form and its tag: ``base``, ``s`` (third person), ``ing``, ``ed`` (past), ``en`` (participle).

    >>> [form for form, _ in inflect("deny")]
    ['deny', 'denies', 'denying', 'denied', 'denied']
    >>> [form for form, tag in inflect("signal") if tag == "ed"]
    ['signaled', 'signalled']
    """
    prefix, dash, stem = verb.rpartition("-")
    for form, tag in _forms(stem):
        yield f"{prefix}{dash}{form}", tag


def verb_forms(verb: str) -> frozenset[str]:
    """The base form, third person, past, participle and gerund of a verb, which may have particles after it.

    Args:
        verb: Base form in lower case ("withdraw", "pull out of", "re-impose").

    >>> sorted(verb_forms("pull out of"))
    ['pull out of', 'pulled out of', 'pulling out of', 'pulls out of']
    """
    head, space, particles = verb.partition(" ")
    return frozenset(f"{form}{space}{particles}" for form, _ in inflect(head))


@cache
def irregular_pasts() -> frozenset[str]:
    """Past forms that neither add "ed" nor are their own base form ("took", "led").

    >>> sorted(form for form in irregular_pasts() if form.startswith("s"))[:4]
    ['said', 'sank', 'sat', 'saw']
    """
    pasts = {(base, past) for base, (found, _) in _irregular().items() for past in found if past != base}
    return frozenset(past for base, past in pasts if not (past.endswith("ed") and past.startswith(base[:-1])))


def _forms(verb: str) -> Iterator[tuple[str, Tag]]:
    yield verb, "base"
    for form in _THIRD_PERSON.get(verb, (_with_s(verb),)):
        yield form, "s"
    if verb == "be":
        yield from (("being", "ing"), ("was", "ed"), ("were", "ed"), ("been", "en"))
        return
    stems = _stems(verb)
    if verb.endswith("ie"):
        stems_of_gerund = [verb[:-2] + "y"]
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        stems_of_gerund = [verb[:-1]]
    else:
        stems_of_gerund = stems
    for stem in stems_of_gerund:
        yield stem + "ing", "ing"
    pasts, participles = _irregular_forms(verb) or ([_with_ed(stem) for stem in stems],) * 2
    for form in pasts:
        yield form, "ed"
    for form in participles:
        yield form, "en"


def _irregular_forms(verb: str) -> tuple[list[str], list[str]] | None:
    known = _irregular().get(verb)
    prefix = _PREFIX.match(verb)
    if known is not None or prefix is None:
        return known
    known = _irregular().get(verb[prefix.end() :])
    return known and (
        [prefix.group() + form for form in known[0]],
        [prefix.group() + form for form in known[1]],
    )


@cache
def _irregular() -> dict[str, tuple[list[str], list[str]]]:
    rows = [row.split() for row in _IRREGULAR.replace("\n", "|").split("|") if row]
    return {base: (past[0].split("/"), past[-1].split("/")) for base, *past in rows}


def _stems(verb: str) -> list[str]:
    """What "ing" and "ed" follow, the last letter doubled where it must be, both ways where it may be."""
    doubled = verb + verb[-1]
    if _ONE_SYLLABLE.fullmatch(verb) or verb in _STRESSED_LAST:
        return [doubled]
    if verb.endswith("ic"):
        return [verb + "k"]
    return [verb, doubled] if _EITHER.fullmatch(verb) else [verb]


def _with_s(verb: str) -> str:
    if _consonant_y(verb):
        return verb[:-1] + "ies"
    if verb.endswith(("s", "x", "z", "ch", "sh")) or (verb.endswith("o") and verb[-2:-1] not in "aeiou"):
        return verb + "es"
    return verb + "s"


def _with_ed(stem: str) -> str:
    if stem.endswith("e"):
        return stem + "d"
    return stem[:-1] + "ied" if _consonant_y(stem) else stem + "ed"


def _consonant_y(verb: str) -> bool:
    return len(verb) > 1 and verb[-1] == "y" and verb[-2] not in "aeiou"
