"""The card of a data set as Markdown, for a run's report and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stance.data.card import DataCard, SplitCard
from stance.labels import LABELS

__all__ = ["render_card"]

_LONG = 160


def render_card(card: DataCard) -> str:
    """Markdown: headings, tables and lists; every line of the release's own words is escaped."""
    blocks = [f"## {_text(card.name)}", *_about(card), _sizes(card.splits), *_names(card.splits)]
    blocks += [*_overlap(card), *_conflicts(card.splits), *_labels(card.label_map), *_skipped(card)]
    if card.notes:
        blocks.append("\n".join(f"- {_text(note)}" for note in card.notes))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _about(card: DataCard) -> list[str]:
    lines = [f"- licence: {_text(card.licence)}"]
    if card.citation:
        lines.append(f"- cite: {_text(card.citation)}")
    lines += [f"- file: `{file.path}`, {file.bytes:,} bytes, SHA-256 `{file.sha256[:16]}`" for file in card.files]
    return ["\n".join(lines)]


def _sizes(splits: Sequence[SplitCard]) -> str:
    labels = [label for split in splits for label in split.labels]
    known = [*LABELS, *sorted(set(labels) - set(LABELS))]
    directed = any(split.rows != split.examples for split in splits)
    head = ["split", "rows", *(["directions"] if directed else []), "documents", "texts", *known]
    head += ["targets", "holders", "words: least", "median", "95 %", "most", "repeats", "conflicts"]
    body = [
        [
            split.split,
            split.rows,
            *([split.examples] if directed else []),
            split.documents,
            split.texts,
            *(_with_share(split.labels.get(label, 0), split.examples) for label in known),
            split.targets,
            split.holders,
            split.words.least,
            f"{split.words.median:g}",
            split.words.most_95,
            split.words.most,
            split.repeats,
            split.conflicts,
        ]
        for split in splits
    ]
    return _table(head, body)


def _names(splits: Sequence[SplitCard]) -> Iterable[str]:
    for what, tops in (
        ("targets", [(split.split, split.targets, split.top_targets) for split in splits]),
        ("holders", [(split.split, split.holders, split.top_holders) for split in splits]),
    ):
        lines = [
            f"- {split}, {count:,} {what}: " + ", ".join(f"{_short(name, 60)} ({n:,})" for name, n in top.items())
            for split, count, top in tops
            if count
        ]
        if lines:
            yield f"Most frequent {what}:\n\n" + "\n".join(lines)


def _overlap(card: DataCard) -> Iterable[str]:
    found = [item for item in card.overlap if item.split != "train" and item.rows]
    if not found:
        return
    head = ["rows of", "also in", "by text", "same question", "by document", "by target"]
    body = [
        [
            item.split,
            item.other,
            *(_with_share(n, item.rows) for n in (item.text, item.question, item.document, item.target)),
        ]
        for item in found
    ]
    yield "Overlap, in rows (texts compared by their words, without case and punctuation):\n\n" + _table(head, body)


def _conflicts(splits: Sequence[SplitCard]) -> Iterable[str]:
    lines = [
        f"- {split.split}: {', '.join(_text(name) for name in split.conflict['ids'][:4])} are "
        f"{' and '.join(split.conflict['labels'][:4])} toward {_short(split.conflict['target'], 60)}: "
        f"{_short(split.conflict['text'])}"
        for split in splits
        if split.conflict
    ]
    if lines:
        yield "The same question with different labels, the first of each split:\n\n" + "\n".join(lines)


def _labels(label_map: Mapping[str, str]) -> Iterable[str]:
    if label_map:
        yield _table(["label of the release", "counts as"], [list(item) for item in label_map.items()])


def _skipped(card: DataCard) -> Iterable[str]:
    if card.skipped:
        total = sum(count for count, _ in card.skipped.values())
        body = [[reason, count, where] for reason, (count, where) in list(card.skipped.items())[:12]]
        if len(card.skipped) > len(body):
            rest = sum(count for count, _ in list(card.skipped.values())[12:])
            body.append([f"{len(card.skipped) - 12} further reasons", rest, ""])
        yield f"Rows left out: {total:,}\n\n" + _table(["reason", "rows", "first"], body)


def _table(head: Sequence[str], body: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head)]
    lines += [[f"{cell:,}" if isinstance(cell, int) else _short(str(cell)) for cell in row] for row in body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _with_share(count: int, total: int) -> str:
    return f"{count:,} ({count / total:.1%})" if total else f"{count:,}"


def _short(text: str, most: int = _LONG) -> str:
    text = " ".join(text.split())
    return _text(text if len(text) <= most else text[: most - 1] + "…")


def _text(text: str) -> str:
    """Free text as Markdown that shows it as it is, on one line."""
    plain = " ".join(text.split())
    for sign in "\\`*_[]<>|#":
        plain = plain.replace(sign, f"\\{sign}")
    return plain
