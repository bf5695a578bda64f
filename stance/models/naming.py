"""One key for all spellings of a holder or target, so that tables of names do not depend on how a name is written."""

from __future__ import annotations

import re
from functools import lru_cache

from stance import wordclasses as wc
from stance.actors.catalogue import load_catalogue
from stance.errors import ConfigError
from stance.targets.codebook import target_names
from stance.targets.freetext import target_named
from stance.text import fold, tokenize

_TITLES = wc.TITLES | wc.words(
    "president vice chairman chairwoman chairperson chancellor premier minister prime foreign secretary senator "
    "governor congressman congresswoman representative speaker mayor judge justice attorney general king queen "
    "prince princess pope sir lord lady dame ambassador ayatollah sheikh emir crown then former late mister miss "
    "madam candidate"
)
_BARE = re.compile(r"[^\w ]+")


@lru_cache(maxsize=1 << 16)
def name_key(name: str | None) -> str:
    """A key that is the same for the spellings of a name.

    A name of the catalogue gets its id. Others lose case, accents, articles, titles, possessive and plural endings,
    and dots ("the U. S.", "President Obama's").

    Args:
        name: Any words; ``None`` for the author.

    >>> name_key("the United States") == name_key("U. S.") == name_key("America")
    True
    >>> name_key("President Obama's"), name_key("Mr. Obama"), name_key(None)
    ('obama', 'obama', '')
    """
    if name is None:
        return ""
    catalogue = load_catalogue()
    words = [_BARE.sub("", token.form) for token in tokenize(name) if token.form != "'s"]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in wc.ARTICLES | _TITLES:
        words = words[1:]
    initials = len(words) > 1 and all(len(word) == 1 for word in words)
    bare = "".join(words) if initials else " ".join(words)
    # Some data cut the final s off names ("the United State").
    for form in (name.strip(), bare, f"{bare}s"):
        found = catalogue.find(form) if len(form) > 1 else None
        if found is not None:
            return found
    short = bare.rstrip("s")
    return short if len(short) > 1 else bare or fold(name).strip()


@lru_cache(maxsize=1 << 16)
def target_key(target: str) -> str:
    """A key that is the same for the spellings of a target: a codebook id where the words name one, else as a name.

    >>> target_key("the Iran nuclear deal") == target_key("jcpoa") == "jcpoa"
    True
    >>> target_key("Gun Control") == target_key("gun controls")
    True
    """
    try:
        named = target_named(target).id
    except ConfigError:  # no words, or a whole paragraph: it is no entry of the codebook
        named = ""
    return named if named in target_names() else name_key(target)
