"""Hiding holder or target of a question, in the question and in the text, with exact offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from stance import wordclasses as wc
from stance.errors import ConfigError
from stance.targets import target_named
from stance.text import PhraseMatcher, fold, tokenize
from stance.types import Span, StanceExample, Target

SOMETHING = "something"
"""What stands for the target."""
SOMEONE = "someone"
"""What stands for the holder."""

_ARTICLE = re.compile(r"\b(?:the|an?)\s+\Z", re.IGNORECASE)
_ACRONYM = 5  # capitals as few as these must be capitals in the text too: "US" is not "us"
_LONG = 4  # names as long as this are found with an ending, too: "Serbian", "declawed"
_ENDINGS = ("s", "n", "ns", "an", "ans", "ian", "ians", "d", "ed", "ing", "er", "ers", "es", "ism", "ist", "ists", "y")
_SMALL = (
    wc.ARTICLES
    | wc.DEMONSTRATIVES
    | wc.POSSESSIVES
    | wc.SUBJECTS
    | wc.OBJECTS
    | wc.REFLEXIVES
    | wc.RELATIVES
    | wc.QUESTIONS
    | wc.PREPOSITIONS
    | wc.AUXILIARIES
)


class Edit(NamedTuple):
    """Words to be put in the place of ``text[start:end]``."""

    start: int
    end: int
    words: str


class Rewritten:
    """A text with words exchanged, and where its spans are now.

    Args:
        text: The text.
        edits: What is exchanged; those that overlap are made one, with the words of the longest.

    >>> new = Rewritten("Iran left the deal", [Edit(0, 4, "someone")])
    >>> new.text, new.span((10, 18))
    ('someone left the deal', (13, 21))
    """

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self._edits = _merged(edits)
        self._starts = [edit.start for edit in self._edits]
        self._ends = [edit.end for edit in self._edits]
        pieces, shift, previous = [], 0, 0
        self._new: list[Span] = []
        for edit in self._edits:
            pieces += [text[previous : edit.start], edit.words]
            start = edit.start + shift
            self._new.append((start, start + len(edit.words)))
            shift += len(edit.words) - (edit.end - edit.start)
            previous = edit.end
        self.text = "".join([*pieces, text[previous:]])

    def span(self, span: Span) -> Span:
        """Where a span is now; an end inside exchanged words takes in all of them."""
        start, end = span
        place = bisect_right(self._starts, start) - 1
        if place >= 0:
            start = self._new[place][0] if start < self._ends[place] else start + self._shift(place)
        place = bisect_left(self._starts, end) - 1
        if place >= 0:
            end = self._new[place][1] if end <= self._ends[place] else end + self._shift(place)
        return start, max(start, end)

    def _shift(self, place: int) -> int:
        return self._new[place][1] - self._ends[place]


def _merged(edits: Iterable[Edit]) -> list[Edit]:
    merged: list[tuple[Edit, int]] = []
    for edit in sorted(edits):
        size = edit.end - edit.start
        if merged and edit.start < merged[-1][0].end:
            last, longest = merged[-1]
            words = edit.words if size > longest else last.words
            merged[-1] = Edit(last.start, max(last.end, edit.end), words), max(size, longest)
        elif size:
            merged.append((edit, size))
    return [edit for edit, _ in merged]


def blind(example: StanceExample, *, target: bool = False, holder: bool = False) -> StanceExample:
    """The question with target or holder, or both, hidden.

    Hidden are the names in the question, the spans given, and every other place of text and context where the name,
    a form of it (for a target those of :func:`stance.targets.target_named`) or the words of one of the spans stand,
    with a usual ending or without.
    Pronouns are hidden where a span says that they are meant, and nowhere else.
    """
    spans: list[tuple[Span, str]] = []
    finders: list[tuple[PhraseMatcher[str], str]] = []
    if target:
        mentioned = [(mention.start, mention.end) for mention in example.target_mentions]
        spans += [(span, SOMETHING) for span in mentioned]
        finders.append((_finder((*_target_forms(example.target), *_said(example, mentioned))), SOMETHING))
    if holder and example.holder is not None:
        spans += [(span, SOMEONE) for span in example.holder_spans]
        finders.append((_finder((example.holder, *_said(example, example.holder_spans))), SOMEONE))
    edits = [Edit(_after_article(example.text, start), end, words) for (start, end), words in spans if start < end]
    new = Rewritten(example.text, [*edits, *_found(example.text, finders)])

    def elsewhere(text: str) -> str:
        return Rewritten(text, _found(text, finders)).text

    asked = SOMETHING if target else example.target
    if not target and not _is_id(example.target):
        asked = elsewhere(example.target)
    who = example.holder
    if who is not None:
        who = SOMEONE if holder else elsewhere(who)
    mentions = []
    for mention in example.target_mentions:
        start, end = new.span((mention.start, mention.end))
        about = SOMETHING if target else mention.target
        mentions.append(replace(mention, target=about, text=new.text[start:end], start=start, end=end))
    return replace(
        example,
        text=new.text,
        context=elsewhere(example.context),
        target=asked,
        holder=who,
        holder_spans=tuple(map(new.span, example.holder_spans)),
        target_mentions=tuple(mentions),
        scope=new.span(example.scope) if example.scope else None,
        inner=new.span(example.inner) if example.inner else None,
    )


def name_of_target(target: str) -> str:
    """The target as a reader would write it: the name of a codebook entry, else the words given."""
    entry = _entry(target)
    return entry.name if entry and _is_id(target) else target


@lru_cache(maxsize=4096)
def _entry(target: str) -> Target | None:
    try:
        return target_named(target)
    except ConfigError:  # no word in it, or a whole claim: nothing can be derived from such a target
        return None


def _is_id(target: str) -> bool:
    entry = _entry(target)
    return entry is not None and entry.id == target


def _target_forms(target: str) -> tuple[str, ...]:
    entry = _entry(target)
    if entry is None:
        return (target,)
    return (target, entry.name, *(phrase.text for phrase in entry.aliases if not phrase.of))


def _said(example: StanceExample, spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(example.text[start:end] for start, end in spans)


@lru_cache(maxsize=512)
def _finder(forms: tuple[str, ...]) -> PhraseMatcher[str]:
    kept = []
    for form in forms:
        bare = form[match.end() :] if (match := re.match(r"(?:the|an?)\s+", form, re.IGNORECASE)) else form
        says = [token.form for token in tokenize(bare) if len(token.form) > 1 and token.form[0].isalnum()]
        if any(word not in _SMALL or _short_capitals(bare) for word in says):
            kept.append((bare, bare))
            if len(bare) >= _LONG and bare[-1].isalpha() and not _short_capitals(bare):
                kept += [(bare + ending, bare) for ending in _ENDINGS]
    return PhraseMatcher(kept)


def _found(text: str, finders: Sequence[tuple[PhraseMatcher[str], str]]) -> list[Edit]:
    if not text:
        return []
    folded = fold(text)
    return [
        Edit(_after_article(text, match.start), match.end, words)
        for finder, words in finders
        for match in finder.find(folded)
        if any(not _short_capitals(form) or text[match.start : match.end].isupper() for form in match.values)
    ]


def _short_capitals(form: str) -> bool:
    return form.isupper() and len(form) <= _ACRONYM


def _after_article(text: str, start: int) -> int:
    """Where the words start with the article before them: "the JCPOA" is "something", not "the something"."""
    article = _ARTICLE.search(text, max(0, start - 8), start)
    return article.start() if article else start
