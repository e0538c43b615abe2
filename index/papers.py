"""The paper record and its normal form. Pure: knows no file, no store. `index.record_merging` joins two records."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from index.identity import paper_id, parse_arxiv_id, parse_doi

DatePrecision = Literal["day", "month", "year"]
# The characters of an ISO date that each precision has.
_ISO_LENGTH: dict[DatePrecision, int] = {"day": 10, "month": 7, "year": 4}
# White space, and control characters that have no place on a page.
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
# Most texts have only single spaces, and looking for others is quicker than replacing them.
_UNTIDY = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u200b\ufeff\u202a-\u202e\u2066-\u2069]|  ")
# These change the direction of the text after them, on a page even of text outside the paper.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. Values that its sources do not give are None or empty."""

    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    """The names, in the paper's order."""
    author_count: int | None = None
    organisation: str | None = None
    date: Date | None = None
    """When the paper was submitted; the first day of a month or year of which no more is known."""
    date_precision: DatePrecision = "day"
    date_inferred: bool = False
    """The source left out the year; it was inferred from the rest of the page."""
    comments: int | None = None
    upvotes: int | None = None
    arxiv_id: str | None = None
    """Given as an id, an address or an arXiv DOI, with or without a version; kept as the bare id."""
    arxiv_version: int | None = None
    doi: str | None = None
    other_ids: tuple[str, ...] = ()
    """Ids elsewhere, as `scheme:id`."""
    url: str | None = None
    pdf_url: str | None = None
    code_url: str | None = None
    venue: str | None = None
    categories: tuple[str, ...] = ()
    """Subject classes such as `cs.CL`, the primary one first."""
    listed_on: tuple[Date, ...] = ()
    """The days on which a listing showed the paper."""
    language: str | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The files the paper was found in, sorted."""
    provenance: tuple[tuple[str, str], ...] = ()
    """Which source gave each field, as sorted pairs; a field that is not here came from the only source."""
    id: str = ""
    """Stable; derived from the title unless given."""

    def __post_init__(self) -> None:
        derived: dict[str, object] = {"id": self.id or paper_id(self.title)}
        given = self.arxiv_id or self.doi
        if given and (parsed := parse_arxiv_id(given)):
            derived |= {"arxiv_id": parsed[0], "arxiv_version": self.arxiv_version or parsed[1]}
        if self.doi:
            derived["doi"] = parse_doi(self.doi)
        if self.author_count is None and self.authors:
            derived["author_count"] = len(self.authors)
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def text(self) -> str:
        """Title and abstract, as they are searched."""
        return f"{self.title}\n{self.abstract}"

    @property
    def iso_date(self) -> str:
        """The date as far as it is known: `2026-01-05`, `2026-01` or `2026`; empty without one."""
        return self.date.isoformat()[: _ISO_LENGTH[self.date_precision]] if self.date else ""

    @property
    def digest(self) -> str:
        """A hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def source_of(self, field: str) -> str | None:
        """Return the source that gave this field's value; None where that is not known."""
        only = self.sources[0] if len(self.sources) == 1 else None
        return dict(self.provenance).get(field, only)


RECORD_FIELDS = (
    *(
        "abstract",
        "authors",
        "author_count",
        "organisation",
        "date",
        "comments",
        "upvotes",
        "arxiv_id",
        "arxiv_version",
    ),
    *("doi", "other_ids", "url", "pdf_url", "code_url", "venue", "categories", "listed_on", "language", "tags"),
)
"""The fields that `Paper.provenance` names a source for; a title comes with its abstract."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as one source lists it, and the line of its title."""

    paper: Paper
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that was not understood. `line` is None where it concerns the whole file."""

    file: str
    line: int | None
    reason: str

    @property
    def place(self) -> str:
        """The file, with the line if it is about one."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The papers and problems that a reader found in one source."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    refused: bool = False
    """The file is not a list of papers in a supported format; the only problem says which format it is."""
    format: str = ""
    """What the file is, in words that follow “this is”."""
    columns: tuple[tuple[str, str], ...] = ()
    """The fields found in a table, each with its column."""
    unread: tuple[str, ...] = ()
    """The other columns of the table, of which nothing is read."""
    loose: tuple[str, ...] = ()
    """The keys or columns of title and abstract where other things than papers have such, too, and few records have
    an id: these may be films or functions."""


def tidy(text: str) -> str:
    r"""Return `text` with white space and control characters as one space, without marks that change its direction.

    >>> tidy(" RAR:\n  Region-Aware\u202e ")
    'RAR: Region-Aware'
    """
    return (_SPACE.sub(" ", _TURNING.sub("", text)) if _UNTIDY.search(text) else text).strip()
