"""What a reader of findings should know of the rows behind them: who speaks, what was counted once, dates."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable

from stance.actors.catalogue import load_catalogue
from stance.analysis.rows import UNKNOWN, ActorUnit, Period, Rows, actor_of
from stance.text import agreeing, counted
from stance.types import AUTHOR, StanceRecord

_MUCH = 0.2
"""From this share on, it is said how many rows of a target are of actors who do not speak themselves."""


def speaking(records: Iterable[StanceRecord], unit: ActorUnit) -> Callable[[StanceRecord], bool]:
    """Whether a record is what a speaker says of its own stance.

    By affiliation, a minister who says what his state supports speaks of his own; see :func:`speaker_actors`. The
    article's own voice speaks of nobody.

    Args:
        records: All that are there, from which affiliations are learned.
        unit: Who an actor is.
    """
    acts_for = speaker_actors(records, unit)

    def own(record: StanceRecord) -> bool:
        speaker = record.speaker
        if speaker is None or speaker == AUTHOR:
            return False
        if speaker in {record.holder, record.affiliation}:
            return True
        return acts_for(speaker, record.document_id, record.published) == actor_of(record, unit)

    return own


def speaker_actors(records: Iterable[StanceRecord], unit: ActorUnit) -> Callable[[str, str, str | None], str]:
    """Which actor a speaker is, in a document: its id, the document's and its date to the actor.

    By affiliation, whom a person acts for is known from the records of it as a holder in the same document, else from
    the catalogue at the document's date, else from records of it in other documents; where nothing is known, and by
    holder, the speaker is its own actor.

    Args:
        records: All that are there, from which affiliations are learned.
        unit: Who an actor is.
    """
    here: dict[tuple[str, str], str] = {}
    anywhere: dict[str, Counter[str]] = {}
    for record in records if unit == "affiliation" else ():
        if record.affiliation:
            here.setdefault((record.document_id, record.holder), record.affiliation)
            anywhere.setdefault(record.holder, Counter())[record.affiliation] += 1

    def acts_for(speaker: str, document: str, published: str | None) -> str:
        if unit != "affiliation":
            return speaker
        if found := here.get((document, speaker)):
            return found
        if speaker in load_catalogue():
            return load_catalogue().affiliation(speaker, _day(published)).id or speaker
        return anywhere[speaker].most_common(1)[0][0] if speaker in anywhere else speaker

    return acts_for


def _day(published: str | None) -> datetime.date | None:
    """A date; of one less precise than a day, its middle.

    >>> _day("2018-05-08"), _day("2018"), _day(None)
    (datetime.date(2018, 5, 8), datetime.date(2018, 7, 1), None)
    """
    if not published:
        return None
    return datetime.date.fromisoformat(published + {4: "-07-01", 7: "-15"}.get(len(published), ""))


def counted_once(rows: Rows) -> list[str]:
    """How many records were merged into rows with others."""
    if not (merged := rows.merged):
        return []
    return [
        f"{counted(merged, 'record')} of an actor and target in a sentence that had one already: counted once, together"
    ]


def told_by_others(rows: Rows) -> list[str]:
    """Of which targets many rows are of actors who do not speak there themselves."""
    own = speaking((record for some in rows.sources for record in some), rows.unit)
    n, others = Counter(rows.targets), Counter[str]()
    for target, sources in zip(rows.targets, rows.sources, strict=True):
        others[target] += not any(map(own, sources))
    return [
        f"{target}: in {others[target]:,} of {n[target]:,} sentences the actor does not speak itself (deeds, and what "
        "others say of it), which moves all actors together; own=true leaves these out, by=[basis] shows them apart"
        for target in sorted(n)
        if others[target] >= _MUCH * n[target]
    ]


def dates(rows: Rows, period: Period) -> list[str]:
    """How many rows have no date, and how many one that says no period."""
    undated = sum(record.published is None for record in rows.records)
    vague = rows.periods(period).count(UNKNOWN) - undated
    whole = f"of {len(rows):,} sentences"

    def has(number: int) -> str:
        return agreeing(number, "has", "have")

    found = []
    if undated:
        found.append(f"{undated:,} {whole} {has(undated)} no date: in no {period} of a trend, but as {UNKNOWN}")
    if vague:
        found.append(
            f"{vague:,} {whole} {has(vague)} a date too vague for period={period} (2018, say): in no {period} of a "
            f"trend, but as {UNKNOWN}"
        )
    return found


def not_listed(chance: int, small: int, level: float, few: int) -> list[str]:
    """How many shifts of level were found, but are not listed, and why."""
    found = []
    if chance:
        found.append(
            f"{counted(chance, 'shift')} of level may be chance (adjusted p above {1 - level:.2g}): not listed"
        )
    if small:
        found.append(f"{counted(small, 'shift')} of level of under {few} sentences on a side: not listed")
    return found
