"""Who takes which stance toward what: actor stance in news and speeches, sentence by sentence, with evidence.

>>> import stance
>>> model = stance.load_model("lexicon")
>>> question = stance.StanceExample(text="Iran will stay in the deal.", holder="Iran", target="the Iran nuclear deal")
>>> [prediction.example_id for prediction in model.predict([question])]
['']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.labels import LABELS
from stance.types import Document, Prediction, StanceExample, StanceRecord

if TYPE_CHECKING:
    from stance.models import load_model
    from stance.pipeline import label
    from stance.reading import read_documents
    from stance.records import read_records
    from stance.targets import target_from_text

__version__ = "0.1.0"

__all__ = [
    "LABELS",
    "Document",
    "Prediction",
    "StanceError",
    "StanceExample",
    "StanceRecord",
    "label",
    "load_model",
    "read_documents",
    "read_records",
    "target_from_text",
]

_LAZY = {
    "label": "stance.pipeline",
    "load_model": "stance.models",
    "read_documents": "stance.reading",
    "read_records": "stance.records",
    "target_from_text": "stance.targets",
}


def __getattr__(name: str) -> Any:
    """The working functions are imported when first used, so that ``import stance`` stays light."""
    if name not in _LAZY:
        raise AttributeError(f"module 'stance' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    """What the module holds, the lazy names included."""
    return sorted({*globals(), *_LAZY})
