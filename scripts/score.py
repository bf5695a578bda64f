"""Score the chain on hand-coded text: `python scripts/score.py gold=PATH` is `stance score gold=PATH`."""

from __future__ import annotations

import sys

from stance.cli import main

if __name__ == "__main__":
    sys.exit(main(["score", *sys.argv[1:]]))
