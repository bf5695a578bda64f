"""`stance score`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from stance.commands.jobs import Context, Outcome


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Score the chain on hand-coded text and print the figures."""
    from stance.config import score_config
    from stance.evaluation import score_run
    from stance.report.scores import renderables
    from stance.report.terminal import TerminalProgress, standard_output
    from stance.specs import build_model

    config = context.place(score_config(composed))
    with TerminalProgress() as bar:
        done = -1

        def progress(documents: int, total: int) -> None:
            nonlocal done
            if done < 0:
                bar.begin(total)
                done = 0
            for _ in range(documents - done):
                bar.advance(0)
            done = documents

        result, out = score_run(config, build_model(config.model), progress=progress if context.alone else None)
    console = standard_output()
    for piece in renderables(result, limit=config.rows):
        console.print(piece)
    console.print(f"Done: scored into {out}", markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(out))
