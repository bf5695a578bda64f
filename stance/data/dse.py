"""Reader of DSE, directed sentiment between two entities of a news sentence (Park, Pan and Joo, ACL 2021).

A line has the sentence with two mentions in brackets, the mentions p and q, and one of five classes: 0 neutral, 1 p is
positive about q, 2 q about p, 3 p is negative about q, 4 q about p. It becomes two examples of one ``pair``:
``train-12>`` asks for the stance of p toward q, ``train-12<`` for that of q toward p.

The release cuts the last letters off some mentions ("[Congre]ss", "[the United State]s"). A mention that ends or begins
within a word is widened to that word; one that ends with the apostrophe of a possessive ("[Kasich’]s") loses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from stance.data.dataset import StanceData
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, fingerprints, meaning, mentions, release_file, tabbed
from stance.errors import ConfigError
from stance.types import Label, Span, StanceExample

LICENCE = "none named; the makers allow use for one's purposes by citing the paper"
CITATION = (
    "Kunwoo Park, Zhufeng Pan and Jungseock Joo. 2021. Who Blames or Endorses Whom? Entity-to-Entity Directed "
    "Sentiment Extraction in News Text. ACL 2021."
)
_FILES = {"train": ["train.txt"], "dev": ["valid.txt"], "test": ["test.txt"]}
_COLUMNS = ("sentence", "p", "q", "label")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_APOSTROPHES = "'’‘"
# A mention that ends with a mark ("[U. S.]Navy") is whole: the letter after it begins another word.
_CLOSING = "'’‘\"”“.,;:!?)"


class _Pair(NamedTuple):
    """A sentence without brackets, and where p and q stand in it."""

    text: str
    p: Span
    q: Span
    changed: int


def read_dse(
    folder: str | Path,
    *,
    name: str = "dse",
    label_set: str | Path | Mapping[Any, Any] = "directed5",
    widen: bool = True,
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``train.txt``, ``valid.txt`` and ``test.txt``, plain or gzipped.
        name: Of the data set in results.
        label_set: Class to a pair of stances, of p toward q and back.
        widen: Whether mentions that end within a word are widened to it.

    Returns:
        The splits ``train``, ``dev`` and ``test``, two examples a row; a row that cannot be used is in ``skipped``.

    Raises:
        InputError: A file is missing or broken, or has an unknown class.
        ConfigError: The label set does not give pairs.
    """
    labels = load_label_set(label_set)
    if not labels.directed:
        raise ConfigError(
            f"data set {name}: label set {labels.name!r} has one stance a label; DSE codes both directions: "
            "use label_set=directed5, or give pairs such as {1: [favor, neutral]}"
        )
    paths = {split: release_file(folder, names, what=name) for split, names in _FILES.items()}
    splits: dict[str, list[StanceExample]] = {split: [] for split in paths}
    skipped: list[tuple[str, str]] = []
    changed = 0
    for split, path in paths.items():
        for line in tabbed(path, _COLUMNS, header=False):
            stances = meaning(labels, line.values["label"], line.where, "label")
            if stances is None:
                skipped.append((line.place, f"label {line.values['label']!r} is left out by the label set"))
                continue
            pair = _pair(line, widen)
            if isinstance(pair, str):
                skipped.append((line.place, pair))
                continue
            changed += pair.changed
            both = stances if isinstance(stances, tuple) else (stances, stances)
            splits[split] += _examples(name, f"{split}-{line.number}", pair, both)
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths.values()),
        label_map=labels.shown(),
        skipped=skipped,
        notes=(
            "Each row asks for both directions and is two examples of one pair.",
            "The release repeats sentences within train and between train, dev and test; the split `clean` drops them.",
            f"{changed:,} mentions that were cut within a word or end with a possessive mark were mended."
            if widen
            else "Mentions are as released, some cut within a word.",
        ),
    )


def _pair(line: Line, widen: bool) -> _Pair | str:
    """The sentence and its two mentions, or why the row cannot be used."""
    marked = line.values["sentence"]
    found = list(_BRACKETS.finditer(marked))
    if len(found) != 2:
        return f"{len(found)} mentions in brackets; two are needed"
    named = [match.group(1).strip() for match in found]
    p, q = line.values["p"].strip(), line.values["q"].strip()
    if named == [q, p]:
        found.reverse()
    elif named != [p, q]:
        return "the mentions in brackets are not the p and q of the row"
    if not p or not q:
        return "an empty mention"
    text = re.sub(r"[\[\]]", "", marked)
    raw = [_shifted(marked, match) for match in found]
    spans = [_mended(text, span) for span in raw] if widen else raw
    if max(spans[0][0], spans[1][0]) < min(spans[0][1], spans[1][1]):  # two mentions within one word
        spans = raw
    return _Pair(text, spans[0], spans[1], sum(now != was for now, was in zip(spans, raw, strict=True)))


def _shifted(marked: str, match: re.Match[str]) -> Span:
    """Where the words of a bracket stand once all brackets are gone, without the spaces around them."""
    words = match.group(1)
    before = len(re.findall(r"[\[\]]", marked[: match.start(1)])) - (len(words) - len(words.lstrip()))
    return match.start(1) - before, match.start(1) - before + len(words.strip())


def _mended(text: str, span: Span) -> Span:
    """A mention at the ends of words.

    >>> text = "Congress and the Americans heard Kasich’s plea"
    >>> [text[slice(*_mended(text, span))] for span in [(0, 6), (13, 25), (33, 40)]]
    ['Congress', 'the Americans', 'Kasich']
    """
    start, end = span
    bare = len(text[start:end].rstrip(_APOSTROPHES))
    if bare and start + bare < end and text[end : end + 1].isalpha():
        return _left(text, start), start + bare
    while end < len(text) and text[end].isalpha() and text[end - 1] not in _CLOSING:
        end += 1
    return _left(text, start), end


def _left(text: str, start: int) -> int:
    while start and text[start].isalnum() and text[start - 1].isalpha():
        start -= 1
    return start


def _examples(name: str, identifier: str, pair: _Pair, stances: tuple[Label, Label]) -> list[StanceExample]:
    """The two directions."""
    directions = ((">", pair.p, pair.q), ("<", pair.q, pair.p))
    return [
        StanceExample(
            id=f"{identifier}{arrow}",
            text=pair.text,
            holder=pair.text[slice(*holder)],
            target=pair.text[slice(*target)],
            gold=gold,
            holder_spans=(holder,),
            target_mentions=mentions(pair.text, pair.text[slice(*target)], [target]),
            dataset=name,
            pair=identifier,
        )
        for (arrow, holder, target), gold in zip(directions, stances, strict=True)
    ]
