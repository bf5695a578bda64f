"""What stances are toward: the codebook and where its targets are mentioned."""

from stance.targets.codebook import load_targets, read_target, target_from_mapping, target_names
from stance.targets.freetext import target_from_text, target_named
from stance.targets.mentions import TargetFinder

__all__ = [
    "TargetFinder",
    "load_targets",
    "read_target",
    "target_from_mapping",
    "target_from_text",
    "target_named",
    "target_names",
]
