"""Find holder and target in an example that comes without spans, as `predict` is called by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from stance.actors.catalogue import load_catalogue
from stance.holders.annotator import Annotator, example_of
from stance.targets import target_named
from stance.types import Document, StanceExample

_PRIORITY = {"agent": 0, "subject": 0, "nominal": 1, "speaker": 2, "doer": 3, "default": 4, "author": 5}


@lru_cache(maxsize=32)
def _annotator(target: str) -> Annotator:
    return Annotator([target_named(target)], load_catalogue())


def locate(example: StanceExample) -> StanceExample:
    """The example with the spans of target and holder, and the words in which the holder's leaning is expressed.

    Args:
        example: Text, holder (``None`` for the author) and target (codebook id or free text).

    Returns:
        The same question with spans; without target mentions where the target is not in the text. A holder who is not
        in the text is taken for the speaker of the whole; words that are others' say nothing of that holder's stance.
    """
    annotator = _annotator(example.target)
    text = example.text
    document = Document(id="example", text=text)
    catalogue = annotator.catalogue
    holder = catalogue.find(example.holder) if example.holder else None
    annotated = annotator.annotate(document, lone=True)
    side = catalogue.affiliation(holder, None).id if holder else None
    best: tuple[int, StanceExample] | None = None
    for index, found in enumerate(annotated.links):
        offset = annotated.sentences[index].start
        for link in found:
            if holder is None or (
                link.holder != holder and annotated.catalogue.affiliation(link.holder, None).id != side
            ):
                continue
            if best is None or _PRIORITY[link.kind] < best[0]:
                best = (
                    _PRIORITY[link.kind],
                    _moved(example_of(link, annotated, index, example.holder), offset, example),
                )
    if best is not None:
        return best[1]
    mentions = tuple(mention for row in annotated.target_mentions for mention in row)
    others = [link.scope for row in annotated.links for link in row if link.kind in ("subject", "speaker", "nominal")]
    return replace(example, target_mentions=mentions, link="default", inner=others[0] if others else None)


def _moved(found: StanceExample, offset: int, example: StanceExample) -> StanceExample:
    """Spans that counted in a sentence, counted in the example's whole text."""

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] + offset, span[1] + offset

    return replace(
        example,
        holder_spans=tuple(map(moved, found.holder_spans)),
        target_mentions=tuple(
            replace(item, start=item.start + offset, end=item.end + offset) for item in found.target_mentions
        ),
        scope=moved(found.scope) if found.scope else None,
        inner=moved(found.inner) if found.inner else None,
        link=found.link,
    )
