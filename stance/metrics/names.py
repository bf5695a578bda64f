"""What figures are called in tables, and which way is better; light, so that reports need nothing else of metrics."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Better: TypeAlias = Literal["higher", "lower", "none"]


class _Entry(NamedTuple):
    display: str
    better: Better = "higher"


# By the part of the name before the first space; longer keys first where the first word is not enough.
_ENTRIES = {
    "macro_f1 drop": _Entry("Macro-F1 drop", "none"),
    "macro_f1": _Entry("Macro-F1"),
    "micro_f1": _Entry("Micro-F1"),
    "f_avg": _Entry("F_avg"),
    "accuracy": _Entry("Accuracy"),
    "mcc": _Entry("MCC"),
    "precision": _Entry("Precision"),
    "recall": _Entry("Recall"),
    "f1": _Entry("F1"),
    "average_precision": _Entry("Average precision"),
    "confusion": _Entry("Confusion", "none"),
    "ece": _Entry("ECE", "lower"),
    "brier": _Entry("Brier score", "lower"),
    "log_loss": _Entry("Log loss", "lower"),
    "overconfidence": _Entry("Overconfidence", "none"),
    "aurc": _Entry("AURC", "lower"),
    "coverage": _Entry("Coverage", "none"),
    "right_polarity": _Entry("Right polarity"),
    "reversed_polarity": _Entry("Reversed polarity", "lower"),
    "changed": _Entry("Answers changed", "none"),
    "pass_rate": _Entry("Pass rate"),
    "case_accuracy": _Entry("Case accuracy"),
    "groups_below_min_n": _Entry("Groups too small", "none"),
    "skipped": _Entry("Skipped", "none"),
}
_PROBES = {
    "target_blind": "target blind",
    "holder_blind": "holder blind",
    "swapped": "holder and target swapped",
    "sentence_only": "sentence only",
    "text_blind": "without the sentence",
}


def _entry(name: str) -> tuple[_Entry, str, str]:
    """The entry of a name, what follows it, and what stands before it."""
    prefix, bare = ("Directed ", name[len("directed ") :]) if name.startswith("directed ") else ("", name)
    for key, entry in _ENTRIES.items():
        if bare == key or bare.startswith(f"{key} "):
            return entry, bare[len(key) :].strip(), prefix
    return _Entry(bare.replace("_", " "), "none"), "", prefix


def better(name: str) -> Better:
    """Whether a higher or a lower figure of that name is the better one; ``none`` where neither is, or it is unknown.

    >>> better("macro_f1"), better("ece scaled"), better("confusion favor>against")
    ('higher', 'lower', 'none')
    """
    entry, rest, _ = _entry(name)
    return "none" if rest in _PROBES else entry.better


def display(name: str) -> str:
    """The name as tables have it.

    >>> display("directed macro_f1"), display("f1 favor"), display("macro_f1 drop swapped")
    ('Directed macro-F1', 'F1 (favor)', 'Macro-F1 drop (holder and target swapped)')
    """
    entry, rest, prefix = _entry(name)
    first = entry.display
    if prefix and first[1:2].islower():
        first = first[0].lower() + first[1:]
    detail = _PROBES.get(rest, rest)
    if detail.startswith("at "):
        return f"{prefix}{first} {detail}"
    return f"{prefix}{first}{f' ({detail})' if detail else ''}"
