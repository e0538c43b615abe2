"""Decodes the bytes of a file, or names the binary format they are in. Pure."""

import codecs
import re
from dataclasses import dataclass

from index.sources.problem_reasons import in_turn
from index.wording.said import said

_SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"%!PS": "a PostScript file",
    b"{\\rtf": "a rich text (RTF) file",
}
_UTF16 = said("problem.utf_sixteen", "read as UTF-16 text")
_UTF16_DAMAGED = said("problem.utf_sixteen_damaged", "read as UTF-16 text; bytes that are not valid were replaced")
_DAMAGED = said(
    "problem.bytes", "not UTF-8 text; each invalid byte was replaced by {sign}", sign="\N{REPLACEMENT CHARACTER}"
)
_CP1252 = said("problem.windows", "not UTF-8; read as Windows-1252 text")
# Bytes of UTF-8 text beyond ASCII, and bytes beyond ASCII of any encoding.
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 1 << 16
# In text, hardly one byte in a hundred is a control character.
_MOST_OF = 100
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text. `note` says how it was decoded if not as plain UTF-8, and `line` where that first shows."""

    text: str
    note: str = ""
    line: int | None = None


def binary_format(data: bytes) -> str:
    """Return what kind of file this is if it is not text; otherwise an empty string."""
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()[:16]
    for signature, name in _SIGNATURES.items():
        if start.startswith(signature):
            return name
    return "a binary file" if not _is_utf16(data) and _is_binary(data[:_SAMPLE]) else ""


def _is_binary(data: bytes) -> bool:
    """Return whether it has too many control characters to be text with a stray one."""
    return b"\x00" in data and len(_CONTROL.findall(data)) * _MOST_OF > len(data)


def encoding_of(data: bytes) -> str:
    """Return the encoding of a large file, judged by its first bytes."""
    if _is_utf16(data):
        return "utf-16"
    # The last character may be cut off.
    note = decode(data[: data.rfind(b"\n") + 1] or data[:-4]).note
    return "cp1252" if note == _CP1252 else "utf-8-sig"


def decode(data: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 with a byte order mark, or Windows-1252, whichever the bytes are; leave NUL signs out."""
    decoded = _decode(data)
    if not (count := decoded.text.count("\0")):
        return decoded
    line = decoded.text.count("\n", 0, decoded.text.index("\0")) + 1
    note = said("problem.nul", ("{count} NUL character left out", "{count} NUL characters left out"), count=count)
    both = in_turn([decoded.note, note]) if decoded.note else note
    return Decoded(decoded.text.replace("\0", ""), both, line)


def _decode(data: bytes) -> Decoded:
    if _is_utf16(data):
        text = data.decode("utf-16", "replace").lstrip("\ufeff")
        return Decoded(text, _UTF16_DAMAGED if "\ufffd" in text else _UTF16)
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
    valid = sum(len(match[0]) for match in _UTF8.finditer(data))
    if 2 * valid > len(_NOT_ASCII.findall(data)):
        text = data.decode("utf-8-sig", "replace")
        return Decoded(text, _DAMAGED, line)
    return Decoded(data.decode("cp1252", "replace"), _CP1252, line)


def _is_utf16(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
