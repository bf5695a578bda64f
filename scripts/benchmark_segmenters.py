"""Compares sentence segmenters on the gold cases of the tests and on speed.

    pip install pysbd syntok sentencex blingfire nltk numpy
    python scripts/benchmark_segmenters.py [FOLDER_OF_SPEECHES] [--output docs/segmenters.md]

Accuracy: F1 of sentence ends (the last end of a text, which nobody can miss, not counted) on
tests/golden/segmentation.jsonl. Speed: sentences a second of processor time, best of three, on the text files
below FOLDER_OF_SPEECHES (the UN General Debate Corpus). Libraries that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from stance.reading import sentences
from stance.types import Document

Segmenter = Callable[[str], list[int]]
"""From a text to the ends (offsets) of its sentences."""

GOLD = Path(__file__).parent.parent / "tests" / "golden" / "segmentation.jsonl"


def _ends(text: str, pieces: Iterator[str] | list[str]) -> list[int]:
    """Ends of pieces that follow one another in ``text``; altered pieces cannot be found and are lost."""
    ends, position = [], 0
    for piece in pieces:
        piece = piece.strip()
        at = text.find(piece, position)
        if piece and at >= 0:
            position = at + len(piece)
            ends.append(position)
    return ends


def _stance() -> Segmenter:
    return lambda text: [sentence.end for sentence in sentences(Document(id="", text=text, speaker="X"))]


def _sentencex() -> Segmenter:
    from sentencex import segment

    return lambda text: _ends(text, segment("en", text))


def _pysbd() -> Segmenter:
    from pysbd import Segmenter as Pysbd

    segmenter = Pysbd(language="en", clean=False)
    return lambda text: _ends(text, segmenter.segment(text))


def _syntok() -> Segmenter:
    from syntok import segmenter

    def ends(text: str) -> list[int]:
        found = []
        for paragraph in segmenter.analyze(text):
            for tokens in paragraph:
                tokens = list(tokens)
                found.append(tokens[-1].offset + len(tokens[-1].value))
        return found

    return ends


def _blingfire() -> Segmenter:
    from blingfire import text_to_sentences

    return lambda text: _ends(text, text_to_sentences(text).split("\n"))


def _punkt() -> Segmenter:
    # The trained English model is a download of its own; without it Punkt knows no abbreviation.
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    tokenizer = PunktSentenceTokenizer()
    return lambda text: [end for _, end in tokenizer.span_tokenize(text)]


SEGMENTERS: dict[str, tuple[str, Callable[[], Segmenter]]] = {
    "stance.reading.sentences": ("actor-stance", _stance),
    "sentencex": ("sentencex", _sentencex),
    "syntok": ("syntok", _syntok),
    "pysbd": ("pysbd", _pysbd),
    "blingfire": ("blingfire", _blingfire),
    "nltk punkt, untrained": ("nltk", _punkt),
}


def accuracy(segment: Segmenter, gold: list[dict[str, object]]) -> tuple[float, float, float, int]:
    """Precision, recall and F1 of inner sentence ends, and how many texts are split exactly as they should be."""
    hits = found = wanted = exact = 0
    for case in gold:
        text = str(case["text"])
        right = set(_ends(text, list(case["sentences"])))  # type: ignore[call-overload]
        answer = set(segment(text))
        exact += right == answer
        last = max(right)
        right, answer = right - {last}, {end for end in answer if end < last}
        hits, found, wanted = hits + len(right & answer), found + len(answer), wanted + len(right)
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall), exact


def speed(segment: Segmenter, texts: list[str], seconds: float = 5.0) -> float:
    """Sentences a second: the best of three rounds over as many texts as fit into ``seconds``."""
    best = 0.0
    for _ in range(3):
        start, count = time.process_time(), 0
        for text in texts:
            count += len(segment(text))
            if time.process_time() - start > seconds:
                break
        best = max(best, count / (time.process_time() - start))
    return best


def main() -> int:
    """Prints the table, and writes it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speeches", nargs="?", type=Path, help="folder with .txt files, for the speed")
    parser.add_argument("--texts", type=int, default=150, help="how many of them (spread evenly)")
    parser.add_argument("--output", type=Path, help="file for the table")
    arguments = parser.parse_args()
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    texts: list[str] = []
    if arguments.speeches:
        files = sorted(arguments.speeches.rglob("*.txt"))
        if not files:
            print(f"no .txt file below {arguments.speeches}", file=sys.stderr)
            return 2
        step = max(1, len(files) // arguments.texts)
        texts = [file.read_text(encoding="utf-8-sig", errors="replace") for file in files[::step]]
    lines = [
        "| segmenter | version | precision | recall | F1 of ends | texts all right | sentences/s |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    missing = []
    for name, (package, build) in SEGMENTERS.items():
        try:
            segment, version = build(), importlib.metadata.version(package)
        except ImportError:
            missing.append(name)
            continue
        precision, recall, f1, exact = accuracy(segment, gold)
        rate = f"{speed(segment, texts):,.0f}" if texts else "–"
        lines.append(
            f"| {name} | {version} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {exact}/{len(gold)} | {rate} |"
        )
    lines += [
        "",
        f"{len(gold)} texts; speed on {len(texts)} speeches; Python {platform.python_version()}, {platform.system()}.",
    ]
    if missing:
        lines.append(f"Not installed: {', '.join(missing)}.")
    table = "\n".join(lines)
    print(table)
    if arguments.output:
        arguments.output.write_text(table + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
