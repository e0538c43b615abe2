"""Reads a saved "Daily Papers" page: blocks of text parted by blank lines.

A title block, an abstract block, and perhaps a block that counts authors, names the organisation, dates the paper and
counts comments. Pages are saved in many ways: titles wrap over lines, blocks stick together, cards lack a line or
come twice. What cannot be placed becomes a problem with its line; no paper is lost in silence. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime

from index.papers import Entry, Paper, Problem, Reading, tidy
from index.text.sentences import sentences

# What surrounds the papers of a page, folded to lower case.
_FURNITURE = frozenset({
    "new", "get trending papers in your email inbox!", "subscribe", "daily papers", "byak and the research community",
    "by ak and the research community", "submitted by", "upvote",
})  # fmt: skip
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = re.compile(rf"(?P<day>{_MONTH} \d{{1,2}})(?:, (?P<year>\d{{4}}))?(?: (?P<comments>\d{{1,6}}))?")
_AUTHORS = re.compile(r"(?P<authors>\d[\d,]{0,6}) authors?", re.IGNORECASE)
_COMMENTS = re.compile(r"(?P<comments>\d{1,6}) comments?", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,5}")
# A line that opens with one of these belongs to a metadata block, understood or not.
_BULLETS = "•·"
# The shortest abstract of 11,888 Daily Papers has 29 words and the longest title 32, so between them the
# punctuation decides.
_SHORTEST_ABSTRACT = 12
_LONGEST_TITLE = 40
# A line this long was not wrapped, so a shorter one before it is no part of its paragraph.
_UNWRAPPED = 160


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stand together, and the number of the first."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return tidy(" ".join(self.lines))


@dataclass(frozen=True, slots=True)
class _Metadata:
    """What a metadata block says; `day` has no year where the page leaves it out."""

    authors: int | None = None
    organisation: str | None = None
    day: str | None = None
    year: int | None = None
    comments: int | None = None
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class _Card:
    """A paper as it stands on the page, before the years of the whole page are known."""

    line: int
    title: str
    abstract: str
    metadata: _Metadata


def read_listing(text: str, file: str, today: Date) -> Reading:
    """Read the papers of a saved page. `today` dates pages that hold no year at all."""
    cards, problems = _read_cards(text)
    years = [card.metadata.year for card in cards if card.metadata.year is not None]
    # A page leaves the year out where it is the year of saving, so that year follows the last one it writes down.
    bare_year = max(years) + 1 if years else None
    entries = []
    for card in cards:
        metadata = card.metadata
        day, problem = _date(metadata, bare_year, today)
        if problem:
            problems.append((card.line, problem))
        paper = Paper(
            title=card.title,
            abstract=card.abstract,
            author_count=metadata.authors,
            organisation=metadata.organisation,
            date=day,
            date_inferred=day is not None and metadata.year is None,
            comments=metadata.comments,
            upvotes=metadata.upvotes,
            sources=(file,),
        )
        entries.append(Entry(paper, card.line))
    return Reading(tuple(entries), tuple(Problem(file, line, reason) for line, reason in sorted(problems)))


def _read_cards(text: str) -> tuple[list[_Card], list[tuple[int, str]]]:
    """Pair titles with abstracts and metadata, in one pass over the blocks."""
    cards: list[_Card] = []
    problems: list[tuple[int, str]] = []
    title: _Block | None = None
    ahead = _Metadata()
    for block in _blocks(text):
        if _is_metadata(block):
            metadata, problem = _read_metadata(block)
            if problem:
                problems.append((block.line, problem))
            if _is_upvotes(block) or title is not None:
                ahead = _join(ahead, metadata)
            elif cards:
                cards[-1] = replace(cards[-1], metadata=_join(cards[-1].metadata, metadata))
            else:
                problems.append((block.line, "details of a paper, but no paper before them; skipped"))
        elif not _is_abstract(block, after_title=title is not None):
            if title is not None:
                problems.append((title.line, "a title without an abstract; skipped"))
            title = block
        elif title is None:
            problems.append((block.line, "an abstract without a title; skipped"))
        else:
            cards.append(_Card(title.line, title.text, block.text, ahead))
            title, ahead = None, _Metadata()
    if title is not None:
        problems.append((title.line, "a title without an abstract; skipped"))
    return cards, problems


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the blocks of the page without its furniture, each of one kind: title, abstract or metadata."""
    lines: list[str] = []
    start = 1
    after_furniture, after_submitted = True, False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        stripped = tidy(line)
        if stripped:
            start = start if lines else number
            lines.append(stripped)
            continue
        for block in _parted(_Block(start, tuple(lines))):
            folded = block.text.casefold()
            # "Submitted by" is followed by a user's name, at times in a block of its own; the head by its day.
            is_name = after_submitted and not _is_abstract(block, after_title=True)
            is_head = after_furniture and _is_day(block)
            after_furniture = folded in _FURNITURE or folded.startswith("submitted by") or is_name or is_head
            if not after_furniture:
                yield block
            after_submitted = folded == "submitted by"
        lines = []


def _parted(block: _Block) -> Iterator[_Block]:
    """Part a block whose lines are of several kinds: upvotes and title, title and abstract, abstract and metadata."""
    group: list[str] = []
    start, kind = block.line, ""
    has_separator = any(line in _BULLETS for line in block.lines)
    last_paragraph = max((i for i, line in enumerate(block.lines) if len(line) >= _UNWRAPPED), default=0)
    for offset, line in enumerate(block.lines):
        line_kind = _line_kind(line, in_metadata=has_separator)
        # An organisation's line looks like a title; the bullet that follows it in the same block tells.
        if line_kind == "text" and offset + 1 < len(block.lines) and block.lines[offset + 1] in _BULLETS:
            line_kind = "metadata"
        # A short line after a paragraph ends it, unless it can be the title of another paragraph further down.
        if kind == "paragraph" and line_kind == "text" and (line[-1] in ".,:;!" or offset > last_paragraph):
            line_kind = "paragraph"
        if group and line_kind != kind:
            yield _Block(start, tuple(group))
            group = []
        if not group:
            start, kind = block.line + offset, line_kind
        group.append(line)
    if group:
        yield _Block(start, tuple(group))


def _line_kind(line: str, *, in_metadata: bool) -> str:
    if line.casefold() in _FURNITURE:
        return "furniture"
    # On one line, the parts stand between dots.
    parts = [part.strip() for part in line.split("·")]
    if line[0] in _BULLETS or any(kind.fullmatch(part) for part in parts for kind in (_AUTHORS, _COMMENTS, _DAY)):
        return "metadata"
    if _COUNT.fullmatch(line):
        return "metadata" if in_metadata else "count"
    return "paragraph" if len(line) >= _UNWRAPPED else "text"


def _is_metadata(block: _Block) -> bool:
    return (
        _is_upvotes(block)
        or _line_kind(block.lines[0], in_metadata=False) == "metadata"
        or block.lines[1:2] in [("·",), ("•",)]
    )


def _is_upvotes(block: _Block) -> bool:
    return len(block.lines) == 1 and _COUNT.fullmatch(block.lines[0]) is not None


def _is_day(block: _Block) -> bool:
    """Whether the block is the head's day, such as `Mar 11`: a day and nothing else."""
    match = _DAY.fullmatch(block.text)
    return match is not None and match["year"] is None and match["comments"] is None


def _is_abstract(block: _Block, *, after_title: bool) -> bool:
    words = len(block.text.split())
    if words > _LONGEST_TITLE:
        return True
    if words < _SHORTEST_ABSTRACT:
        return False
    ended = block.text.rstrip("\"'”’)").endswith((".", "!", "…"))
    return ended and (after_title or len(sentences(block.text)) > 1)


def _read_metadata(block: _Block) -> tuple[_Metadata, str]:
    """Return what the block says, and what it says that was not understood (empty if nothing)."""
    if _is_upvotes(block):
        return _Metadata(upvotes=int(block.text)), ""
    found = _Metadata()
    for part in re.split(r"[•·\n]", "\n".join(block.lines)):
        said = part.strip()
        if authors := _AUTHORS.fullmatch(said):
            found = replace(found, authors=int(authors["authors"].replace(",", "")))
        elif day := _DAY.fullmatch(said):
            comments = int(day["comments"]) if day["comments"] else found.comments
            found = replace(found, day=day["day"], year=int(day["year"]) if day["year"] else None, comments=comments)
        elif counted := _COMMENTS.fullmatch(said) or _COUNT.fullmatch(said):
            found = replace(found, comments=int(counted[0].split()[0]))
        elif said and found == _Metadata() and not block.lines[0].startswith(tuple(_BULLETS)):
            # `showlab Show Lab`: the account's name, then the organisation's.
            found = replace(found, organisation=said.split(" ", 1)[-1])
        elif said:
            return found, f"details not understood: {said[:60]!r}; the paper is kept without them"
    return found, ""


def _join(first: _Metadata, second: _Metadata) -> _Metadata:
    """Return both, the second where they differ."""
    return _Metadata(
        authors=first.authors if second.authors is None else second.authors,
        organisation=second.organisation or first.organisation,
        day=second.day or first.day,
        year=second.year if second.day else first.year,
        comments=first.comments if second.comments is None else second.comments,
        upvotes=first.upvotes if second.upvotes is None else second.upvotes,
    )


def _date(metadata: _Metadata, bare_year: int | None, today: Date) -> tuple[Date | None, str]:
    """Return the date, its year inferred where the page leaves it out, and a problem where there is no such day."""
    if metadata.day is None:
        return None, ""
    year = metadata.year or bare_year
    try:
        if year is not None:
            return datetime.strptime(f"{metadata.day} {year}", "%b %d %Y").date(), ""
        this_year = datetime.strptime(f"{metadata.day} {today.year}", "%b %d %Y").date()
        return (this_year if this_year <= today else this_year.replace(year=today.year - 1)), ""
    except ValueError:
        return None, f"no such day: {metadata.day!r}; the paper is kept without its date"
