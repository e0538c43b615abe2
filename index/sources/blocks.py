"""Splits a saved page into blocks, each of one kind, and leaves out what surrounds the papers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from index.papers import tidy
from index.sources.card_details import BULLETS, is_bare_day, is_count, is_detail
from index.sources.fields.people import people_named
from index.text.sentences import sentences

# What surrounds the papers of a page, in lower case: lines that are never part of a title or an abstract, ...
_FURNITURE = frozenset({
    "get trending papers in your email inbox!", "get trending papers in your email inbox once a day!", "subscribe",
    "byak and the research community", "by ak and the research community", "submitted by", "upvote", "new",
    "daily papers",
})  # fmt: skip
# ... and blocks in which every line is one of these.
_MENU = _FURNITURE | {
    "hugging face", "models", "datasets", "spaces", "buckets", "buckets new", "docs", "enterprise", "pricing", "log in",
    "sign up", "community", "solutions", "posts", "daily", "weekly", "monthly", "trending papers", "papers", "previous",
    "next", "system theme", "company", "tos", "privacy", "about", "careers", "website", "project page", "view all",
}  # fmt: skip
# The cards end here: the numbers that follow are those of other pages.
PAGES = frozenset({"previous", "next"})
UPVOTE = "upvote"
SUBMITTED = "submitted by"
_LINK = re.compile(r"github(?: [\d.,]+k?)?(?: arxiv page)?|arxiv page|<?https?://\S+>?")
# The shortest abstract of 11,888 Daily Papers has 29 words and the longest title 32, so between them the
# punctuation decides.
_SHORTEST_ABSTRACT = 12
_LONGEST_TITLE = 40
# A title may be two questions, hardly three.
_QUESTION_TITLE = 2
# Chinese and Japanese put no spaces between words; a word is about two characters.
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# A line this long was not wrapped, so a shorter one before it does not belong to its paragraph.
_UNWRAPPED = 160


@dataclass(frozen=True)
class Block:
    """Neighbouring lines, and the number of the first."""

    line: int
    lines: tuple[str, ...]
    glued: bool = False
    """The next block follows without a blank line."""

    @cached_property
    def text(self) -> str:
        """The lines as one."""
        return tidy(" ".join(self.lines))

    @property
    def is_count(self) -> bool:
        """Whether it is a number, or a dash for none."""
        return len(self.lines) == 1 and is_count(self.lines[0])

    @property
    def is_details(self) -> bool:
        """Whether it has details of a paper."""
        return self.is_count or _line_kind(self.lines[0]) == "details" or self.lines[1:2] in [("·",), ("•",)]


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of the page, each of one kind: title, abstract or details.

    Of the text around the papers it keeps only what says what a number belongs to: `Upvote`, `Submitted by`, `Next`.
    """
    lines: list[str] = []
    start = 1
    after_furniture, after_submitted = True, False
    for line_number, line in enumerate([*text.splitlines(), ""], 1):
        stripped = tidy(line)
        if stripped:
            start = start if lines else line_number
            lines.append(stripped)
            continue
        for block in _parted(Block(start, tuple(lines))):
            folded = block.text.casefold()
            # "Submitted by" is followed by a user's name, sometimes in a separate block; the page's heading by its day.
            is_name = after_submitted and not is_abstract(block, after_title=True)
            is_head = after_furniture and is_bare_day(block.text)
            after_furniture = _is_menu(block) or folded.startswith(SUBMITTED) or is_name or is_head
            if not after_furniture or folded in {*PAGES, UPVOTE} or folded.startswith(SUBMITTED):
                yield block
            after_submitted = folded == SUBMITTED
        lines = []


def _parted(block: Block) -> Iterator[Block]:
    """Split a block whose lines are of several kinds: upvotes and title, title and abstract, abstract and details."""
    group: list[str] = []
    start, kind = block.line, ""
    has_separator = any(line in BULLETS for line in block.lines)
    last_paragraph = max((i for i, line in enumerate(block.lines) if len(line) >= _UNWRAPPED), default=0)
    for offset, line in enumerate(block.lines):
        line_kind = _line_kind(line, in_details=has_separator)
        # An organisation's line looks like a title; the bullet that follows it in the same block tells them apart.
        if line_kind == "text" and offset + 1 < len(block.lines) and block.lines[offset + 1] in BULLETS:
            line_kind = "details"
        # A short line after a paragraph ends it, unless it can be the title of another paragraph further down.
        if kind == "paragraph" and line_kind == "text" and (line[-1] in ".,:;!" or offset > last_paragraph):
            line_kind = "paragraph"
        if group and (line_kind != kind or kind == "furniture"):
            yield Block(start, tuple(group), glued=line_kind != "furniture")
            group = []
        if not group:
            start, kind = block.line + offset, line_kind
        group.append(line)
    if group:
        yield Block(start, tuple(group))


def _line_kind(line: str, *, in_details: bool = False) -> str:
    if line.casefold() in _FURNITURE:
        return "furniture"
    if is_detail(line):
        return "details"
    if is_count(line):
        return "details" if in_details else "count"
    return "paragraph" if len(line) >= _UNWRAPPED and not people_named(line) else "text"


def _is_menu(block: Block) -> bool:
    """Return whether the block is one of those that surround the papers."""
    return all(is_menu_line(line) for line in block.lines)


def is_menu_line(line: str) -> bool:
    """Return whether the line is one of those that surround the papers."""
    return line.casefold() in _MENU or _LINK.fullmatch(line.casefold()) is not None


def has_line(text: str, *names: str) -> bool:
    """Return whether a line of the page is, or begins with, one of these."""
    return any(tidy(line).casefold().startswith(names) for line in text.splitlines() if len(line) < _UNWRAPPED)


def word_count(text: str) -> int:
    """Return how many words a text has, also in scripts that put no spaces between them."""
    return len(text.split()) + len(_IDEOGRAPHS.findall(text)) // 2


def is_abstract(block: Block, *, after_title: bool) -> bool:
    """Return whether the block is an abstract rather than a title."""
    words = word_count(block.text)
    if words > _LONGEST_TITLE:
        return not people_named(block.text)
    if words < _SHORTEST_ABSTRACT:
        return False
    ended = block.text.rstrip("\"'”’)」』").endswith((".", "!", "…", "。", "！", "．"))
    asked = block.text.endswith("?") and len(sentences(block.text)) > _QUESTION_TITLE
    return asked or (ended and (after_title or len(sentences(block.text)) > 1))
