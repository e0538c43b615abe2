"""Reads the tagged text of Web of Science (savedrecs.txt, .ciw): `PT J`, `TI ...`, lines that go on, `ER`. Pure."""

import re
from collections.abc import Mapping

from index.papers import Reading
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.references.tagged import TaggedRecord, tagged_records

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:\s(?P<value>.*)|$)")
_TYPE = re.compile(r"PT [A-Z]$")
_START = re.compile(r"(?:FN |PT [A-Z]$)")
# The tags below which each line is a separate value.
_LISTS = frozenset(("AU", "AF", "CR"))


def _recognises(head: Head) -> bool:
    return _START.match(head.lines[0]) is not None and bool(head.count(_TYPE))


def _read(document: Document) -> Reading:
    found = tagged_records(document.text.lstrip("\ufeff"), _LINE, "PT", "ER", lists=_LISTS)
    return reading_of((Record(one.line, _values(one)) for one in found), document.file)


def _values(found: TaggedRecord) -> Mapping[str, object]:
    words = [word.strip() for text in found.all("DE") for word in text.split(";")]
    return {
        "title": found.first("TI"),
        "abstract": found.first("AB"),
        "authors": found.all("AF") or found.all("AU"),
        "year": found.first("PY"),
        "month": found.first("PD"),
        "arxiv_id": found.all("AR"),
        "doi": found.all("DI"),
        "ids": [f"pmid:{text}" for text in found.all("PM")],
        "venue": found.first("SO"),
        "language": found.first("LA"),
        "tags": [word for word in words if word],
    }


WEB_OF_SCIENCE = FormatReader("a Web of Science file", _recognises, _read)
