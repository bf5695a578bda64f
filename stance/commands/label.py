"""`stance label`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stance.commands.jobs import Context, Outcome
from stance.errors import InputError

if TYPE_CHECKING:
    from stance.actors.catalogue import Catalogue
    from stance.jobs import LabelConfig
    from stance.pipeline import Chain


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Label documents and print what was found."""
    from stance.config import label_config
    from stance.labelling import label_run
    from stance.report.terminal import TerminalProgress, show_run
    from stance.specs import build_model

    config = context.place(label_config(composed))
    chain, catalogue = _chain(config, build_model(config.model))
    with TerminalProgress() as progress:
        summary = label_run(
            config,
            chain,
            names=lambda actor: catalogue.actors[actor].name if actor in catalogue else actor,
            known=catalogue,
            model_name=chain.model.name,
            command=["stance", "label", *context.arguments],
            progress=progress if context.alone else None,
        )
    show_run(summary, {target.id: target.name for target in config.targets}, str(summary.out))
    return dataclasses.replace(begun, status="finished", out=str(summary.out))


def _chain(config: LabelConfig, model: Any) -> tuple[Chain, Catalogue]:
    from stance.actors.catalogue import load_catalogue
    from stance.pipeline import Chain

    catalogue = load_catalogue(config.actor_files, default=config.shipped_actors)
    speaker = config.reading.get("speaker")
    if speaker and speaker not in catalogue:
        meant = catalogue.find(speaker)
        near = f"did you mean {meant}? " if meant else ""
        hint = f"{near}Give the id of a state (DEU) or body (EU), or add it with actors=[default,mine.yaml]"
        raise InputError(f"speaker={speaker!r} is no id of the catalogue; {hint}")
    chain = Chain(
        config.targets,
        model,
        catalogue,
        batch_size=config.batch_size,
        min_relevance=config.min_relevance,
        threshold=config.threshold,
    )
    return chain, catalogue
