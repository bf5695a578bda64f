"""`stance run`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from stance.commands.jobs import Context, Outcome
from stance.experiment.jobs import RunConfig, RunResult
from stance.experiment.sweeps import main_figures, place
from stance.runs import RunFinishedError


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Run an experiment and print its main figures."""
    from stance.run_settings import check_libraries, run_config

    check_libraries()  # before what imports them
    from stance.tracking import check_store, log_run

    experiment = context.choices.get("experiment")
    composed = {**composed, "experiment": None if experiment is None else str(experiment)}
    config = run_config(composed, command=("stance", "run", *context.arguments), overrides=context.overrides)
    if context.sweep:
        config = dataclasses.replace(config, out=place(config, context.overrides))
    if config.mlflow is not None:
        check_store(config.mlflow)
    try:
        result = run_and_show(config, drawing=context.alone)
    except RunFinishedError as error:
        if error.same and config.out is not None:
            if context.sweep and config.mlflow is not None:  # the sweep may have been stopped just before
                log_run(config.out, config.mlflow)
            error.out, error.figures = config.out, main_figures(config.out)  # type: ignore[attr-defined]
        raise
    if config.mlflow is not None:
        log_run(result.out, config.mlflow)
    figures = main_figures(result.out)
    return dataclasses.replace(begun, status="finished", out=str(result.out), figures=figures)


def run_and_show(config: RunConfig, *, drawing: bool = True) -> RunResult:
    """Run an experiment with a progress bar, and print what came of it.

    Args:
        config: What to do.
        drawing: Whether this process has the terminal for itself.
    """
    from stance.experiment import run_experiment
    from stance.report.run_terminal import RunBar, show_result
    from stance.report.terminal import standard_output

    console = standard_output()
    with RunBar(console if drawing else None) as bar:
        result = run_experiment(config, progress=bar)
    if drawing:
        show_result(result, console=console)
    return result


def finish(outcomes: Sequence[Outcome], arguments: Sequence[str]) -> int:
    """Print and store what came of a sweep.

    Returns:
        0 if all jobs are done, 2 if some were refused, 1 if some failed.
    """
    from stance.experiment.sweeps import JobRow, record
    from stance.report.run_terminal import show_sweep
    from stance.report.terminal import standard_output

    rows = [
        JobRow(
            overrides=outcome.overrides,
            status="stopped" if outcome.status == "started" else outcome.status,
            out=outcome.out,
            message=outcome.message
            or ("its process was ended from outside; the same command goes on" if outcome.status == "started" else ""),
            figures=outcome.figures,
        )
        for outcome in outcomes
    ]
    files = record(rows, command=["stance", "run", *arguments])
    show_sweep(rows, files, console=standard_output())
    bad = {row.status for row in rows} - {"finished", "done before"}
    return 0 if not bad else 2 if bad == {"refused"} else 1
