"""Looks for runs of six words that the authored sentences share with public data: `python scripts/check_authored.py`.

Reads every text file below the folder of public data ($STANCE_DATA, else data/), and those in archives, as words.
Prints the sentences that share a run of six words or more, and how many; exit code 1 if one shares twelve.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

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


def main() -> int:
    """Compare and print."""
    root = Path(os.environ.get("STANCE_DATA") or "data")
    own: dict[tuple[str, ...], set[str]] = defaultdict(set)
    sentences: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.jsonl")):
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
    worst = 0
    for row, grams in sorted(shared.items()):
        places = [at for at in range(len(sentences[row])) if tuple(sentences[row][at : at + LENGTH]) in grams]
        longest = run = LENGTH
        for before, at in pairwise(places):
            run = run + 1 if at == before + 1 else LENGTH
            longest = max(longest, run)
        worst = max(worst, longest)
        print(f"{row}: {longest} words, as in {' '.join(min(grams))!r}")
    print(
        f"{len(sentences):,} sentences against {files:,} files in {root}: {len(shared)} share {LENGTH} words or more; "
        f"the longest run has {worst or 'fewer than 6'} words"
    )
    return int(worst >= COPIED)


if __name__ == "__main__":
    sys.exit(main())
