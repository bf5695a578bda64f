"""The embedded model's weights for the other ways of `scripts/bench.py`: an fp32 graph, and a model of transformers.

Every weight of 8 bits becomes its whole number times its scale, so that all ways compute with the same weights.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import BertModel

_LABELS = ("contradiction", "neutral", "entailment")  # what the zero-shot pipeline looks for


def restored_fp32(folder: Path) -> Any:
    """The fp32 graph of an exported model (``onnx.ModelProto``), as cheap as the exporter makes it."""
    import onnx

    from stance.models.embedded import NETWORK
    from stance.models.onnx_lean import lean
    from stance.models.onnx_restored import restored

    model = restored(onnx.load(folder / NETWORK)).model
    lean(model.graph)
    return model


def encoder(model: Any) -> BertModel:
    """The encoder of an fp32 graph as transformers has it."""
    import torch
    from transformers import BertConfig, BertModel

    from stance.models.onnx_restored import encoder_state

    state = {name: torch.tensor(value) for name, value in encoder_state(model).items()}
    words, positions, segments = (
        state[f"embeddings.{name}_embeddings.weight"].shape for name in ("word", "position", "token_type")
    )
    inner = state["encoder.layer.0.intermediate.dense.weight"].shape[0]
    options = {item.name: item for node in model.graph.node for item in node.attribute}
    config = BertConfig(
        vocab_size=words[0],
        hidden_size=words[1],
        num_hidden_layers=len({name.split(".")[2] for name in state if name.startswith("encoder.layer.")}),
        num_attention_heads=options["num_heads"].i,
        intermediate_size=inner,
        max_position_embeddings=positions[0],
        type_vocab_size=segments[0],
        layer_norm_eps=options["epsilon"].f,
        num_labels=len(_LABELS),
        id2label=dict(enumerate(_LABELS)),
        label2id={name: index for index, name in enumerate(_LABELS)},
    )
    made = BertModel(config, add_pooling_layer=False)
    made.load_state_dict(state)
    return made.eval()


def prepare(folder: Path, out: Path) -> dict[str, int]:
    """Write what the other ways read.

    Args:
        folder: An exported model.
        out: Gets ``fp32`` (the same model, not in 8 bits), ``hf`` (a classifier of transformers over the encoder, its
            own classifier as drawn), and ``older`` where a later graph was added: the model as it was before.

    Returns:
        The encoder's sizes.
    """
    from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

    from stance.models.embedded import GRAPH, NETWORK, SETTINGS, TOKENIZER
    from stance.models.onnx_export import write

    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    tokenizer = (folder / TOKENIZER).read_bytes()
    model = restored_fp32(folder)
    write(out / "fp32", model.SerializeToString(), tokenizer, settings)
    if (folder / GRAPH).is_file():
        write(out / "older", (folder / NETWORK).read_bytes(), tokenizer, settings)
    bert = encoder(model)
    classifier = BertForSequenceClassification(bert.config)
    classifier.bert.load_state_dict(bert.state_dict(), strict=False)  # it has a pooler besides
    classifier.save_pretrained(out / "hf")
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")}
    length = bert.config.max_position_embeddings
    read = ["input_ids", "token_type_ids", "attention_mask"]
    pieces = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / TOKENIZER), model_max_length=length, model_input_names=read, **special
    )
    pieces.save_pretrained(out / "hf")
    config = bert.config
    return {"hidden": config.hidden_size, "inner": config.intermediate_size, "layers": config.num_hidden_layers}


if __name__ == "__main__":
    print(json.dumps(prepare(Path(sys.argv[1]), Path(sys.argv[2]))))
