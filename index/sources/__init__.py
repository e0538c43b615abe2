"""Readers: one a format, each from text to papers and problems. `read` picks the reader. Pure."""

import codecs
from datetime import date as Date

from index.papers import Problem, Reading
from index.sources.listing import read_listing


def read(data: bytes, file: str, today: Date) -> Reading:
    """Read the papers in the bytes of a file called `file`; whatever is wrong with them becomes a problem."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    problems: list[Problem] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        text = data.decode(encoding, "replace")
        line = data.count(b"\n", 0, fault.start) + 1
        problems.append(Problem(file, line, "not UTF-8 text; what is not was replaced by \N{REPLACEMENT CHARACTER}"))
    if "\x00" in text:
        return Reading((), (Problem(file, None, "not a text file; save the page as text"),))
    reading = read_listing(text, file, today)
    if not reading.entries and not reading.problems:
        problems.append(Problem(file, None, "no papers in it; expected blocks of a title, an empty line, an abstract"))
    return Reading(reading.entries, (*problems, *reading.problems))
