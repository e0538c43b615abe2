"""Reads JSON and JSON lines: arXiv's snapshot, Semantic Scholar, OpenAlex, Crossref, DataCite, CSL, BEIR. Pure.

The keys of the objects decide which value is what (`fields.columns`), so one reader does for all of them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from index.papers import Reading
from index.sources.data.datacite_json import is_datacite, plain_attributes
from index.sources.fields.columns import columns_of, is_note
from index.sources.fields.ids import ids_in_notes
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.sources.pieces import pieces_of_list
from index.sources.problem_reasons import skipped
from index.wording.said import said

_OBJECT = re.compile(r"\{\s*[\"'][^\"'\n]{0,200}[\"']\s*:")
_LIST = re.compile(r"\[\s*\{\s*[\"'][^\"'\n]{0,200}[\"']\s*:")
_INVALID = said("problem.json", "invalid JSON")
_NO_OBJECT = said("problem.no_object", "a line of JSON that is not an object")
_INVALID_FROM_HERE = said("problem.json_from_here", "the JSON after this is not valid; what follows is skipped")
_SOME = 2
_DEEPEST = 4
_SCHEMA_KEYS = frozenset(("$schema", "openapi", "swagger"))
_SCHEMA_TYPES = ("string", "object", "array", "integer", "number", "boolean")
# Objects that stand around the paper itself.
_AROUND = tuple("paper citingPaper citedPaper _source data content attributes metadata row bib bibjson".split())


def _is_lines(head: Head) -> bool:
    objects = head.count(_OBJECT)
    return objects >= _SOME and bool(_OBJECT.match(head.lines[0])) and head.lines[1].startswith("{")


def _is_json(head: Head) -> bool:
    if head.starts(_OBJECT) or head.starts(_LIST):
        return True
    if head.text[0] not in "[{" or head.text[-1] not in "]}":
        return bool(head.suffix == "json" and head.text[0] in "[{")
    try:
        json.loads(head.text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_lines(document: Document) -> Reading:
    return reading_of(_line_records(document), document.file)


def _line_records(document: Document) -> Iterator[Record]:
    keys = _Keys(document.columns)
    for number, line in enumerate(document.text.split("\n"), document.first_line):
        if not line.strip():
            continue
        try:
            value = _parse(line)
        except ValueError:
            yield Record(number, {}, skipped(_INVALID))
            continue
        if isinstance(value, Mapping):
            yield keys.record(number, value)
        else:
            yield Record(number, {}, skipped(_NO_OBJECT))


def _is_json_list(head: Head) -> bool:
    return head.text.startswith("[") and _is_json(head)


def _read_json(document: Document) -> Reading:
    return reading_of(_json_records(document), document.file)


def _json_records(document: Document) -> Iterator[Record]:
    try:
        value = _parse(document.text)
    except ValueError:
        return _records_of(_before_the_fault(document.text), document, broken=True)
    return records_in_value(value, document)


def records_in_value(value: Any, document: Document) -> Iterator[Record]:
    """Yield the papers in the lists and objects that a file consists of."""
    return _records_of(_papers_in(value), document)


def _records_of(objects: Iterable[Mapping[str, Any]], document: Document, *, broken: bool = False) -> Iterator[Record]:
    text, keys, place, line = document.text, _Keys(document.columns), 0, 1
    for found in objects:
        record = keys.record(line, found)
        at = text.find(json.dumps(_first_text(record.values.get("title")), ensure_ascii=False)[1:-1], place)
        if at >= 0:
            place, line = at, line + text.count("\n", place, at)
        yield replace(record, line=line)
    if broken:
        yield Record(line, {}, _INVALID_FROM_HERE)


def _parse(text: str) -> Any:
    import orjson

    try:
        return orjson.loads(text)
    except ValueError:
        # orjson refuses NaN and lone surrogates, which Python's own writer writes.
        try:
            return json.loads(text)
        except RecursionError as fault:
            raise ValueError from fault


def _papers_in(value: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """Return the objects that have the keys of a paper: those of the lists in the file, or the one it is.

    If no list has papers, but for example references, the longest one is returned, to report what it lacks.
    """
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Mapping) and not _is_schema(item)]
    if not isinstance(value, Mapping) or depth > _DEEPEST or _is_schema(value):
        return []
    if "title" in columns_of(_inside(value)):
        return [value]
    # An object of papers by their ids.
    named = [item if "id" in item else {**item, "id": key} for key, item in value.items() if isinstance(item, Mapping)]
    if len(named) > 1 and len(named) == len(value) and all("title" in columns_of(_inside(item)) for item in named[:3]):
        return named
    lists = [_papers_in(item, depth + 1) for item in value.values() if isinstance(item, list | Mapping)]
    of_papers = [found for found in lists if found and _is_paper(found[0])]
    return list(chain.from_iterable(of_papers)) or max(lists, key=len, default=[])


def _is_schema(found: Mapping[str, Any]) -> bool:
    """Return whether an object is a JSON schema, whose title and description are not those of a paper."""
    kind = found.get("type")
    return not _SCHEMA_KEYS.isdisjoint(found) or isinstance(found.get("properties"), Mapping) or kind in _SCHEMA_TYPES


def _is_paper(found: Mapping[str, Any]) -> bool:
    columns = columns_of(_inside(found))
    return "title" in columns and "abstract" in columns


def _before_the_fault(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list up to where it is cut off or broken."""
    decoder, at = json.JSONDecoder(), text.find("[") + 1
    while 0 < at < len(text):
        at = _SEPARATORS.match(text, at).end()  # type: ignore[union-attr]
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        if isinstance(value, Mapping):
            yield value


_SEPARATORS = re.compile(r"[\s,]*")


def _inside(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an object merged with the paper's object inside it."""
    if is_datacite(found):
        return plain_attributes(found)
    for key in _AROUND:
        inner = found.get(key)
        if isinstance(inner, Mapping) and is_datacite(inner):
            return plain_attributes(inner)
        if isinstance(inner, Mapping) and "title" in columns_of(inner):
            return {**found, **{name: _bare(value) for name, value in inner.items()}}
    return found


def _bare(value: Any) -> Any:
    """Return a value without the object that OpenReview puts around each."""
    return value["value"] if isinstance(value, Mapping) and value.keys() == {"value"} else value


class _Keys:
    """Which key holds which field; worked out once for objects with the same keys."""

    def __init__(self, chosen: Iterable[tuple[str, str]]) -> None:
        self._chosen = dict(chosen)
        self._known: dict[tuple[str, ...], Mapping[str, tuple[str, ...]]] = {}

    def record(self, line: int, found: Mapping[str, Any]) -> Record:
        """Return the values of a paper by field; of several keys for a field the first that is filled."""
        found = _inside(found)
        keys = tuple(found)
        if keys not in self._known:
            if len(self._known) > _MANY:
                self._known.clear()
            self._known[keys] = columns_of(keys, self._chosen)
        values: dict[str, Any] = {}
        taken: dict[str, str] = {}
        for field, names in self._known[keys].items():
            filled = [name for name in names if name in found and found[name] not in _EMPTY]
            given = [found[name] for name in filled]
            if field == "ids":
                values["ids"] = _ids(names, found)
            elif field == "date":
                values["dates"] = given
            elif given:
                values[field], taken[field] = given[0], filled[0]
        columns = (taken["title"], taken["abstract"]) if {"title", "abstract"} <= taken.keys() else None
        return Record(line, values, columns=columns)


_MANY = 1000
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def _ids(names: Iterable[str], found: Mapping[str, Any]) -> list[Any]:
    values: list[Any] = []
    for name in names:
        value = found.get(name)
        if isinstance(value, str) and is_note(name):
            values += ids_in_notes([value])
        else:
            values.append({name: value} if isinstance(value, str | int) and name.casefold() == "pmid" else value)
    return values


def _first_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _first_text(value[0]) if value else ""
    return str(value or "")


JSON_LINES = FormatReader("a JSON lines file", _is_lines, _read_lines, by_lines=True)
JSON_LIST = FormatReader("a JSON file", _is_json_list, _read_json, pieces=pieces_of_list)
JSON = FormatReader("a JSON file", _is_json, _read_json)
