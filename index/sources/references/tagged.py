"""Reads the formats that give each value on a line of its own after a tag: RIS, PubMed (nbib), EndNote (enw). Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.papers import Reading
from index.sources.fields.ids import ids_in_notes
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_SOME = 2
_RIS = re.compile(r"(?P<tag>[A-Z][A-Z0-9])\s{1,2}-(?:\s(?P<value>.*)|$)")
_RIS_TYPE = re.compile(r"TY\s{1,2}- ")
_ENDNOTE = re.compile(r"%(?P<tag>[0-9A-Z@])\s(?P<value>.*)")
_ENDNOTE_TYPE = re.compile(r"%0\s")
_PUBMED = re.compile(r"(?P<tag>[A-Z]{2,4})\s{0,2}- (?P<value>.*)")
# The tag of ERIC has no number.
_PUBMED_START = re.compile(r"(?:PMID|OWN)\s{0,3}- ")


@dataclass(slots=True)
class TaggedRecord:
    """One record: its values by tag, in the file's order."""

    line: int
    lines: dict[str, list[list[str]]] = field(default_factory=dict)
    """The lines of each value; joined only on request, because joining line by line copies a long value each time."""

    def all(self, *tags: str) -> list[str]:
        """Return the values of these tags."""
        return [" ".join(filter(None, lines)) for tag in tags for lines in self.lines.get(tag, ())]

    def first(self, *tags: str) -> str:
        """Return the first value that one of these tags has."""
        return next((value for value in self.all(*tags) if value), "")


def tagged_records(
    text: str, line_of: re.Pattern[str], first_tags: str, last_tag: str = "", *, lists: frozenset[str] = frozenset()
) -> Iterator[TaggedRecord]:
    """Yield the records. Each ends at its last tag, or where one of the first tags comes that it has already.

    Other lines go on with the value before them; below a tag of `lists` each is a value of its own.
    """
    firsts = first_tags.split()
    record: TaggedRecord | None = None
    tag = ""
    for number, line in enumerate(text.splitlines(), 1):
        match = line_of.match(line)
        if match and match["tag"] in firsts and not (record and match["tag"] not in record.lines):
            if record:
                yield record
            record = TaggedRecord(number)
        elif match and match["tag"] == last_tag and record:
            yield record
            record = None
        if match and record:
            tag = match["tag"]
            record.lines.setdefault(tag, []).append([(match["value"] or "").strip()])
        elif record and tag in lists and line.strip():
            record.lines[tag].append([line.strip()])
        elif record and tag in record.lines and line.strip():
            record.lines[tag][-1].append(line.strip())
    if record:
        yield record


def _read_ris(document: Document) -> Reading:
    records = (Record(found.line, _ris_values(found)) for found in tagged_records(document.text, _RIS, "TY", "ER"))
    return reading_of(records, document.file)


def _ris_values(found: TaggedRecord) -> Mapping[str, object]:
    journal = found.first("TY") in {"JOUR", "MGZN", "NEWS"}
    return {
        "title": found.first("TI", "T1", "CT"),
        "abstract": found.first("AB", "N2"),
        "authors": found.all("AU") or found.all("A1"),
        "date": found.first("DA", "Y1"),
        "year": found.first("PY", "YR"),
        "arxiv_id": found.all("AN", "M1"),
        "doi": found.all("DO"),
        "ids": [*ids_in_notes(found.all("N1")), *found.all("C7")],
        "url": found.all("UR"),
        "pdf_url": [*found.all("L1"), *found.all("LK")],
        "venue": found.first("T2", "JO", "JF", "JA", "BT") or (found.first("PB") if journal else ""),
        "language": found.first("LA"),
        "tags": found.all("KW"),
    }


def _read_pubmed(document: Document) -> Reading:
    records = (
        Record(found.line, _pubmed_values(found)) for found in tagged_records(document.text, _PUBMED, "PMID OWN")
    )
    return reading_of(records, document.file)


def _pubmed_values(found: TaggedRecord) -> Mapping[str, object]:
    ids = found.all("LID", "AID")
    return {
        "title": found.first("TI", "TT", "BTI"),
        "abstract": found.first("AB", "OAB"),
        "authors": found.all("FAU") or found.all("AU") or found.all("CN"),
        "date": found.first("DP", "DEP"),
        "doi": [one.removesuffix("[doi]").strip() for one in ids if one.endswith("[doi]") or "://" in one],
        "url": ids,
        "ids": {"pmid": found.first("PMID"), "pmcid": found.first("PMC")},
        "organisation": found.first("AD"),
        "venue": found.first("JT", "TA"),
        "language": found.first("LA"),
        "tags": [*found.all("OT"), *(term.replace("*", "") for term in found.all("MH"))],
    }


def _read_endnote(document: Document) -> Reading:
    records = (Record(found.line, _endnote_values(found)) for found in tagged_records(document.text, _ENDNOTE, "0 T"))
    return reading_of(records, document.file)


def _endnote_values(found: TaggedRecord) -> Mapping[str, object]:
    return {
        "title": found.first("T"),
        "abstract": found.first("X"),
        "authors": found.all("A"),
        "date": found.first("8"),
        "year": found.first("D"),
        "doi": found.all("R"),
        "ids": [*found.all("M"), *ids_in_notes(found.all("Z"))],
        "url": found.all("U"),
        "pdf_url": found.all(">"),
        "venue": found.first("J", "B"),
        "language": found.first("G"),
        "tags": found.all("K"),
    }


def _is_ris(head: Head) -> bool:
    return bool(head.count(_RIS_TYPE)) and head.count(_RIS) >= _SOME


def _is_pubmed(head: Head) -> bool:
    return _PUBMED_START.match(head.lines[0]) is not None and head.count(_PUBMED) >= _SOME


def _is_endnote(head: Head) -> bool:
    kinds = head.count(_ENDNOTE_TYPE)
    return bool(kinds) and _ENDNOTE.match(head.lines[0]) is not None and head.count(_ENDNOTE) >= _SOME


RIS = FormatReader("an RIS file", _is_ris, _read_ris)
PUBMED = FormatReader("a PubMed file", _is_pubmed, _read_pubmed)
ENDNOTE = FormatReader("an EndNote file", _is_endnote, _read_endnote)
