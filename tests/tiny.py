"""Models with random weights, made on the spot in the layout of the Hugging Face hub: a second each, no network.

``make_encoder(folder)`` writes a two-layer BERT, ``make_nli(folder)`` one with a head for entailment. Both fill
``folder`` with ``config.json``, ``model.safetensors``, ``tokenizer.json`` and ``tokenizer_config.json``, as a download
would. The weights are drawn wide, so that different texts get clearly different states and scores.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORDS = """
the a an of to in on for with and or not is was be by from that it this we they he she his their our
support supports supported oppose opposes opposed reject rejects rejected praise praises criticize criticizes welcome
welcomes condemn condemns condemned deal agreement nuclear sanctions treaty government country said says about toward
favor against neutral entail iran russia china norway germany france paris weather fine jcpoa what which stance take
""".split()
NLI_LABELS = ("contradiction", "neutral", "entailment")
LENGTH = 256
"""The longest sequence, in tokens, that the models take."""


def make_encoder(folder: Path, *, seed: int = 0) -> Path:
    """A BERT encoder with mean-pooled states of width 32.

    Args:
        folder: Where; made if it is not there.
        seed: Of the weights.

    Returns:
        ``folder``.
    """
    from transformers import BertModel

    return _make(folder, BertModel, seed, {})


def make_nli(folder: Path, *, labels: Sequence[str] = NLI_LABELS, seed: int = 0) -> Path:
    """A classifier of (premise, hypothesis).

    Args:
        folder: Where; made if it is not there.
        labels: Names of the outputs, in their order; hub models differ in it.
        seed: Of the weights.

    Returns:
        ``folder``.
    """
    from transformers import BertForSequenceClassification

    names = {
        "id2label": dict(enumerate(labels)),
        "label2id": {name: index for index, name in enumerate(labels)},
    }
    return _make(folder, BertForSequenceClassification, seed, names)


def _make(folder: Path, model_class: Any, seed: int, options: dict[str, Any]) -> Path:
    import torch
    from transformers import BertConfig, BertTokenizer

    vocabulary = {token: index for index, token in enumerate(_vocabulary())}
    tokenizer = BertTokenizer(vocab=vocabulary, model_max_length=LENGTH)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=LENGTH,
        initializer_range=0.25,
        pad_token_id=0,
        **options,
    )
    with torch.random.fork_rng(devices=[]):  # a test's own random numbers stay as they were
        torch.manual_seed(seed)
        model = model_class(config)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _vocabulary() -> list[str]:
    """Special tokens, then every sign on its own and inside a word (so that nothing is unknown), then whole words."""
    signs = [*string.ascii_lowercase, *string.digits]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return list(dict.fromkeys([*special, *string.punctuation, *signs, *(f"##{sign}" for sign in signs), *WORDS]))
