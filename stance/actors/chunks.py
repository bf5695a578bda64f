"""A mention in the making, and the sentence that it is found in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.actors.groups import about_deal
from stance.actors.lexemes import FIRST_NAMES, Lexeme
from stance.actors.roles import RoleNoun
from stance.text import Match
from stance.types import MentionKind, Sentence, Span

LONGEST_TITLE = 130  # characters of a sentence that may be a headline
NEAR = 12  # phrases looked through on either side
HYPHENS = "-‐‑"
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")


class Chunk:
    """A mention in the making; ``end`` leaves a possessive ``'s`` out."""

    __slots__ = tuple(
        "absorbed candidates count end former gender head id kind lexeme many members name office owner possessive "
        "role start state title".split()
    )

    def __init__(self, start: int, end: int, kind: MentionKind, identifier: str | None = None) -> None:
        self.start, self.end, self.kind, self.id = start, end, kind, identifier
        self.state = identifier
        self.possessive = self.former = False
        self.lexeme: Lexeme | None = None
        self.head: RoleNoun | None = None
        self.office = self.gender = self.owner = self.title = ""
        self.members: tuple[str, ...] = ()
        self.candidates: tuple[str, ...] = ()  # ids of the people who bear a family name
        self.name: Span | None = None  # where the name of a person is, within the chunk
        self.many = False  # a demonym for the people ("the Iranians")
        self.count = 0  # of a group that earlier mentions tell: how many
        self.absorbed: Chunk | None = None  # of a role phrase: the state or body before the head
        self.role: Chunk | None = None  # of a person: the role phrase in apposition


class Scene:
    """One sentence of a document while its chunks are put together."""

    __slots__ = tuple("atoms caps chunks deals end folded heading place speech start text titled".split())

    def __init__(
        self, text: str, folded: str, sentence: Sentence, speech: bool, deals: dict[int, bool] | None = None
    ) -> None:
        self.deals = {} if deals is None else deals  # shared by the scenes of a document
        self.text, self.folded, self.speech = text, folded, speech
        self.start, self.end = sentence.start, sentence.end
        self.heading = sentence.kind == "heading"
        self.caps = sentence.text.isupper()
        ends = sentence.text.endswith((".", "!", "?", '"', "”"))  # headlines seldom end as sentences do
        headline = self.heading or (not speech and not ends and len(sentence.text) < LONGEST_TITLE)
        self.titled = self.caps or (headline and _title_case(sentence.text, 0.7 if self.heading else 1.0))
        self.chunks: list[Chunk] = []
        self.atoms: Sequence[Match[Lexeme]] = ()
        self.place = 0

    def last(self) -> Chunk | None:
        """The chunk put together last."""
        return self.chunks[-1] if self.chunks else None

    def gap(self, start: int, end: int) -> str:
        """The folded words between two positions."""
        words = self.folded[start:end]
        return " ".join(words.split()) if len(words) < 40 else words

    def word_after(self, end: int) -> tuple[str, int]:
        """The folded word that follows after a space, and where it starts; an empty word where there is none."""
        position = end
        while position < self.end and self.folded[position] == " ":
            position += 1
        if position == end:
            return "", end
        match = _WORD.match(self.folded, position, self.end)
        return (match.group(), position) if match else ("", position)

    def word_before(self, start: int) -> tuple[str, int]:
        """The folded word before a space, and where it starts; other punctuation than brackets and quotes sticks."""
        position = start
        while position > self.start and self.folded[position - 1] == " ":
            position -= 1
        if position == start or position <= self.start:
            return "", start
        begin = max(self.folded.rfind(" ", self.start, position) + 1, self.start)
        while begin < position and self.folded[begin] in "\"'([":
            begin += 1
        return self.folded[begin:position], begin

    def possessive_at(self, end: int) -> bool:
        """Whether a possessive marker stands at ``end``."""
        folded = self.folded
        if folded.startswith("'", end):
            after = folded[end + 1 : end + 3]
            return (after[:1] == "s" and not after[1:].isalnum()) or (folded[end - 1] == "s" and after[:1] in " ")
        return False

    def named_within(self, start: int, end: int) -> bool:
        """Whether a known name or role lies within a span."""
        near = self.atoms[max(0, self.place - NEAR) : self.place + NEAR]
        return any(
            start <= atom.start < end
            and (atom.values[0].form or atom.values[0].cls == "role")
            and self.folded[atom.start : atom.end] not in FIRST_NAMES
            for atom in near
        )

    def about_deal(self, start: int, end: int) -> bool:
        """Whether the words around are about the agreement with Iran: in an article far around, in a speech near."""
        if self.speech:
            return about_deal(self.folded, start, end, 500)
        part = start // 5000
        if part not in self.deals:
            self.deals[part] = about_deal(self.folded, part * 5000, part * 5000 + 5000, 15_000)
        return self.deals[part]

    def atom_at(self, start: int) -> Match[Lexeme] | None:
        """The phrase found next, if it starts here."""
        if self.place + 1 < len(self.atoms):
            atom = self.atoms[self.place + 1]
            if atom.start == start:
                return atom
        return None


def _title_case(text: str, share: float) -> bool:
    words = [word for word in text.split() if len(word) > 4 and word[0].isalpha()]
    enough = 2 if share < 1 else 4
    return len(words) > enough and sum(word[0].isupper() for word in words) >= share * len(words)
