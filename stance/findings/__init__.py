"""From the labels of one run or several to everything that `stance analyse` writes."""

from stance.findings.computing import EVERYBODY, Findings, analyse
from stance.findings.reading import Labels, read_labels
from stance.findings.sample import Sample, fitted

__all__ = ["EVERYBODY", "Findings", "Labels", "Sample", "analyse", "fitted", "read_labels"]
