"""Where a content ends."""

from __future__ import annotations

from stance import wordclasses as wc
from stance.actors import words as w
from stance.actors.cues import Cue
from stance.actors.views import View, adverb

AS_VERBS = wc.words(
    "describe cast view regard portray characterize characterise see dismiss denounce label brand hail depict "
    "praise deride condemn quote cite refer deplore decry reject blast slam attack criticize criticise frame "
    "paint tout position present recognize recognise accept consider deem count mock ridicule hold treat think "
    "speak talk know identify name interpret"
)
_OPENS_CLAUSE = w.RELATIVES | wc.words(
    "as after before when if because even so despite where since though until except once then than"
)


def content_end(view: View, start: int, frame: str, cue: Cue | None, limit: int, *, relative: bool = False) -> int:
    """One past the last token of a content that starts at token ``start``.

    Args:
        view: The sentence.
        start: First token of the content.
        frame: The frame of its cue.
        cue: The cue, if it is a verb: a coordinated verb of the same form ends the content.
        limit: Where the sentence or an attribution to its right ends it at the latest.
        relative: Whether the cue is in a relative clause, which a comma ends.
    """
    forms = view.forms
    index = start
    while index < limit:
        if index in view.quote_at:
            stop = view.quote_at[index]
            if stop > index + 1 and _quotation_ends_it(view, index, stop, start, frame):
                return min(stop, limit)
            if relative and stop - 2 > index and forms[stop - 2] == ",":
                return min(stop, limit)
            index = max(stop, index + 1)
            continue
        form = forms[index]
        if index > start:
            if form == ";":
                break
            if form == ",":
                if relative or (index + 1 < limit and _new_clause(view, index + 1, frame, cue)):
                    break
            elif (
                (form in ("and", "but", "or") and _coordinate_cue(view, index + 1, frame, cue))
                or (
                    form in ("--", "—", "–", "-")
                    and view.tokens[index].start > view.tokens[index - 1].end
                    and index + 1 < limit
                    and _new_clause(view, index + 1, frame, cue)
                )
                or (
                    frame in ("obj", "inf")
                    and index > start + 1
                    and (form in w.BREAKING or form in ("after", "when", "because", "before", "if"))
                )
                or (form == "as" and frame == "obj" and index > start and cue is not None and cue.lemma not in AS_VERBS)
                or (form == "according" and index + 1 < limit and forms[index + 1] == "to")
            ):
                break
        index += 1
    return trim(view, start, min(index, limit))


def _quotation_ends_it(view: View, first: int, stop: int, start: int, frame: str) -> bool:
    forms = view.forms
    if stop >= len(forms):
        return True
    last = forms[stop - 2] if stop - 2 > first else ""
    return bool(first == start and frame == "quote" and last in (".", "?", "!", ","))


def _new_clause(view: View, index: int, frame: str, cue: Cue | None) -> bool:
    """Whether what follows a comma is no longer part of the content."""
    forms = view.forms
    form = forms[index]
    if form in w.BREAKING:
        return True
    if form == "according":
        return True
    if frame in ("obj", "inf") and (form in _OPENS_CLAUSE or (form.endswith("ing") and len(form) > 4)):
        return True
    skip = index
    while skip < len(forms) - 1 and (forms[skip] in ("and", "but", "or", "then") or adverb(forms[skip])):
        skip += 1
    if frame in ("obj", "inf") and skip > index and (form == "but" or forms[skip] in w.SUBJECT_PRONOUNS):
        return True
    if form == "but" and frame in ("that", "bare") and forms[skip] not in ("that", "not", "also", "rather", "only"):
        return True
    cues = view.cues(skip)
    if not cues:
        return False
    following = forms[skip + 1] if skip + 1 < len(forms) else "."
    if skip == index and frame in ("obj", "inf") and any(c.forms & {"ed", "s"} and "quote" in c.frames for c in cues):
        return True  # "speaking about the deal, said"
    if any("ing" in c.forms for c in cues):
        speech = any(c.frames & {"that", "quote"} for c in cues)
        return speech and (
            following in ("that", ":", ",", '"', "'") or skip + 1 in view.quote_at or "quote" in cues[0].frames
        )
    return skip > index and _coordinate_cue(view, skip, frame, cue)


def _coordinate_cue(view: View, index: int, frame: str, cue: Cue | None) -> bool:
    forms = view.forms
    while index < len(forms) and (adverb(forms[index]) or forms[index] in ("has", "have", "had", "also", "that's")):
        index += 1
    if index >= len(forms):
        return False
    form = forms[index]
    finite = (
        form in w.MODALS
        or form in w.VERB_LIKE
        or form in w.BE - {"be", "been", "being"}
        or (form.endswith("ed") and len(form) > 4)
    )
    if cue is None:
        following = forms[index + 1] if index + 1 < len(forms) else "."
        tags = {"ed", "s"} if following in w.DETERMINERS else {"ed"}
        return frame == "obj" and (finite or any(other.forms & tags for other in view.cues(index)))
    if (
        frame in ("obj", "inf")
        and finite
        and cue.forms & {"ed", "s"}
        and (not form.endswith("ed") or "ed" in cue.forms)
    ):
        return True
    for other in view.cues(index):
        if not (other.forms & cue.forms):
            continue
        if frame in ("obj", "inf"):
            return True
        if other.frames >= {"that", "quote"}:
            return True
    return False


def trim(view: View, start: int, end: int) -> int:
    """Leave out closing punctuation that is not a closing quotation mark or bracket."""
    forms = view.forms
    while end > start and forms[end - 1] in (",", ";", ":", ".", "!", "?", "--", "-", "and", "but", "..."):
        end -= 1
    return end


def only_adjuncts(view: View, index: int) -> bool:
    """Whether nothing but time, place, occasion or an insertion follows a cue, so that its content stands before it."""
    forms, size = view.forms, len(view.forms)
    while index < size and adverb(forms[index]):
        index += 1
    if index >= size:
        return True
    form = forms[index]
    return (
        form in (".", ",", ";", "!", "?", ")", "-", "--", "...")
        or form in w.ADJUNCT_STARTS
        or form in w.TIMES
        or form in ("to", "and", "but", ":")
    )
