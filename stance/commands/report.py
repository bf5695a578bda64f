"""`stance report`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from stance.analyse_settings import page_config
from stance.commands.jobs import Context, Outcome
from stance.commands.labelled import given, known_targets, manifest_of, name_of
from stance.errors import ConfigError, MissingLibraryError


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Write the page of labels."""
    config = context.place(page_config(composed))
    given(config.labels, "report")
    for library in ("numpy", "scipy", "networkx"):
        if find_spec(library) is None:
            raise MissingLibraryError("stance report", library, "analysis")
    from stance.findings import analyse
    from stance.findings.reading import read_labels
    from stance.report.finding_values import as_plain
    from stance.report.findings import PAGE, check_folder
    from stance.report.page import write_page_from_records
    from stance.report.terminal import standard_output
    from stance.runs import new_directory

    out = config.out or new_directory(config.runs / "report")
    check_folder(out, mark=PAGE, overwrite=config.overwrite)
    labels = read_labels(config.labels, mixed=config.mixed)
    names = name_of()
    found = as_plain(analyse(labels.records, names=names, permutations=0, distance_actors=0))
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_page_from_records(
            out / PAGE,
            labels.records,
            run=manifest_of("report", composed, context, None),
            targets=known_targets(sorted({record.target for record in labels.records})),
            names=names,
            findings={**found, "notes": labels.warnings},
        )
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may write") from error
    documents = len({record.document_id for record in labels.records})
    said = f"Done: {len(labels.records):,} records of {documents:,} documents → {out / PAGE}"
    standard_output().print(said, markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(out))
