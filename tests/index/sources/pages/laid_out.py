"""A paper to lay out, and what surrounds papers on pages."""
# ruff: noqa: E501 - the lines are as long as on the page.

import random
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Date


@dataclass(frozen=True)
class Record:
    """A paper to lay out. `given`: the fields that every layout shows."""

    title: str
    abstract: str
    arxiv_id: str
    authors: tuple[str, ...]
    date: Date
    upvotes: int = 0
    comments: int = 0
    organisation: str | None = None


Layout = Callable[[Sequence[Record], random.Random], str]


MENU = "Hugging Face\n\nModels\n\nDatasets\n\nSpaces\n\nBuckets new\n\nDocs\n\nEnterprise\n\nPricing\n\nLog In\n\nSign Up\n\n"


HEAD = (
    "new\n\nGet trending papers in your email inbox once a day!\n\nGet trending papers in your email inbox!\n\n"
    "Subscribe\n\nDaily Papers\n\nby AK and the research community\n\nDaily\n\nWeekly\n\nMonthly\n\nTrending Papers\n\n"
)


FOOT = (
    "\n\nPrevious\n\n1\n\n2\n\n3\n\nNext\n\nSystem theme\n\nCompany\n\nTOS\n\nPrivacy\n\nAbout\n\nCareers\n\nWebsite\n"
)


def day(date: Date) -> str:
    return f"{date:%b} {date.day}, {date.year}"


def account(organisation: str) -> str:
    return "".join(organisation.split()).lower()


def authors_line(record: Record) -> str:
    return f"{len(record.authors)} author{'s' * (len(record.authors) > 1)}"


def wrap(text: str, width: int, indent: str = "") -> str:
    return textwrap.fill(
        text, width, subsequent_indent=indent, initial_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def escaped(text: str) -> str:
    """As the programs do that write Markdown."""
    return re.sub(r"([\[\]*_])", r"\\\1", text)
