"""HTML pages: the article and its metadata, through `trafilatura` (Apache-2.0, maintained, offline)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from stance.reading.dates import parse_date
from stance.reading.encoding import decode
from stance.reading.metadata import Metadata
from stance.text import fold

__all__ = ["decode_page", "looks_like_html", "read_page"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,30})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})</title>", re.IGNORECASE)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BLOCKS = frozenset(("p", "head", "quote", "ab", "code", "fw", "row", "figure", "item", "list", "table"))
MIN_WORDS = 12
"""A page whose main text is shorter holds no article."""


def looks_like_html(text: str) -> bool:
    """Whether a text that came without a name is a page.

    >>> looks_like_html("<!DOCTYPE html><html>"), looks_like_html("< html in prose")
    (True, False)
    """
    return _HTML.match(text[:2000]) is not None


def decode_page(data: bytes, encoding: str | None) -> str:
    """Text of a page's bytes; the encoding told, else the page's own word, else detected.

    Raises:
        NotTextError: No text, or not in the encoding told.
    """
    match = _XML_CHARSET.match(data[:300]) or _CHARSET.search(data[:4096])
    return decode(data, encoding, declared=match.group(1).decode("ascii") if match is not None else None)


def read_page(html: str) -> tuple[str, Metadata] | None:
    """Main text and metadata of a page.

    Args:
        html: The page.

    Returns:
        The text with a blank line between paragraphs, headings on lines of their own, list items after "- ", the
        headline first; ``None`` where there is no article.
    """
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    html = _XML_DECLARATION.sub("", html, count=1) if html[:300].lstrip().startswith("<?xml") else html
    try:
        page = bare_extraction(html, with_metadata=True, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError):  # what it lets through on broken mark-up
        return None
    if page is None or isinstance(page, dict) or page.body is None:
        return None
    paragraphs = [piece for piece in _paragraphs(page.body) if piece]
    body = [piece for piece in paragraphs if re.search(r"[.!?…][\"”’')\]]*$", piece)]
    if sum(len(piece.split()) for piece in body) < MIN_WORDS:
        return None
    title = _line(page.title)
    if title is not None and not any(_same(title, piece) for piece in paragraphs[:4]):
        paragraphs.insert(0, title)
    published = parse_date(page.date) if page.date else None
    outlet = _line(page.sitename)
    if outlet is None or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", outlet):  # no more than the address says
        outlet = _outlet_in_title(html, title) or outlet
    metadata = Metadata(
        title=title,
        outlet=outlet,
        published=published,
        url=_line(page.url),
    )
    return "\n\n".join(paragraphs), metadata


def _outlet_in_title(html: str, headline: str | None) -> str | None:
    """What follows the headline in the page's title: "Deal alive - The Daily Planet"."""
    match = _TITLE.search(html)
    if match is None or headline is None:
        return None
    title = " ".join(unescape(match.group(1)).split())
    if not title.startswith(headline):
        return None
    rest = re.fullmatch(r"\s*(?:[-–—|:•·«»]|::)\s*([^|•·]{2,40})", title[len(headline) :])
    return rest.group(1).strip() if rest is not None else None


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _same(title: str, piece: str) -> bool:
    one, other = fold(title), fold(piece)
    return one == other or (len(other) > 15 and (one.startswith(other) or other.startswith(one)))


def _paragraphs(element: Any) -> Iterator[str]:
    """Text of the block elements under an `lxml` element, in document order."""
    pieces: list[str] = []

    def flush() -> Iterator[str]:
        raw = "".join(pieces)
        if raw.strip() == "-":  # a list item whose text is in a block of its own
            return
        pieces.clear()
        for part in re.split(r"\n\s*\n", raw):
            text = "\n".join(line for line in (" ".join(line.split()) for line in part.split("\n")) if line)
            if text:
                yield text

    def walk(node: Any) -> Iterator[str]:
        if node.text:
            pieces.append(node.text.replace("\n", " "))
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "lb":
                pieces.append("\n")
            elif tag in _BLOCKS:
                yield from flush()
                if tag == "item":
                    pieces.append("- ")
                yield from walk(child)
                yield from flush()
            else:
                yield from walk(child)
                if tag == "cell":
                    pieces.append("  ")
            if child.tail:
                pieces.append(child.tail.replace("\n", " "))

    yield from walk(element)
    yield from flush()
