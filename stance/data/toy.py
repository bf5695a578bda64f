"""The toy data that ship with the package: sentences written for it, which nobody said, for tests and first tries."""

from __future__ import annotations

from stance.data.dataset import StanceData
from stance.data.tables import read_table
from stance.samples import TOY


def read_toy(*, name: str = "toy") -> StanceData:
    """Read the toy data: 156 sentences of 26 documents on 13 targets, the documents divided into train, dev and test.

    Args:
        name: Of the data set in results.

    >>> data = read_toy()
    >>> [(split, len(data.examples(split))) for split in data.splits]
    [('train', 90), ('dev', 18), ('test', 48)]
    """
    return read_table(
        splits={split: str(TOY / f"{split}.jsonl") for split in ("train", "dev", "test")},
        name=name,
        licence="Apache-2.0 (written for this package)",
    )
