"""The paper record, its identity and its normal form. Pure: knows no file, no store."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date as Date
from typing import TypeVar

# White space, and the control characters that stand for nothing on a page.
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. Fields that no source told are None; `sources` names the files it was seen in, sorted."""

    title: str
    abstract: str
    author_count: int | None = None
    organisation: str | None = None
    date: Date | None = None
    date_inferred: bool = False
    """The year was not written down but concluded from the rest of the page."""
    comments: int | None = None
    upvotes: int | None = None
    sources: tuple[str, ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", paper_id(self.title))

    @property
    def text(self) -> str:
        """Title and abstract, as they are searched."""
        return f"{self.title}\n{self.abstract}"

    @property
    def digest(self) -> str:
        """A hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as one source lists it, and the line its title stands on."""

    paper: Paper
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that was not understood. `line` is None where the file as a whole is meant."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one source."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def tidy(text: str) -> str:
    r"""Return `text` with each run of white space and control characters as one space.

    >>> tidy(" RAR:\n  Region-Aware ")
    'RAR: Region-Aware'
    """
    return _SPACE.sub(" ", text).strip()


def fold(title: str) -> str:
    """Return what makes two titles the same: letters and digits, case, width and punctuation folded.

    >>> fold("GPT-4's  “Multi-modal” World!") == fold("GPT 4s multimodal world")
    True
    """
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", title).casefold()) or title


def paper_id(title: str) -> str:
    """Return the identity of the paper with this title: twelve hexadecimal digits of a hash of the folded title.

    >>> paper_id("RAR: Region-Aware Registration") == paper_id("RAR – region aware registration")
    True
    """
    return hashlib.sha256(fold(title).encode()).hexdigest()[:12]


def merge(known: Paper, seen: Paper, *, told_by: Paper | None = None) -> Paper:
    """Return `known` brought up to date with another sighting of the same paper.

    The text is that of `told_by`, else the longer one. What was missing is gained, a written year beats an inferred
    one, and counts only grow. So pages give the same record in any order.
    """
    text = told_by or max((known, seen), key=lambda paper: (len(paper.abstract), paper.abstract, paper.title))
    dated = max((known, seen), key=lambda paper: (paper.date is not None, not paper.date_inferred, paper.date))
    return replace(
        known,
        title=text.title,
        abstract=text.abstract,
        author_count=_greater(known.author_count, seen.author_count),
        organisation=_greater(known.organisation, seen.organisation),
        date=dated.date,
        date_inferred=dated.date_inferred,
        comments=_greater(known.comments, seen.comments),
        upvotes=_greater(known.upvotes, seen.upvotes),
        sources=tuple(sorted({*known.sources, *seen.sources})),
    )


def _greater(left: T | None, right: T | None) -> T | None:
    return max((value for value in (left, right) if value is not None), default=None)
