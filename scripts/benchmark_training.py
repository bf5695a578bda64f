"""Training speed of the cross-encoder beside a padded Hugging Face `Trainer` loop, in the same run.

Both fine-tune the same encoder on the same made-up news-like sentences (mean about 35 tokens, at most 96) with batches
of 32 and AdamW. The baseline is what a `Trainer` with its defaults does: text pairs, padded to the maximum length,
float32. A warm-up comes before each measurement; reported are examples a second of the whole loop, collation and
updates included. Needs the extra `train` and, for the baseline alone, `accelerate`.
"""

from __future__ import annotations

import argparse
import platform
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.models.cross_encoder import CrossEncoder
from stance.models.hub import resolve
from stance.types import StanceExample, TargetMention

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
SEED = 0
"""Of the sentences."""
GOLD = ("favor", "against", "neutral")
WORDS = """the government said on Monday that its minister would support new talks about sanctions after officials in
the region rejected an earlier proposal and warned of a wider conflict between both countries while analysts expect
markets to fall""".split()
ACTORS = ("Norway", "the United States", "Russia", "the European Union", "Iran", "China")


def sentences(count: int, seed: int) -> list[StanceExample]:
    """Sentences of 6 to 75 words, most of them about 30, in which two actors are mentioned."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    found = []
    for number in range(count):
        length = max(6, min(75, round(draw.lognormvariate(3.35, 0.45))))
        words = draw.choices(WORDS, k=length)
        holder, target = draw.sample(ACTORS, 2)
        start = f"{holder} {' '.join(words[: length // 2])} "
        text = f"{start}{target} {' '.join(words[length // 2 :])}."
        mention = TargetMention(target=target, text=target, start=len(start), end=len(start) + len(target))
        found.append(
            StanceExample(
                id=str(number),
                text=text,
                holder=holder,
                target=target,
                holder_spans=((0, len(holder)),),
                target_mentions=(mention,),
                gold=draw.choice(GOLD),  # type: ignore[arg-type]
            )
        )
    return found


class Clock:
    """Times the updates after the first few, in which buffers are made and kernels chosen."""

    def __init__(self, skip: int) -> None:
        self.skip, self.steps, self.seconds = skip, 0, 0.0
        self._last = 0.0

    def begin(self, what: str, total: int, done: int = 0) -> None:
        """See :class:`stance.protocols.FitProgress`."""

    def advance(self, steps: int = 1, **_: float) -> None:
        """See :class:`stance.protocols.FitProgress`."""
        now = time.perf_counter()
        self.steps += steps
        if self.steps > self.skip and steps:
            self.seconds += now - self._last
        self._last = now

    def rate(self, batch: int) -> tuple[float, int]:
        """Examples a second, and over how many examples it was measured."""
        n = (self.steps - self.skip) * batch
        return n / self.seconds, n


def ours(
    examples: Sequence[StanceExample], encoder: str, precision: str, args: argparse.Namespace
) -> tuple[float, int]:
    """Examples a second of the cross-encoder, and their number."""
    clock = Clock(args.warmup)
    model = CrossEncoder(
        encoder=encoder, epochs=1, batch_size=args.batch, max_length=args.tokens, precision=precision, device="cpu"
    )
    model.fit(examples, seed=0, progress=clock)
    return clock.rate(args.batch)


def trainer(examples: Sequence[StanceExample], encoder: str, args: argparse.Namespace) -> tuple[float, int]:
    """Examples a second of the `Trainer` loop, and their number."""
    from transformers import (
        AutoModelForSequenceClassification,
        AutoTokenizer,
        Trainer,
        TrainerCallback,
        TrainingArguments,
    )

    folder = resolve(encoder)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    network = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=len(GOLD), local_files_only=True)
    questions = [f"What is the stance of {example.holder} toward {example.target}?" for example in examples]
    inputs = tokenizer(
        [example.text for example in examples],
        questions,
        padding="max_length",
        truncation="only_first",
        max_length=args.tokens,
    )
    rows = [
        {**{name: values[row] for name, values in inputs.items()}, "labels": GOLD.index(str(example.gold))}
        for row, example in enumerate(examples)
    ]
    clock = Clock(args.warmup)

    class Steps(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, *_: Any, **__: Any) -> None:
            clock.advance(1)

    with tempfile.TemporaryDirectory() as folder_out:
        options = TrainingArguments(
            output_dir=folder_out,
            num_train_epochs=1,
            per_device_train_batch_size=args.batch,
            use_cpu=True,
            report_to=[],
            save_strategy="no",
            logging_strategy="no",
            disable_tqdm=True,
        )
        Trainer(model=network, args=options, train_dataset=rows, callbacks=[Steps()]).train()  # type: ignore[arg-type]
    return clock.rate(args.batch)


def main() -> None:
    """Read the command line, measure, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=ENCODER)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--tokens", type=int, default=96, help="most tokens of an input")
    parser.add_argument("--steps", type=int, default=40, help="updates that are measured, for each way")
    parser.add_argument("--warmup", type=int, default=5, help="updates before")
    parser.add_argument("--repeats", type=int, default=2, help="the best of so many counts")
    args = parser.parse_args()

    import torch
    import transformers

    torch.set_num_threads(args.threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    examples = sentences(args.batch * (args.steps + args.warmup), seed=SEED)
    ways = {
        "Trainer, padded, fp32": lambda: trainer(examples[: len(examples) // 2], args.encoder, args),
        "cross_encoder, bucketed, fp32": lambda: ours(examples, args.encoder, "fp32", args),
        "cross_encoder, bucketed, bf16": lambda: ours(examples, args.encoder, "bf16", args),
    }
    rates = dict.fromkeys(ways, (0.0, 0))
    for _ in range(args.repeats):  # in turn, so that a busy minute does not fall on one of them
        for name, measure in ways.items():
            rates[name] = max(rates[name], measure())
    base = next(iter(rates.values()))[0]
    print(f"{Path(args.encoder).name}, batch {args.batch}, at most {args.tokens} tokens, {args.threads} threads,")
    print(f"seed {SEED} of the sentences, the best of {args.repeats} counts,")
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, {platform.machine()}\n")
    print("| way | n | examples/s | ratio |\n|---|---|---|---|")
    for name, (rate, n) in rates.items():
        print(f"| {name} | {n:,} | {rate:.1f} | {rate / base:.1f} |")


if __name__ == "__main__":
    main()
