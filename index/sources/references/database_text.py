"""Reads the plain text that databases export: RefWorks, Cochrane, CNKI, NoteExpress, ProQuest, Ovid. Pure.

Each writes a field per line after its name; they differ in how a name is marked and in what begins a record.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.papers import Reading
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.references.tagged import TaggedRecord, tagged_records

_FIELDS = {
    "title": "T1|TI|Title|Title-题名|Title-标题",
    "abstract": "AB|Abstract|Summary-摘要",
    "authors": "A1|AU|Author|Authors|Author-作者|Author(s)",
    "year": "YR|PY|Year|Year of Publication|Year-年|Publication year",
    "date": "PubTime-发表时间|Publication date|Date of Publication",
    "doi": "DO|DOI|Digital Object Identifier|DOI-DOI",
    "url": "LK|UL|URL|Link|Link-链接",
    "venue": "JF|SO|Journal|Source-文献来源|Source-刊名|Publication title",
    "tags": "K1|KY|Keywords|Keyword-关键词|Subject|Keyword Heading",
    "pmid": "PM|Unique Identifier",
    "language": "LA|Language|Language of publication",
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split("|")}
_SOME = 2


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a database writes its records."""

    start: re.Pattern[str]
    """The line that begins a record."""
    line: re.Pattern[str]
    """A line with the name of a field, and perhaps its value; others go on with the value before them."""
    first: str = ""
    """The field that begins a record; where there is none, a line without one does."""


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
    _Layout(
        re.compile(r"Document \d+ of \d+$"),
        re.compile(
            r"(?P<tag>Author|Publication info|ProQuest document link|Abstract|Links?|Full [Tt]ext|Subject|MeSH|Location"
            r"|Company / organization|Identifier / keyword|Publication (?:title|year|date|subject)|Volume|Issue|Pages"
            r"|First page|Number of pages|Section|Publisher|Place of publication|Country of publication|e-ISSN|ISSN|DOI"
            r"|Source type|Language of publication|Document (?:type|feature|URL)|ProQuest document ID|Correspondence"
            r" author|Accession number|Copyright|Last updated|Database|Title)(?:: ?(?P<value>.*)|(?<=link)$)"
        ),
    ),
    _Layout(re.compile(r"<\d+>$"), re.compile(r"(?P<tag>[A-Z][\w /]{1,40})$(?P<value>)")),
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
    text = document.text.lstrip("\ufeff")
    records = tagged_records(text, layout.line, layout.first) if layout.first else _untagged(text, layout)
    return reading_of((Record(one.line, _values(one)) for one in records), document.file)


def _untagged(text: str, layout: _Layout) -> Iterator[TaggedRecord]:
    """Yield the records that begin with a line of their own; the first line of each that has no name is its title."""
    record: TaggedRecord | None = None
    tag = ""
    for number, line in enumerate(text.splitlines(), 1):
        if layout.start.match(line):
            if record:
                yield record
            record, tag = TaggedRecord(number), "Title"
        elif record and (match := layout.line.match(line)) and not line.startswith(" "):
            tag = match["tag"]
            record.values.setdefault(tag, []).append((match["value"] or "").strip())
        elif record and line.strip() and not _RULE.match(line):
            values = record.values.setdefault(tag, [""])
            values[-1] = f"{values[-1]} {line.strip()}".strip()
    if record:
        yield record


_RULE = re.compile(r"[_=-]{5,}$")


def _values(found: TaggedRecord) -> Mapping[str, object]:
    named: dict[str, list[str]] = {}
    for tag, texts in found.values.items():
        if field := _FIELD_OF.get(tag):
            named.setdefault(field, []).extend(text for text in texts if text)
    return {
        **{name: texts[0] for name, texts in named.items()},
        "authors": _people(named.get("authors", [])),
        "doi": named.get("doi", []),
        "ids": [f"pmid:{number[0]}" for text in named.get("pmid", []) if (number := re.search(r"\d{5,9}$", text))],
    }


def _people(texts: list[str]) -> str | list[str]:
    """Return the names; several in one text are separated by semicolons."""
    return [name for text in texts for name in re.split(r"\s*;\s*", text) if name]


DATABASE_TEXT = FormatReader("a text exported by a database", recognises, read)
