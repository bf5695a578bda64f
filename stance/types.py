"""The data types that every part of the project exchanges.

All are frozen, keyword-only dataclasses. A span is a half-open pair ``(start, end)`` of character offsets into the text
of the document (``document.text[start:end]`` is the span, always), except in :class:`StanceExample`, whose spans
count from the start of the example's own text.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
Label: TypeAlias = Literal["favor", "against", "neutral"]
Basis: TypeAlias = Literal["statement", "action", "reported"]
SentenceKind: TypeAlias = Literal["heading", "body", "item"]
MentionKind: TypeAlias = Literal["name", "demonym", "person", "role", "group", "pronoun", "first_person", "noun"]
AttributionKind: TypeAlias = Literal["direct", "indirect", "headline", "according", "nominal"]
TargetMentionKind: TypeAlias = Literal["alias", "measure", "opposite", "anaphor"]
LinkKind: TypeAlias = Literal["speaker", "default", "subject", "agent", "nominal", "doer", "author"]

AUTHOR = "AUTHOR"
"""Catalogue id of the article's own voice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One article or speech.

    Args:
        id: Unique within a run; for files, derived from the file name.
        text: The text as read; every span of the chain indexes into it.
        title: Headline or name of the speech, if known.
        outlet: Publisher, if known.
        published: ISO 8601 date of reduced or full precision (``2020``, ``2020-07``, ``2020-07-21``), if known.
        url: Where the text came from, if known.
        speaker: For a speech, the catalogue id of the state or body that speaks; ``None`` for an article.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    speaker: str | None = None

    @property
    def date(self) -> datetime.date | None:
        """The day on which dated roles are looked up; the middle of the period where only year or month is known."""
        if not self.published:
            return None
        parts = [int(part) for part in self.published[:10].split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 7
        day = parts[2] if len(parts) > 2 else (15 if len(parts) > 1 else 1)
        return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence, heading or list item of a document; ``text == document.text[start:end]``."""

    document_id: str
    index: int
    start: int
    end: int
    text: str
    kind: SentenceKind = "body"
    paragraph: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A place where an actor is named or referred to.

    Args:
        entity_id: Catalogue id or id of an actor the document introduces; ``None`` while unresolved ("he") and for
            speakers who are in no catalogue ("several analysts").
        text: The words.
        start: First character.
        end: One past the last character.
        kind: How the words refer.
        members: Ids of the single actors, where the words stand for several ("both countries", "the E3").
        possessive: Whether a possessive marker follows or the words are one ("Iran's", "their").
    """

    entity_id: str | None
    text: str
    start: int
    end: int
    kind: MentionKind = "name"
    members: tuple[str, ...] = ()
    possessive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """Words that are somebody's: who, by which cue, and what.

    Args:
        speaker: Who speaks or thinks; ``None`` where the text gives nobody (an unattributed quotation).
        cue: Span of the words that attribute ("said", "according to"); empty span at the content's start if none.
        content: Spans of what is attributed, in reading order; a quotation split around its cue has two or more.
        kind: Form of the attribution.
    """

    speaker: Mention | None
    cue: Span
    content: tuple[Span, ...]
    kind: AttributionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """An office held for a time.

    Args:
        title: Name of the office ("foreign minister").
        affiliation: Catalogue id of the state or body it speaks for.
        start: First day, ``None`` if unknown.
        end: Last day; ``None`` with ``ongoing=True`` is an office still held when the catalogue was made, ``None``
            with ``ongoing=False`` is an end that the catalogue does not know.
        ongoing: See ``end``.
        official: Whether the office speaks for the affiliation.
    """

    title: str
    affiliation: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    ongoing: bool = False
    official: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A state, body, group of states or person.

    Args:
        id: ISO 3166 alpha-3 for states, short upper-case name for bodies and groups, slug for persons.
        name: As a reader would write it.
        kind: What it is.
        aliases: Further names that point to it; demonyms and metonyms included.
        roles: Offices, for persons.
        members: Ids of the members, for groups that stand for their members ("E3").
    """

    id: str
    name: str
    kind: Literal["state", "body", "group", "person"]
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Affiliation:
    """For whom an actor acts on a day: state or body, whether officially, in which office, and how sure that is."""

    id: str | None
    official: bool
    title: str | None = None
    end_known: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetPhrase:
    """Words of a codebook entry that point to the target.

    Args:
        text: The words, matched without regard to case unless they are an acronym.
        sign: +1 where the words stand for the target, -1 where they stand for its opposite ("lifting of the blockade").
        doer: Catalogue id of the actor whose measure it is, who is in favor of it by doing it; ``None`` if open.
        needs: Catalogue ids (or ids of other codebook entries) of which one must be named for the words to count.
        where: How near one of ``needs`` must be: in the sentence, in it or a neighbour, in it or one of the sentences
            before (15 at most), or anywhere in the document.
        of: Words, or ids of other codebook entries, of which one must follow ("withdraw" of "jcpoa").
        within: How many words may stand between the text and the words of ``of``.
        agent: Catalogue id of who must be the one who does it.
        agent_where: Where the agent stands: before a verb, beside a noun ("US sanctions", "sanctions by the US"), or
            beside it unless nobody is named there.
        not_before: Words that must not follow directly.
        not_after: Words that must not stand directly before.
        not_between: Words that must not stand between the text and the words of ``of`` that follow it.
    """

    text: str
    sign: int = 1
    doer: str | None = None
    needs: tuple[str, ...] = ()
    where: Literal["sentence", "near", "before", "document"] = "near"
    of: tuple[str, ...] = ()
    within: int = 6
    agent: str | None = None
    agent_where: Literal["before", "beside", "beside_or_unnamed"] = "before"
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_between: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetEcho:
    """Words that stand for a target where they take up an earlier mention of it ("the move", after "withdrew ...").

    Args:
        text: The words, without determiner.
        of: Words of which the mention that is taken up must hold one; none: any mention will do.
        reach: How many sentences back it may stand.
        bare: Whether the words count without "the", "this" or a possessor before them.
        sign: -1 where they stand for the opposite of what they take up ("rejoin the agency").
        not_before: Words that must not follow directly.
        not_after: Words that must not stand directly before.
    """

    text: str
    of: tuple[str, ...] = ()
    reach: int = 6
    bare: bool = False
    sign: int = 1
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One codebook entry: drives target finding, hypotheses, prompts, the annotation guide and the report.

    ``summary`` says in some twenty words what the name does not, for models that read a short description; ``parties``
    are the catalogue ids of the actors that the target is between or about; ``since`` is the ISO 8601 date (of
    reduced or full precision) before which no document can mean it.
    """

    id: str
    name: str
    definition: str
    aliases: tuple[TargetPhrase, ...] = ()
    measures: tuple[TargetPhrase, ...] = ()
    opposites: tuple[TargetPhrase, ...] = ()
    anaphors: tuple[str, ...] = ()
    echoes: tuple[TargetEcho, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    hypotheses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Mapping[str, str], ...] = ()
    parties: tuple[str, ...] = ()
    since: str | None = None
    summary: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetMention:
    """A place where a target, a measure that stands for it, or its opposite is named."""

    target: str
    text: str
    start: int
    end: int
    sign: int = 1
    kind: TargetMentionKind = "alias"
    doer: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderLink:
    """How an actor comes to be a possible holder of a stance toward a target mention.

    Args:
        mention: The words for the holder; ``None`` where nobody is named (a speech's default holder, the author).
        holder: Id of the holder, one of ``mention.members`` for a group that is listed member by member.
        target: The target mention that the holder may lean on.
        kind: The way: speaker of the words, grammatical subject, possessor, agent, doer ...
        basis: See the codebook.
        scope: Span in which the holder's leaning toward the mention is expressed.
        cue: Span of the word that attributes, if any.
        speaker: Id of who speaks, where it is not the article.
        inner: Part of the scope whose leaning is another actor's ("China ... seem willing to preserve the agreement").
    """

    mention: Mention | None
    holder: str
    target: TargetMention
    kind: LinkKind
    basis: Basis
    scope: Span
    cue: Span | None = None
    speaker: str | None = None
    inner: Span | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StanceExample:
    """One question to a model: which stance does ``holder`` take toward ``target`` in ``text``?

    Args:
        text: The sentence.
        holder: Name of the holder; ``None`` asks for the author's stance.
        target: Codebook id, or any free text.
        id: Unique within one call.
        context: Words around the sentence, for models that read them.
        gold: The coded label, in data for training and evaluation.
        holder_spans: Where the holder is mentioned in ``text``.
        target_mentions: Where the target is mentioned in ``text``; offsets count from the start of ``text``.
        scope: Part of ``text`` that expresses the holder's leaning; ``None`` means all of it.
        inner: Part of the scope whose leaning is another actor's.
        link: How holder and target are linked, where the chain knows.
        dataset: Name of the data set that the example comes from.
        document: The article, speech or comment it comes from; examples of one document are not independent.
        pair: Shared by the two examples that ask for both directions between the same two mentions.
        outlet: Publisher, if known.
        published: ISO 8601 date of reduced or full precision, if known.
        relevant: Whether the text says anything on the pair, where that is coded; where it is not, ``gold`` is neutral.
        sentiment: Polarity of the wording toward the target, where that is coded: ``favor`` for positive.
    """

    text: str
    target: str
    holder: str | None = None
    id: str = ""
    context: str = ""
    gold: Label | None = None
    holder_spans: tuple[Span, ...] = ()
    target_mentions: tuple[TargetMention, ...] = ()
    scope: Span | None = None
    inner: Span | None = None
    link: LinkKind | None = None
    dataset: str = ""
    document: str = ""
    pair: str = ""
    outlet: str | None = None
    published: str | None = None
    relevant: bool | None = None
    sentiment: Label | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """A model's answer.

    Args:
        example_id: The example's ``id``.
        label: The most probable label.
        scores: A probability for each label, summing to 1.
        relevance: Probability that the pair carries a stance record at all; models without such a head say 1.
        evidence: Spans (in the example's text) of the words that decided, where the model can tell.
    """

    example_id: str
    label: Label
    scores: Mapping[str, float]
    relevance: float = 1.0
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StanceRecord:
    """One output row; the columns are a contract (see the README)."""

    document_id: str
    outlet: str | None
    published: str | None
    sentence_index: int
    sentence: str
    start: int
    end: int
    speaker: str | None
    holder: str
    holder_name: str
    affiliation: str | None
    official: bool
    target: str
    stance: Label
    score: float
    scores: Mapping[str, float]
    sentiment: str
    basis: Basis
    cue: str | None
    evidence: tuple[Span, ...]
    model: str
    target_sentiment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricValue:
    """A figure with its interval (``low``, ``high``; 95 % unless said), the number of items and the group it is for."""

    name: str
    value: float
    low: float
    high: float
    n: int
    group: str = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A model's prediction for a coded example, as a run stores it: all that a metric needs.

    Args:
        set: Which evaluation set the example belongs to (``vast/test_zero``).
        example: The question, with its ``gold`` label.
        prediction: The answer.
        variant: Empty for the example as it is; else the name of the probe that changed it (``target_blind``).
    """

    set: str
    example: StanceExample
    prediction: Prediction
    variant: str = ""
