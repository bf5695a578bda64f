"""Reading and writing Hugging Face encoders: safetensors only, no code from the files, no network.

Imported only when a model is trained or loaded: torch and transformers are slow to import.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from stance.errors import ConfigError

_FAILURES = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, SafetensorError, ImportError)


class Parts(NamedTuple):
    """An encoder and its tokenizer."""

    tokenizer: PreTrainedTokenizerBase
    encoder: Any


def read_encoder(folder: Path, markers: Sequence[str] = ()) -> Parts:
    """The encoder in ``folder`` (``config.json``, safetensors, tokenizer), with markers added to its vocabulary.

    A marker starts as the mean of the words' embeddings, with a little noise, so that it disturbs what the encoder has
    learned as little as a rare word would. Draws from torch's generator.

    Raises:
        ConfigError: A file is missing or broken, holds weights in another format, or needs code of its own.
    """
    _check_weights(folder)
    with _complaining(folder):
        tokenizer = _tokenizer(folder)
        encoder = _network(AutoModel, folder)
    _strip(encoder)
    add_markers(Parts(tokenizer, encoder), markers)
    return Parts(tokenizer, encoder)


def read_classifier(folder: Path) -> Parts:
    """The sequence classifier in ``folder``; its network stands where :class:`Parts` has the encoder.

    Raises:
        ConfigError: See :func:`read_encoder`.
    """
    _check_weights(folder)
    with _complaining(folder):
        return Parts(_tokenizer(folder), _network(AutoModelForSequenceClassification, folder))


def empty_encoder(folder: Path) -> Parts:
    """The encoder that ``config.json`` describes, without weights worth anything, and the tokenizer beside it.

    Raises:
        ConfigError: A file is missing or broken.
    """
    with _complaining(folder):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        encoder = AutoModel.from_config(config, trust_remote_code=False, dtype=torch.float32)  # type: ignore[no-untyped-call]
        tokenizer = _tokenizer(folder)
    _strip(encoder)
    return Parts(tokenizer, encoder)


def add_markers(parts: Parts, markers: Sequence[str]) -> None:
    """Add tokens that the tokenizer does not know."""
    new = [token for token in markers if token not in parts.tokenizer.get_vocab()]
    if not new:
        return
    parts.tokenizer.add_special_tokens({"additional_special_tokens": new}, replace_extra_special_tokens=False)
    old = parts.encoder.get_input_embeddings().weight
    words, spread = old.detach().mean(dim=0), old.detach().std(dim=0)
    ids = [int(str(parts.tokenizer.convert_tokens_to_ids(token))) for token in new]
    if max(ids) >= len(old):  # some vocabularies have spare rows
        parts.encoder.resize_token_embeddings(max(ids) + 1, mean_resizing=False)
    with torch.no_grad():
        for row in ids:
            weight = parts.encoder.get_input_embeddings().weight
            weight[row] = words + 0.5 * spread * torch.randn_like(words)


def check_length(parts: Parts, max_length: int) -> None:
    """Complain about inputs longer than the encoder has positions for.

    Raises:
        ConfigError: They are.
    """
    positions = getattr(parts.encoder.config, "max_position_embeddings", None) or max_length
    most = min(int(positions), int(parts.tokenizer.model_max_length))
    if max_length > most:
        raise ConfigError(f"max_length {max_length} is more than the encoder reads; give at most {most}")


def fingerprint(folder: Path) -> str:
    """SHA-256 over the files that make up an encoder."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.json"), *folder.glob("*.txt")]):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _check_weights(folder: Path) -> None:
    if not any(folder.glob("*.safetensors")):
        others = ", ".join(sorted(path.name for path in folder.glob("*.bin"))) or "no weights"
        raise ConfigError(
            f"encoder {str(folder)!r} has {others} but no model.safetensors; only safetensors are read: "
            "convert it, or give another encoder"
        )


def _network(kind: Any, folder: Path) -> Any:
    """The network with all of its weights; transformers would draw missing ones at random and only log it."""
    network, report = kind.from_pretrained(
        folder,
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype=torch.float32,
        output_loading_info=True,
    )
    spare = kind is AutoModel  # whose pooler is dropped anyway
    missing = sorted(name for name in report["missing_keys"] if not (spare and name.startswith("pooler.")))
    if missing:
        raise ConfigError(
            f"model {str(folder)!r}: its weights lack {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''}; "
            "copy it again, or give another"
        )
    return network


def _tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False, use_fast=True)
    if not tokenizer.is_fast:
        raise ConfigError(
            f"encoder {str(folder)!r} has no fast tokenizer (tokenizer.json); convert it, or give another"
        )
    if tokenizer.pad_token_id is None:
        raise ConfigError(f"encoder {str(folder)!r}: its tokenizer has no padding token; give an encoder, as BERT")
    return tokenizer


def _strip(encoder: Any) -> None:
    """Drop the pooler, which nothing reads: it would be stored and never trained."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None


@contextmanager
def _complaining(folder: Path) -> Iterator[None]:
    """Whatever a library raises about the files becomes one line; its bars and remarks are not shown."""
    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ConfigError:
        raise
    except _FAILURES as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigError(
            f"encoder {str(folder)!r} cannot be read ({type(error).__name__}: {reason}); copy it again, or give another"
        ) from error
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
