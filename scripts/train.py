"""Train and evaluate: `python scripts/train.py experiment=dse out=DIR` is `stance run experiment=dse out=DIR`."""

from __future__ import annotations

import sys

from stance.cli import main

if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
