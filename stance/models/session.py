"""Computes the logits of an exported network with ONNX Runtime, several batches at a time.

Each core takes whole batches with a thread of its own: they then wait for each other once a call, not once an operator,
which is faster on few cores and on many. A batch holds inputs of like length, at most so many tokens.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ConfigError
from stance.models.batching import Unit, cut, units
from stance.models.encoding import Encoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INPUTS = ("input_ids", "attention_mask", "token_type_ids", "rows", "holder", "target")
_INPUTS_OF_A_BATCH = 256


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class OnnxSession:
    """A network in ONNX form, ready to compute.

    Args:
        path: Of the ONNX file; where its weights lie in another one, that has to be in the same folder.
        pad: Id of the padding token.
        threads: Batches computed at a time; the cores if ``None``.
        tokens: Most tokens of a batch, padding included.
        again: What to do about a broken file, for the complaint.

    Raises:
        ConfigError: ONNX Runtime is not there, or cannot read the network.
    """

    def __init__(self, path: Path, *, pad: int, threads: int | None, tokens: int, again: str = "copy it again") -> None:
        where = str(path)
        try:
            import onnxruntime
        except ImportError as error:
            raise ConfigError(
                f"model {where!r} needs onnxruntime, which cannot be imported ({' '.join(str(error).split())[:160]}); "
                "run: pip install --upgrade onnxruntime"
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # one plan is kept for each shape, and texts have hundreds of them
        options.log_severity_level = 4
        try:
            self._session: Any = onnxruntime.InferenceSession(
                where,  # not its bytes: those of another file are found beside it, and mapped instead of read
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],  # several times slower than the operators that it joins
            )
        except Exception as error:
            reason = " ".join(str(error).split())[:160]
            raise ConfigError(
                f"model file {where!r} cannot be loaded by onnxruntime {onnxruntime.__version__} ({reason}); "
                f"{again}, or get a newer one: pip install --upgrade onnxruntime"
            ) from error
        found = tuple(item.name for item in self._session.get_inputs())
        if set(found) != set(INPUTS):
            raise ConfigError(
                f"model file {where!r} has the inputs {', '.join(found)}, not {', '.join(INPUTS)}; "
                "export it again with scripts/export_embedded.py"
            )
        self.outputs = int(self._session.get_outputs()[0].shape[-1])
        self._pad, self._tokens = pad, tokens
        self._threads = threads or cores()

    def logits(self, encoded: Sequence[Encoded]) -> NDArray[np.float32]:
        """One row of logits for each question, in their order: (N, K).

        Equal inputs are computed once, and questions that read the same words of one input share the row.

        Args:
            encoded: The questions.
        """
        import numpy as np

        found = np.zeros((len(encoded), self.outputs), dtype=np.float32)
        batches = self._batches(units(encoded))

        def compute(batch: list[Unit]) -> None:
            questions = [(row, index) for row, unit in enumerate(batch) for index in unit.examples]
            rows: dict[tuple[int, Any, Any], int] = {}
            places = [rows.setdefault((row, encoded[i].holder, encoded[i].target), len(rows)) for row, i in questions]
            inputs = feed([unit.input for unit in batch], list(rows), pad=self._pad)
            found[[index for _, index in questions]] = self._session.run(None, inputs)[0][places]

        if len(batches) == 1 or self._threads == 1:
            for batch in batches:
                compute(batch)
        else:
            with ThreadPoolExecutor(min(self._threads, len(batches))) as pool:
                for _ in pool.map(compute, batches):
                    pass
        return found

    def _batches(self, found: Sequence[Unit]) -> list[list[Unit]]:
        """The longest first, so that no core is left with a long one at the end; a few texts are shared out, too."""
        ordered = sorted(found, key=lambda unit: -len(unit.input.ids))
        share = -(-sum(len(unit.input.ids) for unit in ordered) // self._threads)
        return list(cut(ordered, size=_INPUTS_OF_A_BATCH, tokens=max(1, min(self._tokens, share))))


def feed(inputs: Sequence[Encoded], questions: Sequence[tuple[int, Any, Any]], *, pad: int) -> dict[str, Any]:
    """The arrays that the network reads: B inputs of at most L tokens, N questions about them.

    Args:
        inputs: The inputs.
        questions: For each the row of its input, and the positions of the holder's and the target's tokens.
        pad: Id of the padding token.

    Returns:
        ``input_ids``, ``attention_mask``, ``token_type_ids``: int64 (B, L). ``rows``: int64 (N,), the input of each
        question. ``holder``, ``target``: float32 (N, L), weights that sum to 1; on the first token where there are no
        positions.
    """
    import numpy as np

    length = max(len(item.ids) for item in inputs)
    ids = np.full((len(inputs), length), pad, dtype=np.int64)
    mask = np.zeros((len(inputs), length), dtype=np.int64)
    types = np.zeros((len(inputs), length), dtype=np.int64)
    for row, item in enumerate(inputs):
        size = len(item.ids)
        ids[row, :size], types[row, :size], mask[row, :size] = item.ids, item.types, 1
    weights = np.zeros((2, len(questions), length), dtype=np.float32)
    for number, (_, *roles) in enumerate(questions):
        for role, positions in enumerate(roles):
            weights[role, number, list(positions or (0,))] = 1 / len(positions or (0,))
    rows = np.array([row for row, *_ in questions], dtype=np.int64)
    return dict(zip(INPUTS, (ids, mask, types, rows, weights[0], weights[1]), strict=True))
