"""Which reader reads a file: the first that recognises its content. Pure.

What is recognised by none of them but by `formats.recognise` is refused by name; anything else is a saved page.
"""

from collections.abc import Iterable

from index.papers import Problem, Reading
from index.sources.format_reader import Document, FormatReader
from index.sources.formats import recognise
from index.sources.head import Head
from index.sources.listing import read_listing

# The more particular a format, the earlier: a listing in JSON before any JSON.
READERS: tuple[FormatReader, ...] = ()

_READ = "save the papers as plain text: a title, an empty line, an abstract"


def read_document(document: Document, readers: Iterable[FormatReader] = READERS) -> Reading:
    """Return the papers of a file and what is wrong with it; one that is no list of papers is refused as a whole."""
    head = Head.of(document.text, document.file)
    for reader in readers:
        if reader.recognises(head):
            reading = reader.read(document)
            return reading if reading.entries or reading.refused else nothing_in(document.file, reader.format, reading)
    if found := recognise(head):
        return wrong_format(document.file, found)
    reading = read_listing(document.text, document.file, document.today)
    if reading.entries or reading.refused:
        return reading
    return refused(document.file, f"no papers found in it; {_READ}")


def refused(file: str, reason: str) -> Reading:
    """Return the reading of a file that is refused as a whole."""
    return Reading((), (Problem(file, None, reason),), refused=True)


def wrong_format(file: str, found: str) -> Reading:
    """Return the refusal of a file in a format that is not read."""
    return refused(file, f"this is {found}, not a list of papers that paperchat reads; {_READ}")


def nothing_in(file: str, found: str, reading: Reading) -> Reading:
    """Return the refusal of a file in a format that is read, in which no paper could be."""
    first = next((f"; line {problem.line}: {problem.reason}" for problem in reading.problems if problem.line), "")
    return refused(file, f"this is {found}, but no paper in it has both a title and an abstract{first}")
