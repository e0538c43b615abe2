"""Reads a note on one paper, as Obsidian and Notion keep them and Zotero's plugins write them. Pure.

Its fields are in the front matter, in lines such as `**DOI**:: 10.1000/1`, or both; the abstract is a property, a
section or a callout of that name.
"""

import re
from dataclasses import dataclass, field

from index.papers import Reading, tidy
from index.sources.blocks import word_count
from index.sources.fields.columns import columns_of
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pages.field_names import field_by_name, field_in
from index.sources.pages.front_matter import WIKI_LINK, front_matter

_START = re.compile(r"---[ \t]*\n|# \S|>\s*\[!")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_CALLOUT = re.compile(r"\[!(?P<kind>[\w-]+)\][+-]?\s*(?P<name>.*)")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*)")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<address>https?:[^()\s]*)\)")
_MARKS = re.compile(r"(?<!\w)[*_]{1,3}|[*_]{1,3}(?!\w)|(?<!\S)#(?=\w)")
# These say when the note was written, and of what kind it is.
_OF_THE_NOTE = frozenset(("created", "category", "categories", "source"))
# What manuals and tools have besides their title, too; a note on a paper says who wrote it, when or where.
_OF_ANY_PAGE = frozenset(("description", "summary"))
_OF_A_PAPER = frozenset(("authors", "date", "year", "venue", "doi", "arxiv_id"))
_SHORTEST_ABSTRACT, _SHORTEST_TITLE = 8, 3


@dataclass(slots=True)
class _Note:
    """What the lines of a note say."""

    line: int = 1
    heading: str = ""
    abstracts: list[list[str]] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)

    @property
    def abstract(self) -> str:
        return next((text for text in map(tidy, map(" ".join, self.abstracts)) if text), "")


def recognises(head: Head) -> bool:
    """Return whether the text is a note with a title and one abstract that is labelled as such."""
    if not head.starts(_START):
        return False
    values, note = _values(head.text, head.file)
    abstract = values.get("abstract")
    whole = bool(values.get("title")) and isinstance(abstract, str) and word_count(abstract) >= _SHORTEST_ABSTRACT
    return whole and len(note.abstracts) <= 1 and len(note.named.get("title", ())) <= 1


def read_literature_note(document: Document) -> Reading:
    """Read the paper that the note is on."""
    values, note = _values(document.text, document.file)
    keys = columns_of(front_matter(document.text)[0])
    # A page of a manual or a blog has a title and a description, too.
    key = keys["abstract"][0] if "abstract" in keys and not note.abstract else ""
    return reading_of([Record(note.line, values, columns=("title", key) if key else None)], document.file)


LITERATURE_NOTE = FormatReader("a note on a paper (Markdown)", recognises, read_literature_note)


def _values(text: str, file: str) -> tuple[dict[str, object], _Note]:
    properties, lines_before = front_matter(text)
    note = _read(text.splitlines()[lines_before:], lines_before)
    keys = columns_of(key for key in properties if key.casefold() not in _OF_THE_NOTE)
    values: dict[str, object] = {name: [_plain(one) for one in found] for name, found in note.named.items()}
    values |= {name: properties[key] for name, (key, *_) in keys.items() if properties[key]}
    values = {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in values.items()
    }
    values["title"] = values.get("title") or note.heading or _named_by_file(file)
    if "abstract" in keys and keys["abstract"][0].casefold() in _OF_ANY_PAGE and not _OF_A_PAPER & values.keys():
        del values["abstract"]
    values["abstract"] = note.abstract or values.get("abstract")
    return values, note


def _read(lines: list[str], lines_before: int) -> _Note:
    note, inside = _Note(), ""
    for number, line in enumerate(lines, lines_before + 1):
        quoted, text = bool(_QUOTE.match(line)), _QUOTE.sub("", line).strip()
        callout, heading = _CALLOUT.match(text), _HEADING.match(text)
        if inside == "callout" and text and not quoted:
            inside = ""
        if callout or heading:
            inside = _opened(note, callout, heading, number)
        elif inside and text:
            note.abstracts[-1].append(_without_marks(text))
        elif not inside and (found := field_in(text.replace("::", ":", 1))) and found[1]:
            note.named.setdefault(found[0], []).append(found[1])
    return note


def _opened(note: _Note, callout: re.Match[str] | None, heading: re.Match[str] | None, number: int) -> str:
    """Note what a callout or a heading begins: `callout` or `section` if that is the abstract."""
    name = (callout["name"] or callout["kind"]) if callout else heading["text"] if heading else ""
    if field_by_name(name) == "abstract" or (callout and callout["kind"].casefold() == "abstract"):
        note.abstracts.append([])
        return "callout" if callout else "section"
    if heading and heading["marks"] == "#" and not note.heading and not note.abstracts:
        note.heading, note.line = _plain(name), number
    return ""


def _plain(value: str) -> str:
    return _without_marks(_LINK.sub(lambda link: link["address"], value))


def _without_marks(text: str) -> str:
    return _MARKS.sub("", WIKI_LINK.sub(r"\1", _LINK.sub(r"\g<text>", text))).strip()


def _named_by_file(file: str) -> str:
    name = file.rpartition("/")[2].removesuffix(".md")
    return name if len(name.split()) >= _SHORTEST_TITLE else ""
