"""The ways of computing that `scripts/bench.py` compares, each in a process of its own: a JSON task in, figures out.

The script hands over one JSON object: `way`, and what the way needs. What a way prints last is one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

SPEECH = re.compile(r"(?:.*/)?([A-Z]{2,4})_\d+_(\d{4})\.txt")
_WARM = 64  # sentences before the clock starts
_HF_BATCH = 32
_ZERO_SHOT = ["favor", "against", "neutral"]


def peak_mib() -> float:
    """Peak resident memory of this process in MiB; not of the one that started it, which `getrusage` counts in."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        if found:
            return int(found[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def read_sentences(data: Path, count: int, seed: int) -> list[Any]:
    """Questions about so many different sentences of DSE, of which both mentions are marked, in random order."""
    from stance.data.dse import read_dse

    found = read_dse(data / "dse")
    texts: dict[str, Any] = {}
    for split in sorted(found.splits):
        for example in found.examples(split):
            texts.setdefault(example.text, example)
    # Without the longest tenth, so that the mean is about 35 tokens, as in the news that others report on.
    pool = [item for item in texts.values() if 8 <= len(item.text.split()) <= 40]
    return random.Random(seed).sample(pool, min(count, len(pool)))  # noqa: S311 - a sample, no secret


def timed(work: Callable[[Sequence[Any]], Any], items: Sequence[Any], pairs: int = 1) -> dict[str, float]:
    """Seconds for all items after a warm-up."""
    work(items[:_WARM])
    start, spent = time.perf_counter(), time.process_time()
    work(items)
    seconds, busy = time.perf_counter() - start, time.process_time() - spent
    return {
        "pairs_per_second": pairs * len(items) / seconds,
        "pairs_per_cpu_second": pairs * len(items) / busy,
        "mib_peak": peak_mib(),
    }


def ours(task: dict[str, Any]) -> dict[str, Any]:
    """The embedded model, from examples to predictions, tokenising included."""
    from stance.models.embedded import EmbeddedModel

    examples = read_sentences(Path(task["data"]), task["sentences"], task["seed"])
    model = EmbeddedModel(folder=task["folder"])
    found: dict[str, Any] = timed(model.predict, examples)
    start = time.perf_counter()
    encoded = model._encode(examples)
    found["seconds_encoding"] = time.perf_counter() - start
    found["lengths"] = [len(item.ids) for item in encoded]
    found["threads"] = model._session._threads
    return found


def hugging_face(task: dict[str, Any]) -> dict[str, Any]:
    """The same weights as users of transformers compute them: a loop, or one of its pipelines."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    texts = [item.text for item in read_sentences(Path(task["data"]), task["sentences"], task["seed"])]
    tokenizer = AutoTokenizer.from_pretrained(task["folder"])
    model = AutoModelForSequenceClassification.from_pretrained(task["folder"], dtype=torch.float32).eval()
    parts = {"tokenizer": tokenizer, "model": model, "device": "cpu"}

    def loop(items: Sequence[str]) -> None:
        with torch.no_grad():
            for text in items:
                model(**tokenizer(text, truncation=True, max_length=192, return_tensors="pt")).logits.argmax(-1).item()

    if task["way"] == "loop":
        return timed(loop, texts)
    if task["way"] == "pipeline":
        classify = pipeline("text-classification", batch_size=_HF_BATCH, **parts)
        return timed(lambda items: list(classify(list(items))), texts)
    ask = pipeline("zero-shot-classification", **parts)
    return timed(lambda items: ask(list(items), _ZERO_SHOT), texts, pairs=len(_ZERO_SHOT))


def gemm(task: dict[str, Any]) -> dict[str, Any]:
    """The most that ONNX Runtime multiplies on all cores, in 10^9 operations a second: 8-bit and fp32 matrices."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper

    size = 1024
    found = {}
    draw = np.random.default_rng(task["seed"])
    for name, kind, left, right, out in (
        ("int8", "MatMulInteger", TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32),
        ("fp32", "MatMul", TensorProto.FLOAT, TensorProto.FLOAT, TensorProto.FLOAT),
    ):
        values = {
            TensorProto.UINT8: lambda: draw.integers(0, 255, (size, size), dtype=np.uint8),
            TensorProto.INT8: lambda: draw.integers(-63, 63, (size, size), dtype=np.int8),
            TensorProto.FLOAT: lambda: draw.random((size, size), dtype=np.float32),
        }
        weight = helper.make_tensor("b", right, [size, size], values[right]().tobytes(), raw=True)
        graph = helper.make_graph(
            [helper.make_node(kind, ["a", "b"], ["c"])],
            "gemm",
            [helper.make_tensor_value_info("a", left, [size, size])],
            [helper.make_tensor_value_info("c", out, [size, size])],
            [weight],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = task["threads"]
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        inputs = {"a": values[left]()}
        best = float("inf")
        end = time.perf_counter() + 2
        while time.perf_counter() < end:
            start = time.perf_counter()
            session.run(None, inputs)
            best = min(best, time.perf_counter() - start)
        found[f"{name}_gops"] = 2 * size**3 / best / 1e9
    return found


def command(task: dict[str, Any]) -> dict[str, Any]:
    """The whole command `stance label` on the sample documents, from the start of the process."""
    from stance.cli import main

    with tempfile.TemporaryDirectory() as folder:
        # What the command prints is not the figure.
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            code = main(["label", task["texts"], f"out={folder}/out", f"model={task['model']}"])
        rows = (Path(folder) / "out" / "labels.jsonl").read_text(encoding="utf-8").count("\n")
    return {"code": code, "records": rows, "torch": "torch" in sys.modules, "mib_peak": peak_mib()}


def first_record(task: dict[str, Any]) -> dict[str, Any]:
    """From the start of the process to the first record; the clock is the caller's."""
    import stance

    next(iter(stance.label(task["texts"], model=task["model"])))
    return {"clock": time.time()}


def speeches(archive: Path, count: int, seed: int) -> Iterator[Any]:
    """A random sample of the speeches, read one at a time."""
    from stance.types import Document

    with tarfile.open(archive) as tar:
        names = sorted(member.name for member in tar if member.isfile() and SPEECH.fullmatch(member.name))
    chosen = set(random.Random(seed).sample(names, min(count, len(names))))  # noqa: S311 - a sample, no secret
    with tarfile.open(archive) as tar:
        for member in tar:
            tar.members = []  # else it remembers every member it has seen
            if member.name not in chosen:
                continue
            match, file = SPEECH.fullmatch(member.name), tar.extractfile(member)
            if match and file:
                text = file.read().decode("utf-8-sig")
                yield Document(id=Path(member.name).stem, text=text, speaker=match[1], published=match[2])


def corpus(task: dict[str, Any]) -> dict[str, Any]:
    """The whole chain over speeches."""
    import stance
    from stance.pipeline import MISSION_TARGETS, build_chain
    from stance.protocols import StanceModel
    from stance.targets import load_targets

    model: StanceModel = stance.load_model(task["model"])
    chain = build_chain(load_targets(MISSION_TARGETS), model)
    (archive,) = sorted((Path(task["data"]) / "ungdc").glob("*.tar.gz"))
    documents = sentences = records = 0
    start = time.perf_counter()
    for labelled in chain.label_many(speeches(archive, task["documents"], task["seed"])):
        documents += 1
        sentences += len(labelled.sentences)
        records += len(labelled.records)
    seconds = time.perf_counter() - start
    return {
        "documents": documents,
        "sentences": sentences,
        "records": records,
        "seconds": seconds,
        "mib_peak": peak_mib(),
    }


WAYS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "ours": ours,
    "loop": hugging_face,
    "pipeline": hugging_face,
    "zero_shot": hugging_face,
    "gemm": gemm,
    "command": command,
    "first_record": first_record,
    "corpus": corpus,
}

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    print(json.dumps(WAYS[given["way"]](given)))
