"""The lines of Markdown and plain text, with the meaning of their marks: headings, items, emphasis, links. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.papers import tidy

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)[\s#]*$")
_ITEM = re.compile(r"(?:[-*+•]\s+|\(?\d{1,4}[.)]\s+|\[\d{1,5}\]\s+)(?=\S)")
_QUOTE = re.compile(r"(?:>(?:\s|$|(?=>)))+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,500}\)")
# The text of a link may hold one pair of brackets; those of the author are escaped.
_LINK_TEXT = r"(?<!\\)\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,200}\]){1,400})\]"
_LINK = re.compile(
    rf"{_LINK_TEXT}\(\s*<?(?P<url>[^()\s<>]{{1,1000}}(?:\([^()\s]{{0,100}}\))?)>?(?:\s+\"[^\"]{{0,200}}\")?\s*\)"
)
_REFERENCE_LINK = re.compile(rf"{_LINK_TEXT}\[(?P<name>[^\[\]]{{1,40}})\]")
_DEFINITION = re.compile(r"\[(?P<name>[^\[\]]{1,40})\]:\s+<?(?P<url>\S{1,1000}?)>?(?:\s+[\"'(].*)?$")
_BARE_LINK = re.compile(r"<?(?P<url>https?://[^\s<>()\[\]\"'|]{3,500})>?")
_ANCHOR = re.compile(r"<a\b[^<>]{0,300}?href\s*=\s*[\"']?(?P<url>[^\"'\s<>]{1,500})[^<>]{0,300}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:details|summary|br|p|div|h[1-6]|img|ul|ol|li|hr|center|blockquote)\b[^<>]{0,500}/?>", re.IGNORECASE
)
_TAG = re.compile(
    rf"{_BLOCK_TAG.pattern}|</?(?:a|b|strong|i|em|span|sub|sup|font|code|u)\b[^<>]{{0,500}}/?>", re.IGNORECASE
)
# What unfolds below its name on the same line.
_FOLDED = re.compile(r"<summary>(?P<name>[^<>:]{1,40})</summary>(?=\s*[^\s<])", re.IGNORECASE)
_TAG_HEADING = re.compile(r"<h(?P<level>[1-6])\b", re.IGNORECASE)
_STRONG = re.compile(r"(?:\*\*|__|<b>|<strong>|<summary>\s*<b>).*", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<text>.{1,1000}?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=\S)(?P<text>[^*_]{1,1000}?|[^*]{1,1000}?)(?<=\S)\1(?![\w*])")


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line: the meaning of its Markdown marks, and its text without them."""

    number: int
    level: int
    """That of a heading; 0 for other lines."""
    item: str
    """The mark that begins an item of a list; a wrapped line of a text may begin so, too."""
    strong: bool
    """It begins with bold text or with a link."""
    text: str
    """As it reads: without marks, links and tags."""
    unlinked: str
    """As it is written, but for links, tags, and the marks of a heading, an item, a quotation."""
    body: str
    """As it is written, but for the marks of a heading, an item, a quotation, and the tags around blocks."""
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
    line = _FOLDED.sub(lambda folded: f"{folded['name'].strip()}: ", line) if "<" in line else line
    heading, tag = _HEADING.match(line), _TAG_HEADING.match(line)
    level = len(heading["marks"]) if heading else int(tag["level"]) if tag else 0
    body = heading["text"] if heading else line
    item = _ITEM.match(body)
    body = body[item.end() :] if item else body
    links = [match["url"] for pattern in (_LINK, _ANCHOR) for match in pattern.finditer(body)]
    links += [addresses[match["name"]] for match in _REFERENCE_LINK.finditer(body) if match["name"] in addresses]
    body = _IMAGE.sub("", body)
    strong = bool(_STRONG.match(body) or _LINK.match(body) or _REFERENCE_LINK.match(body))
    unlinked = _REFERENCE_LINK.sub(r"\g<text>", _LINK.sub(r"\g<text>", _BLOCK_TAG.sub(" ", body)))
    text = without_emphasis(_TAG.sub(" ", unlinked))
    links += [match["url"].rstrip(".,;") for match in _BARE_LINK.finditer(unlinked)]
    return MarkedLine(
        number,
        level,
        item[0] if item else "",
        strong,
        tidy(text),
        tidy(unlinked),
        tidy(_BLOCK_TAG.sub(" ", body)),
        tuple(dict.fromkeys(links)),
    )


def without_emphasis(text: str) -> str:
    """Return a title or a name without the marks of bold and italic text.

    >>> without_emphasis("**A * B** in *Mice*: x_i"), without_emphasis("*Ada Quill*")
    ('A * B in Mice: x_i', 'Ada Quill')
    """
    return _ITALIC.sub(r"\g<text>", _BOLD.sub(r"\g<text>", text))
