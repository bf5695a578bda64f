"""HTML pages: the article and its metadata, through `trafilatura` (Apache-2.0, maintained, offline)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from stance.reading.dates import parse_date
from stance.reading.encoding import Text, decode
from stance.reading.metadata import Metadata
from stance.text import fold

__all__ = ["decode_page", "has_tags", "looks_like_html", "read_page"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,30})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})</title>", re.IGNORECASE)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_BLOCKS = frozenset(("p", "head", "quote", "ab", "code", "fw", "row", "figure", "item", "list", "table"))
MIN_WORDS = 12
"""Where less is extracted as the main text, the page's own paragraphs are taken instead."""
_BROKEN = (ValueError, TypeError, AttributeError, AssertionError, IndexError, RecursionError)
"""What `trafilatura` and those it calls let through on broken mark-up."""
_TAG = re.compile(r"<(?:[A-Za-z][\w-]{0,20}[\s/>]|/[A-Za-z]|!)")
_OWN_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dd dt div section article main body blockquote pre td th tr table ul ol dl figcaption "
    "caption center address details summary header hgroup html".split()
)
_NO_TEXT = frozenset(
    "script style noscript template head nav footer aside form button select textarea iframe object svg math audio "
    "video canvas menu dialog".split()
)
_NO_TEXT_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "complementary", "dialog"))


def looks_like_html(text: str) -> bool:
    """Whether a text that came without a name is a page.

    >>> looks_like_html("<!DOCTYPE html><html>"), looks_like_html("< html in prose")
    (True, False)
    """
    return _HTML.match(text[:2000]) is not None


def has_tags(text: str) -> bool:
    """Whether there is mark-up in a text; a file may be named as a page and be none.

    >>> has_tags("<p>Iran said so."), has_tags("Fewer than 5 < 6 <people>")
    (True, True)
    >>> has_tags("Iran: 5 < 6")
    False
    """
    return _TAG.search(text) is not None


def decode_page(data: bytes, encoding: str | None) -> Text:
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
        page: Any = bare_extraction(html, with_metadata=True, include_comments=False, include_tables=True)
    except _BROKEN:
        page = None
    paragraphs = [] if page is None or page.body is None else [piece for piece in _paragraphs(page.body) if piece]
    body = [piece for piece in paragraphs if _ENDED.search(piece)]
    if sum(len(piece.split()) for piece in body) < MIN_WORDS:
        return _own_paragraphs(html)
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


def _own_paragraphs(html: str) -> tuple[str, Metadata] | None:
    """The paragraphs of a page too short for the extraction of a main text; ``None`` where they are links and menus."""
    from trafilatura import load_html
    from trafilatura.metadata import extract_metadata

    if not _HTML.match(html[:2000]):  # a fragment is not taken for a page
        html = f"<html><body>{html}</body></html>"
    tree = load_html(html)
    if tree is None:
        return None
    roots = [nodes[0] for name in ("article", "main", "body") if len(nodes := tree.findall(f".//{name}")) == 1]
    for root in [*roots, tree]:
        found = list(_prose(root))
        if any(_ENDED.search(piece) or len(piece.split()) > 2 for piece in found):
            break
    else:
        return None
    try:
        page: Any = extract_metadata(tree)
    except _BROKEN:
        return "\n\n".join(found), Metadata()
    title = _line(page.title)
    if title is not None and not any(_same(title, piece) for piece in found[:4]):
        found.insert(0, title)
    outlet = _line(page.sitename)
    published = parse_date(page.date) if page.date else None
    return "\n\n".join(found), Metadata(title=title, outlet=outlet, published=published, url=_line(page.url))


def _prose(root: Any) -> Iterator[str]:
    """Paragraphs under an `lxml` element in document order, less menus, forms and blocks that are mostly links."""
    words: list[str] = []
    linked = 0
    item = False
    # An element is met twice: on the way down (with False), and when all in it is done (True).
    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]

    def block() -> str | None:
        lines = (" ".join(line.split()) for line in "".join(words).split("\n"))
        text = "\n".join(line for line in lines if line)
        running = 2 * linked < len(text) and any(char.isalnum() for char in text)
        return ("- " if item else "") + text if running else None

    while stack:
        node, left, in_link = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _OWN_BLOCKS:
            if (text := block()) is not None:
                yield text
            words, linked = [], 0
            item = tag == "li" and not left
        if left:
            if node is not root and node.tail:
                words.append(node.tail.replace("\n", " "))
                linked += len(node.tail.strip()) * in_link
            continue
        stack.append((node, True, in_link))
        if not tag or tag in _NO_TEXT or node.get("role") in _NO_TEXT_ROLES or node.get("hidden") is not None:
            continue
        inside = in_link or tag == "a"
        if tag == "br":
            words.append("\n")
        if node.text:
            words.append(node.text.replace("\n", " "))
            linked += len(node.text.strip()) * inside
        stack.extend((child, False, inside) for child in reversed(node))
    if (text := block()) is not None:
        yield text


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
