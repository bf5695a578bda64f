"""From the labels of one run or several to everything that `stance analyse` writes."""

from stance.findings.computing import EVERYBODY, Findings, analyse
from stance.findings.reading import Labels, read_labels

__all__ = ["EVERYBODY", "Findings", "Labels", "analyse", "read_labels"]
