"""Splits tables and JSON lists that are too large to read whole into smaller files. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PIECE = 8 << 20
"""How many characters a piece has at least."""
# If a table has one quotation mark too many, no row ever ends; it is then cut at the end of a line.
LONGEST_ROW = 4 * PIECE
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A part of a file, as a file of the same format."""

    text: str
    lines_before: int
    """How many lines of the file come before the piece."""


def pieces_of_table(texts: Iterable[str]) -> Iterator[FilePiece]:
    r"""Yield a table given in parts as tables with the same first row.

    >>> [piece.text for piece in pieces_of_table(['a,b\n1,"x\n', 'y"\n2,z'])]
    ['a,b\n1,"x\ny"\n2,z']
    """
    header, rest, line = "", "", 0
    for text in texts:
        rest += text
        if not header and (end := _end_of_row(rest, first=True)):
            header, rest, line = rest[:end], rest[end:], rest.count("\n", 0, end)
        if header and len(rest) >= PIECE and (cut := _end_of_row(rest)):
            yield FilePiece(header + rest[:cut], line - header.count("\n"))
            line, rest = line + rest.count("\n", 0, cut), rest[cut:]
    if rest or header:
        yield FilePiece(header + rest, line - header.count("\n"))


def _end_of_row(text: str, *, first: bool = False) -> int:
    """Return where the first or last row ends that is whole: after a line that leaves no quotation open; else 0."""
    at = text.find("\n") if first else text.rfind("\n")
    while at >= 0:
        if text.count('"', 0, at) % 2 == 0:
            return at + 1
        at = text.find("\n", at + 1) if first else text.rfind("\n", 0, at)
    return text.rfind("\n") + 1 if len(text) > LONGEST_ROW else 0


def pieces_of_list(texts: Iterable[str]) -> Iterator[FilePiece]:
    """Yield a list in JSON, given in parts, as lists of some of its items.

    >>> [piece.text for piece in pieces_of_list(['[{"a": 1}, {"a"', ': 2}]'])]
    ['[{"a": 1}, {"a": 2}]']
    """
    decoder, line = json.JSONDecoder(), 0
    rest, at = "", 0
    for text in texts:
        rest += text
        at = _last_item(decoder, rest, at or rest.index("[") + 1)
        if at >= PIECE:
            yield FilePiece(f"{rest[:at]}]", line)
            line, rest, at = line + rest.count("\n", 0, at), f"[{rest[at:].lstrip(', ')}", 1
        if len(rest) - at > LONGEST_ROW:
            # No paper is that long: what follows is not read, and the reader says so.
            break
    yield FilePiece(rest, line)


def _last_item(decoder: json.JSONDecoder, text: str, at: int) -> int:
    """Return where the last item ends that is whole, reading on from an item's end."""
    while True:
        start = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return at
        # A number may go on.
        if end == len(text):
            return at
        at = end
