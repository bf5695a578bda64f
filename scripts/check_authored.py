"""Looks for runs of six words that authored sentences share with public data: `python scripts/check_authored.py`.

Reads every text file below the folder of public data ($STANCE_DATA, else data/), and those in archives, as words.
Prints the sentences that share a run of six words or more, and how many; exit code 1 if one shares twelve. Arguments
are JSONL files with `id` and `text`; without one, those of stance/assets/authored are compared.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from stance.data.authored import FOLDER

LENGTH, COPIED = 6, 12
_WORDS = re.compile(r"[a-z0-9]+")
_SUFFIXES = {".txt", ".json", ".jsonl", ".csv", ".tsv", ".xml", ".ann", ".md"}


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORDS.findall(text.lower().replace("\\n", " ").replace("’", "'"))


def texts(root: Path) -> Iterator[str]:
    """The content of every text file, and of those in tar archives."""
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.suffix.lower() in _SUFFIXES:
            yield path.read_text(encoding="utf-8", errors="replace")
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                for member in archive:
                    file = archive.extractfile(member)
                    if file is not None and Path(member.name).suffix.lower() in _SUFFIXES:
                        yield file.read().decode("utf-8", errors="replace")


class Shared(NamedTuple):
    """What a sentence shares: words of the longest run, and a run of six."""

    longest: int
    example: str


def shared_runs(paths: Iterable[Path], root: Path) -> tuple[int, int, dict[str, Shared]]:
    """Sentences of the files that share a run of words with public data.

    Args:
        paths: JSONL with ``id`` and ``text``.
        root: Folder of the public data.

    Returns:
        Number of sentences, number of public files read, and what is shared by id.
    """
    own: dict[tuple[str, ...], set[str]] = defaultdict(set)
    sentences: dict[str, list[str]] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sentences[row["id"]] = words(row["text"])
            for start in range(len(sentences[row["id"]]) - LENGTH + 1):
                own[tuple(sentences[row["id"]][start : start + LENGTH])].add(row["id"])
    shared: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    files = 0
    for text in texts(root):
        files += 1
        read = words(text)
        for gram in zip(*(read[start:] for start in range(LENGTH)), strict=False):
            for row in own.get(gram, ()):
                shared[row].add(gram)
    found = {}
    for row, grams in sorted(shared.items()):
        places = [at for at in range(len(sentences[row])) if tuple(sentences[row][at : at + LENGTH]) in grams]
        longest = run = LENGTH
        for before, at in pairwise(places):
            run = run + 1 if at == before + 1 else LENGTH
            longest = max(longest, run)
        found[row] = Shared(longest, " ".join(min(grams)))
    return len(sentences), files, found


def main() -> int:
    """Compare and print."""
    root = Path(os.environ.get("STANCE_DATA") or "data")
    count, files, found = shared_runs([Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.jsonl")), root)
    for row, shared in found.items():
        print(f"{row}: {shared.longest} words, as in {shared.example!r}")
    worst = max((shared.longest for shared in found.values()), default=0)
    print(
        f"{count:,} sentences against {files:,} files in {root}: {len(found)} share {LENGTH} words or more; "
        f"the longest run has {worst or 'fewer than 6'} words"
    )
    return int(worst >= COPIED)


if __name__ == "__main__":
    sys.exit(main())
