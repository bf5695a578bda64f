"""What the chain asks its models, what it makes of the answers, and what it does not take for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from math import isfinite
from typing import NamedTuple, TypeAlias, get_args

from stance.errors import ConfigError, StanceError
from stance.holders import Annotated, example_of
from stance.holders.scene import untitled
from stance.labels import LABELS
from stance.protocols import Sentiment, SentimentModel, StanceModel
from stance.types import AUTHOR, Affiliation, HolderLink, Prediction, Span, StanceExample, StanceRecord, TargetMention

Wording: TypeAlias = tuple[str, Span | None]
"""A sentence, and the words in it toward which the polarity of the wording is asked; ``None``: of all of it."""

# With all that the chain tells, so that no model has to look for it.
_TRIAL = StanceExample(
    id="trial",
    text="France welcomes the agreement.",
    context="France welcomes the agreement.",
    holder="France",
    target="the agreement",
    holder_spans=((0, 6),),
    target_mentions=(TargetMention(target="the agreement", text="the agreement", start=16, end=29),),
    scope=(0, 30),
    link="subject",
)


class Asked(NamedTuple):
    """A question to the classifier, with the link that it comes from."""

    sentence: int
    link: HolderLink
    name: str
    affiliation: Affiliation
    example: StanceExample


class Answer(NamedTuple):
    """A question with what the classifier says."""

    asked: Asked
    prediction: Prediction

    @property
    def score(self) -> float:
        """Probability of the label."""
        return self.prediction.scores[self.prediction.label]

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Answers that lean go before neutral ones, then the more probable, then those nearer to the target."""
        link = self.asked.link
        score = self.score * self.prediction.relevance
        return self.prediction.label != "neutral", round(score, 3), link.scope[0] - link.target.start


def questions(documents: Iterable[Annotated]) -> list[list[Asked]]:
    """The questions to the classifier, document by document; ids are unique over all of them."""
    number = count()
    return [list(_questions(annotated, number)) for annotated in documents]


def _questions(annotated: Annotated, number: Iterator[int]) -> Iterator[Asked]:
    for index, found in enumerate(annotated.links):
        for link in found:
            name, affiliation = _holder(annotated, link)
            asked = None if link.holder == AUTHOR else name  # the author's stance is asked for by naming nobody
            example = example_of(link, annotated, index, asked, id=str(next(number)))
            yield Asked(index, link, name, affiliation, example)


def _holder(annotated: Annotated, link: HolderLink) -> tuple[str, Affiliation]:
    """Name of the holder as a reader would write it, and for whom it acts on the document's day."""
    catalogue = annotated.catalogue
    if link.holder in catalogue:
        affiliation = catalogue.affiliation(link.holder, annotated.date)
        deed = link.kind == "doer" or link.basis == "action"
        if deed and not affiliation.official and affiliation.id is not None:
            # Sanctions and withdrawals are the state's, also when the president who ordered them has left office.
            affiliation = replace(affiliation, official=catalogue.presided(link.holder, annotated.date))
        return catalogue.actors[link.holder].name, affiliation
    if link.holder == AUTHOR:
        return "author", catalogue.affiliation(AUTHOR, annotated.date)
    return (untitled(link.mention.text) if link.mention else link.holder), Affiliation(id=None, official=False)


def decide(answers: Iterable[Answer], min_relevance: float) -> list[Answer]:
    """One answer for each (sentence, holder, target), and no two opposite ones for one affiliation in one sentence."""
    best: dict[tuple[int, str, str], Answer] = {}
    for answer in answers:
        if answer.prediction.relevance < min_relevance:
            continue
        key = answer.asked.sentence, answer.asked.link.holder, answer.asked.link.target.target
        if key not in best or answer.rank > best[key].rank:
            best[key] = answer
    sides: dict[tuple[int, str, str], Answer] = {}
    for answer in best.values():
        side = _side(answer)
        if side not in sides or answer.rank > sides[side].rank:
            sides[side] = answer
    return [answer for answer in best.values() if answer.prediction.label == sides[_side(answer)].prediction.label]


def _side(answer: Answer) -> tuple[int, str, str]:
    sentence, link, _, affiliation, _ = answer.asked
    official = affiliation.official and affiliation.id
    return sentence, official or link.holder, link.target.target


def wording(asked: Asked) -> Wording:
    """The question for the polarity of the wording toward the target mention, whose span counts in the sentence."""
    [mention] = asked.example.target_mentions
    return asked.example.text, ((mention.start, mention.end) if mention.start < mention.end else None)


def record(annotated: Annotated, answer: Answer, model: str, whole: Sentiment, part: Sentiment) -> StanceRecord:
    """The row for an answer.

    Args:
        annotated: The document.
        answer: The answer.
        model: Name of the classifier.
        whole: Polarity of the sentence.
        part: Polarity toward the target mention.
    """
    asked, prediction = answer
    document, sentence, link = annotated.document, annotated.sentences[asked.sentence], asked.link
    target = link.target
    evidence = {
        (target.start, target.end),
        *((start + sentence.start, end + sentence.start) for start, end in prediction.evidence),
    }
    cue: Span | None = link.cue if link.cue and link.cue[1] > link.cue[0] else None
    if cue:
        evidence.add(cue)
    return StanceRecord(
        document_id=document.id,
        outlet=document.outlet,
        published=document.published,
        sentence_index=sentence.index,
        sentence=sentence.text,
        start=sentence.start,
        end=sentence.end,
        speaker=link.speaker or AUTHOR,
        holder=link.holder,
        holder_name=asked.name,
        affiliation=asked.affiliation.id,
        official=asked.affiliation.official,
        target=target.target,
        stance=prediction.label,
        score=answer.score,
        scores=dict(prediction.scores),
        sentiment=whole,
        basis=link.basis,
        cue=document.text[slice(*cue)] if cue else None,
        evidence=tuple(sorted(evidence)),
        model=model,
        target_sentiment=part,
    )


def predict(model: StanceModel, examples: Sequence[StanceExample], batch_size: int) -> list[Prediction]:
    """What a classifier answers.

    Args:
        model: The classifier.
        examples: The questions, with ids.
        batch_size: How many are asked at once.

    Raises:
        ConfigError: It has other labels than the project, or does not answer each question once.
        ValueError: An answer holds no number.
    """
    found: list[Prediction] = []
    for start in range(0, len(examples), batch_size):
        batch = examples[start : start + batch_size]
        predictions = model.predict(batch)
        if len(predictions) != len(batch):
            raise ConfigError(
                f"model {model.name!r} gave {len(predictions)} answers to {len(batch)} questions; give another model"
            )
        for prediction in predictions:
            _check(model, prediction)
        found += predictions
    return found


def _check(model: StanceModel, prediction: Prediction) -> None:
    if prediction.scores.keys() != set(LABELS) or prediction.label not in LABELS:
        given = ", ".join(sorted({*map(str, prediction.scores), str(prediction.label)}))
        needed = ", ".join(LABELS)
        hint = f"stance needs {needed}; give another model"
        raise ConfigError(f"model {model.name!r} answers with labels {given}; {hint}")
    for name, value in (*prediction.scores.items(), ("relevance", prediction.relevance)):
        if not isfinite(value):
            raise ValueError(f"model {model.name!r} gave {value} as {name}, which is no probability")


def sentiments(model: SentimentModel, asked: Iterable[Wording]) -> dict[Wording, Sentiment]:
    """The polarity of wordings, each asked for once.

    Raises:
        ConfigError: The model knows other polarities, or does not answer each question once.
    """
    once = list(dict.fromkeys(asked))
    if not once:
        return {}
    found = model.sentiments(once)
    if len(found) != len(once) or not set(found) <= set(get_args(Sentiment)):
        given = ", ".join(sorted(set(map(str, found))))
        raise ConfigError(
            f"the sentiment model gave {len(found)} answers ({given}) to {len(once)} questions; "
            f"stance needs one of {', '.join(get_args(Sentiment))} for each"
        )
    return dict(zip(once, found, strict=True))


def try_out(model: StanceModel, sentiment_model: SentimentModel) -> None:
    """Ask each model one question, so that one that cannot answer is found out before anything is written.

    Raises:
        ConfigError: A model cannot be used.
    """
    try:
        predict(model, [_TRIAL], 1)
        sentiments(sentiment_model, [(_TRIAL.text, None)])
    except StanceError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise ConfigError(f"model {model.name!r} cannot answer ({what}); give another model") from error
