"""Readers: one per format, each from text to papers and problems. `read` picks the reader by content. Pure."""

from datetime import date as Date

from index.papers import Problem, Reading
from index.sources.decoding import binary_format, decode
from index.sources.formats import recognise
from index.sources.listing import read_listing

_EXPECTED = "save the papers as plain text: a title, an empty line, an abstract"


def read(data: bytes, file: str, today: Date) -> Reading:
    """Read the papers in the bytes of a file called `file`; anything wrong with them becomes a problem.

    A file that is not a list of papers is refused as a whole, with one problem that names its format.
    """
    if found := binary_format(data):
        return _refused(file, found)
    decoded = decode(data)
    if found := recognise(decoded.text, file):
        return _refused(file, found)
    reading = read_listing(decoded.text, file, today)
    if reading.refused:
        return reading
    if not reading.entries:
        return Reading((), (Problem(file, None, f"no papers found in it; {_EXPECTED}"),), refused=True)
    note = (Problem(file, decoded.line, decoded.note),) if decoded.note else ()
    return Reading(reading.entries, (*note, *reading.problems))


def _refused(file: str, found: str) -> Reading:
    return Reading(
        (),
        (Problem(file, None, f"this is {found}, not a list of papers that paperchat reads; {_EXPECTED}"),),
        refused=True,
    )
