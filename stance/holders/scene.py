"""What the search for holders looks at: a sentence with everything that was found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from stance import wordclasses as wc
from stance.actors.roles import role_nouns
from stance.predicates import Found, find_predicates
from stance.text import Token, fold, tokenize
from stance.types import Attribution, Mention, Sentence, Span

StateOf: TypeAlias = Callable[[str], str | None]
"""From the id of a person, state or body to the id of the state or body it acts for."""

_POSSESSIVES = frozenset(("his", "her", "its", "their", "our", "my"))
_GROUPS = frozenset(
    "people figures party parties republicans democrats conservatives liberals hardliners reformists movement "
    "organizations organisations companies firms allies public voters citizens community states members group "
    "groups majority americans europeans democrat republican conservative liberal".split()
)


_TITLES = wc.TITLES | wc.words(
    "senator representative congressman congresswoman governor mayor professor doctor lord lady sir dame baroness "
    "judge justice rabbi bishop archbishop chancellor secretary minister"
)


class Scene(NamedTuple):
    """A sentence and what is in it; every offset counts in the document.

    Args:
        sentence: The sentence.
        tokens: Its tokens.
        predicates: Words of the stance lexicon in it.
        mentions: Actor mentions in it, in order.
        attributions: Attributions whose content or cue lies in it.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    predicates: tuple[Found, ...]
    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]

    @property
    def span(self) -> Span:
        """The sentence's characters."""
        return self.sentence.start, self.sentence.end

    def words(self, start: int, end: int) -> list[str]:
        """Folded words that begin between two offsets."""
        return [token.form for token in self.tokens if start <= token.start < end]

    def word_at(self, start: int) -> str:
        """The folded word that begins at an offset; empty if none does."""
        return next((token.form for token in self.tokens if token.start == start), "")

    def following(self, end: int) -> str:
        """The folded word after an offset; empty if none follows."""
        return next((token.form for token in self.tokens if token.start >= end), "")

    def predicates_in(self, span: Span) -> list[Found]:
        """Words of the lexicon that overlap a span."""
        return [found for found in self.predicates if overlap((found.start, found.end), span)]


def scene(text: str, sentence: Sentence, mentions: Sequence[Mention], attributions: Sequence[Attribution]) -> Scene:
    """Set the scene of a sentence.

    Args:
        text: The document's text.
        sentence: A sentence of it.
        mentions: Actor mentions in the sentence.
        attributions: Attributions that touch the sentence.
    """
    offset = sentence.start
    found = find_predicates(fold(text[sentence.start : sentence.end]))
    return Scene(
        sentence,
        tuple(tokenize(text, sentence.start, sentence.end)),
        tuple(Found(item.start + offset, item.end + offset, item.senses) for item in found),
        tuple(mentions),
        tuple(attributions),
    )


def holders_of(mention: Mention | None) -> tuple[str, ...]:
    """Ids of those whom words stand for; none where "he" or "the ministry" could not be resolved."""
    if mention is None:
        return ()
    if mention.entity_id is not None:
        return (mention.entity_id,)
    if mention.members or mention.kind != "noun":
        return mention.members
    owned = any(token.form in _POSSESSIVES for token in tokenize(mention.text)[:1])
    return (unnamed(mention),) if names_people(mention.text) and not owned else ()


def names_people(words: str) -> bool:
    """Whether a noun phrase stands for people or bodies, who alone can hold a stance.

    >>> names_people("several European analysts"), names_people("the resolutions")
    (True, False)
    """
    parts = words.split()
    if 2 <= len(parts) <= 4 and all(part.istitle() for part in parts) and parts[0] != "The":
        return True  # a name that is in no catalogue
    forms = [token.form for token in tokenize(words)]
    nouns = role_nouns()
    pairs = (" ".join(pair) for pair in pairwise(forms))
    return any(form in nouns or form in _GROUPS for form in forms) or any(pair in nouns for pair in pairs)


def unnamed(mention: Mention) -> str:
    """Id for a holder who is in no catalogue: the words themselves as a slug.

    >>> unnamed(Mention(entity_id=None, text="Several analysts", start=0, end=16))
    'several_analysts'
    """
    words = untitled(mention.text)
    return "_".join(token.form for token in tokenize(words) if token.form[0].isalnum()) or "unknown"


def untitled(words: str) -> str:
    """A name without the titles before it; other words as they are.

    >>> untitled("Sen. Jane Doe"), untitled("a senator")
    ('Jane Doe', 'a senator')
    """
    parts = words.split()
    while len(parts) > 2 and parts[0].istitle() and parts[0].lower().rstrip(".") in _TITLES and parts[1][0].isupper():
        del parts[0]
    return " ".join(parts)


def clip(span: Span, bounds: Span) -> Span:
    """The part of a span that lies within bounds."""
    return max(span[0], bounds[0]), min(span[1], bounds[1])


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]
