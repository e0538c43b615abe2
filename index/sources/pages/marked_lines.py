"""The lines of Markdown and of plain text, with what their marks say: headings, items, emphasis, links. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.papers import tidy

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)[\s#]*$")
_ITEM = re.compile(r"(?:[-*+•]\s+|\(?\d{1,4}[.)]\s+|\[\d{1,5}\]\s+)(?=\S)")
_QUOTE = re.compile(r"(?:>\s?)+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,500}\)")
# The text of a link may hold one pair of brackets.
_LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,200}\]){1,400})\]\(\s*<?(?P<url>[^()\s<>]{1,1000}(?:\([^()\s]{0,100}\))?)>?(?:\s+\"[^\"]{0,200}\")?\s*\)"
)
_REFERENCE_LINK = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,200}\]){1,400})\]\[(?P<name>[^\[\]]{1,40})\]")
_DEFINITION = re.compile(r"\[(?P<name>[^\[\]]{1,40})\]:\s+<?(?P<url>\S{1,1000}?)>?(?:\s+[\"'(].*)?$")
_BARE_LINK = re.compile(r"<?(?P<url>https?://[^\s<>()\[\]\"'|]{3,500})>?")
_ANCHOR = re.compile(r"<a\b[^<>]{0,300}?href\s*=\s*[\"']?(?P<url>[^\"'\s<>]{1,500})[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:details|summary|b|strong|i|em|a|br|p|div|span|sub|sup|h[1-6]|img|font|code|u|ul|ol|li|hr|center|blockquote)\b"
    r"[^<>]{0,500}/?>",
    re.IGNORECASE,
)
_TAG_HEADING = re.compile(r"<h(?P<level>[1-6])\b", re.IGNORECASE)
_STRONG = re.compile(r"(?:\*\*|__|<b>|<strong>|<summary>\s*<b>).*", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])")


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line, what its marks say, and its text without them."""

    number: int
    level: int
    """That of a heading; 0 for other lines."""
    item: bool
    """It begins an item of a list."""
    strong: bool
    """It begins with bold text or with a link."""
    text: str
    """As it reads: without marks, links and tags."""
    body: str
    """As it is written, without the marks of a heading, an item, a quotation, and without tags."""
    links: tuple[str, ...]


def marked_lines(text: str) -> Iterator[MarkedLine]:
    """Yield the lines, also those that are blank."""
    lines = text.splitlines()
    addresses = {match["name"]: match["url"] for line in lines if (match := _DEFINITION.match(line.strip()))}
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        yield _marked(number, "" if _DEFINITION.match(stripped) else stripped, addresses)


def _marked(number: int, line: str, addresses: dict[str, str]) -> MarkedLine:
    line = _QUOTE.sub("", line, count=1) if line.startswith(">") else line
    heading, tag = _HEADING.match(line), _TAG_HEADING.match(line)
    level = len(heading["marks"]) if heading else int(tag["level"]) if tag else 0
    body = heading["text"] if heading else line
    item = _ITEM.match(body)
    body = body[item.end() :] if item else body
    links = [match["url"] for pattern in (_LINK, _ANCHOR) for match in pattern.finditer(body)]
    links += [addresses[match["name"]] for match in _REFERENCE_LINK.finditer(body) if match["name"] in addresses]
    body = _IMAGE.sub("", body)
    strong = bool(_STRONG.match(body) or _LINK.match(body) or _REFERENCE_LINK.match(body))
    text = _REFERENCE_LINK.sub(r"\g<text>", _LINK.sub(r"\g<text>", _TAG.sub(" ", body)))
    links += [match["url"].rstrip(".,;") for match in _BARE_LINK.finditer(text)]
    return MarkedLine(
        number, level, item is not None, strong, tidy(without_emphasis(text)), tidy(_TAG.sub(" ", body)), tuple(links)
    )


def without_emphasis(text: str) -> str:
    """Return a title or a name without the marks of bold and italic text.

    >>> without_emphasis("**A * B** in *Mice*: x_i"), without_emphasis("*Ada Quill*")
    ('A * B in Mice: x_i', 'Ada Quill')
    """
    return _EMPHASIS.sub("", text)
