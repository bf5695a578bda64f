"""Evaluate a model as it is, on coded data: `python scripts/evaluate.py RUN dataset=[vast] out=DIR`.

RUN is the directory of a finished `stance run`, a folder with a model, or a name on the hub.
The same as `stance run model=RUN dataset=[vast] out=DIR`: nothing is trained.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stance.cli import main


def command(arguments: Sequence[str]) -> list[str]:
    """The command line of `stance` for that of this script."""
    models = [argument for argument in arguments if "=" not in argument and not argument.startswith("-")]
    rest = [argument for argument in arguments if argument not in models]
    return ["run", *(f"model={model}" for model in models), *rest]


if __name__ == "__main__":
    sys.exit(main(command(sys.argv[1:])))
