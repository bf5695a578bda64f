"""Bytes to text: what is no text is refused, the encoding is told or detected.

UTF-8 is tried first, since nothing else looks like it by chance. Other encodings are guessed by `charset-normalizer`
(MIT, maintained, typed, offline) from a sample around the bytes in question, because it is slow on whole books.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from stance.errors import InputError

__all__ = ["NotTextError", "check_encoding", "decode", "detect", "detect_stream", "no_text_reason"]


class NotTextError(Exception):
    """The bytes are no text, or not in the encoding told; the message is the reason to show."""


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF; convert it to text first (for example with pdftotext)"),
    (b"PK\x03\x04", "a zip archive or an Office file (docx, xlsx, odt, epub); save it as text, HTML or CSV first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls); save it as text, HTML or CSV first"),
    (b"{\\rtf", "a rich text file; save it as text or HTML first"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"(\xb5/\xfd", "compressed with zstd; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"PAR1", "a Parquet file; give it the suffix .parquet"),
    (b"SQLite format 3", "an SQLite database; export it to CSV first"),
    (b"\x7fELF", "a program"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "iso8859_2", "iso8859_15",
    "mac_roman", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_SAMPLE = 1 << 16
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def no_text_reason(head: bytes) -> str | None:
    """Why a file that begins so is no text; ``None`` where it may be one.

    >>> no_text_reason(b"%PDF-1.7")
    'a PDF; convert it to text first (for example with pdftotext)'
    """
    for magic, reason in _MAGIC:
        if head.startswith(magic):
            return reason
    if _bom(head) is not None or _wide(head) is not None:
        return None
    if b"\x00" in head:
        return "binary (it holds NUL bytes)"
    if len(_CONTROL.findall(head[:4096])) > len(head[:4096]) * 0.05:
        return "binary (it holds control characters)"
    return None


def check_encoding(encoding: str | None) -> str | None:
    """The encoding's name as Python knows it.

    Raises:
        InputError: Unknown encoding.
    """
    if encoding is None:
        return None
    try:
        b" ".decode(encoding, "replace")  # refuses what turns bytes into bytes, such as "hex"
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise InputError(
            f"unknown encoding {encoding!r}; use a name such as utf-8, utf-16, latin-1 or windows-1251, or leave it out"
        ) from None


def _bom(head: bytes) -> str | None:
    return next((name for bom, name in _BOMS if head.startswith(bom)), None)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of Western text is zero."""
    sample = head[: len(head) // 2 * 2][:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.02 * half:
        name, letters = "utf-16-le", sample[::2]
    elif even > 0.4 * half and odd < 0.02 * half:
        name, letters = "utf-16-be", sample[1::2]
    else:
        return None
    return name if len(_CONTROL.findall(letters)) <= 0.05 * half else None


def detect(data: bytes, *, declared: str | None = None) -> str:
    """The encoding of a whole file.

    Args:
        data: Its bytes.
        declared: What the file says of itself (HTML), believed where it is not UTF-8 and can be decoded so.

    Raises:
        NotTextError: The bytes are no text in any encoding.
    """
    reason = no_text_reason(data[:8192])
    if reason is not None:
        raise NotTextError(reason)
    known = _bom(data) or _wide(data)
    if known is not None:
        return known
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error.start, declared)
    return "utf-8"


def detect_stream(file: BinaryIO) -> str:
    """The encoding of an open file, read once to its end in pieces; the file is at its start afterwards.

    Raises:
        NotTextError: The bytes are no text in any encoding.
    """
    file.seek(0)
    head = file.read(8192)
    reason = no_text_reason(head)
    if reason is not None:
        raise NotTextError(reason)
    known = _bom(head) or _wide(head)
    file.seek(0)
    if known is not None:
        return known
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = "utf-8"
    while chunk := file.read(1 << 20):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            high = _HIGH.search(chunk)
            found = _guess(chunk, high.start() if high is not None else 0, None)
            break
    file.seek(0)
    return found


def _guess(data: bytes, at: int, declared: str | None) -> str:
    if declared is not None:
        try:
            data.decode(codecs.lookup(declared).name)
        except (LookupError, ValueError):
            pass
        else:
            return codecs.lookup(declared).name
    start = max(0, at - _SAMPLE // 4)
    sample = data[start : start + _SAMPLE]
    high = len(_HIGH.findall(sample))
    letters = sum(65 <= byte <= 122 for byte in sample) + high
    # A few high bytes among Latin letters are accents and curly quotes; too few to guess from.
    if high <= 0.15 * letters and _decodes(data, "cp1252"):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_GUESSES).best()
    if best is not None and _decodes(data, best.encoding):
        return best.encoding
    if _decodes(data, "cp1252"):
        return "cp1252"
    raise NotTextError("in no encoding that could be told; name it with the option encoding=NAME")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, encoding: str | None = None, *, declared: str | None = None) -> str:
    r"""Text of a whole file, with line ends as in Python.

    Args:
        data: The file's bytes.
        encoding: As told by the user; detected where ``None``.
        declared: What the file says of itself.

    Raises:
        NotTextError: No text, or not in the encoding told.

    >>> decode("Ärger".encode("utf-16")), decode(b"caf\xe9")
    ('Ärger', 'café')
    """
    if encoding is not None:
        reason = (
            no_text_reason(data[:8192]) if not encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) else None
        )
        if reason is not None:
            raise NotTextError(reason)
    name = encoding or detect(data, declared=declared)
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeDecodeError as error:
        raise NotTextError(f"not {name} (byte {error.start}); leave the encoding out to have it detected") from None
    except (LookupError, UnicodeError):
        raise NotTextError(f"not {name}; leave the encoding out to have it detected") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")
