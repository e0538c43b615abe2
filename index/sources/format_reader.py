"""What a reader of one format is, and what it is given. Pure.

To add a format: write a module with its `FormatReader`, and name that in `registry.READERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date

from index.papers import Reading
from index.sources.head import Head


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text."""

    text: str
    file: str
    """Its name, for `Paper.sources` and `Problem.file`."""
    today: Date
    """Dates what leaves out the year."""


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
