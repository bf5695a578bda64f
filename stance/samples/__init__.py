"""Sample documents and coded sentences, written for this package; ``make demo`` labels the documents."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "texts"
"""The folder of the sample documents: three articles on the history of the JCPOA, and a speech."""

TOY = Path(__file__).resolve().parent / "toy"
"""The folder of the toy data: coded sentences as ``train.jsonl``, ``dev.jsonl`` and ``test.jsonl``."""


def sample_paths() -> list[Path]:
    """The sample documents, in order of their names.

    >>> [path.name for path in sample_paths()]
    ['ZAF_78_2023.txt', 'council_2020.jsonl', 'vienna_2015.html', 'withdrawal_2018.txt']
    """
    return sorted(path for path in FOLDER.iterdir() if path.suffix in {".txt", ".html", ".jsonl"})
