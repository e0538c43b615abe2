"""Makes readers of XML formats: how to recognise a format, which elements are papers, how to read one. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping

from index.papers import Reading
from index.sources.data.safe_xml import BrokenXmlError, Element, elements
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_START = 4000

ValuesOf = Callable[[Element], Mapping[str, object] | str | None]
"""Returns what an element says of a paper; None if it is no paper; what is wrong with the file if it says that."""


def records_in(text: str, names: str, values_of: ValuesOf) -> Iterator[Record]:
    """Yield a record for each element with one of these names; where the file breaks, one that says so."""
    try:
        for element in elements(text, frozenset(names.split())):
            found = values_of(element)
            if isinstance(found, str):
                yield Record(element.line, {}, found)
            elif found is not None:
                yield Record(element.line, found)
    except BrokenXmlError as fault:
        yield Record(fault.line, {}, fault.reason)


def xml_reader(
    format_name: str, sign: str, names: str, values_of: Callable[[], ValuesOf], prepare: Callable[[str], str] = str
) -> FormatReader:
    """Return the reader of a format in XML.

    `sign`: a pattern that only the beginning of such files has. `names`: the elements that are read. `values_of` is
    called once per file, so that the function it returns can remember elements before a paper. `prepare` changes the
    text before it is read, but not its lines.
    """
    pattern = re.compile(sign)

    def recognises(head: Head) -> bool:
        return head.text.startswith("<") and pattern.search(head.text[:_START]) is not None

    def read(document: Document) -> Reading:
        return reading_of(records_in(prepare(document.text), names, values_of()), document.file)

    return FormatReader(format_name, recognises, read)
