"""Reads files of any size: small ones whole, archives file by file, lines of JSON in pieces.

So the memory is bounded, whatever a file holds.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import IO

from index.papers import Problem, Reading
from index.sources.decoding import binary_format, decode, encoding_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pieces import FilePiece
from index.sources.problem_reasons import skipped
from index.sources.registry import nothing_in, of_papers, read_document, reader_of, refused, wrong_format
from index.sources.requirements import Requirement, meets
from index.sources.unpacking import Packed, UnpackingError, unpacked
from index.wording.said import said

_PIECE = 8 << 20
_LONGEST_LINE = 16 << 20
_LONG_LINE = said("problem.long_line", "a line of more than {megabytes} MB", megabytes=_LONGEST_LINE >> 20)
_LARGEST = 200 << 20
"""A file that is not read in pieces may be this large."""
_TOO_LARGE = said(
    "problem.too_large",
    "this is a file of more than {megabytes} MB; only tables and JSON may be larger",
    megabytes=_LARGEST >> 20,
)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What a user says of how a file is to be read."""

    today: Date
    columns: tuple[tuple[str, str], ...] = ()
    """Pairs of field and column, as in `--map title=Name`."""
    wanted: tuple[Requirement, ...] = ()
    """Take only the papers that meet these."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """The next papers of a file, or of a file in it. A large file comes in several parts."""

    member: str
    """The file's name in its archive; empty if it is the file itself."""
    reading: Reading
    left_out: int = 0
    """Papers that did not meet the conditions."""


def read(data: bytes, file: str, today: Date, columns: tuple[tuple[str, str], ...] = ()) -> Reading:
    """Read the papers in the bytes of a file called `file`; anything wrong with them becomes a problem.

    A file that is not a list of papers is refused as a whole, with one problem that names its format.
    """
    if found := binary_format(data):
        return wrong_format(file, found)
    decoded = decode(data)
    reading = read_document(Document(decoded.text, file, today, columns))
    if reading.refused or not decoded.note:
        return reading
    return replace(reading, problems=(Problem(file, decoded.line, decoded.note), *reading.problems))


def read_parts(stream: IO[bytes], file: str, size: int, options: ReadingOptions) -> Iterator[FilePart]:
    """Yield the papers of a file of `size` bytes, part by part, together with its problems."""
    for packed in unpacked(stream, file, size):
        member = packed.name if packed.in_zip else ""
        name = f"{file}/{packed.name}" if member else file
        try:
            for reading in _readings(packed, name, options):
                kept = tuple(entry for entry in reading.entries if meets(entry.paper, options.wanted))
                yield FilePart(member, replace(reading, entries=kept), len(reading.entries) - len(kept))
        except UnpackingError as fault:
            yield FilePart(member, refused(name, said("problem.is", "this is {what}", what=fault.args[0])))


def _readings(packed: Packed, name: str, options: ReadingOptions) -> Iterator[Reading]:
    if packed.stream is None:
        yield refused(name, said("problem.is", "this is {what}", what=packed.fault))
        return
    data = packed.stream.read(_PIECE)
    if len(data) < _PIECE:
        yield read(data, name, options.today, options.columns)
        return
    encoding = encoding_of(data)
    reader = None if binary_format(data) else reader_of(Head.of(data.decode(encoding, "replace"), name))
    if reader is not None and reader.by_lines:
        yield from _in_pieces(data, packed, encoding, reader, Document("", name, options.today, options.columns))
        return
    if reader is not None and reader.pieces:
        document = Document("", name, options.today, options.columns)
        yield from _cut_up(reader.pieces(_decoded(data, packed, encoding)), reader, document)
        return
    blocks = [data]
    # Block by block: a large file that is refused is in memory only once.
    while (block := packed.stream.read(_PIECE)) and len(blocks) * _PIECE <= _LARGEST:
        blocks.append(block)
    if block:
        yield refused(name, _TOO_LARGE)
    else:
        yield read(b"".join(blocks), name, options.today, options.columns)


def _cut_up(pieces: Iterable[FilePiece], reader: FormatReader, document: Document) -> Iterator[Reading]:
    """Yield the papers of each piece, with the numbers of their lines in the whole file."""
    found = False
    for piece in pieces:
        reading = reader.read(replace(document, text=piece.text))
        if not found:
            reading = of_papers(replace(reading, format=reader.format), document)
        found = found or bool(reading.entries)
        if reading.refused:
            yield reading
            return
        before = piece.lines_before
        entries = tuple(replace(entry, line=entry.line + before) for entry in reading.entries)
        problems = (replace(one, line=one.line + before if one.line else None) for one in reading.problems)
        yield Reading(entries, tuple(problems), format=reader.format, columns=reading.columns, unread=reading.unread)
    if not found:
        yield nothing_in(document.file, reader.format, Reading((), ()))


def _decoded(data: bytes, packed: Packed, encoding: str) -> Iterator[str]:
    """Yield the text of a file whose first bytes are read already."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while data:
        yield decoder.decode(data)
        data = packed.stream.read(_PIECE) if packed.stream else b""
    yield decoder.decode(b"", final=True)


def _in_pieces(
    data: bytes, packed: Packed, encoding: str, reader: FormatReader, document: Document
) -> Iterator[Reading]:
    line, found = 1, False
    for text in _whole_lines(data, packed, encoding):
        if not text.endswith("\n") and len(text) > _LONGEST_LINE:
            problem = Problem(document.file, line, skipped(_LONG_LINE))
            yield Reading((), (problem,), format=reader.format)
            continue
        reading = replace(reader.read(replace(document, text=text, first_line=line)), format=reader.format)
        if not found:
            reading = of_papers(reading, document)
        yield reading
        if reading.refused:
            return
        line += text.count("\n")
        found = found or bool(reading.entries)
    if not found:
        yield nothing_in(document.file, reader.format, Reading((), ()))


def _whole_lines(data: bytes, packed: Packed, encoding: str) -> Iterator[str]:
    """Yield the text in pieces that end with a line; of a line that is too long only its start."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, skipping = "", False
    while data:
        text = rest + decoder.decode(data)
        data = packed.stream.read(_PIECE) if packed.stream else b""
        cut = text.rfind("\n") + 1
        if skipping:
            start = text.find("\n")
            skipping, text, cut = start < 0, text[start:] if start >= 0 else "", max(cut - start, 0)
        if cut:
            yield text[:cut]
        rest = text[cut:]
        if len(rest) > _LONGEST_LINE:
            yield rest
            rest, skipping = "", True
    if rest := rest + decoder.decode(b"", final=True):
        yield rest
