"""Splits that test on what training has not seen: another target, another holder, a later time."""

from __future__ import annotations

import datetime
import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from stance.data.dataset import TRAIN, StanceData
from stance.data.dividing import TEST, divided, option_period, period_of, pooled, size, without
from stance.data.overlap import normal_text
from stance.errors import ConfigError, InputError
from stance.types import StanceExample

__all__ = ["by_date", "holder_key", "leave_holder_out", "leave_target_out"]


def leave_target_out(
    data: StanceData, *, target: str | Sequence[str] | None = None, pool: str | Sequence[str] = "all"
) -> StanceData:
    """All examples of a target as the test split; the others, save those of the same documents, as train.

    Args:
        data: The data set.
        target: Name of the target, or several; case and punctuation do not matter.
        pool: Which splits are divided: ``all``, one, or a list.

    Raises:
        ConfigError: No target is given, or the data set has none of that name; gives the most frequent ones.
    """
    return _leave_out(data, "target", target, pool, lambda example: example.target, _plain_keys)


def leave_holder_out(
    data: StanceData,
    *,
    holder: str | Sequence[str] | None = None,
    aliases: bool = True,
    pool: str | Sequence[str] = "all",
) -> StanceData:
    """All examples of a holder as the test split; the others, save those of the same documents, as train.

    Where a row asks for both directions between two actors, both of its examples go with the holder.

    Args:
        data: The data set.
        holder: Name of the holder, or several; case and punctuation do not matter.
        aliases: Whether names of one actor of the catalogue ("the U.S.", "Washington") are one holder, and a last name
            ("Trump") is that of the one holder who has it. A last name that several have is in neither split.
        pool: Which splits are divided: ``all``, one, or a list.

    Raises:
        ConfigError: No holder is given, or the data set has none of that name; gives the most frequent ones.
    """
    keys = _alias_keys if aliases else _plain_keys
    return _leave_out(data, "holder", holder, pool, lambda example: example.holder or "", keys)


def holder_key(name: str) -> str:
    """One key for all names of an actor: its catalogue id where it is in the catalogue, else the words of the name.

    >>> holder_key("the United States") == holder_key("U.S.") != holder_key("Aurelia")
    True
    """
    from stance.actors.catalogue import load_catalogue

    return load_catalogue().find(name) or normal_text(name).removeprefix("the ")


def _plain_keys(names: Sequence[str]) -> dict[str, frozenset[str]]:
    return {name: frozenset({normal_text(name)}) for name in names}


def _alias_keys(names: Sequence[str]) -> dict[str, frozenset[str]]:
    """The key of each name; several for a last name that several of the names have."""
    keys = {name: holder_key(name) for name in names}
    words = {name: normal_text(name).split() for name in names}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name, parts in words.items():
        if len(parts) > 1:
            owners[parts[-1]].add(keys[name])
    alone = {name: parts[0] for name, parts in words.items() if len(parts) == 1 and keys[name] == parts[0]}
    return {name: frozenset(owners.get(alone.get(name, ""), {key})) for name, key in keys.items()}


def _leave_out(
    data: StanceData,
    what: str,
    wanted: str | Sequence[str] | None,
    pool: str | Sequence[str],
    get: Callable[[StanceExample], str],
    group: Callable[[Sequence[str]], dict[str, frozenset[str]]],
) -> StanceData:
    way = f"leave_{what}_out"
    examples, note = pooled(data, pool)
    names = Counter(name for example in examples if (name := get(example)))
    given = [wanted] if isinstance(wanted, str) else [str(name) for name in wanted or ()]
    keys = group([*names, *given])
    known = {key for name in names for key in keys[name]}
    for name in given or [""]:
        if not name or not keys[name] & known:
            raise _no_such(data, way, what, name, names)
    chosen = {key for name in given for key in keys[name]}
    held = {name for name in names if keys[name] <= chosen}
    doubtful = {name for name in names if keys[name] & chosen} - held
    pairs = {example.pair for example in examples if example.pair and get(example) in held}
    test = [example for example in examples if get(example) in held or example.pair in pairs]
    ids = {example.id for example in test}
    rest = [example for example in examples if example.id not in ids]
    unsure = [example for example in rest if get(example) in doubtful]
    train = without(rest, [*test, *unsure], "document")
    if not train:
        raise InputError(
            f"data set {data.name!r}: split={way} with {what} {', '.join(given)} leaves nothing to train on: every "
            f"other example is of a document that has it; name a rarer {what}"
        )
    spelled = sorted(held)
    shown = ", ".join(spelled[:8]) + (f" and {len(spelled) - 8} more" if len(spelled) > 8 else "")
    doubt = f" or they may mean the same {what} ({', '.join(sorted(doubtful)[:8])})" if doubtful else ""
    return divided(
        data,
        f"{way} of {shown}; {note}{size(rest, less=train)} left out of train, their document is in test{doubt}",
        {TRAIN: train, TEST: test},
    )


def _no_such(data: StanceData, way: str, what: str, name: str, names: Counter[str]) -> ConfigError:
    if not names:
        return ConfigError(f"split={way}: no example of data set {data.name!r} names a {what}; choose another split")
    listed = ", ".join(f"{known!r} ({count:,})" for known, count in names.most_common(10))
    more = f" of {len(names):,}" if len(names) > 10 else ""
    if not name:
        first = names.most_common(1)[0][0]
        return ConfigError(f"split={way} needs a {what}, as in split.{what}='{first}'; most frequent{more}: {listed}")
    spelled = {known.casefold(): known for known in names}
    near = difflib.get_close_matches(name.casefold(), spelled, n=1)
    meant = f"; did you mean {spelled[near[0]]!r}?" if near else "."
    return ConfigError(
        f"split={way}: data set {data.name!r} has no {what} {name!r}{meant} Most frequent{more}: {listed}"
    )


def by_date(
    data: StanceData,
    *,
    train_until: str | int | None = None,
    test_from: str | int | None = None,
    pool: str | Sequence[str] = "all",
) -> StanceData:
    """What was published until a day as train, what was published from a day on as test.

    A date of reduced precision (``2018``) counts only where all of it is on one side. Examples without a date, or
    between the two days, are left out; so are those of train whose text or document is in test as well.

    Args:
        data: The data set.
        train_until: ISO 8601 date, of reduced or full precision; the day, month or year is included.
        test_from: The same; the first day after ``train_until`` if ``None``.
        pool: Which splits are divided: ``all``, one, or a list.

    Raises:
        ConfigError: A date is missing or none, or the two overlap.
        InputError: One side is empty; says which dates there are.
    """
    last = option_period("train_until", train_until)[1]
    first = option_period("test_from", test_from)[0] if test_from is not None else last + datetime.timedelta(days=1)
    if first <= last:
        raise ConfigError(
            f"split=by_date: test_from={test_from} is not after train_until={train_until}; move one of them"
        )
    examples, note = pooled(data, pool)
    periods = [period_of(example.published) for example in examples]
    pairs = list(zip(examples, periods, strict=True))
    early = [example for example, period in pairs if period and period[1] <= last]
    test = [example for example, period in pairs if period and period[0] >= first]
    train = without(early, test, "document")
    undated = sum(period is None for period in periods)
    if not train or not test:
        known = sorted(period for period in periods if period)
        there = f"dates run from {known[0][0]} to {max(end for _, end in known)}" if known else "no example has a date"
        side = "train" if not train else "test"
        raise InputError(
            f"data set {data.name!r}: split=by_date leaves {side} empty; {there}, {undated:,} of "
            f"{len(examples):,} examples have none; change train_until and test_from"
        )
    between = len(examples) - undated - len(early) - len(test)
    return divided(
        data,
        f"by_date, train until {last}, test from {first}; {note}left out: {undated:,} examples without a date, "
        f"{between:,} between the two, {len(early) - len(train):,} of train whose text or document is in test",
        {TRAIN: train, TEST: test},
    )
