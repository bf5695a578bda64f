"""The cards of the data of an experiment, and what is said of them before the work starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stance.experiment.materials import Materials
from stance.labels import LABELS


def cards_of(materials: Materials) -> list[dict[str, Any]]:
    """The cards as plain values, each with the number of test texts that are trained on."""
    from stance.data.card import card

    cards = []
    for name, data in materials.data.items():
        leaks = {
            f"{one} in {other}": count for (one, other), count in materials.leaks.items() if one.startswith(f"{name}/")
        }
        cards.append({**card(data).as_json(), "texts_trained_on": leaks})
    return cards


def introduction(materials: Materials, cards: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows and labels of each data set, what was done to it, and what a reader of the figures must be warned of."""
    lines = []
    for card in cards:
        lines.append(f"{card['name']} ({card['licence']})")
        for split in card["splits"]:
            labels = ", ".join(
                f"{label} {split['labels'][label] / split['examples']:.0%}"
                for label in LABELS
                if split["labels"].get(label)
            )
            both = f", {split['examples']:,} directions" if split["examples"] != split["rows"] else ""
            lines.append(f"  {split['split']}: {split['rows']:,} rows{both}; {labels}")
        if card["label_map"]:
            lines.append(f"  labels: {'; '.join(f'{raw} → {stance}' for raw, stance in card['label_map'].items())}")
        lines += [f"  left out: {one['rows']:,} rows, {one['reason']}" for one in card["skipped"]]
        lines += [f"  note: {note}" for note in card["notes"]]
    for (test, train), count in materials.leaks.items():
        share = count / len(materials.sets[test])
        lines.append(f"! {test}: the texts of {count:,} examples ({share:.1%}) are in the training rows of {train}")
    return lines
