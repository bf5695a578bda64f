"""Further places where people whom a document introduces are called by their family names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from stance.actors.chunks import HYPHENS, Chunk, Scene
from stance.actors.introductions import honorific_before
from stance.actors.lexemes import COMMON_FAMILIES
from stance.actors.names import MONTH_BEFORE
from stance.types import Sentence


def later_names(
    families: Mapping[str, str], text: str, folded: str, sentences: Sequence[Sentence], scenes: Sequence[Scene]
) -> dict[int, list[Chunk]]:
    """Chunks for the family names that stand outside the chunks found so far.

    Args:
        families: From folded family names to ids of people.
        text: The document's text.
        folded: The same, folded.
        sentences: Its sentences.
        scenes: One for each sentence, with what was found.

    Returns:
        New chunks by index of the sentence.
    """
    names = {name: person for name, person in families.items() if len(name) > 2}
    found: dict[int, list[Chunk]] = defaultdict(list)
    if not names:
        return found
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\b")
    for index, sentence in enumerate(sentences):
        chunks = scenes[index].chunks
        starts = [chunk.start for chunk in chunks]
        for match in pattern.finditer(folded, sentence.start, sentence.end):
            start, end = match.span()
            place = bisect_right(starts, start)
            floor = chunks[place - 1].end if place else sentence.start
            if not text[start].isupper() or floor > start or (place < len(chunks) and starts[place] < end):
                continue
            if text[end : end + 1] in HYPHENS and text[end : end + 1]:
                continue
            if match.group() in COMMON_FAMILIES and not _is_name(text, folded, start, end):
                continue
            begin, _ = honorific_before(folded, start, floor)
            chunk = Chunk(begin, end, "person", names[match.group()])
            after = folded[end : end + 3]
            chunk.possessive = after.startswith("'s") and not after[2:].isalnum()
            found[index].append(chunk)
    return found


def _is_name(text: str, folded: str, start: int, end: int) -> bool:
    """Whether a word that is also a common word ("May 12", "White House") stands for the person here."""
    before = folded[max(0, start - 12) : start].split()
    after = text[end : end + 2]
    return (
        not (after[:1] == " " and after[1:2].isalnum() and not after[1:2].islower())
        and (before[-1:] or [""])[0] not in MONTH_BEFORE
    )
