"""Reads saved pages of papers that a program turned into Markdown, as html2text, notebooks and web clippers do. Pure.

The marks and addresses are taken out line by line, so that what is left is the same page as a copy of it; of the
addresses the ids of the papers are kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.papers import Entry, Reading
from index.sources.blocks import word_count
from index.sources.card_details import BULLETS
from index.sources.format_reader import Document, FormatReader
from index.sources.formats import MARKDOWN, recognise
from index.sources.head import Head
from index.sources.listing import read_listing
from index.sources.pages.front_matter import FRONT_MATTER
from index.sources.pages.marked_lines import MarkedLine, marked_lines

_PAGE = re.compile(r"(?:https?://huggingface\.co)?/papers/(?P<id>\d{4}\.\d{4,5})(?:#\S*)?$")
_SITE = re.compile(r"https?://huggingface\.co/(?:papers|login\?next=%2Fpapers)|\]\(/papers/\d{4}\.")
# An address on a line of its own: one of the site, or any, between blank lines; a line of an abstract may be one, too.
_ADDRESS = re.compile(r"<?https?://\S+>?$|\(?(?:https?:/)?/\S+\)$")
_OWN_ADDRESS = re.compile(r"<?https?://huggingface\.co/(?:papers|login)\b\S*>?$|\(?/\S+\)$")
# What is left of a link over several lines: `[`, then text, then `](/papers/2601.00011)` or `][33]`.
_OPENING, _CLOSING = re.compile(r"^\[(?![^\[]*\])\s*"), re.compile(r"\s*(?<!\\)\]\s*(?:\[\w*\]|\([^()]*\))\s*$")
_CHECKBOX = re.compile(r"^\[[-x ]?\]\s*|^\[-\]\s*")
_ACCOUNT = re.compile(r"^\[[^\[\]]{1,60}\]\s+(?=\S)")
_HEADING = re.compile(r"#{0,6}\s*(?:Daily|Trending) Papers$")
_ESCAPED = re.compile(r"\\([\[\]*_])")
_UNESCAPED = re.compile(r"(?<![\\\s])[*_](?!\s)")
_SOME = 3
_PROSE = 12


def recognises(head: Head) -> bool:
    """Return whether the text has addresses of Hugging Face's paper pages, or its heading and the marks of links."""
    if recognise(head) not in ("", MARKDOWN):
        return False
    if len({line for line in head.lines if _SITE.search(line)}) >= _SOME:
        return True
    marks = sum(1 for line in head.lines if _CLOSING.search(line))
    return marks >= _SOME and head.count(_HEADING) > 0 and "hugging" in head.text.casefold()


def read_page_export(document: Document) -> Reading:
    """Read the papers of the page, with their arXiv ids."""
    marked = [*marked_lines(_without_front_matter(document.text))]
    lines = ["" if _is_address(marked, place) else _plain(line) for place, line in enumerate(marked)]
    # A program that escapes marks escapes most of them.
    text = "\n".join(lines)
    if len(_ESCAPED.findall(text)) > len(_UNESCAPED.findall(text)):
        lines = [_ESCAPED.sub(r"\1", line) for line in lines]
    _close_up(lines)
    reading = read_listing("\n".join(lines), document.file, document.today, accounts=False)
    ids = _ids_by_line(marked)
    return replace(reading, entries=tuple(_with_id(entry, ids) for entry in reading.entries))


HF_PAGE_EXPORT = FormatReader("a page of papers exported as Markdown", recognises, read_page_export)


def _without_front_matter(text: str) -> str:
    head = FRONT_MATTER.match(text)
    return "\n" * head[0].count("\n") + text[head.end() :] if head else text


def _is_address(marked: Sequence[MarkedLine], place: int) -> bool:
    around = [*marked[max(place - 1, 0) : place], *marked[place + 1 : place + 2]]
    alone = not any(line.unlinked for line in around)
    return bool((_ADDRESS if alone else _OWN_ADDRESS).match(marked[place].unlinked))


def _plain(line: MarkedLine) -> str:
    """Return the line as it would be in a copy of the page."""
    mark = "" if line.item.startswith("*") else line.item
    # Where the text around it is longer, a link is the author's, and stands so on the page itself.
    around = line.body.startswith("[") or not line.links or word_count(line.unlinked) < _PROSE
    text = _CHECKBOX.sub("", mark + (line.unlinked if around else line.body))
    text = _CLOSING.sub("", text) if not text.startswith("]") else ""
    return _ACCOUNT.sub("", _OPENING.sub("", text)).strip()


def _close_up(lines: list[str]) -> None:
    """Move the lines around a dot next to it: the organisation or the number of authors, and the day."""
    for place, line in enumerate(lines):
        if line and line in BULLETS:
            before = next((n for n in range(place - 1, max(place - 9, -1), -1) if lines[n]), None)
            after = next((n for n in range(place + 1, min(place + 9, len(lines))) if lines[n]), None)
            for source, target in ((before, place - 1), (after, place + 1)):
                if source is not None and source != target:
                    lines[target], lines[source] = lines[source], ""


def _ids_by_line(marked: Sequence[MarkedLine]) -> Mapping[int, str]:
    """Return the arXiv ids by the lines of the titles that link to them, or that an address follows."""
    ids: dict[int, str] = {}
    last = 0
    for line in marked:
        found = [match["id"] for link in line.links if (match := _PAGE.match(link))]
        if found and not _ADDRESS.match(line.text):
            ids[line.number] = found[0]
        elif found and last:
            ids.setdefault(last, found[0])
        last = line.number if line.text and not _ADDRESS.match(line.text) else last
    return ids


def _with_id(entry: Entry, ids: Mapping[int, str]) -> Entry:
    arxiv_id = next((ids[line] for line in range(entry.line, entry.line + 4) if line in ids), None)
    if arxiv_id is None:
        return entry
    return replace(
        entry, paper=replace(entry.paper, arxiv_id=arxiv_id, url=f"https://huggingface.co/papers/{arxiv_id}")
    )
