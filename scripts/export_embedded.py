"""Export a trained cross-encoder as the embedded model: `scripts/export_embedded.py RUN --data newsmtsc/test_rw`.

RUN is the directory of a finished `stance run` of a cross_encoder, or its folder model/. The network becomes an ONNX
file of 8-bit weights in stance/assets/embedded (--out), beside its tokenizer and model.json. Before it is written, its
answers are compared with those of the network in fp32 on coded data: the largest and the mean difference of a
probability, the share of equal labels, and macro-F1. It must be smaller than 30 MB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from stance import __version__
from stance.config import composed_config
from stance.errors import ConfigError, StanceError
from stance.labels import LABELS
from stance.models.cross_encoder import CrossEncoder
from stance.models.embedded import FOLDER, NETWORK, SETTINGS, TOKENIZER, EmbeddedModel, settings_of
from stance.models.onnx_export import export, write
from stance.models.saved import MODEL_FILE, load_saved
from stance.protocols import StanceModel
from stance.run_settings import run_config
from stance.types import Prediction, StanceExample

MOST_BYTES = 30_000_000
_TORCH_NOISE = 1e-3  # between torch and ONNX in fp32: the order of additions, no more


class Agreement(NamedTuple):
    """How far the answers of two models are apart.

    Args:
        largest: Difference of a probability.
        mean: The same on average.
        same: Share of equal labels.
    """

    largest: float
    mean: float
    same: float


def agreement(first: Sequence[Prediction], second: Sequence[Prediction]) -> Agreement:
    """Compare answers to the same questions."""
    apart = [
        abs(one.scores[label] - other.scores[label])
        for one, other in zip(first, second, strict=True)
        for label in LABELS
    ]
    same = sum(one.label == other.label for one, other in zip(first, second, strict=True))
    return Agreement(max(apart), sum(apart) / len(apart), same / len(first))


def macro_f1(examples: Sequence[StanceExample], answers: Sequence[Prediction]) -> float:
    """Macro-F1 over the labels that are coded, in percent."""
    pairs = [(item.gold, answer.label) for item, answer in zip(examples, answers, strict=True) if item.gold]
    scores = []
    for label in {gold for gold, _ in pairs}:
        right = sum(gold == answer == label for gold, answer in pairs)
        named = sum(gold == label for gold, _ in pairs) + sum(answer == label for _, answer in pairs)
        scores.append(2 * right / named)
    return 100 * sum(scores) / len(scores) if scores else float("nan")


def read_examples(name: str, limit: int | None) -> list[StanceExample]:
    """The examples of `DATASET/SPLIT`, or all of `DATASET`.

    Raises:
        ConfigError: There is no such data.
    """
    dataset, _, split = name.partition("/")
    config = run_config(composed_config("run", [f"dataset=[{dataset}]"]), partial=True)
    data = config.datasets[dataset]()
    if split and split not in data.splits:
        raise ConfigError(f"data set {dataset!r} has no split {split!r}; it has {', '.join(data.splits)}")
    found = [item for part in ([split] if split else data.splits) for item in data.examples(part)]
    return found[:limit]


def exported(model: CrossEncoder, folder: Path, arguments: argparse.Namespace, run: str) -> None:
    """Export, compare and write.

    Raises:
        ConfigError: The export is too large, or answers otherwise than the network at the same temperature.
    """
    network, options = model._network, model.options
    assert network is not None  # noqa: S101 - a loaded model has one
    made = export(network)
    settings = settings_of(
        rendering=options["rendering"],
        max_length=options["max_length"],
        heads=options.get("heads") or [],
        temperature=arguments.temperature or model._temperature,
        relevance={"scale": arguments.relevance_scale, "bias": arguments.relevance_bias},
        trained={"run": run, "encoder": options["encoder"], "epochs": options["epochs"]},
        versions={"stance": __version__}
        | {name: metadata.version(name) for name in ("torch", "transformers", "onnx", "onnxruntime", "tokenizers")},
    )
    model._temperature = settings["temperature"]  # else --temperature would look like a wrong export
    tokenizer = (folder / TOKENIZER).read_bytes()
    with tempfile.TemporaryDirectory() as name:
        places = {kind: Path(name) / kind for kind in ("fp32", "int8")}
        files = {kind: getattr(made, kind).SerializeToString() for kind in places}
        size = len(files["int8"]) + len(tokenizer)
        print(
            f"{NETWORK} {len(files['int8']) / 1e6:.2f} MB, with {TOKENIZER} {size / 1e6:.2f} MB (fp32 network: ", end=""
        )
        print(f"{len(files['fp32']) / 1e6:.2f} MB); {made.fused} attention blocks fused")
        if size >= MOST_BYTES:
            raise ConfigError(f"the model takes {size / 1e6:.1f} MB, allowed are 30; take a smaller encoder")
        for kind, place in places.items():
            write(place, files[kind], tokenizer, settings)
        compare(model, EmbeddedModel(folder=places["fp32"]), EmbeddedModel(folder=places["int8"]), arguments)
    write(arguments.out, files["int8"], tokenizer, settings)
    print(f"written: {arguments.out / NETWORK}, {TOKENIZER}, {SETTINGS}")


def compare(torch_model: StanceModel, fp32: StanceModel, int8: StanceModel, arguments: argparse.Namespace) -> None:
    """Print how the three agree; complain where torch and ONNX in fp32 do not."""
    print("\n| data | n | largest difference | mean | same label | macro-F1 fp32 | int8 | loss |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name in arguments.data:
        examples = read_examples(name, arguments.limit)
        some = examples[:200]
        noise = agreement(torch_model.predict(some), fp32.predict(some)).largest
        if noise > _TORCH_NOISE:
            raise ConfigError(f"ONNX in fp32 and torch differ by {noise:.4f} on {name}; the export is wrong: report it")
        first, second = fp32.predict(examples), int8.predict(examples)
        found = agreement(first, second)
        scores = macro_f1(examples, first), macro_f1(examples, second)
        print(
            f"| {name} | {len(examples):,} | {found.largest:.4f} | {found.mean:.4f} | {100 * found.same:.2f} % "
            f"| {scores[0]:.2f} | {scores[1]:.2f} | {scores[0] - scores[1]:+.2f} |"
        )
    print()


def main(given: Sequence[str] | None = None) -> int:
    """Parse the options and export."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path, metavar="RUN")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the exported model")
    parser.add_argument("--data", nargs="*", default=["toy"], help="DATASET or DATASET/SPLIT to compare on")
    parser.add_argument("--limit", type=int, default=None, help="most examples of each")
    parser.add_argument("--temperature", type=float, default=None, help="in place of the one that training found")
    parser.add_argument("--relevance-scale", type=float, default=1.0)
    parser.add_argument("--relevance-bias", type=float, default=0.0)
    arguments = parser.parse_args(given)
    try:
        folder = next(
            (path for path in (arguments.run, arguments.run / "model") if (path / MODEL_FILE).is_file()), None
        )
        if folder is None:
            raise ConfigError(
                f"no {MODEL_FILE} in {str(arguments.run)!r}; give a run of a cross_encoder that was stored"
            )
        model: Any = load_saved(folder)
        if not isinstance(model, CrossEncoder):
            raise ConfigError(f"{str(folder)!r} holds a {model.name}; only a cross_encoder can be exported")
        exported(model, folder, arguments, arguments.run.resolve().name)
    except StanceError as error:
        print(f"export_embedded: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
