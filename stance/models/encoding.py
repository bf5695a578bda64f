"""From rendered text to token ids, with the positions of the tokens that name each role.

Markers are inserted between tokens, not into the text: the words keep the tokens that the encoder learned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.models.rendering import Rendered, Rendering
from stance.types import Span, StanceExample

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

MARKERS: dict[str, dict[str, tuple[str, str]]] = {
    "same": {"holder": ("[E]", "[/E]"), "target": ("[E]", "[/E]")},
    "roles": {"holder": ("[H]", "[/H]"), "target": ("[T]", "[/T]")},
    "none": {},
}
"""Names of the marker tokens, by :attr:`Rendering.markers` and role."""

OPPOSITE = ("[N]", "[/N]")
"""The markers of words for the target's opposite, where the rendering marks them."""

_SECOND_SHARE = 0.5  # the second part may take at most this share of the input
_CHUNK = 1000


class Encoded(NamedTuple):
    """One example as the network reads it.

    Args:
        ids: Token ids, special tokens included.
        types: Segment of each token (0 or 1, as the encoder was trained).
        holder: Positions whose states stand for the holder; empty where no words do (the author).
        target: The same for the target.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    holder: tuple[int, ...]
    target: tuple[int, ...]


class _Part(NamedTuple):
    ids: list[int]
    offsets: list[Span]


class _Pieces(NamedTuple):
    """Tokens of a part with markers: each with the roles whose mention it belongs to."""

    ids: list[int]
    roles: list[frozenset[str]]


def marker_tokens(rendering: Rendering) -> tuple[str, ...]:
    """The tokens that the encoder has to learn for this rendering, each once."""
    if rendering.form != "marked":
        return ()
    return tuple(dict.fromkeys(token for pair in _pairs(rendering).values() for token in pair))


def _pairs(rendering: Rendering) -> dict[str, tuple[str, str]]:
    """The markers of each role."""
    return MARKERS[rendering.markers] | ({"opposite": OPPOSITE} if rendering.opposites == "marked" else {})


class InputEncoder:
    """Encodes examples for one tokenizer and one rendering.

    Args:
        tokenizer: A fast tokenizer that knows the rendering's markers.
        rendering: The form of the input.
        max_length: Most tokens of an input, special tokens included. Of longer text the tokens nearest to the marked
            mentions are kept; of text without any, the beginning.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, rendering: Rendering, max_length: int) -> None:
        self._tokenizer = tokenizer
        self._rendering = rendering
        self._max_length = max_length
        self._single = _template(tokenizer, pair=False)
        self._pair = _template(tokenizer, pair=True)
        self._markers: dict[str, tuple[int, int]] = {}
        if rendering.form == "marked":
            for role, (left, right) in _pairs(rendering).items():
                self._markers[role] = (_id(tokenizer, left), _id(tokenizer, right))

    def __call__(self, examples: Sequence[StanceExample], done: Callable[[int], None] | None = None) -> list[Encoded]:
        """Encode; ``done`` is told how many more examples are."""
        encoded: list[Encoded] = []
        for start in range(0, len(examples), _CHUNK):
            rendered = [self._rendering(example) for example in examples[start : start + _CHUNK]]
            texts = self._tokens([item.text for item in rendered])
            seconds = self._tokens([item.second for item in rendered])
            encoded += [self._joined(*parts) for parts in zip(rendered, texts, seconds, strict=True)]
            if done is not None:
                done(len(rendered))
        return encoded

    def _tokens(self, texts: list[str]) -> list[_Part]:
        unique = list(dict.fromkeys(text for text in texts if text))
        if not unique:
            return [_Part([], []) for _ in texts]
        tokens = self._tokenizer(unique, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        parts = {
            text: _Part(ids, offsets)
            for text, ids, offsets in zip(unique, tokens["input_ids"], tokens["offset_mapping"], strict=True)
        }
        return [parts[text] if text else _Part([], []) for text in texts]

    def _joined(self, rendered: Rendered, text: _Part, second: _Part) -> Encoded:
        template = self._pair if second.ids else self._single
        room = self._max_length - len(template.ids)
        # A role that is both in the sentence and named after it is read in the sentence.
        spans = {"holder": rendered.second_holder, "target": rendered.second_target}
        share = room if not text.ids else int(room * _SECOND_SHARE)
        back = _cut(self._pieces(second, spans, share // 2), share)
        spans = {"holder": rendered.holder, "target": rendered.target, "opposite": rendered.opposite}
        room -= len(back.ids)
        front = _cut(self._pieces(text, spans, room // 2), room)
        ids = [*template.before, *front.ids, *template.between, *back.ids, *template.after]
        first = len(template.before)
        other = first + len(front.ids) + len(template.between)
        types = [template.types[0]] * (other if second.ids else len(ids))
        types += [template.types[1]] * (len(ids) - len(types))
        positions = {}
        for role in ("holder", "target"):
            inside = [first + index for index, roles in enumerate(front.roles) if role in roles]
            named = [other + index for index, roles in enumerate(back.roles) if role in roles]
            positions[role] = tuple(inside or named)
        return Encoded(tuple(ids), tuple(types), positions["holder"], positions["target"])

    def _pieces(self, part: _Part, spans: dict[str, tuple[Span, ...]], room: int) -> _Pieces:
        """Insert the markers; ``room`` is how many tokens all mentions together may take."""
        ranges = {role: _token_ranges(part.offsets, found) for role, found in spans.items()}
        most = max(1, room // max(1, sum(bool(found) for found in ranges.values())))
        ranges = {role: _fitting(found, most) for role, found in ranges.items()}
        opening: dict[int, list[int]] = {}
        closing: dict[int, list[int]] = {}
        member: dict[int, set[str]] = {}
        marked: dict[tuple[int, int, int], set[str]] = {}
        for role, found in ranges.items():
            for start, end in found:
                for index in range(start, end):
                    member.setdefault(index, set()).add(role)
                if role in self._markers:
                    marked.setdefault((start, end, self._markers[role][0]), set()).add(role)
        ids: list[int] = []
        roles: list[frozenset[str]] = []
        opening_roles: dict[int, list[frozenset[str]]] = {}
        closing_roles: dict[int, list[frozenset[str]]] = {}
        # Of nested mentions the longer one opens first and closes last.
        for (start, end, _), whose in sorted(marked.items(), key=lambda item: (item[0][0], -item[0][1], item[0][2])):
            left, right = self._markers[min(whose)]
            opening.setdefault(start, []).append(left)
            opening_roles.setdefault(start, []).append(frozenset(whose))
            closing.setdefault(end, []).insert(0, right)
            closing_roles.setdefault(end, []).insert(0, frozenset(whose))
        for index in range(len(part.ids) + 1):
            ids += closing.get(index, [])
            roles += closing_roles.get(index, [])
            ids += opening.get(index, [])
            roles += opening_roles.get(index, [])
            if index < len(part.ids):
                ids.append(part.ids[index])
                roles.append(frozenset(member.get(index, ())))
        return _Pieces(ids, roles)


class _Template(NamedTuple):
    before: list[int]
    between: list[int]
    after: list[int]
    types: tuple[int, int]

    @property
    def ids(self) -> list[int]:
        return [*self.before, *self.between, *self.after]


def _template(tokenizer: Any, *, pair: bool) -> _Template:
    """The special tokens that this tokenizer puts around one or two parts, read off an encoded one."""
    given = ("a", "a") if pair else ("a",)
    encoded = tokenizer(*given, return_special_tokens_mask=True, return_token_type_ids=True)
    special, ids = encoded["special_tokens_mask"], encoded["input_ids"]
    types = encoded.get("token_type_ids") or [0] * len(ids)
    words = [index for index, flag in enumerate(special) if not flag]
    # Nothing promises one token for "a" (sentencepiece may add a prefix), so the gap between the two is looked for.
    gap = next((at for at, following in pairwise(words) if following > at + 1), words[-1])
    after_gap = next((index for index in words if index > gap), len(ids))
    between = ids[gap + 1 : after_gap] if pair else []
    return _Template(
        ids[: words[0]], between, ids[words[-1] + 1 :], (types[words[0]], types[words[-1]] if pair else types[words[0]])
    )


def _id(tokenizer: Any, token: str) -> int:
    found = tokenizer.convert_tokens_to_ids(token)
    assert isinstance(found, int)  # noqa: S101 - the markers are added before
    return found


def _token_ranges(offsets: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Whole tokens that each span touches, as half-open ranges; overlapping ranges are joined."""
    ranges: list[Span] = []
    for start, end in sorted(spans):
        touched = [index for index, (left, right) in enumerate(offsets) if left < end and right > start]
        if not touched:
            continue
        first, last = touched[0], touched[-1] + 1
        if ranges and first < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
        else:
            ranges.append((first, last))
    return ranges


def _fitting(ranges: Sequence[Span], most: int) -> list[Span]:
    """The first mentions that together, with their markers, take at most ``most`` tokens; at least (part of) one."""
    kept: list[Span] = []
    taken = 0
    for start, end in ranges:
        if kept and taken + end - start + 2 > most:
            break
        end = min(end, start + max(1, most - 2))
        kept.append((start, end))
        taken += end - start + 2
    return kept


def _cut(pieces: _Pieces, room: int) -> _Pieces:
    """At most ``room`` tokens: those nearest to a mention, or the first where there is none; order kept."""
    size = len(pieces.ids)
    if size <= room:
        return pieces
    distance = [size] * size
    for order in (range(size), range(size - 1, -1, -1)):
        near = size
        for index in order:
            near = 0 if pieces.roles[index] else near + 1
            distance[index] = min(distance[index], near)
    keep = sorted(sorted(range(size), key=lambda index: (distance[index], index))[: max(0, room)])
    return _Pieces([pieces.ids[index] for index in keep], [pieces.roles[index] for index in keep])
