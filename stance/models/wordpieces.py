"""A fast tokenizer read without transformers: what :class:`stance.models.encoding.InputEncoder` asks of one.

`tokenizers` is the library beneath transformers' fast tokenizers; reading ``tokenizer.json`` with it gives the same
pieces and spares the import of transformers and torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stance.errors import ConfigError


class WordPieces:
    """A tokenizer in the form in which transformers offers it, as far as :class:`InputEncoder` needs it.

    Args:
        path: Of ``tokenizer.json``.
        again: What to do about a broken file, for the complaint.

    Raises:
        ConfigError: The file is missing or broken.
    """

    def __init__(self, path: Path, *, again: str = "copy it again") -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ConfigError(
                f"model {str(path.parent)!r} needs tokenizers, which cannot be imported ({error}); "
                "run: pip install --upgrade tokenizers"
            ) from error
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ConfigError(f"model file {str(path)!r} cannot be read ({error.strerror}); {again}") from error
        try:
            self._tokenizer: Any = Tokenizer.from_buffer(content)
        except Exception as error:
            reason = " ".join(str(error).split())[:120]
            raise ConfigError(f"model file {str(path)!r} is no tokenizer ({reason}); {again}") from error
        # A file may ask for cutting and padding; both are the encoder's business.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.pad_token_id = int(self._tokenizer.token_to_id("[PAD]") or 0)

    def __call__(
        self, text: str | Sequence[str], pair: str | None = None, *, add_special_tokens: bool = True, **_: Any
    ) -> dict[str, Any]:
        """Encode one text, a pair, or several texts; the keys are those of transformers.

        Args:
            text: One text or several.
            pair: The second part, if ``text`` is one.
            add_special_tokens: Whether to add them.
        """
        if isinstance(text, str):
            found = self._tokenizer.encode(text, pair, add_special_tokens=add_special_tokens)
            return {
                "input_ids": found.ids,
                "token_type_ids": found.type_ids,
                "special_tokens_mask": found.special_tokens_mask,
                "offset_mapping": found.offsets,
            }
        several = self._tokenizer.encode_batch(list(text), add_special_tokens=add_special_tokens)
        return {"input_ids": [item.ids for item in several], "offset_mapping": [item.offsets for item in several]}

    def convert_tokens_to_ids(self, token: str) -> int | None:
        """The id of a token; ``None`` where there is none."""
        found: int | None = self._tokenizer.token_to_id(token)
        return found
