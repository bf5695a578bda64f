"""The overview on the page of `stance label`: what `stance report` shows, where it costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from stance.errors import StanceError
from stance.types import StanceRecord, Target

MOST = 2000
"""Records; so many take about two seconds and some megabytes, and beyond, labelling would be slowed for a page."""
_NEEDED = ("numpy", "scipy", "networkx")


def overview(
    records: Callable[[], Iterable[StanceRecord]],
    *,
    count: int,
    where: str,
    names: Callable[[str], str],
    targets: Sequence[Target],
) -> tuple[Mapping[str, Any] | None, str]:
    """What the charts of a run's page draw, or why there are none and what to do for them.

    Args:
        records: Reads the run's records; called only where they are drawn.
        count: How many there are.
        where: The run's directory, for the command that is told.
        names: Name of a catalogue id.
        targets: The codebook entries in use.
    """
    if not count:
        return None, ""
    command = f"stance report {where}"
    if any(find_spec(library) is None for library in _NEEDED):
        extra = "after pip install 'actor-stance[analysis]'"
        return None, f"For charts, net stances and intervals: {command} ({extra})."
    if count > MOST:
        return None, f"There are {count:,} records: {command} makes this page with charts, net stances and intervals."
    from stance.findings import analyse
    from stance.report.definitions import Settings
    from stance.report.finding_values import as_plain
    from stance.report.findings import with_titles

    kept = list(records())
    settings = Settings(period=_period(kept), permutations=0)
    try:
        found = analyse(kept, names=names, period=settings.period, permutations=0, distance_actors=0)
    except StanceError as error:  # the labels are done; a page without charts is better than none
        return None, f"No charts: {error}"
    found = with_titles(found, {target.id: target.name for target in targets})
    told = [one for one in found.warnings if not one.startswith("distances")]
    return as_plain(found, settings=settings, warnings=told), ""


def _period(records: Sequence[StanceRecord]) -> str:
    """Months where the records span under three years, years else."""
    dates = [record.published for record in records if record.published]
    years = {date[:4] for date in dates}
    return "month" if len(years) < 3 and any(len(date) > 4 for date in dates) else "year"
