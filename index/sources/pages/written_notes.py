"""Reads the Markdown that paperchat exports: titles and abstracts as they read, the record in a comment. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from index.papers import Reading
from index.sources.data.json_records import JSON_LINES
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_MARK = re.compile(r"<!-- paperchat \{")
_RECORD = re.compile(r"<!-- paperchat (?P<values>\{.*\}) -->\s*")
_TITLE = re.compile(r"##? (?P<text>.+)")
_ABSTRACT = re.compile(r"\*\*Abstract:\*\* (?P<text>.+)")
_ESCAPED = re.compile(r"\\([\[\]<\\`*#>+|=~.)_&%-])")


def recognises(head: Head) -> bool:
    """Return whether a comment of ours is in it."""
    return head.count(_MARK) > 0


def read_written_notes(document: Document) -> Reading:
    """Read the papers; what somebody changed in a title or an abstract since then counts."""
    return JSON_LINES.read(replace(document, text="\n".join(_as_json(document.text))))


WRITTEN_NOTES = FormatReader("notes that paperchat wrote (Markdown)", recognises, read_written_notes)


def _as_json(text: str) -> Iterator[str]:
    """Yield a line for each line of the text: a record as JSON in the place of its abstract, else an empty one."""
    title, values = "", ""
    for line in text.replace("\r\n", "\n").split("\n"):
        record, heading, abstract = (pattern.fullmatch(line) for pattern in (_RECORD, _TITLE, _ABSTRACT))
        if values and abstract:
            texts = {"title": _plain(title), "abstract": _plain(abstract["text"])}
            yield json.dumps(texts, ensure_ascii=False)[:-1] + ("," if values.strip("{} ") else "") + values[1:]
            values = ""
            continue
        yield ""
        title = heading["text"] if heading else title
        values = record["values"] if record else values if not line.strip() else ""


def _plain(written: str) -> str:
    return _ESCAPED.sub(r"\1", written)
