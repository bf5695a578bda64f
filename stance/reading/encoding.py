"""Bytes to text: what is no text is refused, the encoding is told or detected.

UTF-8 is tried first, since nothing else looks like it by chance. Other encodings are guessed by `charset-normalizer`
(MIT, maintained, typed, offline) from a sample around the bytes in question, because it is slow on whole books.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, NamedTuple

from stance.errors import InputError

__all__ = ["Detected", "NotTextError", "Text", "check_encoding", "decode", "detect", "detect_stream", "no_text_reason"]


class NotTextError(Exception):
    """The bytes are no text, or not in the encoding told; the message is the reason to show."""


class Detected(NamedTuple):
    """An encoding, and how many bytes are nevertheless not in it; those are read as replacement marks (U+FFFD)."""

    name: str
    bad: int = 0

    @property
    def note(self) -> str | None:
        """What to tell the user; ``None`` where all is well."""
        if not self.bad:
            return None
        few = "1 byte is" if self.bad == 1 else f"{self.bad:,} bytes are"
        return f"{few} no UTF-8; read with replacement marks (another encoding is named with encoding=NAME)"


class Text(NamedTuple):
    """A decoded text, with what to tell the user of it."""

    text: str
    note: str | None = None


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
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
)
"""Characters of more than one byte as UTF-8 has them (RFC 3629, section 4)."""
_CUT = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
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


class _Census:
    """Counts, piece by piece, the characters of more than one byte that are UTF-8 and the bytes that are not."""

    def __init__(self) -> None:
        self._good = self.bad = 0
        self._rest = b""

    def add(self, piece: bytes, *, last: bool = False) -> None:
        piece = self._rest + piece
        cut = None if last else _CUT.search(piece[-3:])
        whole = cut is None or _MULTIBYTE.fullmatch(cut.group()) is not None
        self._rest = b"" if cut is None or whole else cut.group()
        piece = piece[: len(piece) - len(self._rest)]
        good = [len(match) for match in _MULTIBYTE.findall(piece)]
        self._good += len(good)
        self.bad += len(_HIGH.findall(piece)) - sum(good)

    def nearly_utf8(self) -> bool:
        """Whether the bytes that are none look like damage: other encodings form such characters only by chance."""
        return 0 < self.bad <= self._good


def detect(data: bytes, *, declared: str | None = None) -> Detected:
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
        return Detected(known)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        census = _Census()
        census.add(data, last=True)
        if census.nearly_utf8():
            return Detected("utf-8", census.bad)
        return Detected(_guess(data, error.start, declared))
    return Detected("utf-8")


def detect_stream(file: BinaryIO) -> Detected:
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
        return Detected(known)
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = b""
    try:
        while piece := file.read(1 << 20):
            chunk = piece
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        census = _Census()
        file.seek(0)
        while piece := file.read(1 << 20):
            census.add(piece)
        census.add(b"", last=True)
        high = _HIGH.search(chunk)
        start = high.start() if high is not None else 0
        found = Detected("utf-8", census.bad) if census.nearly_utf8() else Detected(_guess(chunk, start, None))
    else:
        found = Detected("utf-8")
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


def decode(data: bytes, encoding: str | None = None, *, declared: str | None = None) -> Text:
    r"""Text of a whole file, with line ends as in Python.

    Args:
        data: The file's bytes.
        encoding: As told by the user; detected where ``None``.
        declared: What the file says of itself.

    Raises:
        NotTextError: No text, or not in the encoding told.

    >>> decode("Ärger".encode("utf-16")).text, decode(b"caf\xe9").text, decode("“café”, ‘thé’ ".encode() + b"\xe9").text
    ('Ärger', 'café', '“café”, ‘thé’ �')
    """
    if encoding is not None:
        reason = (
            no_text_reason(data[:8192]) if not encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) else None
        )
        if reason is not None:
            raise NotTextError(reason)
    found = detect(data, declared=declared) if encoding is None else Detected(encoding)
    name = found.name
    try:
        text = data.decode("utf-8-sig" if name == "utf-8" else name, "replace" if found.bad else "strict")
    except UnicodeDecodeError as error:
        raise NotTextError(f"not {name} (byte {error.start}); leave the encoding out to have it detected") from None
    except (LookupError, UnicodeError):
        raise NotTextError(f"not {name}; leave the encoding out to have it detected") from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Text(text.removeprefix("\ufeff"), found.note)
