"""Who says, thinks or wants what: attributions of a document.

Rules around cue words, no parser: cues are looked up token by token, and only around them is anything else done, so
that the cost of a sentence without a cue is that of splitting it into tokens. The scheme is that of attribution
relation corpora (PARC, Pareti 2016; PolNeAR, Newell, Margolin and Ruths, LREC 2018): a source, a cue and a content,
where intentions and attitudes ("wants to", "condemned") are attributions too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from stance.actors import words as w
from stance.actors.contents import only_adjuncts
from stance.actors.cues import lexicon
from stance.actors.direct import chained
from stance.actors.frames import Found, passive, postposed, preposed
from stance.actors.phrasal import according, headline, nominal, predicative
from stance.actors.quotes import Quotation, quotations
from stance.actors.subjects import (
    COORDINATED,
    PARTICIPLE,
    Subject,
    View,
    adverb,
    left,
    phrase_ending,
    token_at,
    view_of,
)
from stance.types import Attribution, Document, Mention, Sentence

_VERB_AFTER = (
    w.DETERMINERS | w.SUBJECT_PRONOUNS | w.OBJECT_PRONOUNS | {"that", "to", ":", "whether", "how", "why", "what"}
)

_ADJECTIVAL = ("ing", "ed", "al", "ous", "ive", "ful", "ic", "ary", "able", "ible", "less", "ish")


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
        view = view_of(document.text, sentence, mentions[number] if number < len(mentions) else (), words)
        if not view.tokens:
            continue
        near = _near(quotes, starts, sentence)
        _place_quotes(view, near)
        found += scan(view, near)
    return chained(document.text, sentences, quotes, found)


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


def scan(view: View, quotes: list[Quotation]) -> list[Found]:
    """Attributions whose cue is in one sentence."""
    found: list[Found] = []
    inside = bytearray(len(view.forms))
    for first, last in view.quotes:
        if last - first > 4:
            for index in range(first, last):
                inside[index] = 1
    shared: Subject | None = None
    verbs, adjectives, nouns = view.lexicon.verbs, view.lexicon.adjectives, view.lexicon.nouns
    skip = -1
    for index, form in enumerate(view.forms):
        if index <= skip:
            continue
        one: Found | None = None
        if form in verbs:
            one, shared = _verb(view, index, quotes, _sharing(view, index, found) or shared, bool(inside[index]))
        if one is None and form in nouns:
            one = nominal(view, index)
        if one is None and form in adjectives:
            one = predicative(view, index)
        if one is None and form in ("according", "per", "for", "in", "to"):
            one = according(view, index, quotes)
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


def _verb(
    view: View, index: int, quotes: list[Quotation], shared: Subject | None, quoted: bool
) -> tuple[Found | None, Subject | None]:
    """The attribution by a verb at ``index``, and the subject that a verb coordinated with it shares."""
    forms = view.forms
    cues = view.cues(index)
    before = forms[index - 1] if index else ""
    tags = cues[0].forms
    if before in w.DETERMINERS and before not in (
        "all",
        "many",
        "some",
        "both",
        "others",
        "most",
        "few",
        "several",
        "one",
        "two",
        "three",
        "that",
        "'s",
        "this",
    ):
        return None, shared
    if (
        before == "'s"
        and not (index > 1 and forms[index - 2] in w.SUBJECT_PRONOUNS | {"that", "who"})
        and "ing" not in tags
    ):
        return None, shared
    if before == "-" or (
        index + 1 < len(forms)
        and forms[index + 1] == "-"
        and view.tokens[index + 1].start == view.tokens[index].end
        and view.tokens[index + 1].end < len(view.text)
        and view.text[view.tokens[index + 1].end].isalnum()
    ):
        return None, shared
    if (
        index
        and view.capital(index)
        and view.sentence.kind != "heading"
        and before not in w.QUOTE_FORMS
        and before not in (":", ".")
    ):
        over = view.mention_over(index)
        if over is not None or view.capital(index - 1):
            return None, shared
    gerund = "ing" in tags
    if before in w.PREPOSITIONS and before != "to" and not gerund:
        return None, shared
    if before == "to" and "base" not in tags:
        return None, shared
    auxiliary = index - 1
    while auxiliary >= 0 and adverb(forms[auxiliary]):
        auxiliary -= 1
    helper = forms[auxiliary] if auxiliary >= 0 else ""
    if "en" in tags and (helper in w.PASSIVE_BE or (helper == "'s" and False)):
        return passive(view, index, auxiliary, cues, quotes), shared
    if tags <= {"base"} and not _base_verb(view, index, helper):
        return None, shared
    if "s" in tags and not _s_verb(view, index, helper):
        return None, shared
    if "ed" in tags and index + 1 < len(forms) and forms[index + 1] == "by" and helper not in w.HAVE:
        return None, shared
    bare_gerund = gerund and helper not in w.BE and helper != "'s" and not helper.endswith(("'m", "'re"))
    subject: Subject | str | None = left(view, index, gerund=bare_gerund)
    inverted = postposed(view, index, cues, subject if isinstance(subject, Subject) else None, quotes)
    if inverted is not None:
        return inverted, inverted.subject or shared
    if isinstance(subject, str):
        shared = shared if shared is not None and shared.head < index else main_subject(view, index)
        subject = shared
    elif subject is not None and gerund and forms[subject.head] in view.lexicon.vessels:
        subject = shared or main_subject(view, index) or subject
    if subject is None or subject.head >= index:
        return None, shared
    one = preposed(view, index, cues, subject, quotes)
    if one is not None and one.speaker is not None and one.speaker.kind == "demonym" and "s" in tags:
        return None, shared  # "US claims", "Iran-Russia ties": a noun
    return one, (subject if one is not None or not quoted else shared)


def _base_verb(view: View, index: int, helper: str) -> bool:
    """Whether a base form is a finite verb or infinitive here, not a noun ("talks", "support", "US claims")."""
    forms = view.forms
    if helper in w.BARE_BASE or helper in ("to",) or helper in w.SUBJECT_PRONOUNS - {"he", "she", "it"}:
        return True
    if not helper or forms[index] in ("like", "mind", "post", "love", "trust", "wish", "long"):
        return False
    auxiliary = index - 1
    while auxiliary > 0 and adverb(forms[auxiliary]):
        auxiliary -= 1
    if helper in (",", "and", "or", ")", "who", "that", "which", "-", "--"):
        return index + 1 < len(forms) and (forms[index + 1] in _VERB_AFTER or index + 1 in view.quote_at)
    if (
        not view.word(auxiliary)
        or helper in w.PREPOSITIONS
        or helper in w.DETERMINERS - {"many", "some", "others", "most", "all", "both", "few", "several"}
    ):
        return False
    if helper.endswith(_ADJECTIVAL) and not view.capital(auxiliary):
        return False
    plural = helper.endswith("s") or helper in (
        "people",
        "many",
        "some",
        "most",
        "others",
        "few",
        "all",
        "both",
        "media",
        "police",
        "men",
        "women",
        "several",
        "data",
        "democrats",
    )
    if not plural and helper not in ("more", "percent"):
        return False
    after = forms[index + 1] if index + 1 < len(forms) else "."
    return after not in w.PREPOSITIONS - {"to", "on", "for", "in", "about", "of", "against"} or bool(
        view.cues(index)[0].prepositions
    )


def _s_verb(view: View, index: int, helper: str) -> bool:
    """Whether an -s form is a verb, not a plural noun ("the claims", "Iran's demands", "US reports")."""
    forms = view.forms
    if index == 0:
        return False
    if helper in ("he", "she", "it", "who", "which", ")", ",", "and", "that", "everyone", "nobody"):
        return True
    if forms[index] == "states":
        return False
    if form_only_verb(forms[index]):
        return True
    auxiliary = index - 1
    while auxiliary > 0 and adverb(forms[auxiliary]):
        auxiliary -= 1
    if helper.endswith(_ADJECTIVAL) and not view.capital(auxiliary):
        return False
    if not view.word(auxiliary) or helper in w.PREPOSITIONS or helper in w.DETERMINERS:
        return False
    after = forms[index + 1] if index + 1 < len(forms) else "."
    if after in _VERB_AFTER or index + 1 in view.quote_at or view.sentence.kind == "heading":
        return True
    if (
        index + 1 < len(forms)
        and view.word(index + 1)
        and after not in w.PREPOSITIONS | w.AUXILIARIES | w.BE | w.COORDINATORS | w.VERB_LIKE
    ):
        return not (view.mention_over(index - 1) is None and not view.capital(index - 1) and after.endswith("ed"))
    return (
        any((after,) == p[:1] for cue in view.cues(index) for p in cue.prepositions)
        or only_adjuncts(view, index + 1)
        and after in w.TIMES
    )


def form_only_verb(form: str) -> bool:
    """Whether an -s form is never a plural noun."""
    return form in {"says", "thinks", "believes", "tells", "asks", "argues", "insists", "writes", "adds", "admits", "explains", "suggests", "considers", "denies", "knows",
                    "wants", "seeks", "describes", "accuses", "agrees", "acknowledges", "condemns", "criticizes", "criticises", "denounces", "rejects", "opposes", "recalls"}  # fmt: skip


def main_subject(view: View, before: int) -> Subject | None:
    """The subject of the sentence's main clause, as far as it shows without a parser."""
    forms = view.forms
    first = 0
    if forms[0] in w.PREPOSITIONS or forms[0] in w.SUBORDINATORS or forms[0].endswith("ing"):
        commas = [index for index in range(min(before, 40)) if forms[index] == ","]
        if commas:
            first = commas[0] + 1
    for index in range(first + 1, min(before, first + 45)):
        form = forms[index]
        if (
            form in w.AUXILIARIES
            or form in w.BE
            or form in w.VERB_LIKE
            or (
                (form.endswith("ed") and len(form) > 4 and not view.capital(index))
                or (view.cues(index) and "ing" not in view.cues(index)[0].forms and not view.capital(index))
            )
        ):
            if (
                forms[index - 1] in w.DETERMINERS
                or forms[index - 1] in w.PREPOSITIONS
                or forms[index - 1] in w.RELATIVES
            ):
                continue
            found = left(view, index)
            if isinstance(found, Subject) and found.head >= first:
                return found
    for mention in view.mentions:
        if not mention.possessive and mention.end <= view.tokens[min(before, len(forms) - 1)].start:
            return phrase_ending(view, max(0, token_at(view, mention.end) - 1))
    return None


__all__ = ["COORDINATED", "PARTICIPLE", "attributions", "scan"]
