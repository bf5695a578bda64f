"""Ways to divide a data set: as released, without what leaks, by folds, targets, holders, dates, or for few shots.

Each takes a :class:`~stance.data.dataset.StanceData` and gives another, with a note on what was done. A bundle is never
divided: the examples of one document, both directions of a pair and copies of a text are all on one side. (``released``
changes nothing, however, and ``clean`` looks at texts only, unless told otherwise.)
"""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from stance.data.dataset import DEV, TRAIN, StanceData
from stance.data.dividing import TEST, allocate, divided, pooled, size, without
from stance.data.overlap import bundles
from stance.data.transfer import by_date, leave_holder_out, leave_target_out
from stance.errors import ConfigError, InputError
from stance.labels import LABELS
from stance.types import StanceExample

__all__ = [
    "by_date",
    "clean",
    "few_shot",
    "hold_out",
    "kfold",
    "leave_holder_out",
    "leave_target_out",
    "random_documents",
    "released",
]


def released(data: StanceData) -> StanceData:
    """The splits of the release, with all that they share: for figures beside published ones."""
    return data.noted("split: as released")


def clean(data: StanceData, *, by: Literal["text", "document"] = "text") -> StanceData:
    """The splits of the release without what leaks.

    An example is left out of dev and of the evaluation splits if it is in train as well, and of dev if it is in an
    evaluation split; train stays as it is.

    Args:
        data: The data set.
        by: What makes it the same: ``text`` (its words, :func:`stance.data.overlap.normal_text`), or ``document``
            (its text, document or pair).

    Raises:
        ConfigError: Another value of ``by``.
        InputError: Nothing is left of an evaluation split.
    """
    if by not in {"text", "document"}:
        raise ConfigError(f"split=clean: by={by!r}; allowed are text and document")
    splits = {split: data.examples(split) for split in data.splits}
    tests = [example for split in data.tests for example in splits[split]]
    kept, notes = {}, []
    for split, examples in splits.items():
        others: list[StanceExample] = []
        if split != TRAIN:
            others = [*splits.get(TRAIN, ()), *(tests if split == DEV else ())]
        kept[split] = without(examples, others, by)
        if examples and not kept[split] and split in data.tests:
            raise InputError(
                f"data set {data.name!r}: split=clean leaves nothing of {split}, since all of it is in train; "
                "use split=kfold or split=random_documents"
            )
        if split != TRAIN:
            where = "train or an evaluation split" if split == DEV else "train"
            gone = size(examples, less=kept[split])
            notes.append(
                f"{split}: {size(kept[split])} of {size(examples)} kept; {gone} left out, their {by} is in {where}"
            )
    return data.noted(*(f"split: clean; {note}" for note in notes), splits=kept)


def released_and_clean(data: StanceData, *, by: Literal["text", "document"] = "text") -> StanceData:
    """The splits of the release, with a clean copy of each evaluation split beside it (``test_clean``).

    So one training gives both the figure that can be compared with published ones and the honest one. Dev is the clean
    one, since it decides when training stops.

    Args:
        data: The data set.
        by: See :func:`clean`.

    Raises:
        ConfigError: Another value of ``by``.
        InputError: Nothing is left of an evaluation split.
    """
    cleaned = clean(data, by=by)
    splits = {split: data.examples(split) for split in data.splits}
    splits |= {DEV: cleaned.examples(DEV)} if DEV in cleaned.splits else {}
    splits |= {f"{split}_clean": cleaned.examples(split) for split in data.tests}
    return cleaned.replace(splits)


def unleaked(data: StanceData, *, by: Literal["text", "document"] = "text") -> StanceData:
    """The evaluation splits of the release, and train less what stands in them: no test sentence is learned from.

    Where the release leaks, a copy of the evaluation split without those rows stands beside it (``test_clean``), which
    is the one that ``clean`` and ``released_and_clean`` test on.

    Args:
        data: The data set.
        by: See :func:`clean`.

    Raises:
        ConfigError: Another value of ``by``.
        InputError: Nothing is left of train.
    """
    if TRAIN not in data.splits:
        return data
    cleaned = released_and_clean(data, by=by)
    splits = {split: data.examples(split) for split in data.splits}
    evaluated = [example for split, examples in splits.items() if split != TRAIN for example in examples]
    train = without(splits[TRAIN], evaluated, by)
    if not train:
        raise InputError(f"data set {data.name!r}: split=unleaked leaves nothing of train; use split=kfold")
    gone = size(splits[TRAIN], less=train)
    for split in data.tests:
        rows = cleaned.examples(f"{split}_clean")
        splits |= {f"{split}_clean": rows} if len(rows) < len(splits[split]) else {}
    note = f"train: {size(train)} of {size(splits[TRAIN])} kept; {gone} left out, their {by} is evaluated on"
    return data.noted(f"split: unleaked; {note}", splits=splits | {TRAIN: train})


def kfold(
    data: StanceData, *, k: int = 5, fold: int = 0, seed: int = 0, pool: str | Sequence[str] = "all"
) -> StanceData:
    """One of ``k`` folds as the test split, the others as train; labels are spread as evenly as bundles allow.

    Args:
        data: The data set.
        k: How many folds.
        fold: Which is tested, from 0.
        seed: Of the folds; the same for all folds that are compared.
        pool: Which splits are divided: ``all``, one, or a list.

    Raises:
        ConfigError: No such fold.
        InputError: There are fewer bundles than folds.
    """
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in (k, fold))
    if not whole or k < 2 or not 0 <= fold < k:
        raise ConfigError(
            f"split=kfold: k={k}, fold={fold}; k is a whole number of 2 or more, and fold from 0 to k - 1; "
            "for several folds sweep, as in -m split.fold=0,1,2"
        )
    examples, note = pooled(data, pool)
    groups = bundles(examples)
    if len(set(groups)) < k:
        raise InputError(
            f"data set {data.name!r}: split=kfold with k={k}, but there are only {len(set(groups))} documents; lower k"
        )
    tested = set(_folds(examples, groups, k, seed)[fold])
    test = [example for place, example in enumerate(examples) if place in tested]
    train = [example for place, example in enumerate(examples) if place not in tested]
    largest = max(Counter(groups).values())
    return divided(
        data,
        f"kfold, fold {fold} of {k} (from 0), seed {seed}; {note}{len(set(groups)):,} documents or groups of them that "
        f"share texts, the largest of {largest:,} examples",
        {TRAIN: train, TEST: test},
    )


def _folds(examples: Sequence[StanceExample], groups: Sequence[int], k: int, seed: int) -> list[Sequence[int]]:
    from sklearn.model_selection import StratifiedGroupKFold

    # A label that is rarer than k folds cannot be in all of them; scikit-learn warns of it, and refuses if all are.
    counts = Counter(example.gold or "" for example in examples)
    labels = [example.gold or "" if max(counts.values()) >= k else "" for example in examples]
    splitter = StratifiedGroupKFold(n_splits=k, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return [test for _, test in splitter.split([0] * len(examples), labels, groups)]


def few_shot(data: StanceData, *, per_class: int = 8, seed: int = 0, keep_dev: bool = False) -> StanceData:
    """A few training examples of each class; the evaluation splits as they are.

    Examples are drawn from as many documents as possible, and only from documents that are in no evaluation split. With
    the same seed, the examples of a smaller draw are among those of a larger one.

    Args:
        data: The data set.
        per_class: How many examples of each class.
        seed: Of the draw.
        keep_dev: Whether dev stays; a large dev set, used for early stopping, would make it more than a few shots.

    Raises:
        ConfigError: ``per_class`` is not positive.
        InputError: There is no train split, or nothing in it to draw from.
    """
    if per_class < 1:
        raise ConfigError(f"split=few_shot: per_class={per_class}; give 1 or more")
    others = {
        split: data.examples(split) for split in data.splits if split in data.tests or (split == DEV and keep_dev)
    }
    if TRAIN not in data.splits:
        raise InputError(
            f"data set {data.name!r}: split=few_shot draws from train, but it has only {', '.join(data.splits)}; give "
            "the table a column of splits, or use split=kfold or split=random_documents"
        )
    train = data.examples(TRAIN)
    left = without(train, [example for examples in others.values() for example in examples], "document")
    drawn, counts = _drawn(left, per_class, seed)
    if not drawn:
        raise InputError(
            f"data set {data.name!r}: split=few_shot finds no train example of a document that is in no other split; "
            "use split=kfold or split=random_documents"
        )
    found = ", ".join(f"{count} {label}" for label, count in counts.items())
    note = f"split: few_shot, {per_class} of each class, seed {seed}: {found}, of {size(train)} in train"
    return data.noted(
        f"{note}; {size(train, less=left)} were not drawn from, their document is in another split"
        + ("; dev left out" if DEV in data.splits and not keep_dev else ""),
        # An empty dev split keeps the run from holding out some of the few for development.
        splits={TRAIN: drawn, **({} if DEV in others else {DEV: ()}), **others},
    )


def _drawn(examples: Sequence[StanceExample], per_class: int, seed: int) -> tuple[list[StanceExample], dict[str, int]]:
    groups = bundles(examples)
    chosen: list[int] = []
    counts: dict[str, int] = {}
    for label in LABELS:
        places = [place for place, example in enumerate(examples) if example.gold == label]
        random.Random(f"{seed} {label}").shuffle(places)  # noqa: S311 - no secret
        turn: Counter[int] = Counter()
        rank = {}
        for place in places:  # first one example of every document, then a second one of those that have more
            rank[place] = turn[groups[place]]
            turn[groups[place]] += 1
        taken = sorted(places, key=rank.__getitem__)[:per_class]
        if places:
            counts[label] = len(taken)
        chosen += taken
    return [examples[place] for place in sorted(chosen)], counts


def random_documents(
    data: StanceData, *, shares: Mapping[str, float] | None = None, seed: int = 0, pool: str | Sequence[str] = "all"
) -> StanceData:
    """A new division of all documents, by chance, with the shares and labels as even as bundles allow.

    Args:
        data: The data set.
        shares: Of the rows, by split; 80, 10 and 10 % for train, dev and test if ``None``.
        seed: Of the division.
        pool: Which splits are divided: ``all``, one, or a list.

    Raises:
        ConfigError: The shares do not sum to 1.
        InputError: There are fewer bundles than splits.
    """
    wanted = dict(shares or {TRAIN: 0.8, DEV: 0.1, TEST: 0.1})
    if any(not 0 < share < 1 for share in wanted.values()) or abs(sum(wanted.values()) - 1) > 1e-6:
        given = ", ".join(f"{split}: {share}" for split, share in wanted.items())
        raise ConfigError(f"split=random_documents: shares={{{given}}}; give shares between 0 and 1 that sum to 1")
    examples, note = pooled(data, pool)
    parts = allocate(examples, wanted, seed)
    if not all(parts.values()):
        raise InputError(
            f"data set {data.name!r}: split=random_documents finds {len(set(bundles(examples)))} documents for "
            f"{len(wanted)} splits; ask for fewer splits"
        )
    return divided(data, f"random_documents, seed {seed}; {note}".removesuffix("; "), parts)


def hold_out(
    examples: Sequence[StanceExample], share: float, seed: int = 0
) -> tuple[tuple[StanceExample, ...], tuple[StanceExample, ...]]:
    """Keep whole documents back, with labels as in the whole.

    Args:
        examples: Those to divide.
        share: Of the examples that is held out, about.
        seed: Of the choice.

    Returns:
        Those that remain and those held out, both in order; nothing is held out where all examples are of one bundle.

    Raises:
        ConfigError: ``share`` is not from 0 to below 1.
    """
    if not 0 <= share < 1:
        raise ConfigError(f"validation={share}; give the share of train to hold out, from 0 to below 1")
    if not share or not examples:
        return tuple(examples), ()
    parts = allocate(examples, {TRAIN: 1 - share, DEV: share}, seed)
    return (parts[TRAIN], parts[DEV]) if parts[TRAIN] else (parts[DEV], ())
