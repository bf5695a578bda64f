"""Attributions by a verb: whether a word is one here, whose it is, and in which frame."""

from __future__ import annotations

from stance.actors import words as w
from stance.actors.contents import only_adjuncts
from stance.actors.found import Found
from stance.actors.passives import passive
from stance.actors.postposed import postposed
from stance.actors.preposed import preposed
from stance.actors.quotes import Quotation
from stance.actors.subjects import left, main_subject
from stance.actors.views import Subject, View, adverb
from stance.wordclasses import words

_ADJECTIVAL = ("ing", "ed", "al", "ous", "ive", "ful", "ic", "ary", "able", "ible", "less", "ish")
_MANY = words("many some most all both few several")
_STANDING = _MANY | words("others one two three that 's this")
"""Determiners that may stand without a noun."""

_PLURALS = _MANY | words("others people media police men women data democrats")
_VERB_AFTER = (
    w.DETERMINERS | w.SUBJECT_PRONOUNS | w.OBJECT_PRONOUNS | {"that", "to", ":", "whether", "how", "why", "what"}
)


def verbal(
    view: View, index: int, quotes: list[Quotation], shared: Subject | None, quoted: bool
) -> tuple[Found | None, Subject | None]:
    """The attribution by a verb at ``index``, and the subject that a verb coordinated with it shares."""
    forms = view.forms
    cues = view.cues(index)
    before = forms[index - 1] if index else ""
    tags = cues[0].forms
    if before in w.DETERMINERS - _STANDING:
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
    if "en" in tags and (helper in w.PASSIVE_BE or (False)):
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
    if helper == ",":  # "We, the members of the Movement, oppose"
        before = next((k for k in range(auxiliary - 1, 0, -1) if forms[k] == ","), 0)
        if before and forms[before - 1] in ("we", "they", "i", "you"):
            return True
    if helper in (",", "and", "or", ")", "who", "that", "which", "-", "--"):
        return index + 1 < len(forms) and (forms[index + 1] in _VERB_AFTER or index + 1 in view.quote_at)
    if not view.word(auxiliary) or helper in w.PREPOSITIONS or helper in w.DETERMINERS - _MANY - {"others"}:
        return False
    if helper.endswith(_ADJECTIVAL) and not view.capital(auxiliary):
        return False
    plural = helper.endswith("s") or helper in _PLURALS
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
    if forms[index] in w.ONLY_VERBS:
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
    return any((after,) == p[:1] for cue in view.cues(index) for p in cue.prepositions) or (
        only_adjuncts(view, index + 1) and after in w.TIMES
    )
