"""Who may hold a stance toward a target that a sentence mentions, and in which words."""

from stance.holders.annotator import Annotated, Annotator, example_of
from stance.holders.links import links
from stance.holders.scene import Scene, StateOf, scene

__all__ = ["Annotated", "Annotator", "Scene", "StateOf", "example_of", "links", "scene"]
