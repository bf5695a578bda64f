"""Label documents: the same as `stance label`, for those who run scripts: `python scripts/label.py PATH... out=DIR`."""

from __future__ import annotations

import sys

from stance.cli import main

if __name__ == "__main__":
    sys.exit(main(["label", *sys.argv[1:]]))
