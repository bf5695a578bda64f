"""Who says, thinks or wants what: attributions of a document.

Rules around cue words, no parser: cues are looked up token by token, and only around them is anything else done, so
that the cost of a sentence without a cue is that of splitting it into tokens. The scheme is that of attribution
relation corpora (PARC, Pareti 2016; PolNeAR, Newell, Margolin and Ruths, LREC 2018): a source, a cue and a content,
where intentions and attitudes ("wants to", "condemned") are attributions too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from stance.actors.cues import VIEWS, lexicon
from stance.actors.direct import chained
from stance.actors.found import Found
from stance.actors.nominal import nominal, predicative
from stance.actors.phrasal import according, headline
from stance.actors.quotes import Quotation, quotations
from stance.actors.verbs import verbal
from stance.actors.views import Subject, View, token_at, view_of
from stance.types import Attribution, Document, Mention, Sentence

_NEAREST = 10
_LONGEST = 1600
"""Characters of a sentence that are looked at together."""


def attributions(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Sequence[Mention]]
) -> list[Attribution]:
    """Attributions of a document, in reading order of their contents, an outer one before those inside it.

    Args:
        document: The document.
        sentences: Its sentences, in order.
        mentions: Mentions of actors for each sentence; a speaker that is none of them gets a mention of its own with
            ``entity_id=None`` and the words of the noun phrase, without its determiner, up to its head.

    Returns:
        Attributions; a direct quotation that nobody is named for has ``speaker=None``. Contents of indirect speech
        leave out "that"; those of direct speech leave out the outer quotation marks.
    """
    if not sentences:
        return []
    words = lexicon()
    quotes = quotations(document.text, sentences)
    starts = [quote.start for quote in quotes]
    found: list[Found] = []
    for number, sentence in enumerate(sentences):
        named = mentions[number] if number < len(mentions) else ()
        for part in _parts(document.text, sentence):
            here = named if part is sentence else [one for one in named if part.start <= one.start < part.end]
            view = view_of(document.text, part, here, words)
            if view.tokens:
                near = _near(quotes, starts, part)
                _place_quotes(view, near)
                found += scan(view, near)
    return chained(document.text, sentences, quotes, found)


def _parts(text: str, sentence: Sentence) -> list[Sentence]:
    """A sentence in pieces that bound the work: rules look back and forth over all of the sentence they are in."""
    if sentence.end - sentence.start <= _LONGEST:
        return [sentence]
    pieces = []
    start = sentence.start
    while start < sentence.end:
        end = min(start + _LONGEST, sentence.end)
        if end < sentence.end:
            space = text.rfind(" ", start + 1, end)
            end = space if space > 0 else end
        pieces.append(replace(sentence, start=start, end=end, text=text[start:end]))
        start = end
    return pieces


def _near(quotes: list[Quotation], starts: list[int], sentence: Sentence) -> list[Quotation]:
    """Quotations that touch a sentence, and the one that ends just before it."""
    first = max(0, bisect_right(starts, sentence.start) - 1)
    near = []
    for quote in quotes[first:]:
        if quote.start >= sentence.end:
            break
        near.append(quote)
    return near


def _place_quotes(view: View, quotes: list[Quotation]) -> None:
    start, end = view.sentence.start, view.sentence.end
    for quote in quotes:
        if quote.end <= start or quote.start >= end:
            continue
        first, last = token_at(view, max(quote.start, start)), token_at(view, min(quote.end, end))
        if last > first:
            view.quotes.append((first, last))
            view.quote_at[first] = last
            view.quote_ends.add(last - 1)


def scan(view: View, quotes: list[Quotation]) -> list[Found]:
    """Attributions whose cue is in one sentence."""
    found: list[Found] = []
    inside = bytearray(len(view.forms))
    for first, last in view.quotes:
        if last - first > 4:
            for index in range(first, last):
                inside[index] = 1
    shared: Subject | None = None
    lexicon, forms = view.lexicon, view.forms
    places = [index for index, form in enumerate(forms) if form in lexicon.words]
    if forms[0] in ("for", "to"):
        places.insert(0, 0)
    skip = -1
    for index in places:
        if index <= skip:
            continue
        form = forms[index]
        one: Found | None = None
        if form in VIEWS or form in ("according", "per", "for", "to"):
            one = according(view, index, quotes)
        if one is None and form in lexicon.verbs:
            one, shared = verbal(view, index, quotes, _sharing(view, index, found) or shared, bool(inside[index]))
        if one is None and form in lexicon.nouns:
            one = nominal(view, index)
        if one is None and form in lexicon.adjectives:
            one = predicative(view, index)
        if one is None:
            continue
        if inside[index]:
            if one.speaker is None or one.speaker.kind == "first_person" or one.speaker.text.lower() == "you":
                continue
            one = one.clipped(quotes, view.tokens[index].start)
            if one is None:
                continue
        skip = max(skip, one.cue_last)
        if one.cut is not None:
            found = [earlier.cut_at(one.cut) for earlier in found]
        found.append(one)
    title = headline(view, quotes, found)
    if title is not None:
        found.append(title)
    return found


def _sharing(view: View, index: int, found: Sequence[Found]) -> Subject | None:
    """Subject of the last cue on the same level: inside the same contents as the token, no deeper."""
    place = view.tokens[index].start
    found = found[-_NEAREST:]
    around = [one for one in found if any(start <= place < end for start, end in one.content)]
    for one in reversed(found):
        if one.subject is None or one in around or one.subject.head >= index:
            continue
        if [
            outer
            for outer in found
            if outer is not one and any(start <= one.cue[0] < end for start, end in outer.content)
        ] == around:
            return one.subject
    return None
