"""How fast the embedded model is, beside the usual ways of computing the same weights: `python scripts/bench.py`.

The model is the one that ships, or another exported one (FOLDER). The other ways get its weights as they are, 8-bit
ones multiplied out (`scripts/bench_weights.py`). Every way runs in a process of its own, on all cores, over the same
sentences of DSE, after a warm-up, tokenising included. One run prints one Markdown table; docs/speed.md explains it.
`--corpus` labels speeches of the UN General Debate from end to end besides.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.models.embedded import FOLDER, GRAPH, NETWORK, SETTINGS
from stance.provenance import environment

ROOT = Path(__file__).resolve().parent.parent
WAYS = ROOT / "scripts" / "bench_ways.py"
WEIGHTS = ROOT / "scripts" / "bench_weights.py"
TEXTS = ROOT / "stance" / "samples" / "texts"


def child(arguments: Sequence[str]) -> dict[str, Any]:
    """Run a process and read the JSON object that it prints last; ends this one with its complaint if it fails."""
    quiet = {"TOKENIZERS_PARALLELISM": "true", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(  # noqa: S603 - what this script wrote
        [sys.executable, *arguments], capture_output=True, text=True, env={**os.environ, **quiet}, check=False
    )
    if done.returncode:
        sys.exit(f"bench: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'a process failed'}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def measured(**task: Any) -> dict[str, Any]:
    """One way in a process of its own."""
    return child([str(WAYS), json.dumps(task)])


def operations(lengths: Sequence[int], shape: dict[str, int]) -> float:
    """Multiplications and additions of the encoder's matrices for inputs of these lengths, without padding."""
    hidden, inner, layers = shape["hidden"], shape["inner"], shape["layers"]
    weights = 4 * hidden * hidden + 2 * hidden * inner
    return sum(2.0 * layers * (length * weights + 2 * length * length * hidden) for length in lengths)


def compare(options: argparse.Namespace, work: Path, shape: dict[str, int]) -> None:
    """The table of ways."""
    common = {"data": str(options.data), "sentences": options.sentences, "seed": options.seed}
    results = {"ours: int8, ONNX Runtime": measured(way="ours", folder=str(options.folder), **common)}
    if (work / "older").is_dir():
        results[f"ours: int8, the older graph in {NETWORK}"] = measured(
            way="ours", folder=str(work / "older"), **common
        )
    results |= {
        "ours in fp32, ONNX Runtime": measured(way="ours", folder=str(work / "fp32"), **common),
        "naive Hugging Face loop, one at a time": measured(way="loop", folder=str(work / "hf"), **common),
        "Hugging Face pipeline, batch 32": measured(way="pipeline", folder=str(work / "hf"), **common),
        "Hugging Face zero-shot pipeline, 3 labels": measured(way="zero_shot", folder=str(work / "hf"), **common),
    }
    ours = results["ours: int8, ONNX Runtime"]
    peak = measured(way="gemm", threads=ours["threads"], seed=options.seed)
    naive = results["naive Hugging Face loop, one at a time"]["pairs_per_second"]
    pipeline = results["Hugging Face pipeline, batch 32"]["pairs_per_second"]
    each = operations(ours["lengths"], shape) / len(ours["lengths"]) / 1e9
    print("| way | pairs/s | × naive | × pipeline | peak RSS MiB | share of GEMM peak |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, found in results.items():
        rate = found["pairs_per_second"]
        most = peak["int8_gops" if "int8" in name else "fp32_gops"]
        share = f"{100 * rate * each / most:.0f} %" if "zero-shot" not in name else "–"
        print(
            f"| {name} | {rate:,.0f} | {rate / naive:.1f} | {rate / pipeline:.1f} | {found['mib_peak']:.0f} | {share} |"
        )
    mean = sum(ours["lengths"]) / len(ours["lengths"])
    print(
        f"\nn = {len(ours['lengths']):,} sentences, mean {mean:.1f} tokens; seed {options.seed}; {ours['threads']} "
        f"threads. GEMM peak in this run: int8 {peak['int8_gops']:,.0f}, fp32 {peak['fp32_gops']:,.0f} GOP/s; "
        f"{each:.2f} GOP a pair. Encoding takes {1e6 * ours['seconds_encoding'] / len(ours['lengths']):.0f} µs a pair."
    )
    data = sorted((options.data / "dse").glob("*.txt*"))
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in data)).hexdigest()
    files = [options.folder / name for name in (NETWORK, GRAPH)]
    digests = [f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}" for path in files if path.is_file()]
    print(f"SHA-256: dse {digest[:16]}, {', '.join(digests)}")


def whole_command(options: argparse.Namespace, model: str) -> None:
    """`stance label` on the samples."""
    firsts = []
    for _ in range(3):
        start = time.time()
        firsts.append(measured(way="first_record", texts=str(TEXTS), model=model)["clock"] - start)
    start = time.perf_counter()
    found = measured(way="command", texts=str(TEXTS), model=model)
    seconds = time.perf_counter() - start
    print("\n| `stance label` on the samples | |\n|---|---:|")
    print(f"| from the start of the process to the first record, best of {len(firsts)} | {min(firsts):.2f} s |")
    print(f"| whole command, {found['records']} records | {seconds:.2f} s |")
    print(f"| peak RSS | {found['mib_peak']:.0f} MiB |")
    print(f"| torch imported | {'yes' if found['torch'] else 'no'} |")
    if found["code"]:
        sys.exit(f"bench: stance label ended with {found['code']}")


def end_to_end(options: argparse.Namespace, model: str) -> None:
    """The chain over speeches."""
    print("\n| speeches | sentences | records | speeches/s | sentences/s | peak RSS MiB |")
    print("|---:|---:|---:|---:|---:|---:|")
    for count in options.corpus:
        found = measured(way="corpus", data=str(options.data), documents=count, seed=options.seed, model=model)
        print(
            f"| {found['documents']:,} | {found['sentences']:,} | {found['records']:,} "
            f"| {found['documents'] / found['seconds']:.1f} | {found['sentences'] / found['seconds']:,.0f} "
            f"| {found['mib_peak']:.0f} |",
            flush=True,
        )


def main() -> None:
    """Parse the options, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        nargs="?",
        default=FOLDER,
        help="an exported model; else the shipped one",
    )
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA", "data")))
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", help="model of `stance label`; that of FOLDER if not given")
    parser.add_argument(
        "--corpus", type=int, nargs="*", help="numbers of speeches to label; 250, 1000 and 2325 if none are given"
    )
    options = parser.parse_args()
    if not (options.data / "dse").is_dir():
        sys.exit(f"bench: no folder {str(options.data / 'dse')!r}; set STANCE_DATA or give --data DIR")
    if not (options.folder / SETTINGS).is_file():
        sys.exit(
            f"bench: no exported model in {str(options.folder)!r}; make one with scripts/export_embedded.py --out DIR"
        )
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        shape = child([str(WEIGHTS), str(options.folder), str(work)])
        model = options.model or ("embedded" if options.folder == FOLDER else str(options.folder))
        compare(options, work, shape)
        whole_command(options, model)
        if options.corpus is not None:
            options.corpus = options.corpus or [250, 1000, 2325]
            end_to_end(options, model)
    print("\nMade with " + ", ".join(f"{name} {value}" for name, value in _made_with()))


def _made_with() -> list[tuple[str, str]]:
    found = environment(("onnxruntime", "tokenizers", "torch", "transformers"))
    libraries = {name: found["packages"].get(name) for name in ("onnxruntime", "tokenizers", "torch", "transformers")}
    pairs = {"stance": found["stance"], "Python": found["python"], **libraries, "on": found["platform"]}
    return [(name, str(value)) for name, value in pairs.items() if value]


if __name__ == "__main__":
    main()
