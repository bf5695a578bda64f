"""Reader of NewsMTSC, sentiment toward persons in news sentences (Hamborg and Donnay, EACL 2021).

Two releases of the same evaluation sentences: ``devtest_*`` (one object a sentence with its targets; polarity 2, 4, 6)
and ``hf_*`` (one object a target; polarity -1, 0, 1), which parts them into dev and test. ``rw`` sentences follow the
natural distribution, ``mt`` sentences have several targets. The stance is the author's: there is no holder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from stance.data.dataset import StanceData
from stance.data.labels import LabelSet
from stance.data.labels import label_set as load_label_set
from stance.data.release import Line, fingerprints, json_lines, mentions, release_file, stance_of
from stance.errors import InputError, unknown
from stance.types import Span, StanceExample

LICENCE = "none stated for the data"
CITATION = (
    "Felix Hamborg and Karsten Donnay. 2021. NewsMTSC: A Dataset for (Multi-)Target-dependent Sentiment Classification "
    "in Political News Articles. EACL 2021."
)
POLARITY: Mapping[str, str] = {
    "2": "against", "4": "neutral", "6": "favor",
    "-1": "against", "0": "neutral", "1": "favor",
}  # fmt: skip
"""Labels of both releases."""

_RELEASES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "devtest": (("train", "train"), ("test_rw", "devtest_rw"), ("test_mt", "devtest_mt")),
    "hf": (
        ("train", "train"),
        ("dev", "hf_rw_dev"),
        ("dev", "hf_mt_dev"),
        ("test_rw", "hf_rw_test"),
        ("test_mt", "hf_mt_test"),
    ),
}
# allsides_<article>_<story>_<sentence>_<entity>_<from>_<to>, polusa_v1_<article>_-1_<sentence>_<entity>_<from>_<to>
_GID = re.compile(r"(?P<document>allsides_\d+_\d+|polusa_v\d+_\d+)_(?:-1_)?\d+_(?P<entity>.*)_\d+_\d+", re.DOTALL)


class _Target(NamedTuple):
    id: str
    sentence: str
    mention: str
    span: Span
    polarity: Any
    further: tuple[tuple[Span, str], ...]


def read_newsmtsc(
    folder: str | Path,
    *,
    name: str = "newsmtsc",
    release: Literal["devtest", "hf"] = "devtest",
    label_set: str | Path | Mapping[Any, Any] | None = None,
    target: Literal["mention", "entity"] = "mention",
    further_mentions: bool = False,
) -> StanceData:
    """Read the release.

    Args:
        folder: Holds ``train.jsonl`` and the files of the release, plain or gzipped.
        name: Of the data set in results.
        release: ``devtest`` has ``train``, ``test_rw`` and ``test_mt``; ``hf`` also ``dev``, taken from the same
            sentences, so that its tests are smaller.
        label_set: Polarity to stance; :data:`POLARITY` if ``None``.
        target: What the target is called: by the words of the mention, many of them pronouns, or by the longer name
            that the release's coreference found for it ("he": "Rob Portman of Ohio").
        further_mentions: Whether coreferent mentions that the release found by machine count as target mentions too.

    Returns:
        Examples by split, ids as released; a target that cannot be used is in ``skipped``.

    Raises:
        InputError: A file is missing or broken, or has an unknown polarity.
        ConfigError: ``release`` or ``target`` is none of the choices.
    """
    if release not in _RELEASES:
        raise unknown("release of NewsMTSC", str(release), _RELEASES)
    if target not in ("mention", "entity"):
        raise unknown("target naming of NewsMTSC", str(target), ("mention", "entity"))
    labels = load_label_set(POLARITY if label_set is None else label_set)
    splits: dict[str, list[StanceExample]] = {split: [] for split, _ in _RELEASES[release]}
    paths = [release_file(folder, [f"{file}.jsonl"], what=name) for _, file in _RELEASES[release]]
    skipped: list[tuple[str, str]] = []
    used: Counter[str] = Counter()
    seen: dict[str, set[str]] = {split: set() for split in splits}
    for (split, _), path in zip(_RELEASES[release], paths, strict=True):
        for line in json_lines(path):
            for item in _targets(line):
                made = _example(item, line, name, labels, target, further_mentions)
                if not isinstance(made, str) and made.id in seen[split]:
                    made = "a target with this id is in the split already"
                if isinstance(made, str):
                    skipped.append((line.place, made))
                    continue
                used[str(item.polarity)] += 1
                seen[split].add(made.id)
                splits[split].append(made)
    return StanceData.from_examples(
        name,
        splits,
        licence=LICENCE,
        citation=CITATION,
        files=fingerprints(paths),
        label_map=labels.shown(used),
        skipped=skipped,
        notes=(
            "Labels are sentiment toward the target in the author's wording; there is no holder.",
            *_shared(splits),
            *(("The devtest files hold what the hf release parts into dev and test.",) if release == "devtest" else ()),
        ),
    )


def _targets(line: Line) -> Iterator[_Target]:
    """The targets of a line of either release, as long as their fields are of the right kinds."""
    for item in _parsed(line):
        words = (item.id, item.sentence, item.mention, *(mention for _, mention in item.further))
        if other := [word for word in words if not isinstance(word, str)]:
            raise InputError(
                f"{line.where}: {other[0]!r} where text must stand (id, sentence, mention); fetch it again"
            )
        yield item


def _parsed(line: Line) -> Iterator[_Target]:
    row = line.values
    try:
        if "targets" not in row:
            span = (int(row["from"]), int(row["to"]))
            yield _Target(row["id"], row["sentence"], row["mention"], span, row["polarity"], ())
            return
        for item in row["targets"]:
            further = tuple(
                ((int(other["from"]), int(other["to"])), other["mention"]) for other in item.get("further_mentions", ())
            )
            span = (int(item["from"]), int(item["to"]))
            yield _Target(
                item["Input.gid"], row["sentence_normalized"], item["mention"], span, item["polarity"], further
            )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = f"no field {error.args[0]!r}" if isinstance(error, KeyError) else f"a value of the wrong kind ({error})"
        raise InputError(
            f"{line.where}: {said}; a row has sentence_normalized and targets (Input.gid, from, to, mention, polarity)"
            ", or id, sentence, mention, from, to, polarity (hf release)"
        ) from error


def _example(
    item: _Target, line: Line, name: str, labels: LabelSet, target: str, further_mentions: bool
) -> StanceExample | str:
    """The example, or why there is none."""
    stance = stance_of(labels, item.polarity, line.where, "polarity")
    if stance is None:
        return f"polarity {item.polarity} is left out by the label set"
    if item.sentence[slice(*item.span)] != item.mention or not item.mention.strip():
        return f"mention {item.mention!r} is not at its offsets {item.span[0]}-{item.span[1]}"
    parts = _GID.fullmatch(item.id)
    entity = parts["entity"].strip(" —–-,.;:") if parts else ""
    named = entity if target == "entity" and entity else item.mention
    spans = [item.span]
    if further_mentions:
        spans += [span for span, words in item.further if words and item.sentence[slice(*span)] == words]
    return StanceExample(
        id=item.id,
        text=item.sentence,
        target=named,
        gold=stance,
        sentiment=stance,
        target_mentions=mentions(item.sentence, named, dict.fromkeys(spans)),
        dataset=name,
        document=parts["document"] if parts else "",
    )


def _shared(splits: Mapping[str, list[StanceExample]]) -> Iterator[str]:
    """How many sentences of each evaluation split come from articles that are in train."""
    known = {example.document for example in splits["train"] if example.document}
    for split, examples in splits.items():
        sentences = {(example.document, example.text) for example in examples}
        if split != "train" and sentences:
            inside = sum(document in known for document, _ in sentences)
            yield (
                f"{split}: {inside:,} of {len(sentences):,} sentences ({inside / len(sentences):.0%}) are of articles "
                "that are in train."
            )
