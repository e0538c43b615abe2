"""Unpacks gz, zst and zip while they are read, within bounds: no archive can fill the memory or the disk."""

import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO, Any, cast

from index.wording.said import said

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_MOST_MEMBERS = 10_000
_DEEPEST = 2
# Abstracts are compressed to about a third; an archive that unpacks to this many times its size has no text.
_RATIO = 200
_ALWAYS_ALLOWED = 50 << 20
_PEEKED = 16
_NESTED = said("problem.nested_archive", "an archive within an archive; unpack it first")
_DAMAGED_ZIP = said("problem.damaged_zip", "a damaged ZIP archive; create it again")
_DAMAGED = said("problem.damaged_archive", "a damaged archive; create it again")
_OFFICE = said("problem.office", "an Office document; export the papers as BibTeX, RIS or CSV")
_TOO_MANY = said("problem.too_many", "an archive of more than {most} files; add them in parts", most=_MOST_MEMBERS)
_LOCKED = said("problem.locked", "encrypted, damaged or in an unsupported format; unpack it first")
_BOMB = said(
    "problem.bomb", "an archive that unpacks to more than {times} times its size; it holds no papers", times=_RATIO
)


class UnpackingError(Exception):
    """Why an archive is not unpacked, in words for people."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file from an archive, or the file itself if it is not an archive; or why it cannot be read."""

    name: str
    stream: io.BufferedIOBase | None
    fault: str = ""
    in_zip: bool = False


def unpacked(stream: IO[bytes], name: str, size: int) -> Iterator[Packed]:
    """Yield the files in a file of this size: itself, what is in a gz or zst, each of a zip.

    Read each before asking for the next. Reading one raises UnpackingError where it is damaged or unpacks without end.
    """
    yield from _opened(io.BufferedReader(_Raw(stream)), stream, name, size, 0)


def _opened(
    peekable: "io.BufferedReader[Any]", stream: IO[bytes], name: str, size: int, depth: int
) -> Iterator[Packed]:
    try:
        start = peekable.peek(_PEEKED)[:_PEEKED]
    except UnpackingError as fault:
        yield Packed(name, None, str(fault))
        return
    packed = start.startswith((_GZIP, _ZSTD, _ZIP))
    if not packed:
        yield Packed(name, peekable)
    elif depth == _DEEPEST or (depth and start.startswith(_ZIP)):
        yield Packed(name, None, _NESTED)
    elif start.startswith(_ZIP):
        yield from _members(stream, name)
    else:
        opened = gzip.GzipFile(fileobj=peekable) if start.startswith(_GZIP) else zstd.ZstdFile(peekable)
        inner = io.BufferedReader(_Bounded(cast(IO[bytes], opened), size))
        yield from _opened(inner, inner, _without_suffix(name), size * _RATIO, depth + 1)


def _members(stream: IO[bytes], name: str) -> Iterator[Packed]:
    try:
        stream.seek(0)
        archive = zipfile.ZipFile(stream)
        # zipfile itself stumbles over an entry whose name is lost.
        if not all(member.filename for member in archive.infolist()):
            raise zipfile.BadZipFile
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        yield Packed(name, None, _DAMAGED_ZIP)
        return
    if any(member.filename == "[Content_Types].xml" for member in members):
        yield Packed(name, None, _OFFICE)
        return
    if len(members) > _MOST_MEMBERS:
        yield Packed(name, None, _TOO_MANY)
        return
    for member in members:
        try:
            inner = io.BufferedReader(_Bounded(archive.open(member), member.compress_size))
        except (RuntimeError, NotImplementedError, OSError, ValueError, zipfile.BadZipFile):
            yield Packed(member.filename, None, _LOCKED, in_zip=True)
            continue
        for packed in _opened(inner, inner, member.filename, member.compress_size * _RATIO, 1):
            yield replace(packed, in_zip=True)


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _without_suffix(name: str) -> str:
    return name.rpartition(".")[0] if name.casefold().endswith((".gz", ".zst", ".gzip")) else name


class _Raw(io.RawIOBase):
    """Adapts any stream for `io.BufferedReader`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Bounded(_Raw):
    """What comes out of an archive of this size, up to a bound."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        super().__init__(stream)
        self._left = max(size * _RATIO, _ALWAYS_ALLOWED)

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            count = super().readinto(buffer)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, zstd.ZstdError):
            raise UnpackingError(_DAMAGED) from None
        self._left -= count
        if self._left < 0:
            raise UnpackingError(_BOMB)
        return count
