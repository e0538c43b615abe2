"""Reads the plain text that databases export: RefWorks, Cochrane, CNKI, NoteExpress, ProQuest, Ovid. Pure.

Each writes a field per line after its name; they differ in how a name is marked and in what begins a record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.papers import Reading
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.references.tagged import TaggedRecord, tagged_records

_TAGS = {
    "title": "T1 TI Title Title-题名 Title-标题 Document",
    "abstract": "AB Abstract Summary-摘要",
    "authors": "A1 AU Author Authors Author-作者 Author(s)",
    "year": "YR PY Year Year_of_Publication Year-年 Publication_year",
    "date": "PubTime-发表时间 Publication_date Date_of_Publication",
    "doi": "DO DOI Digital_Object_Identifier DOI-DOI",
    "url": "LK UL URL Link Link-链接",
    "venue": "JF SO Journal Source-文献来源 Source-刊名 Publication_title",
    "tags": "K1 KY Keywords Keyword-关键词 Subject Keyword_Heading",
    "pmid": "PM Unique_Identifier",
    "language": "LA Language Language_of_publication",
}
_SOME = 2
# ProQuest draws a line below each record.
_RULE = "_=- "


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a database writes its records."""

    start: re.Pattern[str]
    """The line that begins a record."""
    line: re.Pattern[str]
    """A line with the name of a field, and perhaps its value; others go on with the value before them."""
    first: str
    """The name in the line that begins a record."""


_LAYOUTS = (
    _Layout(
        re.compile(r"RT (?:Journal|Book|Conference|Dissertation|Generic|Web|Magazine|Newspaper|Thes|Report)"),
        re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?:\s(?P<value>.*)|$)"),
        "RT",
    ),
    _Layout(re.compile(r"ID: (?:CN-|CD|CCA)"), re.compile(r"(?P<tag>[A-Z]{2,3}): (?P<value>.*)"), "ID"),
    _Layout(
        re.compile(r"\{Reference Type\}: "),
        re.compile(r"\{(?P<tag>Reference(?= Type\})|[^{}]{1,40})(?: Type)?\}: ?(?P<value>.*)"),
        "Reference",
    ),
    _Layout(
        re.compile(r"SrcDatabase-来源库: "),
        re.compile(r"(?P<tag>[A-Za-z]{2,20}-[^\s:：]{1,10})[:：] ?(?P<value>.*)"),
        "SrcDatabase-来源库",
    ),
    # ProQuest. The title has no name; it goes on with the first line.
    _Layout(
        re.compile(r"Document \d+ of \d+$"),
        re.compile(
            r"(?P<tag>Document(?= \d+ of \d+$)|Author|Publication info|ProQuest document link|Abstract|Links?|Subject"
            r"|MeSH|Full [Tt]ext|Location|Company / organization|Identifier / keyword|Volume|Issue|Pages|First page"
            r"|Publication (?:title|year|date|subject)|Number of pages|Section|Publisher|e-ISSN|ISSN|DOI|Source type"
            r"|(?:Place|Country) of publication|Language of publication|Document (?:type|feature|URL)|Title"
            r"|ProQuest document ID|Correspondence author|Accession number|Copyright|Last updated|Database)"
            r"(?:: ?(?P<value>.*)|(?<=link)$|(?<=Document) .*)"
        ),
        "Document",
    ),
    # Ovid. Values are indented.
    _Layout(re.compile(r"<\d+>$"), re.compile(r"(?P<tag><(?=\d+>$)|[A-Z][\w /]{1,40}(?=$))(?:\d+>)?(?P<value>)$"), "<"),
)


def _layout(head: Head) -> _Layout | None:
    return next((one for one in _LAYOUTS if head.count(one.start) and head.count(one.line) > _SOME), None)


def recognises(head: Head) -> bool:
    """Return whether this is such an export."""
    return _layout(head) is not None


def read(document: Document) -> Reading:
    """Return the papers of an export."""
    layout = _layout(Head.of(document.text, document.file))
    if layout is None:
        return Reading((), ())
    records = tagged_records(document.text.lstrip("\ufeff"), layout.line, layout.first)
    return reading_of((Record(one.line, _values(one)) for one in records), document.file)


def _values(found: TaggedRecord) -> Mapping[str, object]:
    values = {name: found.all(*(tag.replace("_", " ") for tag in tags.split())) for name, tags in _TAGS.items()}
    texts = {name: next((text for text in some if text), "") for name, some in values.items()}
    return {
        **texts,
        "abstract": texts["abstract"].rstrip(_RULE),
        "authors": [name.strip() for text in values["authors"] for name in text.split(";") if name.strip()],
        "doi": values["doi"],
        "ids": [f"pmid:{number[0]}" for text in values["pmid"] if (number := re.search(r"\d{5,9}$", text))],
    }


DATABASE_TEXT = FormatReader("a text exported by a database", recognises, read)
