"""Print the table of docs/results.md from finished runs: one row for each model, one column for each set and figure.

`python scripts/results_table.py runs/reproduce > docs/results.md`; scripts/reproduce.sh makes the runs.
"""

from __future__ import annotations

import argparse
import hashlib
import math
from typing import NamedTuple

from stance import __version__
from stance.comparison import ComparisonTable, Entry, compare_runs, find_runs, load_run
from stance.comparison.loaded import unusable


class Column(NamedTuple):
    """A set and the figure that is usual for it."""

    head: str
    set: str
    statistic: str


COLUMNS = (
    Column("DSE released, micro", "dse/test", "directed micro_f1"),
    Column("macro", "dse/test", "directed macro_f1"),
    Column("DSE clean, micro", "dse/test_clean", "directed micro_f1"),
    Column("macro", "dse/test_clean", "directed macro_f1"),
    Column("NewsMTSC rw, macro", "newsmtsc/test_rw", "macro_f1"),
    Column("mt, macro", "newsmtsc/test_mt", "macro_f1"),
    Column("VAST zero-shot, macro", "vast/test_zero", "macro_f1"),
    Column("few-shot, macro", "vast/test_few", "macro_f1"),
    Column("jcpoa_gold news, F_avg", "jcpoa_gold/test_news", "f_avg"),
    Column("speeches, F_avg", "jcpoa_gold/test_speeches", "f_avg"),
)

NOTE = """\
F1 x 100, mean over seeds; in brackets the 95 % interval (2,000 bootstrap samples of documents, seed 0, given the
trained models), then the standard deviation over seeds where there are several. DSE: both directions of a row together,
five classes; *clean* leaves out the 401 test lines whose sentence is in training. NewsMTSC: `devtest` of both kinds.
VAST zero-shot: topics that training has not. `jcpoa_gold`: mean of F1 of favor and against, holder and target given;
trained on never, tuned on by the lexicon only (its rules were written with these rows in sight).
"""


def main() -> None:
    """Read the runs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", help="run directories, or folders above them")
    paths = find_runs(parser.parse_args().runs)
    runs = [load_run(path) for path in paths if not unusable(path)]
    tables: dict[Column, ComparisonTable] = {}
    for column in COLUMNS:
        with_set = [run.path for run in runs if column.set in run.sets]
        if with_set:
            tables[column] = compare_runs(with_set, statistic=column.statistic, sets=[column.set])
    models = list(dict.fromkeys(run.model for run in runs))
    print("# Results\n\nMade by `scripts/reproduce.sh`, printed by `scripts/results_table.py`.\n")
    print("| model | " + " | ".join(column.head for column in tables) + " |")
    print("|---|" + "---:|" * len(tables))
    for model in models:
        entries = [[one for one in table.entries if one.system.runs[0].model == model] for table in tables.values()]
        cells = [_cell(found) for found in entries]
        print(f"| `{model}` | " + " | ".join(cells) + " |")
    print(f"\n{NOTE}")
    sizes = {column.set: table.entries[0] for column, table in tables.items()}
    print("| set | examples | documents |\n|---|---:|---:|")
    for name, entry in sizes.items():
        print(f"| {name} | {entry.n:,} | {entry.documents:,} |")
    print("\n| run | model | seed | fitted in | commit | data (sha256 over the files) |\n|---|---|---:|---:|---|---|")
    for run in runs:
        manifest = run.manifest
        digest = hashlib.sha256("".join(_hashes(manifest.get("data", manifest))).encode()).hexdigest()[:12]
        seconds = manifest.get("stages", {}).get("fit", {}).get("seconds", 0)
        commit = manifest.get("commit")
        facts = (run.path.name, run.model, manifest.get("seed"), f"{seconds / 60:.1f} min", commit, digest)
        print(f"| {' | '.join(map(str, facts))} |")
    print(f"\nstance {__version__}.")


def _cell(entries: list[Entry]) -> str:
    """A model on a set; several settings of it are refused, since choosing one here would be choosing on test."""
    if not entries:
        return ""
    if len(entries) > 1:
        names = "; ".join(entry.system.name for entry in entries)
        raise SystemExit(f"several settings of one model were tested on {entries[0].set}: {names}; give one of them")
    entry = entries[0]
    interval = "" if math.isnan(entry.low) else f" ({100 * entry.low:.1f}-{100 * entry.high:.1f})"
    spread = "" if math.isnan(entry.sd) else f" ±{100 * entry.sd:.1f}"
    return f"{100 * entry.mean:.1f}{interval}{spread}"


def _hashes(value: object) -> list[str]:
    """All fingerprints in a manifest, sorted."""
    if isinstance(value, dict):
        own = [str(value["sha256"])] if "sha256" in value else []
        return sorted(own + [found for item in value.values() for found in _hashes(item)])
    if isinstance(value, list):
        return sorted(found for item in value for found in _hashes(item))
    return []


if __name__ == "__main__":
    main()
