"""The details of a card on a saved page: authors, organisation, day, comments, upvotes. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime

from index.identity import fold
from index.wording.said import said

BULLETS = "•·"
"""A line that starts with one of these belongs to the details, whether they are understood or not."""
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = re.compile(
    rf"(?:Published on )?(?P<day>{_MONTH} \d{{1,2}})(?:, (?P<year>\d{{4}}))?(?: (?P<comments>\d{{1,6}}))?"
)
_AUTHORS = re.compile(r"(?P<authors>\d[\d,]{0,6}) authors?", re.IGNORECASE)
_COMMENTS = re.compile(r"(?P<comments>\d{1,6}) comments?", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,5}|-")


@dataclass(frozen=True, slots=True)
class Details:
    """What the page says of a paper; `day` has no year if the page leaves it out."""

    authors: int | None = None
    organisation: str | None = None
    day: str | None = None
    year: int | None = None
    comments: int | None = None
    upvotes: int | None = None

    def joined(self, other: "Details") -> "Details":
        """Return both combined; `other` wins where they differ."""
        return Details(
            authors=self.authors if other.authors is None else other.authors,
            organisation=other.organisation or self.organisation,
            day=other.day or self.day,
            year=other.year if other.day else self.year,
            comments=self.comments if other.comments is None else other.comments,
            upvotes=self.upvotes if other.upvotes is None else other.upvotes,
        )

    def date(self, bare_year: int | None, today: Date) -> tuple[Date | None, str]:
        """Return the date, and a problem where there is no such day.

        A day without a year is in `bare_year`; if that is unknown too, it is the last such day before `today`.
        """
        if self.day is None:
            return None, ""
        year = self.year or bare_year
        try:
            if year is not None:
                return _parse(self.day, year), ""
            this_year = _parse(self.day, today.year)
            return (this_year if this_year <= today else this_year.replace(year=today.year - 1)), ""
        except ValueError:
            return None, said(
                "problem.no_such_day", "no such day: {day}; the paper is kept without its date", day=repr(self.day)
            )


def _parse(day: str, year: int) -> Date:
    return datetime.strptime(f"{day} {year}", "%b %d %Y").date()


def is_count(line: str) -> bool:
    """Return whether the line is a number, or a dash for none."""
    return _COUNT.fullmatch(line) is not None


def number(line: str) -> int | None:
    """Return the number of such a line; None for the dash."""
    return None if line == "-" else int(line)


def is_detail(line: str) -> bool:
    """Return whether the line can only be details. Several on one line are separated by dots."""
    parts = [part.strip() for part in line.split("·")]
    return line[0] in BULLETS or any(kind.fullmatch(part) for part in parts for kind in (_AUTHORS, _COMMENTS, _DAY))


def is_bare_day(text: str) -> bool:
    """Return whether the text is a day such as `Mar 11` and nothing else."""
    match = _DAY.fullmatch(text)
    return match is not None and match["year"] is None and match["comments"] is None


def read_details(lines: tuple[str, ...], *, accounts: bool) -> tuple[Details, str]:
    """Return the details in the lines, and the text that was not understood (empty if none).

    `accounts`: the page puts the name of its account before each organisation, as in `showlab Show Lab`.
    """
    found = Details()
    for part in re.split(r"[•·\n]", "\n".join(lines)):
        text = part.strip()
        if authors := _AUTHORS.fullmatch(text):
            found = replace(found, authors=int(authors["authors"].replace(",", "")))
        elif day := _DAY.fullmatch(text):
            comments = int(day["comments"]) if day["comments"] else found.comments
            found = replace(found, day=day["day"], year=int(day["year"]) if day["year"] else None, comments=comments)
        elif counted := _COMMENTS.fullmatch(text):
            found = replace(found, comments=int(counted["comments"]))
        elif is_count(text):
            found = replace(found, comments=number(text))
        elif text and found == Details() and not lines[0].startswith(tuple(BULLETS)):
            found = replace(found, organisation=_organisation(text, accounts=accounts))
        elif text:
            words = "details not understood: {text}; the paper is kept without them"
            return found, said("problem.details", words, text=repr(text[:60]))
    return found, ""


def _organisation(text: str, *, accounts: bool) -> str:
    account, _, name = text.partition(" ")
    if not name:
        return text
    return name if accounts or fold(name).startswith(fold(account)) else text
