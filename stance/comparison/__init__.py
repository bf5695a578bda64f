"""Runs side by side.

Runs that differ in nothing but the seed are one *system*. All figures come from the stored predictions, so that runs
can be compared by a figure that they did not report.
"""

from stance.comparison.loaded import LoadedRun, find_runs, load_run
from stance.comparison.readings import WorstError, learning_curves, worst_errors
from stance.comparison.systems import System
from stance.comparison.table import ComparisonTable, Entry, compare_runs

__all__ = [
    "ComparisonTable",
    "Entry",
    "LoadedRun",
    "System",
    "WorstError",
    "compare_runs",
    "find_runs",
    "learning_curves",
    "load_run",
    "worst_errors",
]
