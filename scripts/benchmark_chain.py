"""Speed and memory of the chain on UN General Debate speeches, on one core.

Reads the release archive (`ungdc/*.tar.gz` under `--data`, else `$STANCE_DATA`, else `data/`). Reported are the best of
several repeats after a warm-up: the chain without the classifier, each stage of it, and the classifier on its own line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import sys
import tarfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import stance
from stance.actors.mentions import MentionFinder
from stance.holders import annotator
from stance.pipeline import Chain, build_chain
from stance.protocols import StanceModel
from stance.provenance import environment
from stance.targets.codebook import load_targets
from stance.targets.mentions import TargetFinder
from stance.types import Document, Prediction, StanceExample

SPEECH = re.compile(r"(?:.*/)?([A-Z]{2,4})_\d+_(\d{4})\.txt")


def read_speeches(archives: Sequence[Path], size: int, seed: int) -> tuple[list[Document], int]:
    """A random sample of the speeches of release archives (0: all), and how many there are.

    Only the sample is kept, so that the memory measured is the chain's.
    """
    names = sorted((number, name) for number, archive in enumerate(archives) for name in _names(archive))
    chosen = set(random.Random(seed).sample(names, size) if 0 < size < len(names) else names)  # noqa: S311 - a sample, no secret
    speeches = []
    for number, archive in enumerate(archives):
        with tarfile.open(archive) as tar:
            for member in tar:
                match = SPEECH.fullmatch(member.name)
                file = tar.extractfile(member) if (number, member.name) in chosen else None
                if match and file:
                    text = file.read().decode("utf-8-sig")
                    name = Path(member.name).stem
                    speeches.append(Document(id=name, text=text, speaker=match[1], published=match[2]))
    return sorted(speeches, key=lambda speech: speech.id), len(names)


def _names(archive: Path) -> list[str]:
    with tarfile.open(archive) as tar:
        return [member.name for member in tar if member.isfile() and SPEECH.fullmatch(member.name)]


def one_core() -> str:
    """Pin the process to one core where the system can; says what was done."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned (this system cannot); one process, one thread"
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f"pinned to core {core}"


def peak_mib() -> float:
    """Peak resident memory of this process in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


class TimedModel:
    """A model, and the seconds spent in it."""

    def __init__(self, model: StanceModel) -> None:
        self.name = model.name
        self.seconds = 0.0
        self.examples = 0
        self._model = model

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify, by the clock."""
        start = time.perf_counter()
        predictions = self._model.predict(examples)
        self.seconds += time.perf_counter() - start
        self.examples += len(examples)
        return predictions


class Stages:
    """A clock in each stage of the chain: the functions that the annotator calls are wrapped, whatever they take."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        for stage, owner, name in (
            ("splitting", annotator, "split_sentences"),
            ("mentions", MentionFinder, "find"),
            ("attribution", annotator, "attributions"),
            ("reference", annotator, "resolve"),
            ("targets", TargetFinder, "find"),
        ):
            setattr(owner, name, self._watched(stage, getattr(owner, name)))

    def _watched(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        self.seconds[stage] = 0.0

        def watched(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            result = function(*args, **kwargs)
            self.seconds[stage] += time.perf_counter() - start
            return result

        return watched


class Pass(NamedTuple):
    """One pass over the speeches: seconds without the classifier, in it, in all, and by stage."""

    annotating: float
    classifying: float
    labelling: float
    stages: dict[str, float]
    sentences: int


def one_pass(speeches: Sequence[Document], chain: Chain, model: TimedModel, stages: Stages) -> Pass:
    """Measure everything speech by speech, so that a slow moment of the machine touches all figures alike."""
    clock = time.perf_counter
    annotating = labelling = 0.0
    count = 0
    spent = dict.fromkeys(stages.seconds, 0.0)
    before = model.seconds
    for speech in speeches:
        stages.seconds = dict.fromkeys(stages.seconds, 0.0)
        start = clock()
        count += len(chain.annotate(speech).sentences)
        annotating += clock() - start
        for stage, seconds in stages.seconds.items():
            spent[stage] += seconds
        start = clock()
        chain.label(speech)
        labelling += clock() - start
    # What is left are the links between holders and targets, and putting it all together.
    spent["holder links"] = annotating - sum(spent.values())
    return Pass(annotating, model.seconds - before, labelling, spent, count)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run the benchmark."""
    folder = options.data / "ungdc"
    archives = sorted(folder.glob("*.tar.gz"))
    if not archives:
        sys.stderr.write(f"no *.tar.gz in {folder}; set STANCE_DATA or give --data DIR, the folder that holds ungdc/\n")
        sys.exit(2)
    core = one_core()
    speeches, total = read_speeches(archives, options.speeches, options.seed)
    before = peak_mib()
    model = TimedModel(stance.load_model(options.model))
    chain = build_chain(load_targets(options.target), model)
    for speech in speeches[: max(1, len(speeches) // 20)]:  # warm-up: caches, lazily built tables
        chain.label(speech)
    model.examples = 0
    stages = Stages()
    passes = [one_pass(speeches, chain, model, stages) for _ in range(options.repeats)]
    best = min(passes)
    count = best.sentences
    return {
        "sentences_per_second": round(count / best.annotating, 1),
        "seconds": round(best.annotating, 3),
        "mib_peak": round(peak_mib(), 1),
        "mib_before_chain": round(before, 1),
        "stages_ms_per_sentence": {stage: round(1000 * spent / count, 4) for stage, spent in best.stages.items()},
        "classifier": {
            "model": model.name,
            "sentences_per_second_with_classifier": round(count / best.labelling, 1),
            "ms_per_sentence": round(1000 * best.classifying / count, 4),
            "examples": model.examples // options.repeats,
        },
        "n_speeches": len(speeches),
        "n_speeches_in_archive": total,
        "n_sentences": count,
        "mib_text": round(sum(len(speech.text.encode()) for speech in speeches) / 2**20, 1),
        "repeats": options.repeats,
        "seed": options.seed,
        "core": core,
        "data": {archive.name: hashlib.sha256(archive.read_bytes()).hexdigest() for archive in archives},
        **environment(),
    }


def main() -> None:
    """Parse the options, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    parser.add_argument("--speeches", type=int, default=200, help="size of the sample; 0 for all")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", nargs="+", default=["jcpoa", "us_unilateralism"])
    parser.add_argument("--model", default="lexicon")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = measure(options)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        show(result)


def show(result: dict[str, Any]) -> None:
    """Print the result for readers."""
    for stage, spent in result["stages_ms_per_sentence"].items():
        print(f"{stage:>14}  {spent:.3f} ms per sentence")
    print(
        f"without the classifier: {result['sentences_per_second']:,.0f} sentences/s, "
        f"peak memory {result['mib_peak']} MiB ({result['mib_before_chain']} MiB of it before the chain was built)"
    )
    classifier = result["classifier"]
    print(
        f"with the classifier ({classifier['model']}): {classifier['sentences_per_second_with_classifier']:,.0f} "
        f"sentences/s; in the classifier {classifier['ms_per_sentence']:.3f} ms per sentence "
        f"({classifier['examples']:,} questions)"
    )
    print(
        f"n = {result['n_sentences']:,} sentences of {result['n_speeches']:,} speeches "
        f"(of {result['n_speeches_in_archive']:,}, seed {result['seed']}), {result['mib_text']} MiB of text; "
        f"best of {result['repeats']}; {result['core']}"
    )
    for name, digest in result["data"].items():
        print(f"data: {name} sha256 {digest}")


if __name__ == "__main__":
    main()
