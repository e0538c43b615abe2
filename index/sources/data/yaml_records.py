"""Reads YAML: pandoc's and Zotero's CSL-YAML, Typst's Hayagriva, papis, and lists of one's own. Pure.

Its texts, lists and objects are read as those of JSON are.
"""

import re
from collections.abc import Iterator
from typing import Any

from index.papers import Reading
from index.sources.data.json_records import records_in_value
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.wording.said import said

_SUFFIXES = ("yaml", "yml")
_TITLE = re.compile(r"(?:- )?title:(?:\s|$)")
_ABSTRACT = re.compile(r"(?:- )?abstract:(?:\s|$)")
# The format is decided by the beginning of a file, which may be cut off if the file is longer than this.
_SURELY_WHOLE = 50_000
_DEEPEST = 50
_ALIASES = said(
    "problem.yaml_aliases", "it uses anchors and aliases (&a, *a) or is nested too deeply, which is not read"
)


class _NotReadError(Exception):
    """Why a file is not read, and the line."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def _recognises(head: Head) -> bool:
    """Return whether the file is called YAML, has titles and abstracts, and is not just text that looks like it."""
    if head.suffix not in _SUFFIXES or not (head.count(_TITLE) and head.count(_ABSTRACT)):
        return False
    try:
        _check(head.text.encode("utf-8", "replace"))
    except _NotReadError as fault:
        return len(head.text) > _SURELY_WHOLE or fault.reason is _ALIASES
    return True


def _read(document: Document) -> Reading:
    return reading_of(_records(document), document.file)


def _records(document: Document) -> Iterator[Record]:
    try:
        documents = _loaded(document.text.encode("utf-8", "replace"))
    except _NotReadError as fault:
        yield Record(fault.line, {}, fault.reason)
        return
    yield from records_in_value(documents if len(documents) > 1 else next(iter(documents), None), document)


def _loaded(data: bytes) -> list[Any]:
    """Return the documents in the file; each value is a text, a list or an object, whatever its tag says."""
    import yaml  # type: ignore[import-untyped]  # no types come with it

    _check(data)
    try:
        return list(yaml.load_all(data, yaml.CBaseLoader))
    except yaml.YAMLError as fault:
        raise _broken(fault) from None


def _check(data: bytes) -> None:
    """Raise _NotReadError for broken YAML, and for aliases and depth, which can expand a short text enormously."""
    import yaml

    depth = 0
    try:
        for event in yaml.parse(data, yaml.CBaseLoader):
            starts, ends = isinstance(event, yaml.CollectionStartEvent), isinstance(event, yaml.CollectionEndEvent)
            depth += starts - ends
            if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
                raise _NotReadError(event.start_mark.line + 1, _ALIASES)
    except yaml.YAMLError as fault:
        raise _broken(fault) from None


def _broken(fault: Any) -> _NotReadError:
    mark = getattr(fault, "problem_mark", None)
    reason = said("problem.yaml", "invalid YAML: {fault}", fault=getattr(fault, "problem", None) or "unreadable")
    return _NotReadError(mark.line + 1 if mark else 1, reason)


YAML = FormatReader("a YAML file", _recognises, _read)
