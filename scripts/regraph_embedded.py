"""Give the embedded model today's graph, its weights as they are: `python scripts/regraph_embedded.py`.

Writes graph.onnx beside model.onnx, whose weights it refers to, and its SHA-256 into model.json. model.onnx is read,
not written; the same file gives the same graph, byte for byte.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stance.errors import StanceError
from stance.models.embedded import FOLDER, GRAPH
from stance.models.onnx_regraph import add_graph


def main(given: Sequence[str] | None = None) -> int:
    """Parse the options and write the graph."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="an exported model; else the shipped one")
    arguments = parser.parse_args(given)
    try:
        size = add_graph(arguments.folder)
    except StanceError as error:
        print(f"regraph_embedded: {error}", file=sys.stderr)
        return 2
    print(f"written: {arguments.folder / GRAPH}, {size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
