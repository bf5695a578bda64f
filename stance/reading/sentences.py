"""Sentences of a document, with exact offsets."""

from __future__ import annotations

from stance.reading.boilerplate import parts
from stance.reading.splitting import split
from stance.types import Document, Sentence

__all__ = ["sentences"]


def sentences(document: Document) -> list[Sentence]:
    r"""Splits a document into sentences, headings and list items; boilerplate is left out.

    Args:
        document: Any document.

    Returns:
        Sentences in reading order that do not overlap; ``sentence.text == document.text[sentence.start:sentence.end]``
        without white space, bullet or list number around it. Paragraph numbers ascend.

    >>> text = "Deal alive: Lavrov\n\nBy Jane Doe\n\nThe minister met Mr. Zarif in the U.S. “It holds,” he said."
    >>> [(s.kind, s.text) for s in sentences(Document(id="a", text=text))][:2]
    [('heading', 'Deal alive: Lavrov'), ('body', 'The minister met Mr. Zarif in the U.S.')]
    """
    text = document.text
    found: list[Sentence] = []
    for part in parts(document):
        if part.reason is not None:
            continue
        spans = [(part.start, part.end)] if part.kind == "heading" else split(text, part.start, part.end)
        for start, end in spans:
            found.append(
                Sentence(
                    document_id=document.id,
                    index=len(found),
                    start=start,
                    end=end,
                    text=text[start:end],
                    kind=part.kind,
                    paragraph=part.paragraph,
                )
            )
    return found
