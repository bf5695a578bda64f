"""Experiments: coded data in; a trained model, predictions, figures with intervals and a run directory out."""

from stance.experiment.jobs import RunConfig, RunResult
from stance.experiment.runner import run_experiment

__all__ = ["RunConfig", "RunResult", "run_experiment"]
