"""Figures per target, holder, outlet and length of the text: where a model is good, and where its mean comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from stance.errors import ConfigError, unknown
from stance.metrics import figures
from stance.metrics.resampling import FloatArray, IntArray, Sample, figure, scored
from stance.types import Answer, MetricValue, StanceExample

LENGTH_BANDS = (15, 30, 60)
AUTHOR_GROUP = "(author)"
"""The holder of questions for the author's stance."""
BELOW = "groups_below_min_n"
"""Name of the note of groups that are too small for figures of their own."""


def length_band(text: str, bands: Sequence[int] = LENGTH_BANDS) -> str:
    """The band of lengths, in words, that a text falls into.

    >>> length_band("one two three"), length_band("word " * 61)
    ('1-15', '61+')
    """
    words = len(text.split())
    low = 1
    for high in bands:
        if words <= high:
            return f"{low}-{high}"
        low = high + 1
    return f"{low}+"


def _groupings(bands: Sequence[int]) -> Mapping[str, Callable[[StanceExample], str | None]]:
    return {
        "target": lambda example: example.target,
        "holder": lambda example: example.holder if example.holder is not None else AUTHOR_GROUP,
        "outlet": lambda example: example.outlet,
        "length": lambda example: length_band(example.text, bands),
    }


def groups(
    answers: Sequence[Answer],
    *,
    resamples: int = 1000,
    seed: int = 0,
    by: Sequence[str] = ("target", "holder", "outlet", "length"),
    min_n: int = 30,
    most: int = 50,
    length_bands: Sequence[int] = LENGTH_BANDS,
) -> list[MetricValue]:
    """Macro-F1, F_avg and accuracy of each group of examples.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.
        by: What the examples are grouped by: target, holder, outlet, length.
        min_n: A smaller group gets no figures.
        most: The largest groups that get figures, for each way of grouping.
        length_bands: Highest number of words of each band of lengths, rising.

    Returns:
        Values whose group is ``"SET target=NAME"``, largest group first; a way of grouping that has one group only is
        left out. Macro-F1 runs over the classes that the group has. Where groups are left out for ``min_n`` or
        ``most``, a value :data:`BELOW` of the group ``"SET by target"`` says how many, ``n`` how many examples they
        have.

    Raises:
        ConfigError: An option that cannot be used.
    """
    if list(length_bands) != sorted(set(length_bands)) or any(band < 1 for band in length_bands):
        raise ConfigError(f"length_bands {list(length_bands)}: not rising; give numbers of words, as in [15, 30, 60]")
    ways = _groupings(length_bands)
    for name in by:
        if name not in ways:
            raise unknown("grouping", name, ways, hint="Change `by` of the metric groups")
    data = scored(answers)
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    counts = figures.tables(data.gold, data.predicted)
    found: list[MetricValue] = []
    for name in by:
        members: dict[str, list[int]] = {}
        for index, example in enumerate(data.examples):
            value = ways[name](example)
            if value is not None:
                members.setdefault(value, []).append(index)
        if len(members) < 2:
            continue
        ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        large = [(value, items) for value, items in ordered if len(items) >= min_n][:most]
        for value, items in large:
            found += _figures(counts, np.array(items), sample, f"{data.set} {name}={value}")
        left = ordered[len(large) :]
        if left:
            size = sum(len(items) for _, items in left)
            note = partial(MetricValue, name=BELOW, n=size, group=f"{data.set} by {name}")
            found.append(note(value=float(len(left)), low=float(len(left)), high=float(len(left))))
    return found


def _figures(counts: FloatArray, items: IntArray, sample: Sample, group: str) -> list[MetricValue]:
    sums, resampled = (figures.square(part) for part in sample.sums(counts[items], items))
    classes = figures.present(sums)
    found: list[MetricValue] = []
    for name in ("macro_f1", "f_avg", "accuracy"):
        function = figures.FIGURES[name]
        found += figure(name, function(sums, classes), function(resampled, classes), n=len(items), group=group)
    return found
