"""Measure attribution on PolNeAR: `python scripts/evaluate_attribution.py [--part dev] [--errors 20]`.

Definitions (the speaker is what PolNeAR calls the source)
- Content found: the token F1 between the words of our content and those of the gold content is at least 0.5.
- Speaker head found: our speaker's span holds the head word of the gold speaker, or our speaker's head word is one of
  the words of the gold speaker's head name. The head name is the last run of capitalised words (or the last word) of
  the speaker before its first comma, bracket, preposition, relative pronoun or participle ("research conducted for");
  for "many of her supporters" the name after the preposition counts as well. A gold speaker that is only a relative
  pronoun ("who") is found if our speaker ends at most two words before it.
- Recall: share of gold attributions for which one of ours has the speaker head, the content, or both; speaker and both
  over gold attributions that have a speaker. An article coded by several people counts once: each coder's
  attributions weigh one over the number of coders.
- Precision: share of our attributions with a speaker whose content matches a gold attribution of any coder that has
  the same speaker head (or no speaker). PolNeAR lets each word belong to one attribution only; "outer" leaves out those
  of ours that lie within the content of another of ours.
- Intervals: 95 % percentile bootstrap over articles.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.actors.attribution import attributions
from stance.actors.catalogue import load_catalogue
from stance.actors.mentions import MentionFinder
from stance.data.polnear import GoldArticle, GoldAttribution, read_polnear
from stance.errors import StanceError
from stance.metrics.bootstrap import draw, intervals
from stance.reading import sentences
from stance.types import Attribution, Document, Span

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_HEAD_ENDS = re.compile(
    r"[,(:;–—]|\s-+\s|\b(?:of|in|on|at|by|for|with|from|to|who|which|that|whose|about|against|among|during|after|including)\b"
)
_PARTICIPLE = re.compile(r" [a-z]+ed (?:by|for|in|on|to|with|from|at|last|this)\b")
_QUANTIFIER = re.compile(
    r"(?:about |at least |nearly |almost )?(?:many|most|some|all|both|none|each|one|two|three|four|five|six|seven|eight"
    r"|nine|half|several|few|\d+)(?: \w+)? (?:of|in) ",
    re.IGNORECASE,
)
_RELATIVE = {"who", "which", "that", "whom"}
_ENOUGH = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An attribution as sets of character positions of its words."""

    speaker: frozenset[int]
    head: frozenset[int]
    content: frozenset[int]
    cue: Span
    relative: bool = False


def words(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """Where the words inside spans start."""
    return frozenset(match.start() for start, end in spans for match in _WORD.finditer(text, start, end))


def head(text: str, span: Span) -> frozenset[int]:
    """Where the words of a speaker's head name start."""
    start, end = span
    partitive = _QUANTIFIER.match(text, start, end)
    if partitive:
        return head(text, (start, partitive.end() - 3)) | head(text, (partitive.end(), end))
    stop = _HEAD_ENDS.search(text, start + 1, end)
    participle = _PARTICIPLE.search(text, start + 1, end)
    if participle and (stop is None or participle.start() < stop.start()):
        stop = participle
    found = list(_WORD.finditer(text, start, stop.start() if stop else end)) or list(_WORD.finditer(text, start, end))
    run = found[-1:]
    if run and run[0].group()[0].isupper():
        for match in reversed(found[:-1]):
            if not match.group()[0].isupper():
                break
            run.append(match)
    return frozenset(match.start() for match in run)


def gold_item(text: str, gold: GoldAttribution) -> Item:
    """A coder's attribution."""
    speaker = words(text, gold.speaker)
    relative = len(speaker) == 1 and text[min(speaker) :].split(maxsplit=1)[0].lower().strip(",.") in _RELATIVE
    span = gold.speaker[0] if gold.speaker else (0, 0)
    return Item(
        speaker=speaker,
        head=head(text, span) if speaker else speaker,
        content=words(text, gold.content),
        cue=gold.cue[0] if gold.cue else gold.content[0],
        relative=relative,
    )


def our_item(text: str, one: Attribution) -> Item:
    """One of ours."""
    if one.speaker is None:
        return Item(speaker=frozenset(), head=frozenset(), content=words(text, one.content), cue=one.cue)
    span = (one.speaker.start, one.speaker.end)
    return Item(speaker=words(text, [span]), head=head(text, span), content=words(text, one.content), cue=one.cue)


def same_speaker(text: str, ours: Item, gold: Item) -> bool:
    """Whether the head of the speaker is found."""
    if not ours.speaker:
        return False
    if gold.relative:
        place, last = min(gold.speaker), max(ours.speaker)
        return (last < place and len(_WORD.findall(text, last, place)) <= 3) or bool(ours.speaker & gold.speaker)
    return bool(ours.speaker & gold.head and max(gold.head) in ours.speaker) or bool(
        ours.head and max(ours.head) in gold.head
    )


def same_content(ours: Item, gold: Item) -> bool:
    """Whether the content is found."""
    return 2 * len(ours.content & gold.content) >= _ENOUGH * (len(ours.content) + len(gold.content))


def nested(ours: Sequence[Item]) -> list[bool]:
    """Which of ours lie in the content of another."""
    return [
        any(
            other is not one
            and one.content < other.content
            and not (other.content & {other.cue[0]})
            and (one.speaker <= other.content)
            for other in ours
        )
        for one in ours
    ]


def counts(text: str, ours: Sequence[Item], codings: Sequence[Sequence[Item]]) -> tuple[float, ...]:
    """Counts of an article: with speaker, speaker found, both found, all, content found, ours, right, outer, right."""
    row = [0.0] * 9
    for coding in codings:
        share = 1 / len(codings)
        for gold in coding:
            content = [one for one in ours if same_content(one, gold)]
            row[3] += share
            row[4] += share * bool(content)
            if gold.speaker:
                row[0] += share
                row[1] += share * any(
                    same_speaker(text, one, gold) and (one.content & gold.content or abs(one.cue[0] - gold.cue[0]) < 60)
                    for one in ours
                )
                row[2] += share * any(same_speaker(text, one, gold) for one in content)
    for one, inner in zip(ours, nested(ours), strict=True):
        if one.speaker:
            right = correct(text, one, codings)
            row[5] += 1
            row[6] += right
            row[7] += not inner
            row[8] += right and not inner
    return tuple(row)


def correct(text: str, one: Item, codings: Sequence[Sequence[Item]]) -> bool:
    """Whether one of ours is a gold attribution of any coder."""
    return any(
        same_content(one, gold) and (not gold.speaker or same_speaker(text, one, gold))
        for coding in codings
        for gold in coding
    )


STATISTICS = {
    "recall, speaker head": lambda c: c[1] / c[0] if c[0] else float("nan"),
    "recall, content": lambda c: c[4] / c[3] if c[3] else float("nan"),
    "recall, both": lambda c: c[2] / c[0] if c[0] else float("nan"),
    "precision, all": lambda c: c[6] / c[5] if c[5] else float("nan"),
    "precision, outer": lambda c: c[8] / c[7] if c[7] else float("nan"),
}


def predicted(article: GoldArticle, finder: MentionFinder | None) -> tuple[list[Attribution], int]:
    """Our attributions of an article, and how many sentences it has."""
    document = Document(id=article.id, text=article.text)
    found = sentences(document)
    mentions = finder.find(document, found).by_sentence if finder else [[] for _ in found]
    return attributions(document, found, mentions), len(found)


def show(text: str, item: Item, note: str) -> str:
    """One line of an error listing."""

    def piece(places: frozenset[int]) -> str:
        return " ".join(_WORD.match(text, place).group() for place in sorted(places))  # type: ignore[union-attr]

    content = piece(item.content)
    content = content if len(content) < 110 else f"{content[:70]} ... {content[-35:]}"
    return f"{note} | {piece(item.speaker)[:50]} | {text[slice(*item.cue)][:40]!r} | {content}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", nargs="?", type=Path, help="folder with train and dev (default: polnear in $STANCE_DATA, else data/)"
    )
    parser.add_argument(
        "--part", "--split", choices=["dev", "train"], default="dev", help="train is for development only"
    )
    parser.add_argument("--no-mentions", action="store_true", help="without the catalogue's mentions")
    parser.add_argument("--agreement", action="store_true", help="score each coder against the others instead")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="list every N-th line of misses and false finds; 1 lists all"
    )
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    folder = options.folder or Path(os.environ.get("STANCE_DATA", "data")) / "polnear"
    try:
        articles = list(read_polnear(folder, options.part))
    except StanceError as error:
        print(error, file=sys.stderr)
        return 2
    finder = None if options.no_mentions else MentionFinder(load_catalogue())
    digest = hashlib.sha256()
    rows: dict[int, tuple[float, ...]] = {}
    listing: list[str] = []
    total, clock = 0, 0.0
    for number, article in enumerate(articles):
        digest.update(article.text.encode() + repr(article.codings).encode())
        codings = [[gold_item(article.text, gold) for gold in coding] for coding in article.codings]
        if options.agreement:
            if len(codings) > 1:
                pairs = [counts(article.text, one, [two]) for one in codings for two in codings if two is not one]
                rows[number] = tuple(sum(column) for column in zip(*pairs, strict=True))
            continue
        started = time.perf_counter()
        found, size = predicted(article, finder)
        clock += time.perf_counter() - started
        total += size
        ours = [our_item(article.text, one) for one in found]
        rows[number] = counts(article.text, ours, codings)
        if options.errors:
            listing += errors(article, ours, codings)
    for line in listing[:: options.errors or 1]:
        print(line)
    summary = [sum(column) for column in zip(*rows.values(), strict=True)]
    sample = draw(len(articles), resamples=options.resamples, seed=options.seed)
    print(
        f"PolNeAR {options.part}: {len(rows)} articles, {summary[3]:.0f} gold attributions ({summary[0]:.0f} with a "
        f"speaker), {summary[5]:.0f} of ours with a speaker"
    )
    for name, figure in intervals(rows, STATISTICS, sample).items():
        print(f"  {name:<20} {figure.value:.3f}  [{figure.low:.3f}, {figure.high:.3f}]")
    print(
        f"  seed {options.seed}, {options.resamples} resamples over articles, data sha256 {digest.hexdigest()[:12]}"
        + (f", {total} sentences in {clock:.1f} s with splitting and mentions" if total else "")
    )
    return 0


def errors(article: GoldArticle, ours: Sequence[Item], codings: Sequence[Sequence[Item]]) -> list[str]:
    """Misses of the first coder's attributions, and finds that are in no coding."""
    text = article.text
    lines = []
    for gold in codings[0] if codings else ():
        content = [one for one in ours if same_content(one, gold)]
        if not content:
            near = [one for one in ours if one.content & gold.content or one.cue[0] == gold.cue[0]]
            lines.append(show(text, gold, "MISS "))
            lines += [show(text, one, "   ours") for one in near[:2]]
        elif gold.speaker and not any(same_speaker(text, one, gold) for one in content):
            lines += [show(text, gold, "SPEAKER"), show(text, content[0], "   ours")]
    lines += [show(text, one, "FALSE") for one in ours if one.speaker and not correct(text, one, codings)]
    return lines


if __name__ == "__main__":
    sys.exit(main())
