"""Reads the properties that stand before the text of a note: the part of YAML that notes use. Pure."""

import json
import re
from collections.abc import Iterator

FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|$)", re.DOTALL)
"""The properties before a text, with the lines around them."""
_PROPERTIES = re.compile(r"---[ \t]*\n(?P<lines>.*?)\n?---[ \t]*(?:\n|$)", re.DOTALL)
_PROPERTY = re.compile(r"(?P<key>[\w][\w -]{0,60}):(?:[ \t]+(?P<value>.*))?$")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)")
_BLOCK = re.compile(r"[>|][+-]?\s*$")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
"""A link to another note, and the words that it shows."""


def front_matter(text: str) -> tuple[dict[str, str | list[str]], int]:
    r"""Return the properties before a text, and how many lines they take.

    >>> front_matter('---\ntitle: "On Gulls"\nauthors:\n  - Ada Quill\n  - "[[Bo Marsh]]"\ntags: [a, b]\n---\nText.')
    ({'title': 'On Gulls', 'authors': ['Ada Quill', 'Bo Marsh'], 'tags': ['a', 'b']}, 7)
    """
    found = _PROPERTIES.match(text.lstrip("\ufeff"))
    if not found:
        return {}, 0
    properties: dict[str, str | list[str]] = {}
    for key, lines in _by_key(found["lines"]):
        properties[key] = _value(lines)
    return properties, found[0].count("\n")


def _by_key(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each key with its value, on the same line or below."""
    key, lines = "", [""]
    for line in text.splitlines():
        named = _PROPERTY.match(line)
        if named:
            if key:
                yield key, lines
            key, lines = named["key"].strip(), [(named["value"] or "").strip()]
        else:
            lines.append(line.rstrip())
    if key:
        yield key, lines


def _value(lines: list[str]) -> str | list[str]:
    first, rest = lines[0], [line for line in lines[1:] if line.strip()]
    items = [item["value"] for line in rest if (item := _ITEM.match(line))]
    if items and not first:
        return [_scalar(item) for item in items]
    if first.startswith("[") and not first.startswith("[["):
        return _listed(" ".join((first, *map(str.strip, rest))))
    if not first or _BLOCK.match(first):
        return " ".join(map(str.strip, rest))
    return _scalar(" ".join((first, *map(str.strip, rest))))


def _listed(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        return [_scalar(item.strip()) for item in text.strip("[]").split(",") if item.strip()]
    return [str(item) for item in found if isinstance(item, str | int)] if isinstance(found, list) else []


def _scalar(text: str) -> str:
    """Return a text without its quotation marks, and without those of a link to another note."""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    elif text.startswith("'") and text.endswith("'") and len(text) > 1:
        text = text[1:-1].replace("''", "'")
    return WIKI_LINK.sub(r"\1", text)
