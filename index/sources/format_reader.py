"""Defines the reader of a format and its input. Pure.

To add a format: write a module with its `FormatReader`, and name that in `registry.READERS`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date

from index.papers import Reading
from index.sources.head import Head
from index.sources.pieces import FilePiece


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text."""

    text: str
    file: str
    """Its name, for `Paper.sources` and `Problem.file`."""
    today: Date
    """The day that dates without a year are relative to."""
    columns: tuple[tuple[str, str], ...] = ()
    """The user's choice of columns or keys: pairs of field and column."""
    first_line: int = 1
    """The number of its first line, where this is a piece of a larger file."""


@dataclass(frozen=True, slots=True)
class FormatReader:
    """Reads the files of one format."""

    format: str
    """In words that follow “this is”: `a BibTeX file`."""
    recognises: Callable[[Head], bool]
    """Return whether the file is certainly in this format; a page of plain text with odd lines must not be."""
    read: Callable[[Document], Reading]
    """Return the papers, and a problem with its line for each that has no title or no abstract; never raises for
    anything that a file may hold."""
    by_lines: bool = False
    """Each line is a paper of its own, so that a large file is read in pieces."""
    pieces: Callable[[Iterable[str]], Iterator[FilePiece]] | None = None
    """Cuts a large file, given in parts, into files of the same format; None where it has to be read whole."""
