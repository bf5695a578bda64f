"""The study of docs/study.md: label the UN General Debate speeches, draw sentences to be coded by hand, and correct.

    python scripts/study_ungdc.py label     # unpack, label (goes on where it was stopped), list the frame
    python scripts/study_ungdc.py draw      # sheet.txt and second.txt: sentences in random order, without the labels
    python scripts/study_ungdc.py code      # after coding, codes.txt and second_codes.txt become coded.csv, second.csv
    python scripts/study_ungdc.py analyse   # `stance analyse` on the stances of the states that speak, corrected
    python scripts/study_ungdc_tables.py    # the tables and figures of docs/study.md

Speeches and sheets stay under runs/study_ungdc; only ids and codes are part of the project. They are shipped, so that
`label`, `analyse` and the tables need no coder.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from stance import read_records
from stance.actors.catalogue import load_catalogue
from stance.analysis.coded import GOLD, CodedUnit, SampledUnit, write_sample
from stance.analysis.sampling import FrameDocument, draw_sample, frame_of
from stance.cli import main as stance
from stance.corpus import DOCUMENTS
from stance.errors import InputError, StanceError
from stance.holders import Annotator
from stance.reading import read_documents
from stance.records import atomic, write_jsonl
from stance.targets import load_targets
from stance.types import Document, StanceRecord

ROOT = Path(__file__).resolve().parents[1]
CODES = ROOT / "stance" / "assets" / "study_ungdc"
LETTERS = {gold[0]: gold for gold in GOLD} | {"n": "neutral", "-": "none"}
"""What a coder writes in codes.txt: f, a, n, or - for no stance."""


def unpack(archive: Path, folder: Path) -> int:
    """Unpack the speeches (``IRN_75_2020.txt``) of the release archive; returns their number.

    Raises:
        InputError: There is no such archive.
    """
    if not archive.is_file():
        raise InputError(f"{archive}: no such file; point STANCE_DATA at the folder with the public data sets")
    count = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            name = Path(member.name).name
            if not (member.isfile() and re.fullmatch(r"[A-Z]+_\d+_\d{4}\.txt", name)):
                continue
            count += 1
            content = tar.extractfile(member)
            path = folder / name
            if content is not None and not path.exists():  # a speech's bytes are hashed by `stance label`
                path.parent.mkdir(parents=True, exist_ok=True)
                with atomic(path, "wb") as file:
                    file.write(content.read())
    return count


def named(sentence: str, lists: Iterable[Sequence[str]]) -> bool:
    r"""Whether all words of one of the lists begin a word of the sentence, in any case.

    >>> named("Iran and the six\nreached a nuclear  deal.", [["iran", "nuclear deal"]]), named("Ukraine", [["kra"]])
    (True, False)
    """
    text = " ".join(sentence.casefold().split())
    return any(all(re.search(rf"(?<!\w){re.escape(word)}", text) for word in words) for words in lists)


def describe(documents: Iterable[Document], settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the frame needs of each speech: its sentences, and which of them name a target."""
    annotator = Annotator(load_targets(settings["targets"]), load_catalogue())
    for document in documents:
        found = annotator.annotate(document)
        mentions = {
            (sentence.index, mention.target)
            for sentence, own in zip(found.sentences, found.target_mentions, strict=True)
            for mention in own
        }
        for sentence in found.sentences:
            for target, lists in settings["words"].items():
                if named(sentence.text, lists):
                    mentions.add((sentence.index, target))
        yield {
            "id": document.id,
            "holder": document.speaker,
            "published": document.published,
            "sentences": [" ".join(sentence.text.split()) for sentence in found.sentences],
            "mentions": sorted(mentions),
        }


def own_stances(records: Iterable[StanceRecord], holders: Mapping[str, str | None]) -> list[StanceRecord]:
    """The records of which the holder is the state whose speech it is."""
    return [record for record in records if holders[record.document_id] in {record.holder, record.affiliation}]


def draw(
    frame: Sequence[Mapping[str, Any]], records: Iterable[StanceRecord], settings: Mapping[str, Any]
) -> list[SampledUnit]:
    """The sample of the study."""
    documents = [
        FrameDocument(entry["id"], len(entry["sentences"]), holder=entry["holder"], published=entry["published"])
        for entry in frame
    ]
    mentions = [(entry["id"], index, target) for entry in frame for index, target in entry["mentions"]]
    units = frame_of(documents, targets=settings["targets"], records=records, mentions=mentions)
    print("frame:", {f"{target} {stratum}": count for (target, stratum), count in units.counts().items()})
    print(f"{units.outside} records of other holders than the state that speaks are outside the frame")
    return draw_sample(units, **settings["sample"])


def sheet(units: Sequence[SampledUnit], order: Sequence[int], frame: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the coder sees: number, target, holder, year, the sentence and its neighbours; nothing of the labels."""
    sentences = {entry["id"]: entry["sentences"] for entry in frame}
    for number in order:
        unit = units[number]
        text = sentences[unit.document_id]
        before, after = text[max(unit.sentence_index - 1, 0) : unit.sentence_index], text[unit.sentence_index + 1 :][:1]
        yield f"# {number} {unit.target} {unit.holder} {unit.published}\n"
        yield f"< {''.join(before)[-300:]}\n= {text[unit.sentence_index]}\n> {''.join(after)[:200]}\n"


def read_codes(lines: Iterable[str], numbers: Iterable[int]) -> dict[int, str]:
    """Codes by number of the unit: lines of ``NUMBER LETTER``.

    >>> read_codes(["3 f", "7 -"], [3, 7])
    {3: 'favor', 7: 'none'}

    Raises:
        InputError: A code is unknown, or a unit is not coded, or is coded twice.
    """
    found: dict[int, str] = {}
    for line in filter(str.strip, lines):
        number, _, letter = line.strip().partition(" ")
        if not number.isdigit() or letter not in LETTERS or int(number) in found:
            raise InputError(
                f"{line.strip()!r} is no code, or a second one; write NUMBER and one of {' '.join(LETTERS)}"
            )
        found[int(number)] = LETTERS[letter]
    if odd := set(found) ^ set(numbers):
        raise InputError(
            f"{len(odd)} units are not coded, or were not drawn: {sorted(odd)[:5]}; code all that were drawn"
        )
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one step; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("label", "draw", "code", "analyse"))
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    parser.add_argument("--out", type=Path, default=Path("runs/study_ungdc"))
    parser.add_argument("--codes", type=Path, default=CODES, help="folder of coded.csv and second.csv")
    parser.add_argument("--settings", type=Path, default=ROOT / "configs" / "study" / "ungdc.yaml")
    given = parser.parse_args(arguments)
    settings = yaml.safe_load(given.settings.read_text(encoding="utf-8"))
    try:
        return int(
            {"label": _label, "draw": _draw, "code": _code, "analyse": _analyse}[given.step](given, settings) or 0
        )
    except (StanceError, FileNotFoundError) as error:
        print(f"{error}", file=sys.stderr)
        return 2


def _label(given: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    speeches = given.out / "speeches"
    print(f"{unpack(given.data / settings['archive'], speeches)} speeches in {speeches}")
    targets = f"target=[{','.join(settings['targets'])}]"
    command = ["label", str(speeches), f"out={given.out / 'labels'}", targets, "rows=0", "report=false"]
    if not _finished(given.out / "labels", settings) and (status := stance(command)):
        return status
    made_of, mark = frame_key(given.out / "labels" / "labels.jsonl", settings), given.out / "frame.sha256"
    if (given.out / "frame.jsonl").is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == made_of:
        return _own(given)
    mark.unlink(missing_ok=True)
    with atomic(given.out / "frame.jsonl") as file:
        documents = (item for item in read_documents([speeches]) if isinstance(item, Document))
        for entry in describe(documents, settings):
            file.write(json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n")
    with atomic(mark) as file:
        file.write(made_of)
    return _own(given)


def frame_key(labels: Path, settings: Mapping[str, Any]) -> str:
    """What a frame was made of: hash of the labels, and of the settings that decide what is in it."""
    decide = {name: settings[name] for name in ("targets", "words")}
    told = json.dumps(decide, sort_keys=True, ensure_ascii=False) + hashlib.sha256(labels.read_bytes()).hexdigest()
    return hashlib.sha256(told.encode()).hexdigest()


def _own(given: argparse.Namespace) -> int:
    """Keep the stances of the states that speak in a run directory of their own: what is corrected and analysed."""
    holders = {entry["id"]: entry["holder"] for entry in _frame(given)}
    own, run = given.out / "own", given.out / "labels"
    own.mkdir(exist_ok=True)
    count = write_jsonl(own_stances(read_records(run / "labels.jsonl"), holders), own / "labels.jsonl")
    for name in ("run.json", DOCUMENTS):
        (own / name).write_bytes((run / name).read_bytes())
    print(f"{count} records of the states that speak in {own}")
    return 0


def _finished(run: Path, settings: Mapping[str, Any]) -> bool:
    """Whether the speeches are labelled already.

    Raises:
        InputError: They are, but toward other targets, or by a version that did not list its documents.
    """
    path = run / "run.json"
    if not path.is_file() or (found := json.loads(path.read_text(encoding="utf-8"))).get("status") != "finished":
        return False
    if sorted(found["config"].get("codebook") or {}) != sorted(settings["targets"]) or not (run / DOCUMENTS).is_file():
        raise InputError(
            f"{run} holds labels of other targets than the settings', or of an earlier version; take it away, or give "
            "another --out"
        )
    return True


def _frame(given: argparse.Namespace) -> list[dict[str, Any]]:
    lines = (given.out / "frame.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _orders(count: int, second: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """The order of the first coding, and units and order of the second."""
    generator = random.Random(second["seed"])  # noqa: S311 - no secret
    first = generator.sample(range(count), count)
    return first, generator.sample(range(count), min(second["n"], count))


def _draw(given: argparse.Namespace, settings: Mapping[str, Any]) -> None:
    frame = _frame(given)
    units = draw(frame, read_records(given.out / "labels" / "labels.jsonl"), settings)
    write_sample(units, given.out / "sample.csv")
    orders = _orders(len(units), settings["second"])
    for name, order in zip(("sheet.txt", "second.txt"), orders, strict=True):
        with atomic(given.out / name) as file:
            file.writelines(sheet(units, order, frame))
    print(f"{len(units)} units drawn; code {given.out / 'sheet.txt'} in codes.txt, then second.txt in second_codes.txt")


def _code(given: argparse.Namespace, settings: Mapping[str, Any]) -> None:
    with (given.out / "sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, order, target in zip(
        ("codes.txt", "second_codes.txt"),
        _orders(len(rows), settings["second"]),
        ("coded.csv", "second.csv"),
        strict=True,
    ):
        codes = read_codes((given.out / name).read_text(encoding="utf-8").splitlines(), order)
        units = [_coded(rows[number], codes[number]) for number in sorted(codes)]
        write_sample(units, given.codes / target)
        print(f"{len(units)} units in {given.codes / target}")


def _coded(row: Mapping[str, str], gold: str) -> CodedUnit:
    values: dict[str, Any] = {name: value or None for name, value in row.items()}
    values |= {"sentence_index": int(row["sentence_index"]), "probability": float(row["probability"]), "gold": gold}
    return CodedUnit(**values)


def _analyse(given: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """`stance analyse` on the stances of the states that speak."""
    own = given.out / "own"
    coded = f"coded={given.codes / 'coded.csv'}"
    periods = ",".join(f"{name}:[{','.join(map(str, years))}]" for name, years in settings["periods"].items())
    same = [
        *(f"{name}={settings[name]}" for name in ("resamples", "seed", "few")),
        f"network_few={settings['few']}",
        f"periods={{{periods}}}",
        "by=[year,periods,basis]",
        "correct_by=[actor,periods,actor+periods]",
    ]
    return stance(["analyse", f"labels={own}", coded, f"out={given.out / 'findings'}", "overwrite=true", *same])


if __name__ == "__main__":
    sys.exit(main())
