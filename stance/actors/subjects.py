"""Whose words: the noun phrase left or right of a verb, found without a parser.

A :class:`View` is a sentence as tokens. Going left from a verb, adverbs, auxiliaries and what stands between commas or
brackets are stepped over; the noun phrase then reaches back to the nearest clause boundary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stance.actors import words as w
from stance.actors.cues import Cue, Lexicon
from stance.text import Token, tokenize
from stance.types import Mention, MentionKind, Sentence, Span


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


COORDINATED = "coordinated"
PARTICIPLE = "participle"


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


def left(view: View, verb: int, *, gerund: bool = False) -> Subject | str | None:
    """The subject left of a verb.

    Args:
        view: The sentence.
        verb: Index of the verb.
        gerund: Whether it is an -ing form without auxiliary.

    Returns:
        The noun phrase; :data:`COORDINATED` where the verb shares the subject of the one before; :data:`PARTICIPLE`
        where it hangs on the main clause; ``None`` where there is none.
    """
    forms = view.forms
    index = verb - 1
    hops = 0
    while index >= 0:
        form = forms[index]
        if form in w.AUXILIARIES or form in w.BE or adverb(form):
            if form in w.BE or form in w.AUXILIARIES:
                gerund = False
            index -= 1
        elif (
            form == "'s"
            and index > 0
            and (forms[index - 1] in w.SUBJECT_PRONOUNS or forms[verb].endswith(("ing", "ed")))
        ):
            gerund = False
            index -= 1
        elif form == "to" and hops < 3 and index > 0 and view.word(index - 1):
            governor = _governor(view, index - 1)
            if governor is None:
                return None
            index = governor - 1
            hops += 1
            gerund = forms[governor].endswith("ing")
        else:
            break
    if index < 0:
        return PARTICIPLE if gerund else None
    form = forms[index]
    if form in w.COORDINATORS:
        return COORDINATED
    if form == ",":
        if index > 0 and forms[index - 1] in w.COORDINATORS:
            return COORDINATED
        return PARTICIPLE if gerund else _over_commas(view, index)
    if form in ("-", "--", "---"):
        return PARTICIPLE if gerund else _over_dash(view, index)
    if form == ")":
        opening = _back_to(view, index, "(")
        return phrase_ending(view, opening - 1) if opening > 0 else None
    if gerund and (
        form in w.PREPOSITIONS
        or form in w.SUBORDINATORS
        or form in w.TIMES
        or form in w.VERB_LIKE
        or (form.endswith("ed") and not view.capital(index))
    ):
        return PARTICIPLE
    if form in w.RELATIVES and form != "whom":
        if form == "that" and (index == 0 or view.cues(index - 1) or not view.noun_like(index - 1)):
            return None
        before = index - 1
        if before >= 0 and forms[before] == ",":
            before -= 1
        found = phrase_ending(view, before) if before >= 0 else None
        return found._replace(relative=True) if found else None
    return phrase_ending(view, index)


def _governor(view: View, index: int) -> int | None:
    """The verb before "to" that leaves its subject in place ("went on to", "refused to"), if it is one."""
    if view.forms[index] in ("on", "out", "back") and index > 0:
        index -= 1
    return index if view.forms[index] in w.RAISING else None


def _back_to(view: View, index: int, form: str) -> int:
    for back in range(index - 1, max(-1, index - 40), -1):
        if view.forms[back] == form:
            return back
    return -1


def _over_dash(view: View, index: int) -> Subject | str | None:
    for back in range(index - 1, max(-1, index - 40), -1):
        if view.forms[back] in ("-", "--", "---") and view.tokens[back].start > view.tokens[back - 1].end:
            return phrase_ending(view, back - 1) if back > 0 else None
    return None


def _over_commas(view: View, comma: int) -> Subject | str | None:
    """The noun phrase before one or more insertions between commas that end just left of a verb."""
    forms = view.forms
    before = _comma_left(view, comma)
    if before <= 0:
        return COORDINATED
    if any(cue.forms & {"s", "ed"} for cue in view.cues(before + 1)) and not view.capital(before + 1):
        return COORDINATED
    best: Subject | None = None
    for _ in range(5):
        found = phrase_ending(view, before - 1)
        if found is None or forms[found.head] in w.TIMES:
            break
        best = found
        if found.region == 0 or forms[found.region - 1] != ",":
            break
        opening = forms[found.region]
        if not (
            opening in w.DETERMINERS or opening.isdigit() or opening in w.PREPOSITIONS or not view.capital(found.region)
        ):
            break
        before = found.region - 1  # itself an insertion: "Johnson, a salesman from Sumter, South Carolina, says"
        if before <= 0:
            break
    return best if best is not None else COORDINATED


def _comma_left(view: View, comma: int) -> int:
    """The comma that opens the insertion which ends at ``comma``, or -1."""
    for back in range(comma - 1, max(-1, comma - 45), -1):
        form = view.forms[back]
        if form == ",":
            return back
        if form in (";", ":") or (
            form in w.QUOTE_FORMS and back + 1 < comma and view.forms[back - 1] in (",", ".", "?", "!")
        ):
            return -1
    return -1


def phrase_ending(view: View, last: int) -> Subject | None:
    """The noun phrase that ends with token ``last``, its prepositional phrases included."""
    forms = view.forms
    if last < 0:
        return None
    if forms[last] == ")":
        last = _back_to(view, last, "(") - 1
        if last < 0:
            return None
    if forms[last] in ("'", "'s") and last:
        return None
    if forms[last] in w.SUBJECT_PRONOUNS:
        return Subject(last, last, last)
    region = last
    while region > 0:
        form = forms[region - 1]
        if form in w.COORDINATORS:
            if not (form in ("and", "&", "or") and region > 1 and _joined(view, region)):
                break
        elif form == "(" or form == ")":
            break
        elif (
            form in w.SUBORDINATORS
            or form in w.RELATIVES
            or (form == "to" and region > 1 and forms[region - 2] == "according")
        ):
            break
        elif form in w.AUXILIARIES or form in ("there", "so") or (form in w.VERB_LIKE and forms[region] != "by"):
            break
        elif form in w.SUBJECT_PRONOUNS or form in w.OBJECT_PRONOUNS:
            break
        elif form == "," and _listed(view, region, last):
            pass
        elif not form[0].isalnum() and not _inside_name(view, region - 1):
            break
        elif form not in w.NOT_VERBS and _finite(view, region - 1, last):
            break
        region -= 1
    loose = not view.capital(region) and forms[region] not in w.DETERMINERS and forms[region] not in w.SUBJECT_PRONOUNS
    if region > 1 and (
        forms[region - 1] not in w.RELATIVES
        or (forms[region - 1] == "who" and loose and view.mention_over(last) is None)
    ):
        outer = _relative_left(view, region)
        if outer is not None:
            return outer
    return _place_after_comma(view, region, last) or _head(view, region, last)


def _relative_left(view: View, region: int) -> Subject | None:
    """The head of a relative clause that has no commas: "voters who have heard the speeches said"."""
    forms = view.forms
    if not (
        view.word(region - 1)
        and (forms[region - 1] == "who" or forms[region - 1] not in w.SUBORDINATORS | w.COORDINATORS)
    ):
        return None
    for back in range(region - 1, max(0, region - 14), -1):
        form = forms[back]
        if form == "who":
            return phrase_ending(view, back - 1)
        if not view.word(back) and form not in ("'s", "-", "$", "%") or form in w.SUBORDINATORS:
            return None
    return None


def _place_after_comma(view: View, region: int, last: int) -> Subject | None:
    """The person in "Stacy Baker of Columbia, South Carolina says"."""
    forms = view.forms
    if last - region > 3 or region < 4 or forms[region - 1] != "," or not view.capital(region - 2):
        return None
    if not all(view.capital(index) or forms[index] == "and" for index in range(region, last + 1)):
        return None
    if any(forms[index] in ("of", "from", "in") for index in range(max(0, region - 4), region - 2)):
        found = phrase_ending(view, region - 2)
        over = view.mention_over(last)
        named = over is not None and over.kind in ("person", "role")
        if (
            found is not None
            and not named
            and forms[found.region] not in w.PREPOSITIONS
            and not forms[found.region].endswith("ing")
        ):
            return found
    return None


def _inside_name(view: View, index: int) -> bool:
    """Hyphens inside compounds, "'s", and the points of "J. R." and "Mr." belong to a phrase."""
    form = view.forms[index]
    if form in ("'s", "'", "&", "/", "$", "%", "#", "@"):
        return True
    tight = index > 0 and view.tokens[index].start == view.tokens[index - 1].end
    if form == "-":
        return tight and index + 1 < len(view.tokens) and view.tokens[index + 1].start == view.tokens[index].end
    if form == ".":
        return tight and (len(view.forms[index - 1]) == 1 or view.forms[index - 1] in w.TITLES)
    return False


def _listed(view: View, region: int, last: int) -> bool:
    """Whether the comma before ``region`` is one of "Iran, Russia and China"."""
    if region < 2 or not any(form in ("and", ",") for form in view.forms[region:last]) or not view.capital(region - 2):
        return False
    before, after = view.mention_over(region - 2), view.mention_over(region)
    return before is not None and after is not None and before is not after and last - region < 14


def _joined(view: View, region: int) -> bool:
    """Whether "A and B" is one phrase: both capitalised, or both bare plurals."""
    before = region - 2
    if not view.word(before) or view.forms[before] in w.TIMES:
        return False
    if view.capital(before) and (view.capital(region) or view.forms[region] in w.DETERMINERS):
        return not _finite(view, before, region)
    return (
        view.forms[before].endswith("s")
        and not view.cues(before)
        and view.forms[region] not in w.DETERMINERS
        and before == 0
    )


def _finite(view: View, index: int, last: int) -> bool:
    """Whether a token on the way left is a finite verb, the end of another clause."""
    form = view.forms[index]
    if view.capital(index) and index > 0 and view.sentence.kind != "heading":
        return False
    before = view.forms[index - 1] if index else ""
    if before in w.DETERMINERS or before in w.PREPOSITIONS and not form.endswith("ing"):
        return False
    cues = view.cues(index)
    if cues and any(tag in cue.forms for cue in cues for tag in ("ed",)) and "quote" in cues[0].frames:
        return True
    if form.endswith("ed") and len(form) > 4:
        # a participle after the noun ("officials briefed on the talks") is no boundary, nor is one before it
        following = view.forms[index + 1] if index + 1 <= last else ""
        return not (
            following in w.PREPOSITIONS
            or index == 0
            or (
                index + 1 <= last
                and view.noun_like(index + 1)
                and following not in w.DETERMINERS
                and before
                and not view.noun_like(index - 1)
            )
        )
    if cues and any("s" in cue.forms for cue in cues) and index + 1 <= last:
        following = view.forms[index + 1]
        return following in w.DETERMINERS or following in w.SUBJECT_PRONOUNS
    return False


def _head(view: View, region: int, last: int) -> Subject | None:
    forms = view.forms
    first = region
    while first <= last and (
        adverb(forms[first]) or forms[first] in w.COORDINATORS or not (view.word(first) or forms[first] in "$#@")
    ):
        first += 1
    if first > last:
        return None
    head = last
    if forms[first] in w.PREPOSITIONS:
        # a phrase such as "on Monday" or "in Tehran" before the subject without a comma
        mention = view.mention_over(last)
        start = token_at(view, mention.start) if mention is not None else last
        if mention is None:
            while start > first and view.capital(start - 1) and view.capital(start) and forms[start - 1] not in w.TIMES:
                start -= 1
            if forms[start - 1] in w.DETERMINERS:
                start -= 1
        if start <= first + 1:
            return None
        first = start
    else:
        for index in range(first + 1, last + 1):
            form = forms[index]
            if form in w.PREPOSITIONS and (
                forms[index - 1] in w.DETERMINERS or (index + 1 <= last and forms[index + 1] == "-")
            ):
                continue  # "an inside source", "the under-35 generation"
            if (
                form in w.PREPOSITIONS
                or form in w.RELATIVES
                or (form == "led" and index < last)
                or (
                    form.endswith("ed")
                    and view.capital(index) is False
                    and index > first
                    and forms[index - 1] not in w.DETERMINERS
                    and index < last
                    and forms[index + 1] in w.PREPOSITIONS
                )
            ):
                head = index - 1
                break
    while head > first and (forms[head] in w.TIMES and not view.mention_over(head) or not view.word(head)):
        head -= 1
    if not view.word(head) or not (view.noun_like(head) or head == first):
        return None
    if (
        not view.capital(head)
        and any(cue.forms & {"ed", "ing"} for cue in view.cues(head))
        and view.mention_over(head) is None
    ):
        return None
    if forms[head] in w.NO_SUBJECTS or forms[head] in w.PREPOSITIONS or forms[head] in w.SUBORDINATORS:
        return None
    return Subject(first, head, region)


def right(view: View, first: int, limit: int) -> tuple[Subject, int] | None:
    """The noun phrase that starts at ``first`` ("said Lavrov", "according to the minister"), and where it ends."""
    forms = view.forms
    index = first
    while index < limit and (forms[index] in ('"',) or adverb(forms[index])) and forms[index] not in ("both", "all"):
        index += 1
    start = index
    if start >= limit or not (view.word(start) or forms[start] in "$@"):
        return None
    if forms[start] in w.SUBJECT_PRONOUNS or forms[start] in w.OBJECT_PRONOUNS:
        return Subject(start, start, start), start + 1
    if forms[start] in w.PREPOSITIONS or forms[start] in w.COORDINATORS or forms[start] in w.SUBORDINATORS - {"that"}:
        return None
    while index < limit:
        form = forms[index]
        if (
            form in w.RELATIVES
            and index > start
            or form in w.SUBORDINATORS - {"that"}
            or form in w.AUXILIARIES
            or form == "("
        ):
            break
        if (
            form == ","
            and index + 1 < limit
            and index > start
            and "and" in forms[index : index + 8]
            and view.mention_over(index - 1)
            and _member(view, index + 1)
        ):
            index += 1
            continue
        if not form[0].isalnum() and not _inside_name(view, index):
            break
        if form in w.PREPOSITIONS and index > start:
            break
        if form in w.COORDINATORS and not (
            index + 1 < limit
            and index > start
            and view.capital(index - 1)
            and (view.capital(index + 1) or forms[index + 1] in w.DETERMINERS)
        ):
            break
        if index > start and form in w.TIMES and not (view.capital(index - 1) and view.mention_over(index)):
            break
        if index > start and form in w.SUBJECT_PRONOUNS:
            break
        following = forms[index + 1] if index + 1 < limit else "."
        if (
            index > start
            and form.endswith("ed")
            and not view.capital(index)
            and (following in w.TIMES or following in w.PREPOSITIONS or not following[0].isalnum())
        ):
            break
        index += 1
    head = index - 1
    while head > start and (not view.word(head) or adverb(forms[head])):
        head -= 1
    if (
        forms[head] in w.DETERMINERS
        and head == start
        and forms[head] not in ("some", "many", "others", "several", "most", "all", "both")
    ):
        return None
    return Subject(start, head, start), index


def _member(view: View, index: int) -> bool:
    """Whether a member of a list of actors starts here, after a comma."""
    if view.forms[index] in ("the", "and") and index + 1 < len(view.forms):
        index += 1
    over = view.mention_over(index)
    return over is not None and over.kind in ("name", "group")


def speaker(view: View, subject: Subject) -> Mention:
    """The mention for a noun phrase: the catalogue's where one covers its head, else the words themselves."""
    mention = view.mention_over(subject.head)
    joined = [
        m
        for m in view.mentions
        if view.tokens[subject.first].start <= m.start and m.end <= view.tokens[subject.head].end and not m.possessive
    ]
    between = view.forms[subject.first : subject.head + 1]
    if len(joined) > 1 and any(form in ("and", "&", ",") for form in between):
        ids = tuple(dict.fromkeys(i for m in joined for i in (m.members or ((m.entity_id,) if m.entity_id else ()))))
        if len(ids) > 1:
            start, end = joined[0].start, joined[-1].end
            return Mention(entity_id=None, text=view.text[start:end], start=start, end=end, kind="group", members=ids)
    if mention is not None:
        return mention
    form = view.forms[subject.head]
    # "US" is no pronoun
    named = form == "us" and view.text[view.tokens[subject.head].start + 1].isupper()
    kind: MentionKind = (
        "noun" if named else "first_person" if form in w.FIRST_PERSON else "pronoun" if form in w.PRONOUNS else "noun"
    )
    first = subject.first
    while first < subject.head and (view.forms[first] in w.DETERMINERS or not view.word(first)):
        first += 1
    start, end = view.span(first, subject.head + 1)
    return Mention(entity_id=None, text=view.text[start:end], start=start, end=end, kind=kind)
