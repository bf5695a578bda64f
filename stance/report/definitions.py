"""What columns and remarks of the findings' tables mean: one mapping, from which notes and `columns.csv` are made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from stance.report.tables import Figure, Table


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How figures were made, as far as a reader of a table or page must know; the settings of `stance analyse`.

    Args:
        actor: Who counts: ``affiliation`` or ``holder``.
        weight: What a record counts: its ``label`` or its ``score``.
        period: Of trends.
        within: Outlets and actors are compared on what they say in the same one of these; ``None``: on all.
        window: Periods of the rolling window.
        few: Cells of fewer records are marked.
        cluster: What the bootstrap draws.
        resamples: How often.
        level: Of all intervals.
        seed: Of all draws.
        permutations: Of the test of distances.
        correction: How figures are corrected by a coded sample.
    """

    actor: str = "affiliation"
    weight: str = "label"
    period: Any = "year"
    within: Any = None
    window: int = 3
    few: int = 10
    cluster: str = "document"
    resamples: int = 2000
    level: float = 0.95
    seed: int = 0
    permutations: int = 1000
    correction: str = "ppi"

    @classmethod
    def of(cls, config: Any) -> Settings:
        """Those of a configuration that has more of them."""
        return cls(**{one.name: getattr(config, one.name) for one in fields(cls)})

    @property
    def percent(self) -> str:
        """The level of the intervals.

        >>> Settings(level=0.9).percent
        '90 %'
        """
        return f"{100 * self.level:g} %"

    @property
    def counted(self) -> str:
        """What a record counts, and whose it is."""
        whose = "the state or body that a holder acts for" if self.actor == "affiliation" else "the holder itself"
        what = "its label" if self.weight == "label" else "its probabilities"
        return f"A record counts by {what}; an actor is {whose}."

    @property
    def intervals(self) -> str:
        """How intervals were made; none are without resamples."""
        if not self.resamples:
            return "No intervals were asked for (resamples=0)."
        draws = f"{self.resamples:,} bootstrap samples of whole {self.cluster}s, seed {self.seed}"
        return f"Intervals are of {self.percent} ({draws}) and do not know of the classifier's errors."

    @property
    def corrected_intervals(self) -> str:
        """How those of corrected figures were made."""
        return (
            f"Intervals are of {self.percent}, documents as clusters, and count the drawing of the coded sample "
            "(docs/correction.md); those of figures as labelled do not know of the classifier's errors."
        )


DEFINITIONS: Mapping[str, str] = {
    "target": "what the stance is toward",
    "actor": "whose stance it is; all actors: every record on the target",
    "id": "the actor's id in the labels",
    "outlet": "who published; unknown: records without one",
    "year": "of publication; unknown: records without a date",
    "half": "half year of publication; unknown: records without a date so precise",
    "quarter": "of publication; unknown: records without a date so precise",
    "month": "of publication; unknown: records without a date so precise",
    "day": "of publication; unknown: records without a date so precise",
    "periods": "by the names given to periods; outside: in none of them; unknown: records without a date so precise",
    "basis": "the holder's own words (statement), a deed (action), or what others say of it (reported)",
    "official": "whether the holder speaks for a state or body",
    "n": "sentences with a stance of the actor toward the target, each counted once",
    "documents": "those that the records are in",
    "favor": "share of the records in favor",
    "against": "share of the records against",
    "neutral": "share of the records that are neutral",
    "net": "share in favor less share against, −1 to 1",
    "period": "{period} of publication; unknown: records without a date so precise",
    "rolling": "net of all records of {window} periods around it, fewer at the ends",
    "smoothed": (
        "mean of the records around, nearer periods weighing more (tricube, width by cross-validation); none where "
        "{window} periods hold no record"
    ),
    "remarks": "what to be careful about",
    "changes/after": "last period of the old level",
    "changes/from": "first period of the new level",
    "changes/n before": "sentences in the stretch before",
    "changes/n after": "sentences in the stretch after",
    "changes/net before": "net stance up to the shift, from the one before it",
    "changes/net after": "net stance from the shift to the next",
    "changes/p": "share of random orders of the periods with as sharp a cut; each shift tested by itself",
    "changes/adjusted p": "p adjusted for the number of series looked at (Benjamini and Hochberg)",
    "first": "an actor",
    "second": "the other actor",
    "n first": "records of the first",
    "n second": "records of the second",
    "difference": "net stance of the first less that of the second, −2 to 2",
    "differences/smoothed": "difference of the smoothed net stances, both of one width",
    "agreement/first": "an outlet",
    "agreement/second": "another outlet",
    "cells": "of those of which both speak, actor and target",
    "distances/cells": "targets of which both speak",
    "pairs": "of records, one of each outlet on the same cell, each used once",
    "same label": "share of pairs with the same label",
    "same side": "share of cells with net stances on the same side",
    "alpha": "Krippendorff's coefficient, interval metric",
    "distance": "mean over cells of the absolute difference of net stances, 0 to 2",
    "expected": "the distance when documents change hands at random",
    "p": "share of {permutations:,} random exchanges of documents with as great a distance",
    "adjusted p": "p adjusted for the number of pairs (Benjamini and Hochberg)",
    "community": "group by Louvain's method over ties above 0; 0 is the largest",
    "degree": "number of ties",
    "strength": "sum of the ties' weights without sign",
    "positive": "sum of the weights above 0",
    "negative": "sum of the weights below 0, without sign",
    "betweenness": "share of shortest paths between others, over ties above 0, that pass through",
    "corrected/actor": "whose stance it is; all actors: all coded and labelled units of the target",
    "corrected/group": "outlet or period of publication, as the next column says; all: undivided",
    "corrected/by": "what the units are divided by; none: all of the target",
    "corrected/method": "{correction}: corrected (docs/correction.md); as labelled: by the labels of the same units",
    "corrected/n": "(sentence, target) units with a record",
    "coded": "units of the hand-coded sample",
    "corrected/favor": "share in favor of the units that hold a stance",
    "corrected/against": "share against of the units that hold a stance",
    "corrected/neutral": "share neutral of the units that hold a stance",
    "corrected/pairs": "number of (sentence, target) units that hold a stance",
    "outcome": "net: 1 for favor, −1 for against, 0 for neutral; else whether the stance is this",
    "regression/method": "{correction}: corrected (docs/correction.md); as labelled: by the labels of the same units",
    "term": "a number (year), or a category against the reference that the remarks name",
    "coefficient": "change of the outcome with the term, the others held the same (linear)",
    "regression/p": "of a test that the coefficient is 0",
    "regression/n": "(sentence, target) units with a record",
    "regression/documents": "those with a record or a coded unit",
    "confusion/coded": "what the coder found; none: no stance",
    "confusion/labelled": "what the labels say; none: no record",
    "confusion/n": "coded units",
    "weighted": "the same, each unit by one over its probability of being drawn: an estimate for the corpus",
    "share": "weighted, as a share of all units coded so",
}
"""Column to what it is. ``table/column`` goes before ``column``; in braces stand :class:`Settings`."""

REMARKS: Mapping[str, str] = {
    "few": "under {few} records",
    "one document": "no interval",
    "one outlet": "no interval",
    "few documents": "under five",
    "no variation": "all units say the same; Wilson's interval, or none",
    "no date": "records without one are among these",
    "date too vague": "records with a date that says no such period (2018, where months are asked for) are among these",
    "no outlet": "no record has one",
    "undefined in most resamples": "no interval",
    "nothing in common": "no cell of both",
    "not tested": "no document could change hands",
    "too few coded": "under 30 coded units, no figures",
    "no stance found": "in the coded units",
    "cut back to what is possible": "the estimate was outside 0 to 1",
    "error rates of all groups": "are used for this group",
}
"""Remark to what it means; others say it themselves."""
PARTS = {
    "low": "lower end of the interval",
    "high": "upper end of the interval",
    "sd": "standard deviation over seeds",
    "n": "what the figure rests on",
    "mark": "sign of significance",
}
"""Columns beside a figure in the CSV."""
FILES: Mapping[str, Mapping[str, str]] = {
    "networks/*.csv": {
        "Source": "id of the first node",
        "Target": "id of the second node",
        "Type": "Undirected, as Gephi wants it said",
        "weight": "of the tie, without sign and above 0, for programs that draw: 0.000001 where it is balanced",
        "signed_weight": "the network's own weight (docs/networks.md)",
        "n": "statements that the tie rests on",
        "low": "lower end of the interval of signed_weight",
        "high": "upper end of the interval of signed_weight",
        "sign": "of the tie: 1, −1, or 0 where it is neither",
        "positive": "statements in favor, or the tie by congruence, before normalization",
        "negative": "statements against, or the tie by conflict, before normalization",
        "SourceName": "name of the first node",
        "TargetName": "name of the second node",
        "remarks": "why there is no interval, or how few documents it is of",
    },
    "networks/*_windows.csv": {
        "window": "first and last day, week, month or year of the window",
        "start": "the first",
        "stop": "the last",
    },
}
"""Columns of files that are no :class:`stance.report.tables.Table`."""


def definition(table: str, column: str, settings: Settings) -> str:
    """What a column of a table is; empty where nobody wrote it down.

    >>> definition("trends", "rolling", Settings(window=5))
    'net of all records of 5 periods around it, fewer at the ends'
    >>> definition("by_year", "against %", Settings())
    'share of the records against'
    """
    name = column.removesuffix(" %")
    said = DEFINITIONS.get(f"{table}/{name}", DEFINITIONS.get(name, ""))
    return said.format_map(vars(settings))


def note_of(table: str, columns: Sequence[str], remarks: Iterable[str], settings: Settings) -> str:
    """The note below a table: its columns, the remarks that occur in it, then how it was counted.

    Args:
        table: Name of the file.
        columns: Heads of the table.
        remarks: Cells of the column of remarks.
        settings: How the figures were made.
    """
    told = [f"{column}: {said}" for column in columns if (said := definition(table, column, settings))]
    found = {one for cell in remarks for one in cell.split(", ")}
    meant = [f"{one}: {said.format_map(vars(settings))}" for one, said in REMARKS.items() if one in found]
    text = "; ".join(told) + "." + (f" Remarks: {'; '.join(meant)}." if meant else "")
    how = settings.corrected_intervals if table in ("corrected", "regression") else settings.intervals
    if settings.within is not None and table in ("agreement", "distances"):
        how = f"Compared is what is said in the same {settings.within}; what has no such date is left out. {how}"
    return f"{text[:1].upper()}{text[1:]} {settings.counted} {'' if table in _SURE else how}".strip()


_SURE = {"changes", "centrality", "confusion"}
"""Tables without intervals."""


def definitions_table(tables: Mapping[str, Table], settings: Settings) -> Table:
    """All columns of all files and what they are, for ``columns.csv``."""
    rows: list[tuple[str, str, str]] = []
    for name, table in tables.items():
        for place, column in enumerate(table.columns):
            head, said = column.removesuffix(" %"), definition(name, column, settings)
            rows.append((f"{name}.csv", head, said))
            cells = [cell for row in table.rows if isinstance(cell := row[place], Figure)]
            if column in table.intervals or any(math.isfinite(cell.low) for cell in cells):
                rows += [(f"{name}.csv", f"{head} {part}", PARTS[part]) for part in ("low", "high")]
    rows += [(file, column, said) for file, columns in FILES.items() for column, said in columns.items()]
    rows += [("remarks", one, said.format_map(vars(settings))) for one, said in REMARKS.items()]
    return Table(title="Columns", columns=("file", "column", "meaning"), rows=tuple(rows))
