"""Reads a copy of the page of one paper on Hugging Face, without its summary, comments and other papers. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.papers import Reading, tidy
from index.sources.blocks import is_menu_line, word_count
from index.sources.fields.days import day_in, month_of
from index.sources.fields.record import Record, reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head
from index.text.sentences import sentences

_PUBLISHED = re.compile(r"(?:·\s*)?Published on (?P<day>[A-Z][a-z]{2} \d{1,2})(?:, (?P<year>\d{4}))?(?P<rest>\s*·.*)?$")
_LISTED = re.compile(r"(?:.*\bSubmitted by\b.*\s)?on (?P<day>[A-Z][a-z]{2} \d{1,2})(?:, (?P<year>\d{4}))?$")
_ABSTRACT = re.compile(r"Abstract:?$")
_AUTHORS = re.compile(r"Authors?:\s*(?P<names>.*)")
_UPVOTE = re.compile(r"Upvote(?:\s+(?P<count>\d[\d,]*))?(?:\s+\+\d+)?$")
_GENERATED = re.compile(r"AI-generated summary$")
# What follows the abstract.
_END = re.compile(
    r"(?:View arXiv page|View PDF|Project page|GitHub|Add to collection|Community|Get this paper in your agent"
    r"|Models citing this paper|Datasets citing|Spaces citing|Collections including|Upvote|Submit"
    r"|Sign up or log in|Ask HuggingChat)\b.*"
)
_FURNITURE = re.compile(
    r"Papers$|(?:Papers )?arxiv:\S+$|Copy (?:markdown|page).*|Search models.*|new$|\+\d+$|#\d+ Paper of the .*|---"
    r"|\*Page \d+\*",
    re.IGNORECASE,
)
_ARXIV = re.compile(r"arxiv(?::|\.org/abs/)(?P<id>\d{4}\.\d{4,5})", re.IGNORECASE)
_CODE = re.compile(r"https?://github\.com/[\w.-]+/[\w.-]+")
# The most words of a summary that a model made, which is one sentence.
_SUMMARY = 60
# The buttons below an abstract may stand on one line.
_BUTTON = 12


def recognises(head: Head) -> bool:
    """Return whether the text is the page of one paper: published, by authors, with its abstract."""
    one = [line for line in head.lines if _PUBLISHED.match(line)]
    return len(one) == 1 and head.count(_ABSTRACT) > 0 and head.count(_AUTHORS) > 0


def read_paper_page(document: Document) -> Reading:
    """Read the one paper of the page."""
    lines = [tidy(line) for line in document.text.splitlines()]
    published = next(number for number, line in enumerate(lines) if _PUBLISHED.match(line))
    title = _title_above(lines, published)
    if title is None:
        return reading_of([Record(published + 1, {})], document.file)
    return reading_of([Record(title[0] + 1, _values(lines, published, title[1]))], document.file)


HF_PAPER_PAGE = FormatReader("a copy of the page of a single paper", recognises, read_paper_page)


def _values(lines: Sequence[str], published: int, title: str) -> dict[str, object]:
    arxiv = next((match["id"] for line in lines if (match := _ARXIV.search(line))), None)
    start = next((n for n, line in enumerate(lines) if n > published and _ABSTRACT.match(line)), len(lines))
    between = lines[published:start]
    return {
        "title": title,
        "abstract": _abstract(lines[start + 1 :]),
        "authors": _authors(between),
        "arxiv_id": arxiv,
        "url": f"https://huggingface.co/papers/{arxiv}" if arxiv else None,
        "date": _date(_PUBLISHED, between, arxiv),
        "listed_on": [_date(_LISTED, between, arxiv)],
        "upvotes": _upvotes(between),
    }


def _title_above(lines: Sequence[str], published: int) -> tuple[int, str] | None:
    """Return the block above the line with the day, which may be wrapped, and the place where it begins."""
    place = published - 1
    while place >= 0 and not lines[place]:
        place -= 1
    end = place + 1
    while place >= 0 and lines[place] and not _FURNITURE.match(lines[place]) and not is_menu_line(lines[place]):
        place -= 1
    return (place + 1, " ".join(lines[place + 1 : end]).lstrip("# ")) if place + 1 < end else None


def _abstract(lines: Sequence[str]) -> str:
    """Return the abstract without the summary that a model made of it, which may or may not be labelled."""
    text = [line for line in takewhile(lambda line: not _is_end(line), lines) if not _FURNITURE.match(line)]
    named = [n for n, line in enumerate(text) if _GENERATED.match(line)]
    if named:
        after = text[named[-1] + 1 :]
        # Where the name stands below both, the abstract is above it.
        text = after if word_count(" ".join(after)) else text[: named[-1]]
    paragraphs = [*_paragraphs(text)]
    if not named and len(paragraphs) > 1 and _is_summary(paragraphs[0], paragraphs[1]):
        paragraphs = paragraphs[1:]
    return " ".join(paragraphs)


def _is_end(line: str) -> bool:
    # An abstract may begin with `GitHub`, too.
    return len(line.split()) <= _BUTTON and _END.fullmatch(line) is not None


def _is_summary(first: str, second: str) -> bool:
    return len(sentences(first)) == 1 and word_count(first) <= _SUMMARY and word_count(second) > word_count(first)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    held: list[str] = []
    for line in (*lines, ""):
        if line:
            held.append(line)
        elif held:
            yield " ".join(held)
            held = []


def _authors(lines: Sequence[str]) -> str:
    start = next((n for n, line in enumerate(lines) if _AUTHORS.match(line)), None)
    if start is None:
        return ""
    first = _AUTHORS.match(lines[start])
    named = [first["names"] if first else "", *lines[start + 1 :]]
    return " ".join(line for line in named if line and not _UPVOTE.match(line))


def _date(pattern: re.Pattern[str], lines: Sequence[str], arxiv_id: str | None) -> str | None:
    """Return the day; the page leaves out the year of this year's papers, which the arXiv id has."""
    for line in lines:
        parts = (part.strip() for part in line.split("·"))
        if match := next((match for part in parts if (match := pattern.match(part))), None):
            month = month_of(arxiv_id) if arxiv_id else None
            year = match["year"] or (month and _year(match["day"], month.year, month.month))
            return f"{match['day']}, {year}" if year else None
    return None


def _year(day: str, year: int, month: int) -> int:
    """Return the year of a day that comes in the month of the id or later."""
    found = day_in(f"{day}, {year}")
    # An id is given within days of the submission: in January it may belong to a day of December.
    behind = found is not None and found.date.month < month - 1
    before = found is not None and found.date.month == 12 and month == 1  # noqa: PLR2004
    return year - 1 if before else year + 1 if behind else year


def _upvotes(lines: Sequence[str]) -> str | None:
    for number, line in enumerate(lines):
        if match := _UPVOTE.match(line):
            following = next((later for later in lines[number + 1 :] if later), "")
            return match["count"] or (following if following.isdigit() else None)
    return None
