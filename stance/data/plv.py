"""Reader of PLV, political relations between a source and a target in news sentences (Hu et al., ACL 2024).

The codes are events of the ontology PLOVER: ``gold_root`` (15 acts) and ``gold_penta`` (1, 2 cooperation; 3, 4
conflict). There is no neutral class. Five acts are close to a stance; the others (an attack, a visit, a request) are
something done. The holder is what the release calls the source. Only the direction from holder to target is coded, so
none is made up for the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from stance.data.dataset import StanceData
from stance.data.labels import LabelSet, plain_label
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, fingerprints, mentions, release_file, stance_of, tabbed
from stance.errors import InputError, unknown
from stance.types import Span, StanceExample

LICENCE = "none stated"
CITATION = (
    "Yibo Hu, Erick Skorupa Parolin, Latifur Khan, Patrick Brandt, Javier Osorio and Vito D'Orazio. 2024. Leveraging "
    "Codebook Knowledge with NLI and ChatGPT for Zero-Shot Political Relation Classification. ACL 2024."
)
_COOPERATION = ("AGREE", "SUPPORT", "CONSULT", "COOPERATE", "AID", "YIELD")
_CONFLICT = ("ACCUSE", "REJECT", "THREATEN", "REQUEST", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
STANCES: Mapping[str, str | None] = {
    **dict.fromkeys((*_COOPERATION, *_CONFLICT)),
    "AGREE": "favor",
    "SUPPORT": "favor",
    "ACCUSE": "against",
    "REJECT": "against",
    "THREATEN": "against",
}
"""The acts that are close to a stance, by root code; rows with other acts are left out."""

_FILES = {"train": "PLV_train.tsv", "test": "PLV_test.tsv"}
_COLUMNS = ("gold_penta", "gold_root", "sentence", "marked_sentence", "source", "target")
_UNNAMED = frozenset({"an actor", "a recipient"})
_TAG = re.compile(r"<(/?)([st])>")


class _Marked(NamedTuple):
    """A sentence without its marks, and what they were around."""

    text: str
    holder: tuple[Span, ...]
    target: tuple[Span, ...]


def read_plv(
    folder: str | Path,
    *,
    name: str = "plv",
    acts: Literal["stance", "all"] = "stance",
    label_set: str | Path | Mapping[Any, Any] | None = None,
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``PLV_train.tsv`` and ``PLV_test.tsv``, plain or gzipped.
        name: Of the data set in results.
        acts: ``stance`` reads the acts that are close to a stance, by ``gold_root``; ``all`` reads every act, by
            ``gold_penta``.
        label_set: Code to stance; ``None`` is :data:`STANCES` for ``stance`` and the label set ``penta`` for ``all``.

    Returns:
        ``train`` and ``test``; rows left out, and why, are in ``skipped``.

    Raises:
        InputError: A file is missing or broken, or has an unknown code.
        ConfigError: ``acts`` is none of the choices.
    """
    if acts not in ("stance", "all"):
        raise unknown("choice of PLV's acts", str(acts), ("stance", "all"))
    column = "gold_root" if acts == "stance" else "gold_penta"
    labels = load_label_set(label_set if label_set is not None else STANCES if acts == "stance" else "penta")
    paths = {split: release_file(folder, [file], what=name) for split, file in _FILES.items()}
    splits: dict[str, list[StanceExample]] = {split: [] for split in paths}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    for split, path in paths.items():
        for line in tabbed(path, _COLUMNS, header=True):
            made = _example(line, f"{split}-{line.number}", name, column, labels)
            if isinstance(made, str):
                skipped.append((line.place, made))
                continue
            used.add(line.values[column])
            splits[split].append(made)
    reasons = Counter(reason for _, reason in skipped)
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths.values()),
        label_map=labels.shown() if acts == "stance" else labels.shown(used),
        skipped=skipped,
        notes=(
            "Labels are acts of the source toward the target, read as its stance; there is no neutral class.",
            *(f"Rows left out: {count:,}, since {reason}." for reason, count in reasons.most_common()),
        ),
    )


def _example(line: Line, identifier: str, name: str, column: str, labels: LabelSet) -> StanceExample | str:
    """The example, or why there is none."""
    row = line.values
    root, penta = str(row["gold_root"]).strip(), plain_label(row["gold_penta"])
    if root not in STANCES:
        raise InputError(f"{line.where}: {root!r} in column 'gold_root'; allowed are {', '.join(STANCES)}")
    stance = stance_of(labels, row[column], line.where, column)
    if stance is None:
        return f"{column} {row[column]} is left out by the label set"
    if (penta in {"1", "2"}) != (root in _COOPERATION):
        return f"gold_root {root} and gold_penta {penta} contradict each other"
    marked = _marked(row["marked_sentence"])
    if marked is None:
        return "marks around source or target are not closed"
    holder = _named(marked.text, str(row["source"]).strip(), marked.holder, ())
    if holder is None:
        return "the source is not named in the sentence"
    target = _named(marked.text, str(row["target"]).strip(), marked.target, holder[1])
    if target is None:
        return "the target is not named in the sentence"
    return StanceExample(
        id=identifier,
        text=marked.text,
        holder=holder[0],
        target=target[0],
        gold=stance,
        holder_spans=holder[1],
        target_mentions=mentions(marked.text, target[0], target[1]),
        dataset=name,
    )


def _marked(sentence: str) -> _Marked | None:
    """The sentence without marks, and their spans, which may lie within each other; ``None`` if one is not closed."""
    pieces: list[str] = []
    opened: dict[str, list[int]] = {"s": [], "t": []}
    found: dict[str, list[Span]] = {"s": [], "t": []}
    size = done = 0
    for tag in _TAG.finditer(sentence):
        pieces.append(sentence[done : tag.start()])
        size += len(pieces[-1])
        done = tag.end()
        if not tag[1]:
            opened[tag[2]].append(size)
        elif opened[tag[2]]:
            found[tag[2]].append((opened[tag[2]].pop(), size))
        else:
            return None
    if any(opened.values()):
        return None
    text = "".join([*pieces, sentence[done:]])
    holder, target = (tuple(_trimmed(text, span) for span in sorted(found[kind])) for kind in "st")
    return _Marked(text, holder, target)


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    return span[0] + len(words) - len(words.lstrip()), span[0] + len(words.rstrip())


def _named(
    text: str, words: str, spans: tuple[Span, ...], other: tuple[Span, ...]
) -> tuple[str, tuple[Span, ...]] | None:
    """What to call somebody, and where the sentence names it; ``None`` where it does not.

    The release marks every occurrence of the words, also within longer words ("<s>Croatia</s>n") and within the other
    party's name ("<s><t>Iraq</t>i Kurds</s> ... <t>Iraq</t>"); such marks count only where there are no better ones.
    """
    if words.lower() in _UNNAMED and not spans:
        return None
    exact = [span for span in spans if text[slice(*span)] == words]
    if not exact and words:
        exact = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
        if any(_inside(place, spans) for place in exact):  # the words are cut ("s donors" of "Bali's donors")
            exact = []
    candidates = exact or [span for span in spans if span[0] < span[1]]
    if not candidates:
        return None
    whole = [span for span in candidates if not _within_word(text, span)] or candidates
    apart = [span for span in whole if not _inside(span, other)] or whole
    name = words if exact else text[slice(*apart[0])]
    return name, tuple(dict.fromkeys(apart))


def _inside(span: Span, others: tuple[Span, ...]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _within_word(text: str, span: Span) -> bool:
    start, end = span
    before, after = text[start - 1 : start + 1] if start else "", text[end - 1 : end + 1]
    return (len(before) == 2 and before.isalpha()) or (len(after) == 2 and after.isalpha())
