"""Reader of PolNeAR, the Political News Attribution Relations Corpus (Newell, Margolin and Ruths, LREC 2018).

The release has one text file per article and one or more annotation files in brat stand-off format, one per coder:
``attributions/<article>_<coder>.ann`` beside ``text/<article>.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stance.errors import InputError
from stance.types import Span

Part = Literal["train", "dev"]
_ROLE = re.compile(r"(Source|Cue|Content)\d*:(T\d+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldAttribution:
    """An attribution as one coder marked it.

    Args:
        speaker: What PolNeAR calls the source; empty where the coder found none.
        cue: The word that attributes.
        content: What is attributed.
    """

    speaker: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldArticle:
    """An article with the attributions of each of its coders."""

    id: str
    text: str
    codings: tuple[tuple[GoldAttribution, ...], ...]


def read_polnear(folder: Path, part: Part = "dev") -> Iterator[GoldArticle]:
    """The articles of a part of the corpus, in order of their names.

    Args:
        folder: The folder that holds ``train`` and ``dev``.
        part: Which of them.

    Raises:
        InputError: The folder is not there, or an annotation points outside of its text.
    """
    texts = sorted((folder / part / "text").glob("*.txt"))
    if not texts:
        raise InputError(
            f"{folder / part}: no PolNeAR articles here; give the folder that holds train/text and dev/text"
        )
    for path in texts:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        codings = sorted((folder / part / "attributions").glob(f"{path.stem}_*.ann"))
        yield GoldArticle(id=path.stem, text=text, codings=tuple(read_coding(coding, len(text)) for coding in codings))


def read_coding(path: Path, size: int) -> tuple[GoldAttribution, ...]:
    """The attributions of one annotation file that have a content.

    Args:
        path: The file.
        size: Length of the article's text in characters.

    Raises:
        InputError: An annotation points outside of the text.
    """
    spans: dict[str, tuple[Span, ...]] = {}
    relations: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) < 2:
            continue
        if fields[0].startswith("T"):
            pieces = fields[1].split(" ", 1)[1].split(";")
            spans[fields[0]] = tuple((int(piece.split()[0]), int(piece.split()[1])) for piece in pieces)
            if any(end > size for _, end in spans[fields[0]]):
                raise InputError(
                    f"{path}: {fields[0]} lies outside of the article; use text and annotations of one release"
                )
        elif fields[0].startswith("E"):
            relations.append(fields[1])
    found = []
    for relation in relations:
        parts: dict[str, list[Span]] = {"Source": [], "Cue": [], "Content": []}
        for role, identifier in _ROLE.findall(relation):
            parts[role] += spans.get(identifier, ())
        if parts["Content"]:
            speaker, cue, content = (tuple(sorted(parts[role])) for role in ("Source", "Cue", "Content"))
            found.append(GoldAttribution(speaker=speaker, cue=cue, content=content))
    return tuple(found)
