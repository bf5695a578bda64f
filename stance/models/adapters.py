"""Low-rank adapters (LoRA; Hu et al., ICLR 2022) through `peft`: few parameters to train, merged when training ends."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from stance.errors import ConfigError, MissingLibraryError, unknown

_OPTIONS = ("r", "alpha", "dropout", "target_modules")


def check_lora(options: Mapping[str, Any] | None) -> None:
    """Complain about options of ``lora`` before anything is computed.

    Raises:
        ConfigError: An option is unknown or out of range.
    """
    if options is None:
        return
    for name in options:
        if name not in _OPTIONS:
            raise unknown("option of lora", str(name), _OPTIONS)
    rank, dropout = options.get("r", 8), options.get("dropout", 0.0)
    if not isinstance(rank, int) or rank < 1:
        raise ConfigError(f"lora.r {rank!r} must be a whole number of at least 1; 8 is common")
    if not isinstance(dropout, int | float) or not 0 <= dropout < 1:
        raise ConfigError(f"lora.dropout {dropout!r} must be a number from 0 to below 1")


def with_adapters(encoder: Any, options: Mapping[str, Any], new_tokens: Sequence[int]) -> Any:
    """The encoder with adapters, which alone are trained, besides the embeddings of tokens it has never seen.

    Args:
        encoder: A transformers encoder; it is changed.
        options: ``r`` (8), ``alpha`` (twice r), ``dropout`` (0), ``target_modules`` (what peft knows of the encoder's
            kind: its query and value matrices).
        new_tokens: Ids of tokens that were added to the vocabulary.

    Raises:
        ConfigError: There is no module of those names.
        MissingLibraryError: peft is not installed.
    """
    if find_spec("peft") is None:
        raise MissingLibraryError("option lora", "peft", "lora")
    from peft import LoraConfig, get_peft_model

    rank = int(options.get("r", 8))
    modules = options.get("target_modules")
    try:
        with warnings.catch_warnings():  # peft asks transformers by names that are going to be renamed
            warnings.simplefilter("ignore", FutureWarning)
            return get_peft_model(
                encoder,
                LoraConfig(
                    r=rank,
                    lora_alpha=options.get("alpha", 2 * rank),
                    lora_dropout=options.get("dropout", 0.0),
                    target_modules=None if modules is None else list(modules),
                    trainable_token_indices=list(new_tokens) or None,
                ),
            )
    except ValueError as error:
        kinds = sorted(
            {name.rpartition(".")[2] for name, module in encoder.named_modules() if hasattr(module, "weight")}
        )
        raise ConfigError(
            f"lora.target_modules {modules!r} fits no module of the encoder; it has {', '.join(kinds)}"
        ) from error


def merged(encoder: Any) -> Any:
    """The encoder with its adapters added into its weights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return encoder.merge_and_unload()
