"""Label sets: what the labels of a release count as.

A label set is a yaml file of ``configs/label_set/``, a yaml file of the user's, or a mapping in the yaml of a data set:
each raw label to a stance, to ``null`` (the row is left out, and counted), or, for data that code both directions
between two mentions, to a pair of stances.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

from stance.errors import ConfigError, InputError, unknown
from stance.labels import LABELS
from stance.paths import CONFIG_DIR
from stance.types import Label

__all__ = ["DROPPED", "LabelSet", "Meaning", "label_set", "label_set_names", "plain_label", "unknown_labels"]

Meaning: TypeAlias = Label | tuple[Label, Label] | None
"""A stance; the stances of first toward second mention and back; or ``None`` for a label whose rows are left out."""

DROPPED = "left out"
_GROUP = "label_set"
_SHOWN = 24


@dataclass(frozen=True, kw_only=True)
class LabelSet:
    """What raw labels count as.

    Args:
        name: Of the yaml; "inline" for a mapping in the yaml of a data set.
        meanings: By raw label, as written in the yaml.
    """

    name: str
    meanings: Mapping[str, Meaning]
    _folded: dict[str, Meaning] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        spelled: dict[str, set[Meaning]] = {}
        for label, meaning in self.meanings.items():
            spelled.setdefault(_fold(label), set()).add(meaning)
        # Labels that differ in case only, and mean different things, must be met as written.
        self._folded.update({label: meaning for label, (meaning, *more) in spelled.items() if not more})

    def __contains__(self, raw: object) -> bool:
        label = plain_label(raw)
        return label in self.meanings or _fold(label) in self._folded

    def __getitem__(self, raw: object) -> Meaning:
        """The meaning of a label as a file has it: text in any case, or a number.

        Raises:
            KeyError: The set does not have it.
        """
        label = plain_label(raw)
        return self.meanings[label] if label in self.meanings else self._folded[_fold(label)]

    def stance(self, raw: object) -> Label | None:
        """As :meth:`__getitem__`, for sets whose labels all are of one direction.

        Raises:
            KeyError: The set does not have it.
            ConfigError: The set has pairs.
        """
        meaning = self[raw]
        if isinstance(meaning, tuple):
            raise ConfigError(
                f"label set {self.name!r} gives a pair of stances for {raw!r}; this data set has one direction: "
                "choose a label set with one stance a label"
            )
        return meaning

    @property
    def directed(self) -> bool:
        """Whether labels are of both directions between two mentions."""
        return any(isinstance(meaning, tuple) for meaning in self.meanings.values())

    def shown(self, used: Iterable[object] | None = None) -> dict[str, str]:
        """The mapping in words, for results: all of it, or for the labels that a data set uses.

        >>> label_set("directed5").shown(["1", 0])
        {'0': 'neutral, back neutral', '1': 'favor, back neutral'}
        """
        labels = self.meanings if used is None else sorted({plain_label(raw) for raw in used})
        return {label: _shown(self[label]) for label in labels}


def label_set_names() -> list[str]:
    """Names of the shipped label sets."""
    return sorted(path.stem for path in (CONFIG_DIR / _GROUP).glob("*.yaml"))


def label_set(given: str | Path | Mapping[Any, Any] | LabelSet) -> LabelSet:
    """A label set by name, from a yaml file, or from a mapping.

    Args:
        given: Name of a yaml in ``configs/label_set/``, path of a yaml file, or raw label to stance.

    Raises:
        ConfigError: No such set, or it maps to something that is no stance.
    """
    if isinstance(given, LabelSet):
        return given
    if isinstance(given, Mapping):
        return _checked("inline", given)
    name = str(given)
    path = Path(name)
    if path.suffix.lower() not in {".yaml", ".yml"}:
        if name not in label_set_names():
            raise unknown("label set", name, label_set_names(), hint="Or give a mapping, as in {yes: favor, no: null}")
        path = CONFIG_DIR / _GROUP / f"{name}.yaml"
    return _checked(path.stem, _read(path))


def plain_label(raw: object) -> str:
    """A label as text, the same however a file stores it: 1, 1.0 and "1" are one label, true is "true".

    >>> [plain_label(raw) for raw in (1, 1.0, "1", " 1.0", True, "Pro ")]
    ['1', '1', '1', '1', 'true', 'Pro']
    """
    if isinstance(raw, bool):
        return str(raw).lower()
    text = str(raw).strip()
    whole, point, zeros = text.partition(".")
    if point and zeros and not zeros.strip("0") and whole.lstrip("+-").isascii() and whole.lstrip("+-").isdigit():
        text = whole
    return text.removeprefix("+") if text[:1] == "+" and text[1:].isdigit() else text


def unknown_labels(where: str, counts: Mapping[str, int], labels: LabelSet, *, column: str | None = None) -> InputError:
    """The error for labels that a set does not have.

    Args:
        where: File or split, for the message.
        counts: Rows by unknown label.
        labels: The set.
        column: Of the file, where it has names.
    """
    known = list(labels.meanings)
    listed = ", ".join(f"{label!r} ({_rows(count)})" for label, count in Counter(counts).most_common(8))
    more = f" and {len(counts) - 8} more" if len(counts) > 8 else ""
    near = difflib.get_close_matches(next(iter(counts)), known, n=1) if len(counts) == 1 else []
    meant = f"; did you mean {near[0]!r}?" if near else ";"
    cut = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return InputError(
        f"{where}: unknown label{'s' if len(counts) > 1 else ''} {listed}{more}"
        f"{f' in column {column!r}' if column else ''}{meant} label_set {labels.name} has "
        f"{', '.join(known[:_SHOWN])}{cut}. Map every label, with null for rows to leave out"
    )


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count > 1 else ''}"


def _fold(label: str) -> str:
    return " ".join(label.casefold().replace("_", " ").replace("-", " ").split()) if label[:1] not in "+-" else label


def _shown(meaning: Meaning) -> str:
    if meaning is None:
        return DROPPED
    return meaning if isinstance(meaning, str) else f"{meaning[0]}, back {meaning[1]}"


def _read(path: Path) -> Mapping[Any, Any]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"label set {str(path)!r} cannot be read ({error.strerror}); give a yaml file of raw label: stance"
        ) from error
    except (yaml.YAMLError, UnicodeError) as error:
        said = " ".join(str(error).split())
        raise ConfigError(f'label set {str(path)!r} is no yaml ({said}); write lines of "raw label": stance') from error
    if not isinstance(content, Mapping):
        raise ConfigError(f'label set {str(path)!r} is no mapping; write lines of "raw label": stance')
    return content


def _checked(name: str, content: Mapping[Any, Any]) -> LabelSet:
    if not content:
        raise ConfigError(f'label set {name} is empty; write lines of "raw label": stance')
    meanings: dict[str, Meaning] = {}
    for key, value in content.items():
        if isinstance(key, bool):
            raise ConfigError(
                f"label set {name}: YAML reads an unquoted yes, no, on, off, true or false as a truth value; "
                f'quote the label, as in "{"yes" if key else "no"}": favor'
            )
        if key is None:
            raise ConfigError(f'label set {name}: YAML reads an unquoted null or ~ as nothing; quote it, as in "null"')
        label = plain_label(key)
        if label in meanings:
            raise ConfigError(f"label set {name}: label {label!r} stands twice; leave one out")
        meanings[label] = _meaning(name, label, value)
    return LabelSet(name=name, meanings=meanings)


def _meaning(name: str, label: str, value: Any) -> Meaning:
    if value is None or (isinstance(value, str) and value in LABELS):
        return value
    pair = isinstance(value, Sequence) and not isinstance(value, str)
    if pair and len(value) == 2 and all(item in LABELS for item in value):
        return cast("tuple[Label, Label]", tuple(value))
    near = difflib.get_close_matches(str(value).lower(), LABELS, n=1)
    meant = f"; did you mean {near[0]}?" if near else "."
    raise ConfigError(
        f"label set {name}: {label!r} maps to {value!r}{meant} Allowed are {', '.join(LABELS)}, null to leave rows "
        "out, or a pair of stances for both directions"
    )
