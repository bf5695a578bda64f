"""A sentence as tokens, with its quotations and mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stance.actors import words as w
from stance.actors.cues import Cue, Lexicon
from stance.text import Token, tokenize
from stance.types import Mention, Sentence, Span


@dataclass(slots=True)
class View:
    """A sentence as tokens; ``quotes`` are token ranges (first, one past last) of its quotations, marks included."""

    text: str
    sentence: Sentence
    mentions: Sequence[Mention]
    lexicon: Lexicon
    tokens: list[Token]
    forms: list[str]
    quotes: list[tuple[int, int]] = field(default_factory=list)
    quote_ends: set[int] = field(default_factory=set)
    quote_at: dict[int, int] = field(default_factory=dict)
    """First token of a quotation to one past its last."""

    def cues(self, index: int) -> tuple[Cue, ...]:
        """Readings of a token as a verb that attributes."""
        return self.lexicon.verbs.get(self.forms[index], ())

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital letter."""
        return self.text[self.tokens[index].start].isupper()

    def word(self, index: int) -> bool:
        """Whether a token is a word or number."""
        return self.forms[index][0].isalnum()

    def span(self, first: int, last: int) -> Span:
        """Character span of tokens ``first`` to ``last`` (one past)."""
        return (self.tokens[first].start, self.tokens[last - 1].end)

    def mention_over(self, index: int) -> Mention | None:
        """The longest mention that covers a token."""
        start = self.tokens[index].start
        best: Mention | None = None
        for mention in self.mentions:
            if mention.start > start:
                break
            if mention.end > start and (best is None or mention.end - mention.start > best.end - best.start):
                best = mention
        return best

    def noun_like(self, index: int) -> bool:
        """Whether a token can be the head of a noun phrase."""
        form = self.forms[index]
        return (
            self.word(index)
            and form not in w.PREPOSITIONS
            and form not in w.AUXILIARIES
            and form
            not in w.DETERMINERS - {"others", "all", "many", "some", "several", "both", "most", "few", "this", "that"}
            and form not in w.COORDINATORS
        )


class Subject(NamedTuple):
    """A noun phrase found: token range of phrase, its head, and where the region that was searched begins."""

    first: int
    head: int
    region: int
    relative: bool = False


def view_of(text: str, sentence: Sentence, mentions: Sequence[Mention], lexicon: Lexicon) -> View:
    """The tokens of a sentence."""
    tokens = tokenize(text, sentence.start, sentence.end)
    return View(text, sentence, mentions, lexicon, tokens, [token.form for token in tokens])


def token_at(view: View, position: int) -> int:
    """Index of the first token that starts at or after a character position."""
    return bisect_left(view.tokens, position, key=lambda token: token.start)


def adverb(form: str) -> bool:
    """Whether a word may stand between subject and verb without mattering."""
    return form in w.ADVERBS or (form.endswith("ly") and len(form) > 4 and form not in w.LY_NOUNS)
