"""Readers: one per format, each from text to papers and problems. `registry` picks the reader by content. Pure."""

from dataclasses import replace
from datetime import date as Date

from index.papers import Problem, Reading
from index.sources.decoding import binary_format, decode
from index.sources.format_reader import Document
from index.sources.registry import read_document, wrong_format


def read(data: bytes, file: str, today: Date) -> Reading:
    """Read the papers in the bytes of a file called `file`; anything wrong with them becomes a problem.

    A file that is not a list of papers is refused as a whole, with one problem that names its format.
    """
    if found := binary_format(data):
        return wrong_format(file, found)
    decoded = decode(data)
    reading = read_document(Document(decoded.text, file, today))
    if reading.refused or not decoded.note:
        return reading
    return replace(reading, problems=(Problem(file, decoded.line, decoded.note), *reading.problems))
