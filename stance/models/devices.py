"""Where networks are computed, and how precisely."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from stance.errors import ConfigError, MissingLibraryError, unknown

if TYPE_CHECKING:
    import torch

PRECISIONS = ("auto", "fp32", "bf16")


def require_torch(model: str) -> None:
    """Complain in one line where the extra ``train`` is not installed.

    Raises:
        MissingLibraryError: A library of it is missing.
    """
    for library in ("torch", "transformers", "safetensors", "sklearn"):
        if find_spec(library) is None:
            raise MissingLibraryError(f"model {model!r}", library, "train")


def device_named(option: str) -> torch.device:
    """The torch device that an option asks for; ``auto`` is CUDA where there is one, else the CPU.

    Raises:
        ConfigError: It cannot be used here.
    """
    import torch

    if option == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.empty(0, device=option).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0]
        raise ConfigError(f"device {option!r} cannot be used ({reason}); use device=auto or device=cpu") from error


def uses_bf16(option: str, device: torch.device) -> bool:
    """Whether to multiply matrices in bfloat16; ``auto``: where the hardware does, which takes about half the time."""
    import torch

    if option not in PRECISIONS:
        raise unknown("precision", option, PRECISIONS)
    if option != "auto":
        return option == "bf16"
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cpu" and bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
