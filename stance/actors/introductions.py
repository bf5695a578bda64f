"""Names of people in running text, and the actors that a document introduces itself.

A name is found by its shape only where a role phrase, a title or a verb of speech stands beside it ("X, a
professor at ...").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stance import wordclasses as wc
from stance.text import fold
from stance.types import Actor, Role
from stance.wordclasses import words

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[’'‘](?!s\b)(?=[^\W\d_])|-(?=[^\W\d_]))*\.?")
_PARTICLES = words("bin ben al el von van der de da di del dos la le ibn bint ul und y")
NO_NAME = (
    wc.AUXILIARIES
    | wc.POSSESSIVES
    | wc.DEMONSTRATIVES
    | wc.ARTICLES
    | wc.SUBJECTS
    | wc.QUESTIONS
    | wc.PREPOSITIONS
    | wc.COORDINATORS
    | wc.SUBORDINATORS
    | wc.WEEKDAYS
    | wc.MONTHS
    | words(
        "as however yet so there here who which not no yes affairs minister ministry president government state "
        "states department house white council assembly excellency mr mrs ms dr republic congress senate parliament "
        "street avenue university institute today yesterday tomorrow tonight also meanwhile earlier later former ex "
        "act party committee commission agency organization union deal agreement news post times press general says "
        "said israel iran russia china chief secretary foreign national international united european security "
        "nuclear islamic world both some many most all according speaking asked nevertheless moreover furthermore "
        "finally first second third one two three even only just now then thus therefore neither either every each "
        "another several such same more less least whether attorney sheriff mayor captain sergeant officer coach "
        "detective judge justice congressman senator governor father sister bishop pope professor doctor miss "
        "chairman chairwoman director spokesman spokeswoman spokesperson let let's thank thanks dear madam sir "
        "ambassador king queen prince sheikh ayatollah"
    )
)
_LATE_NO_NAME = NO_NAME - words("may march april june august king prince white house first general israel")
MAX_NAME_WORDS = 6
_NO_PERSON = words(
    "center centre foundation institute commission department office agency group party campaign times post "
    "news press company inc corp bank school college court board association council network project fund "
    "service bureau authority union journal church debates team club league army navy force force's system "
    "program fort lake mount port san santa new north south east west street road avenue city county valley "
    "island islands university ministry committee federation front movement"
)
HONORIFICS = (
    dict.fromkeys(words("mr sir lord ayatollah sheikh hojatoleslam imam"), "m")
    | dict.fromkeys(words("mrs ms miss madam lady"), "f")
    | dict.fromkeys(words("dr sen rep gen gov lt col adm prof pres brig maj h.e amb professor st"), "")
)
"""Words before a name, and the gender that they tell."""


class Person(NamedTuple):
    """A person whom the document introduces: span of the name, and what the text says of the office."""

    start: int
    end: int
    name: str
    title: str = ""
    state: str | None = None
    official: bool = False
    gender: str = ""


def name_at(text: str, start: int, limit: int) -> int:
    """End of the name that starts at ``start``; ``start`` where there is none.

    >>> name_at("Norman T. Roule, who", 0, 20), name_at("said on Monday", 0, 14)
    (15, 0)
    """
    end = position = start
    for count in range(MAX_NAME_WORDS):
        match = _WORD.match(text, position, limit)
        if match is None:
            break
        word = match.group()
        bare = fold(word.rstrip("."))
        if word[0].isupper():
            if bare in (NO_NAME if count == 0 else _LATE_NO_NAME):
                break
            dotted = word.endswith(".")
            if count == 0 and len(bare) > 1 and bare.isalpha() and word.isupper():
                break
            if dotted and len(bare) > 1 and bare not in ("jr", "sr"):
                return match.end() - 1
            end = match.end()
        elif not (count and bare in _PARTICLES) and not (bare.startswith(("al-", "el-")) and len(bare) > 3):
            break
        elif bare not in _PARTICLES:
            end = match.end()
        position = match.end()
        if text[position : position + 1] != " ":
            break
        while position < limit and text[position] == " ":
            position += 1
    return end


def name_before(text: str, end: int, floor: int) -> int:
    """Start of the name that ends at ``end``; ``end`` where there is none. ``floor`` is the leftmost start allowed."""
    start = position = end
    for _ in range(MAX_NAME_WORDS):
        begin = position
        while begin > floor and (text[begin - 1].isalnum() or text[begin - 1] in "’'-."):
            begin -= 1
        word = text[begin:position].lstrip("’'-.")
        begin = position - len(word)
        bare = fold(word.rstrip("."))
        if not word or (word.endswith(".") and len(bare) > 1):
            break
        if word[0].isupper():
            if bare in (NO_NAME if begin == floor or position == end else _LATE_NO_NAME):
                break
            start = begin
        elif bare not in _PARTICLES and not bare.startswith(("al-", "el-")):
            break
        position = begin
        while position > floor and text[position - 1] == " ":
            position -= 1
        if position == begin or position <= floor:
            break
    return start


def honorific_before(folded: str, start: int, floor: int) -> tuple[int, str]:
    """Start of the titles ("Mr.", "Lt. Gen.") directly before ``start``, and the last of them without its dot.

    >>> honorific_before("said mr. trump", 9, 0), honorific_before("said trump", 5, 0)
    ((5, 'mr'), (5, ''))
    """
    found = ""
    while start > floor and folded[start - 1] == " ":
        begin = start - 1
        while begin > floor and (folded[begin - 1].isalnum() or folded[begin - 1] == "."):
            begin -= 1
        word = folded[begin : start - 1].rstrip(".")
        if word not in HONORIFICS:
            break
        start, found = begin, found or word
    return start, found


def is_person(name: str) -> bool:
    """Whether words that have the shape of a name can be a person's rather than those of a body or place.

    >>> is_person("Jane Roe"), is_person("Refugee Center"), is_person("Fort Roe")
    (True, False, False)
    """
    return not any(word in _NO_PERSON for word in fold(name).split())


def slug(name: str) -> str:
    """The id of a person by name.

    >>> slug("Norman T. Roule")
    'norman_t_roule'
    """
    return "_".join(re.findall(r"[^\W_]+", fold(name))) or "person"


def family_name(name: str) -> str:
    """The part of an unknown person's name by which later sentences call the person."""
    words = [word for word in name.split() if word.rstrip(".").lower() not in ("jr", "sr")]
    return words[-1] if words else name


def introduce(person: Person) -> Actor:
    """The actor that a document introduces; without a state it acts for nobody and is no official.

    >>> introduce(Person(0, 7, "A. Berg", "former envoy", "NOR", False)).roles[0].official
    False
    """
    roles: tuple[Role, ...] = ()
    if person.state:
        roles = (Role(title=person.title, affiliation=person.state, official=person.official, ongoing=True),)
    return Actor(id=slug(person.name), name=person.name, kind="person", roles=roles)
