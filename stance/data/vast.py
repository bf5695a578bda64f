"""Reader of VAST, stance toward thousands of topics in comments on news (Allaway and McKeown, EMNLP 2020).

Training rows have two forms of the topic: ``new_topic`` as people wrote it, and ``topic_str``, lemmas without function
words ("separation of church and state": "separation church state"). The dev and test files have the second form only,
and in training rows with ``type_idx`` 4, neutrals made by pairing comments with random topics, ``new_topic`` is stale.
So ``topic_str`` is the default: with ``new_topic``, the form of the topic alone would tell the neutrals apart.

The file of sentiment swaps holds the comments unchanged and lists the words to swap; the swaps are carried out here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from stance.data.dataset import StanceData, text_key
from stance.data.labels import LabelSet
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, delimited, fingerprints, mentions, release_file, stance_of
from stance.errors import InputError, unknown
from stance.types import Span, StanceExample

LICENCE = "none stated"
CITATION = (
    "Emily Allaway and Kathleen McKeown. 2020. Zero-Shot Stance Detection: A Dataset and Model using Generalized Topic "
    "Representations. EMNLP 2020."
)
LABELS: Mapping[str, str] = {"0": "against", "1": "favor", "2": "neutral"}
"""Labels of the release: con, pro, neutral."""

_FILES = {"train": "vast_train.csv", "dev": "vast_dev.csv", "test": "vast_test.csv"}
_SWAPPED = "vast_test-sentswap.csv"
_FULL = ("post", "new_topic", "label", "type_idx", "topic_str", "seen?")
_SHORT = ("Tweet", "Target", "Stance", "seen?")
_SYNTHETIC = "4"


def read_vast(
    folder: str | Path,
    *,
    name: str = "vast",
    label_set: str | Path | Mapping[Any, Any] | None = None,
    topic: Literal["string", "written"] = "string",
    synthetic: bool = True,
    swapped: bool = True,
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``vast_train.csv``, ``vast_dev.csv``, ``vast_test.csv`` and, if wanted,
            ``vast_test-sentswap.csv``, plain or gzipped.
        name: Of the data set in results.
        label_set: Label to stance; :data:`LABELS` if ``None``.
        topic: Form of the topic in training rows: ``string`` (as in dev and test), or ``written`` where the row has it.
        synthetic: Whether the neutrals made by random pairing (``type_idx`` 4) are read.
        swapped: Whether ``test_swap`` is read, too.

    Returns:
        ``train``, ``dev``, ``test``, its halves ``test_zero`` and ``test_few`` (topics not in train, and in train) and
        ``test_swap``. ``document`` is the comment: it recurs with several topics.

    Raises:
        InputError: A file is missing or broken, or has an unknown label.
        ConfigError: ``topic`` is none of the choices.
    """
    if topic not in ("string", "written"):
        raise unknown("form of VAST's topics", str(topic), ("string", "written"))
    labels = load_label_set(LABELS if label_set is None else label_set)
    paths = {split: release_file(folder, [file], what=name) for split, file in _FILES.items()}
    if swapped:
        paths["test_swap"] = release_file(folder, [_SWAPPED], what=name)
    splits: dict[str, list[StanceExample]] = {split: [] for split in paths}
    splits |= {"test_zero": [], "test_few": []}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    for split, path in paths.items():
        for line in _rows(path, full=split == "test_swap"):
            made = _example(line, f"{split}-{line.number}", name, labels, topic, synthetic, split == "test_swap")
            if isinstance(made, str):
                skipped.append((line.place, made))
                continue
            used.add(str(line.values["label"]))
            splits[split].append(made)
            if split == "test":
                splits["test_few" if _seen(line) else "test_zero"].append(made)
    order = ("train", "dev", "test", "test_zero", "test_few", "test_swap")
    return StanceData.from_examples(
        name,
        {split: splits[split] for split in order if split in splits},
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths.values()),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=(
            "test_zero (topics not in train) and test_few together are test.",
            "Most neutrals were made by pairing a comment with a random topic, which models detect easily.",
            "A comment recurs with several topics: divide by document, which is the comment.",
            *(("test_swap: comments of test with sentiment words swapped, and the label kept.",) if swapped else ()),
            *(("Topics are lemmas without function words, as in dev and test.",) if topic == "string" else ()),
        ),
    )


def _rows(path: Path, *, full: bool) -> Iterator[Line]:
    """Rows with the columns of the training file, whichever of the two forms the file has."""
    for line in delimited(path, _FULL if full else ("seen?",)):
        row = line.values
        if "Tweet" in row or "Target" in row:
            if missing := [column for column in _SHORT if column not in row]:
                raise InputError(f"{path}: no column {missing[0]!r}; needed are {', '.join(_SHORT)}")
            row = {"post": row["Tweet"], "topic_str": row["Target"], "label": row["Stance"], "seen?": row["seen?"]}
        elif missing := [column for column in _FULL if column not in row]:
            raise InputError(f"{path}: no column {missing[0]!r}; needed are {', '.join(_FULL)} or {', '.join(_SHORT)}")
        yield Line(path, line.number, row)


def _seen(line: Line) -> bool:
    value = str(line.values["seen?"]).strip()
    if value not in ("0", "1"):
        raise InputError(f"{line.where}: {value!r} in column 'seen?'; allowed are 0 (zero-shot topic) and 1")
    return value == "1"


def _example(
    line: Line, identifier: str, name: str, labels: LabelSet, topic: str, synthetic: bool, swap: bool
) -> StanceExample | str:
    """The example, or why there is none."""
    row = line.values
    stance = stance_of(labels, row["label"], line.where, "label" if "type_idx" in row else "Stance")
    if stance is None:
        return f"label {row['label']!r} is left out by the label set"
    made_up = row.get("type_idx", "").strip() == _SYNTHETIC
    if made_up and not synthetic:
        return "a neutral made by random pairing (type_idx 4)"
    target = row["new_topic" if topic == "written" and "new_topic" in row and not made_up else "topic_str"].strip()
    text = row["post"]
    if not target or not text.strip():
        return "no topic" if text.strip() else "no text"
    if swap:
        changed = _swapped(text, line)
        if changed is None:
            return "a word of change_lst is not in the comment"
        text = changed
    return StanceExample(
        id=identifier,
        text=text,
        target=target,
        gold=stance,
        target_mentions=mentions(text, target, _located(text, target)),
        dataset=name,
        document=text_key(row["post"]),
    )


def _swapped(text: str, line: Line) -> str | None:
    """The comment with its words swapped, in reading order; ``None`` where a word is not found."""
    try:
        pairs = [(str(old), str(new)) for sentence in json.loads(line.values["change_lst"]) for old, new in sentence]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{line.where}: column 'change_lst' must list, for each sentence, pairs of an old and a new word; "
            "fetch vast_test-sentswap.csv again"
        ) from error
    pieces: list[str] = []
    done = 0
    for old, new in pairs:
        found = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE).search(text, done)
        if found is None:
            return None
        word = found.group()
        cased = new.upper() if word.isupper() and len(word) > 1 else new.capitalize() if word[:1].isupper() else new
        pieces += [text[done : found.start()], cased]
        done = found.end()
    return "".join([*pieces, text[done:]])


def _located(text: str, topic: str) -> list[Span]:
    """Where a comment names a topic: its lemmas as whole words, in any case and in the plural too.

    >>> _located("Guns, gun laws and a GUN  law", "gun law")
    [(6, 14), (21, 29)]
    """
    parts = topic.split()
    return [match.span() for match in _pattern(tuple(parts)).finditer(text)] if parts else []


@lru_cache(maxsize=4096)
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    # A tokenizer's "new york 's" is "New York's" in the text.
    gaps = ["", *(r"\s*" if part[0] in "'’" else r"\s+" for part in parts[1:])]
    words = "".join(gap + _word(part) for gap, part in zip(gaps, parts, strict=True))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _word(part: str) -> str:
    word = re.escape(part).replace("'", "['’]")
    if not part.isalpha() or len(part) < 3:
        return word
    return f"(?:{word}|{word[:-1]}ies)" if part[-1] in "yY" else f"{word}(?:e?s)?"
