"""Reader of Perspectrum, perspectives that support or undermine a claim (Chen et al., NAACL 2019).

Claims, perspectives and splits are in files of their own. A claim has clusters of perspectives that say the same in
other words; a cluster has one label. ``document`` is the claim: its perspectives are not independent of each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from stance.data.dataset import StanceData
from stance.data.labels import label_set as load_label_set
from stance.data.release import fingerprints, json_content, release_file, stance_of
from stance.errors import InputError
from stance.types import StanceExample

LICENCE = "CC BY-SA 4.0"
CITATION = (
    "Sihao Chen, Daniel Khashabi, Wenpeng Yin, Chris Callison-Burch and Dan Roth. 2019. Seeing Things from a Different "
    "Angle: Discovering Diverse Perspectives about Claims. NAACL 2019."
)
LABELS: Mapping[str, str | None] = {"support": "favor", "undermine": "against", "not-a-perspective": None}
"""Values of ``stance_label_3``, in any case."""

_CLAIMS, _POOL, _SPLIT = "perspectrum_with_answers_v1.0.json", "perspective_pool_v1.0.json", "dataset_split_v1.0.json"
_SPLITS = ("train", "dev", "test")


class _Item(NamedTuple):
    where: str
    claim: str
    text: str
    cluster: int
    perspective: str
    label: str


def read_perspectrum(
    folder: str | Path, *, name: str = "perspectrum", label_set: str | Path | Mapping[Any, Any] | None = None
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds the files of claims, perspectives and splits of version 1.0, plain or gzipped.
        name: Of the data set in results.
        label_set: ``stance_label_3`` to stance; :data:`LABELS` if ``None``.

    Returns:
        ``train``, ``dev`` and ``test``, which share no claim; ``target`` is the claim.

    Raises:
        InputError: A file is missing or broken, or has an unknown label or split.
    """
    labels = load_label_set(LABELS if label_set is None else label_set)
    paths = [release_file(folder, [file], what=name) for file in (_CLAIMS, _POOL, _SPLIT)]
    claims, pool, split_of = (json_content(path) for path in paths)
    texts = _pool(paths[1], pool)
    if not isinstance(split_of, dict) or not isinstance(claims, list):
        raise InputError(f"{paths[0]} or {paths[2]}: not in the format of the release; fetch version 1.0 again")
    splits: dict[str, list[StanceExample]] = {split: [] for split in _SPLITS}
    skipped: list[tuple[str, str]] = []
    used: set[str] = set()
    ids: Counter[str] = Counter()
    for item in _items(paths[0], claims):
        stance = stance_of(labels, item.label, f"{paths[0]}: {item.where}", "stance_label_3")
        split = str(split_of.get(item.claim, ""))
        if split and split not in splits:
            raise InputError(f"{paths[2]}: claim {item.claim}: split {split!r}; allowed are {', '.join(_SPLITS)}")
        text = texts.get(item.perspective, "")
        if reason := (
            f"label {item.label} is left out by the label set"
            if stance is None
            else "the claim is in no split"
            if not split
            else "the perspective is not in the pool"
            if not text.strip()
            else ""
        ):
            skipped.append((f"{paths[0].name}: {item.where}", reason))
            continue
        used.add(item.label)
        identifier = f"{item.claim}-{item.cluster}-{item.perspective}"
        ids[identifier] += 1
        splits[split].append(
            StanceExample(
                id=identifier if ids[identifier] == 1 else f"{identifier}-{ids[identifier]}",
                text=text,
                target=item.text,
                gold=stance,
                dataset=name,
                document=f"claim-{item.claim}",
            )
        )
    trained = {example.text for example in splits["train"]}
    known = sum(example.text in trained for example in splits["test"])
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=(
            "There is no neutral class. Train, dev and test share no claim.",
            f"{known:,} of {len(splits['test']):,} test rows have a perspective whose text is in train.",
        ),
    )


def _pool(path: Path, pool: Any) -> dict[str, str]:
    """Texts of the perspectives by id."""
    try:
        return {str(entry["pId"]): str(entry["text"]) for entry in pool}
    except (KeyError, TypeError) as error:
        raise InputError(f"{path}: must list objects with pId and text; fetch version 1.0 again") from error


def _items(path: Path, claims: list[Any]) -> Iterator[_Item]:
    """Each perspective of each claim."""
    for place, claim in enumerate(claims):
        where = f"entry {place}"
        try:
            where = f"claim {claim['cId']}"
            for cluster, group in enumerate(claim["perspectives"]):
                for perspective in group["pids"]:
                    yield _Item(
                        f"{where}, perspective {perspective}",
                        str(claim["cId"]),
                        str(claim["text"]).strip(),
                        cluster,
                        str(perspective),
                        str(group["stance_label_3"]),
                    )
        except (KeyError, TypeError) as error:
            said = f"no field {error.args[0]!r}" if isinstance(error, KeyError) else "not an object as released"
            raise InputError(
                f"{path}: {where}: {said}; a claim has cId, text and perspectives (pids, stance_label_3)"
            ) from error
