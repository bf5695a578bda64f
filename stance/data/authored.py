"""Reader of ``authored``: policy targets in sentences that were written for this package, which nobody said.

Every sentence comes with one to four questions whose answers differ, so that neither the holder nor the target alone
tells the stance. How it was made: ``stance/assets/authored/README.md``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from stance.actors.catalogue import load_catalogue
from stance.data.dataset import StanceData
from stance.data.release import fingerprints
from stance.errors import InputError
from stance.holders import Annotated, Annotator
from stance.labels import LABELS
from stance.targets import target_named
from stance.types import AUTHOR, Document, Label, Span, StanceExample, TargetMention

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "authored"
UNRELATED = "none"
_HELD_OUT = ("dev", "test")


class _Row(NamedTuple):
    id: str
    document: str
    kind: str
    speaker: str | None
    text: str
    stances: tuple[tuple[str, str, str], ...]


def read_authored(
    *, name: str = "authored", held_out: float = 0.1, targets: Sequence[str] | None = None, folder: Path | None = None
) -> StanceData:
    """Read the sentences as examples, each invented document in one split.

    Args:
        name: Of the data set in results.
        held_out: Share of the documents in ``dev``, and as many in ``test``.
        targets: Only questions on these, as the files write them; all if ``None``.
        folder: Of the files; those that ship if ``None``.

    Returns:
        ``train`` with all questions, those whose pair the sentence says nothing on coded neutral and
        ``relevant=False``; ``dev`` and ``test`` with the questions that have a stance.

    Raises:
        InputError: A file is broken, or a share is out of range.
    """
    if not 0 <= held_out < 0.5:
        raise InputError(f"data set {name}: held_out {held_out}; give a share from 0 to below 0.5")
    paths = sorted((folder or FOLDER).glob("*.jsonl"))
    splits: dict[str, list[StanceExample]] = {"train": [], "dev": [], "test": []}
    unrelated: Counter[str] = Counter()
    for row in (row for path in paths for row in _rows(path)):
        split = _split(row.document, held_out)
        for number, (holder, target, answer) in enumerate(row.stances):
            if targets is not None and target not in targets:
                continue
            unrelated[split] += answer == UNRELATED
            if answer != UNRELATED or split == "train":
                splits[split].append(_example(row, number, holder, target, answer, name))
    return StanceData.from_examples(
        name,
        splits,
        licence="Apache-2.0 (written for this package)",
        files=fingerprints(paths),
        label_map={label: label for label in LABELS} | {UNRELATED: "neutral, relevant=False"},
        notes=(
            "Sentences written for this package; nobody said them.",
            f"{unrelated['train']} training rows ask for a pair that the sentence says nothing on; "
            f"{unrelated['dev'] + unrelated['test']} such questions of dev and test are left out.",
        ),
    )


def _rows(path: Path) -> Iterator[_Row]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            content: dict[str, Any] = json.loads(line)
            stances = tuple((str(holder), str(target), str(answer)) for holder, target, answer in content["stances"])
            row = _Row(
                content["id"], content["document"], content["kind"], content["speaker"], content["text"], stances
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path.name}, line {number}: no authored sentence ({error}); mend or remove it"
            ) from error
        for holder, _, answer in stances:
            if answer not in (*LABELS, UNRELATED) or (holder != AUTHOR and holder not in row.text):
                raise InputError(
                    f"{path.name}, line {number}: {holder!r} {answer!r}; the holder must stand in the text (or be "
                    f"{AUTHOR}) and the answer be one of {', '.join((*LABELS, UNRELATED))}"
                )
        yield row


def _split(document: str, held_out: float) -> str:
    place = int(hashlib.sha256(document.encode()).hexdigest()[:8], 16) / 16**8
    return _HELD_OUT[int(place / held_out)] if place < 2 * held_out else "train"


def _example(row: _Row, number: int, holder: str, target: str, answer: str, name: str) -> StanceExample:
    annotated = _annotated(row.text, row.speaker, target)
    places = () if holder == AUTHOR else _occurrences(row.text, holder)
    gold: Label = "neutral" if answer == UNRELATED else answer  # type: ignore[assignment]
    return StanceExample(
        id=f"{row.id}-{number}",
        text=row.text,
        holder=None if holder == AUTHOR else holder,
        target=target,
        gold=gold,
        relevant=answer != UNRELATED,
        holder_spans=places,
        target_mentions=_mentions(annotated, places),
        dataset=name,
        document=row.document,
        outlet=row.kind,
    )


@lru_cache(maxsize=64)
def _annotator(target: str) -> Annotator:
    return Annotator([target_named(target)], load_catalogue())


@lru_cache(maxsize=64)
def _annotated(text: str, speaker: str | None, target: str) -> Annotated:
    return _annotator(target).annotate(Document(id="authored", text=text, speaker=speaker), lone=True)


def _occurrences(text: str, words: str) -> tuple[Span, ...]:
    start = text.find(words)
    return ((start, start + len(words)),)


def _mentions(annotated: Annotated, holder: Sequence[Span]) -> tuple[TargetMention, ...]:
    """The target mention that the chain would ask about for this holder, or the nearest one."""
    linked = [
        link.target
        for row in annotated.links
        for link in row
        if link.mention is not None
        and any(link.mention.start < end and start < link.mention.end for start, end in holder)
    ]
    found = linked or [mention for row in annotated.target_mentions for mention in row]
    if not found:
        return ()
    place = holder[0][0] if holder else 0
    return (min(found, key=lambda mention: abs(mention.start - place)),)
