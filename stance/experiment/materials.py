"""The data of an experiment: read, divided, and checked against all that is asked, before anything is computed."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.errors import ConfigError, InputError, unknown
from stance.experiment.jobs import BEHAVIOUR, RunConfig
from stance.targets.codebook import target_names
from stance.types import StanceExample, Target

if TYPE_CHECKING:
    from stance.data.dataset import StanceData

TRAIN, DEV, TEST = "train", "dev", "test"
DRAW = 0
"""Seed of what is left of evaluation splits under a ``limit``: the same rows for every seed, so that runs compare."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


@dataclass(frozen=True, kw_only=True)
class Materials:
    """What an experiment computes with.

    Args:
        data: The data sets, divided.
        train: Training examples of all sets.
        weights: What each of them counts; ``None`` if all count 1.
        dev: Development examples of the sets that are trained on.
        sets: Evaluation set to its examples: test sets first, then development sets.
        tests: Names of the test sets among them.
        leaks: (test set, training set) to the number of test examples whose text is in that training set.
    """

    data: Mapping[str, StanceData]
    train: tuple[StanceExample, ...]
    weights: tuple[float, ...] | None
    dev: tuple[StanceExample, ...]
    sets: Mapping[str, tuple[StanceExample, ...]]
    tests: tuple[str, ...]
    leaks: Mapping[tuple[str, str], int]


def check_names(config: RunConfig) -> None:
    """Look whether the data sets that are to be trained and tested on are among those chosen; reads nothing.

    Raises:
        ConfigError: One is not, or none is chosen.
    """
    if not config.datasets:
        raise ConfigError("no data set; name one as in dataset=[dse], or an experiment as in experiment=dse")
    chosen = f"Choose it with dataset=[{','.join(config.datasets)},...]"
    for name in config.train or ():
        if name not in config.datasets:
            raise unknown("train: data set", name, config.datasets, hint=chosen)
    for name in config.test or ():
        if (data := name.partition("/")[0]) not in config.datasets:
            raise unknown("test: data set", data, config.datasets, hint=chosen)
    if BEHAVIOUR in config.datasets:
        raise ConfigError(f"a data set cannot be called {BEHAVIOUR!r}, which is the suite that ships; rename it")


def read(config: RunConfig) -> dict[str, StanceData]:
    """Read and divide the data sets.

    Raises:
        InputError, ConfigError: One cannot be read, or cannot be divided as asked.
    """
    check_names(config)
    data = {name: reader() for name, reader in config.datasets.items()}
    if config.split is not None:
        data = {name: config.split(one) for name, one in data.items()}
    return data


def prepare(config: RunConfig, data: Mapping[str, StanceData], *, training: bool) -> Materials:
    """Sort examples into what is trained, developed and tested on.

    Args:
        config: What to do.
        data: The data sets, as :func:`read` gives them.
        training: Whether the model is to be trained.

    Raises:
        ConfigError: A set that is asked for is not there, is empty, or asks for targets that are not in the codebook.
    """
    wanted = _test_sets(config, data)
    trained = _training_sets(config, data) if training else {}
    for name in trained:
        if f"{name}/{TRAIN}" in wanted:
            raise ConfigError(f"test: {name}/{TRAIN} is trained on; leave it out of test, or give other sets in train")
    data = {name: _ready(config, one, holding_out=name in trained) for name, one in data.items()}
    train: list[StanceExample] = []
    weights: list[float] = []
    for name, weight in trained.items():
        rows = _capped(data[name].examples(TRAIN), config.train_rows, config.seed)
        train += rows
        weights += [weight] * len(rows)
    involved = [name for name in data if name in trained or any(one.split("/")[0] == name for one in wanted)]
    develop = [name for name in involved if DEV in data[name].splits and data[name].examples(DEV)]
    names = list(dict.fromkeys([*wanted, *(f"{name}/{DEV}" for name in develop)]))
    sets = {name: data[name.partition("/")[0]].examples(name.partition("/")[2]) for name in names}
    dev = tuple(row for name in trained if name in develop for row in data[name].examples(DEV))
    named: dict[str, Sequence[StanceExample]] = {TRAIN: train, **sets}
    for name, examples in named.items():
        _complete(name, examples, needed=name in wanted or (name == TRAIN and training))
    check_targets([*train, *(row for rows in sets.values() for row in rows)], config.targets)
    return Materials(
        data=data,
        train=tuple(train),
        weights=tuple(weights) if set(weights) - {1.0} else None,
        dev=dev,
        sets=sets,
        tests=tuple(wanted),
        leaks=_leaks({name: sets[name] for name in wanted}, train),
    )


def _ready(config: RunConfig, data: StanceData, *, holding_out: bool) -> StanceData:
    """A data set with a development split where one is needed, and no more rows than allowed."""
    hold = holding_out and DEV not in data.splits and config.validation > 0
    if not hold and config.limit is None:
        return data
    splits: dict[str, Sequence[StanceExample]] = {split: data.examples(split) for split in data.splits}
    notes = []
    if hold:
        from stance.data.splits import hold_out

        train, dev = hold_out(data.examples(TRAIN), config.validation, config.seed)
        splits |= {TRAIN: train, DEV: dev}
        share = f"{config.validation:.0%} of the training documents"
        notes.append(f"dev: {len(dev)} rows held out, {share} (validation={config.validation:g})")
    if config.limit is not None:
        splits = {  # the same rows of test sets for every seed, so that runs compare
            split: _capped(rows, config.limit, config.seed if split == TRAIN else DRAW)
            for split, rows in splits.items()
        }
        notes.append(f"a try: at most {config.limit} rows of each split (limit={config.limit})")
    return data.replace(splits, notes=(*data.notes, *notes))


def _capped(rows: Sequence[StanceExample], limit: int | None, seed: int) -> tuple[StanceExample, ...]:
    """At most ``limit`` rows, both directions of a pair or neither; what a small limit gives, a larger one has, too."""
    if limit is None or len(rows) <= limit:
        return tuple(rows)
    units: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        units.setdefault(row.pair or f"row {number}", []).append(number)
    names = list(units)
    random.Random(seed).shuffle(names)  # noqa: S311 - a draw, no secret
    kept: set[int] = set()
    for name in names:
        if len(kept) + len(units[name]) > limit:
            break
        kept.update(units[name])
    return tuple(row for number, row in enumerate(rows) if number in kept)


def _training_sets(config: RunConfig, data: Mapping[str, StanceData]) -> dict[str, float]:
    """Data sets to train on, with their weights; in the order of the data sets."""
    with_train = [name for name, one in data.items() if TRAIN in one.splits]
    if config.train is None:
        if not with_train:
            hint = "add one that has, as in dataset=[dse,...], divide the data with split=kfold or "
            hint += "split=random_documents, or give a model that needs no training, as in model=nli"
            raise ConfigError(f"none of the data sets {', '.join(data)} has a training split; {hint}")
        return dict.fromkeys(with_train, 1.0)
    for name in config.train:
        if name not in with_train:
            has = f"it has {', '.join(data[name].splits)}"
            raise ConfigError(f"train: data set {name!r} has no training split ({has}); leave it out of train")
    weights = {name: config.train[name] for name in data if config.train.get(name)}
    if not weights:
        raise ConfigError("train: no data set has a weight above 0; give one, as in train={dse:1.0}")
    return weights


def _test_sets(config: RunConfig, data: Mapping[str, StanceData]) -> list[str]:
    """Names of the sets to test on."""
    found: list[str] = []
    for name in config.test if config.test is not None else data:
        dataset, slash, split = name.partition("/")
        splits = data[dataset].splits
        if slash:
            if split not in splits:
                hint = "" if TRAIN in splits else "Data are divided with split=kfold or split=random_documents"
                raise unknown(f"test: split of data set {dataset!r}:", split, splits, hint=hint)
            found.append(name)
            continue
        tests = [one for one in splits if one.startswith(TEST)]
        if not tests and config.test is not None:
            hint = f"write test=[{dataset}/{splits[-1] if splits else DEV}] for a set of another name"
            hint += ", or divide it with split=kfold or split=random_documents"
            raise ConfigError(f"test: data set {dataset!r} has no test split (it has {', '.join(splits)}); {hint}")
        found += [f"{dataset}/{one}" for one in tests]
    if not found:
        hint = "name one as in test=[dse/dev], or divide the data with split=kfold or split=random_documents"
        raise ConfigError(f"none of the data sets {', '.join(data)} has a test split; {hint}")
    return list(dict.fromkeys(found))


def _complete(name: str, rows: Sequence[StanceExample], *, needed: bool) -> None:
    if needed and not rows:
        raise InputError(f"{name} has no rows; look at its files, or choose another split")
    if missing := sum(row.gold is None for row in rows):
        raise InputError(f"{name}: {missing} of {len(rows)} rows have no coded stance; code them or leave them out")


def check_targets(rows: Sequence[StanceExample], targets: Sequence[Target]) -> None:
    """Look whether every target that is written as an id is in the codebook; words for a target are always fine.

    Raises:
        ConfigError: One is not; names the data set and the target.
    """
    known = {target.id for target in targets}
    shipped = set(target_names())
    for (dataset, target), count in sorted(Counter((row.dataset, row.target) for row in rows).items()):
        if target in known or not (target in shipped or _ID.fullmatch(target)):
            continue
        hint = f"add it with target=[{','.join(sorted(known | ({target} & shipped)))}]"
        if target not in shipped:
            own = ",".join([*sorted(known), "my.yaml"])
            hint = f"give its codebook file, as in target=[{own}], or write the target in words"
        have = f"the codebook has {', '.join(sorted(known)) or 'none'}"
        found = f"data set {dataset}: target {target!r} ({count} rows)"
        raise ConfigError(f"{found} is not in the codebook; {have}; {hint}")


def _leaks(tests: Mapping[str, Sequence[StanceExample]], train: Sequence[StanceExample]) -> dict[tuple[str, str], int]:
    from stance.data.overlap import normal_text

    texts: dict[str, set[str]] = {}
    for row in train:
        texts.setdefault(row.dataset, set()).add(normal_text(row.text))
    found = {}
    for name, rows in tests.items():
        plain = [normal_text(row.text) for row in rows]
        for dataset, seen in texts.items():
            if count := sum(text in seen for text in plain):
                found[name, dataset] = count
    return found
