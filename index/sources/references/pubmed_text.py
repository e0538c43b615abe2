"""Reads what PubMed calls the format Abstract (text): the record of each paper as it is printed. Pure.

`1. Cell. 2003 Apr 4;120(3):101-9. doi: ...`, then paragraphs: title, authors, their addresses, the abstract, the ids.
"""

import re
from collections.abc import Iterator, Mapping

from index.papers import Reading
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_START = re.compile(
    r"\d{1,5}\. (?P<venue>[^\n]{1,200}?)\. "
    r"(?P<date>(?:1[89]|20)\d\d(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?(?: \d{1,2})?)?)[;.: ]"
)
_IDS = re.compile(r"(?m)^(?P<name>PMID|PMCID|DOI): (?P<value>\S+)")
# Marks of the addresses.
_MARKS = re.compile(r"\s*(?:\(\d{1,3}\))+")
_NO_ABSTRACT = re.compile(
    r"Author information:|Collaborators: |Copyright\b|©|Comment (?:in|on)\b|Update (?:in|of)\b|Erratum (?:in|for)\b"
    r"|Conflict of interest|(?:PMID|PMCID|DOI): |\[Article in |Publisher: |Republished "
)


def recognises(head: Head) -> bool:
    """Return whether this is such an export."""
    return _START.match(head.text) is not None and head.count(_IDS) > 0


def read(document: Document) -> Reading:
    """Return the papers of an export."""
    return reading_of(_records(document.text.lstrip("\ufeff")), document.file)


PUBMED_TEXT = FormatReader("a PubMed text", recognises, read)


def _records(text: str) -> Iterator[Record]:
    paragraphs: list[str] = []
    start, number = 0, 0
    for found, paragraph in _paragraphs(text):
        if _START.match(paragraph) and (not paragraphs or paragraph.startswith(f"{number + 1}. ")):
            if paragraphs:
                yield Record(start, _values(paragraphs))
            paragraphs, start, number = [], found, int(paragraph.partition(".")[0])
        paragraphs.append(paragraph)
    if paragraphs:
        yield Record(start, _values(paragraphs))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            lines.append(line.strip())
        elif lines:
            yield number - len(lines), "\n".join(lines)
            lines = []


def _values(paragraphs: list[str]) -> Mapping[str, object]:
    head, title, authors, *rest = [*paragraphs, "", "", ""][: max(len(paragraphs), 3)]
    start = _START.match(head)
    ids = {match["name"]: match["value"] for match in _IDS.finditer("\n".join(rest))}
    # An abstract may have several paragraphs; what stands around it begins with one of a few words.
    sections = [one for one in rest if not _NO_ABSTRACT.match(one)]
    return {
        "title": title.replace("\n", " "),
        "abstract": " ".join(sections).replace("\n", " "),
        "authors": _MARKS.sub("", authors).replace("\n", " ").rstrip(". "),
        "date": start["date"] if start else "",
        "venue": start["venue"].replace("\n", " ") if start else "",
        "doi": ids.get("DOI", ""),
        "ids": {"pmid": ids.get("PMID", ""), "pmcid": ids.get("PMCID", "")},
    }
