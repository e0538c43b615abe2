"""Reads Markdown digests and lists of papers with abstracts, and those of Org mode: a heading or an item for each
paper. Pure.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import fmean

from index.papers import Problem, Reading
from index.sources.blocks import word_count
from index.sources.format_reader import Document, FormatReader
from index.sources.formats import MARKDOWN, recognise
from index.sources.head import Head
from index.sources.pages.field_names import field_by_name, field_in
from index.sources.pages.front_matter import FRONT_MATTER
from index.sources.pages.gathering import Gathered, reading_of_gathered
from index.sources.pages.marked_lines import MarkedLine, marked_lines, without_emphasis
from index.sources.record_likeness import look_like_papers
from index.wording.said import said

_REFUSAL = said(
    "problem.digest",
    "this is a Markdown file without papers that have an abstract; fetch the papers it links with"
    " `paperchat add arxiv:ID`, or add the abstracts below the titles",
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BOLD = re.compile(r"(?:\*\*|__)(?P<text>[^*]{1,400}?)(?:\*\*|__)(?P<colon>\s*:)?")
_LINK_TEXT = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]{0,200}\]){1,400})\][(\[]")
_AUTHORS = re.compile(r"(?P<marks>\*\*|__|\*|_)(?P<names>[^*_:]{3,2000})(?P=marks)(?:\s+·.*)?")
_STRONG_LINE = re.compile(r"(?:[-*+]\s+|\d{1,4}[.)]\s+)?(?:\*\*|__)\S|<summary>\s*<b>")
_FOLD = re.compile(r"<details\b|<summary\b", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\(?\d{1,4}[.):]|\[\d{1,5}\]|#\d{1,4}|\d{1,4}\s+-)\s+")
_AFTER = re.compile(
    r"\s+(?:⭐|★|\||·|•|`(?:arXiv|[a-z-]+\.[A-Z]{2})|\(arXiv|\[(?:pdf|paper|code|arxiv|link)\b).*$", re.IGNORECASE
)
_ORG_HEADING = re.compile(
    r"(?P<stars>\*{1,6}) +(?:(?:TODO|NEXT|WAITING|READING|READ|DONE) +)?(?:\[#[A-C]\] +)?(?P<text>\S.*)"
)
_ORG_TAGS = re.compile(r"[ \t]:[\w@:]+:$")
_ORG_LINK = re.compile(r"\[\[(?P<address>[^\[\]]+)\](?:\[(?P<text>[^\[\]]+)\])?\]")
_ORG_PROPERTY = re.compile(r":(?P<key>[\w-]{1,40}):(?:\s+(?P<value>.*))?")
_ORG_DRAWER = re.compile(r":PROPERTIES:$")
_SHORTEST_TITLE = 3
_SOME = 2

Starts = Callable[[MarkedLine], bool]


def recognises(head: Head) -> bool:
    """Return whether the text is Markdown, or has items in bold with details folded away below."""
    found = recognise(head)
    strong, folds = head.count(_STRONG_LINE), head.count(_FOLD)
    return found == MARKDOWN or (not found and strong >= _SOME and (folds >= _SOME or 5 * strong >= len(head.lines)))


def read_markdown_digest(document: Document) -> Reading:
    """Read the papers that have an abstract, whichever headings or items carry their titles."""
    unnamed, papers = _papers_of(_prose(document.text))
    reading = reading_of_gathered(papers, document.file, _REFUSAL, unnamed=unnamed)
    if unnamed and reading.entries and not look_like_papers([one.paper for one in reading.entries], document.file):
        return Reading((), (Problem(document.file, None, _REFUSAL),), refused=True)
    return reading


MARKDOWN_DIGEST = FormatReader(MARKDOWN, recognises, read_markdown_digest)


def _recognises_org(head: Head) -> bool:
    """Return whether the text has headings with stars, and properties below them, as Org mode writes them."""
    return head.count(_ORG_HEADING) > 0 and (head.suffix == "org" or head.count(_ORG_DRAWER) > 0)


def _read_org(document: Document) -> Reading:
    lines = map(_from_org, document.text.splitlines())
    return read_markdown_digest(replace(document, text="\n".join(lines)))


def _from_org(line: str) -> str:
    """Return a line of Org mode as one of Markdown."""
    line = _ORG_LINK.sub(lambda link: f"[{link['text'] or link['address']}]({link['address']})", line.rstrip())
    if heading := _ORG_HEADING.match(line):
        return f"{'#' * len(heading['stars'])} {_ORG_TAGS.sub('', heading['text'])}"
    if found := _ORG_PROPERTY.fullmatch(line.strip()):
        return f"{found['key']}: {found['value']}" if found["value"] else ""
    return "" if line.startswith("#+") else line


ORG_MODE = FormatReader("an Org mode file", _recognises_org, _read_org)


def _prose(text: str) -> list[MarkedLine]:
    """Return the lines without front matter and code, which keep their numbers."""
    head = FRONT_MATTER.match(text)
    skipped = text.count("\n", 0, head.end()) if head else 0
    prose, in_code = [], False
    for line in marked_lines(text):
        fence = _FENCE.match(line.body)
        in_code ^= bool(fence)
        if line.number > skipped and not in_code and not fence:
            prose.append(line)
    return prose


def _papers_of(lines: list[MarkedLine]) -> tuple[bool, list[Gathered]]:
    """Return the papers by the best of the ways in which titles may be marked, and whether abstracts are named."""
    ways: list[Starts] = [*(_heading_of(level) for level in range(1, 7)), _begins_item, _begins_strong]
    best: tuple[tuple[int, float], bool, list[Gathered]] = ((0, 0.0), False, [])
    for starts in ways:
        papers = [*_split(lines, starts)]
        unnamed = _may_be_unnamed(papers)
        found = [paper for paper in papers if paper.abstract(unnamed=unnamed)]
        words = fmean(min(len(paper.title.split()), 6) for paper in found) if found else 0
        if (len(found), words) > best[0]:
            linked = [paper for paper in papers if paper.has_paper_link or paper in found]
            best = ((len(found), words), unnamed, linked)
    return best[1], best[2]


def _may_be_unnamed(papers: list[Gathered]) -> bool:
    """Return whether a paragraph below a title is its abstract though nothing calls it so.

    That is so where the titles link to papers, or where nearly every heading is as long as a title and has one
    paragraph as long as an abstract: the sections of other texts are not.
    """
    held = [paper for paper in papers if paper.abstract(unnamed=True)]
    titled = [paper for paper in held if word_count(paper.title) >= _SHORTEST_TITLE]
    if 2 * len(titled) <= len(held):
        return False
    if all(paper.is_about_one_paper for paper in held):
        return True
    alike = [paper for paper in titled if len(paper.paragraphs) == 1]
    return len(alike) >= _SOME and len(alike) + 1 >= len(papers) and len(alike) == len(held)


def _heading_of(level: int) -> Starts:
    return lambda line: line.level == level and not _names_a_field(line)


def _begins_item(line: MarkedLine) -> bool:
    return bool(line.item) and _is_strong(line)


def _begins_strong(line: MarkedLine) -> bool:
    return not line.item and _is_strong(line)


def _is_strong(line: MarkedLine) -> bool:
    """Return whether the line begins with bold text or a link that can be a title, not a field name with its colon."""
    bold = _BOLD.match(line.body)
    is_label = bold is not None and (bold["colon"] is not None or bold["text"].endswith((":", "：")))
    return line.strong and not line.level and not is_label and not _names_a_field(line)


def _names_a_field(line: MarkedLine) -> bool:
    """Return whether a heading or an item is the name of a field and not a title; a title may begin with one."""
    found = field_in(line.body) if line.level else None
    if found and found[0] in ("title", "abstract", "authors"):
        return True
    return field_by_name(line.text) is not None or field_by_name(_title_of(line)) is not None


def _split(lines: list[MarkedLine], starts: Starts) -> Iterator[Gathered]:
    paper: Gathered | None = None
    level = 0
    for line in lines:
        if starts(line):
            if paper:
                yield paper
            paper, level = Gathered(line.number, _title_of(line), links=[*line.links]), line.level or 7
        elif paper and 0 < line.level < level and not _names_a_field(line):
            yield paper
            paper = None
        elif paper:
            _take(paper, line)
    if paper:
        yield paper


def _take(paper: Gathered, line: MarkedLine) -> None:
    """Place a line; the first one below a title, all of it in emphasis, names the authors."""
    if (
        "authors" not in paper.named
        and not paper.paragraphs
        and not paper.named
        and (names := _AUTHORS.fullmatch(line.body))
    ):
        paper.named["authors"] = [names["names"]]
    else:
        paper.take(line)


def _title_of(line: MarkedLine) -> str:
    """Return the title in a line: its first bold text or link that is not the name of a field, else all of it."""
    marked = [match["text"] for pattern in (_BOLD, _LINK_TEXT) for match in pattern.finditer(line.body)]
    titles = [text for text in (_plain(text) for text in marked) if len(text.split()) >= _SHORTEST_TITLE]
    whole = _plain(line.text)
    return next((text for text in titles if whole.startswith(text) or text in whole), whole)


def _plain(text: str) -> str:
    linked = _LINK_TEXT.match(text)
    text = linked["text"] if linked else text
    return _AFTER.sub("", _NUMBER.sub("", without_emphasis(text).strip())).strip().rstrip("#").strip()
