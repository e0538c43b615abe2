"""Reads a saved "Daily Papers" page: blocks of text separated by blank lines.

Each paper is a title block, an abstract block, and perhaps a block of details. Pages are saved in many ways: titles
wrap over lines, blocks stick together, cards lack a line or come twice. What cannot be placed becomes a problem with
its line; no paper is lost silently. Pure.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from itertools import groupby, pairwise, takewhile

from index.papers import Entry, Paper, Problem, Reading
from index.sources.blocks import PAGES, SUBMITTED, UPVOTE, Block, blocks_of, has_line, is_abstract, word_count
from index.sources.card_details import Details, number, read_details
from index.sources.fields.people import people_named
from index.sources.pages.field_names import field_by_name
from index.sources.problem_reasons import skipped
from index.wording.said import said

_NO_ABSTRACT = skipped(said("problem.title_only", "a title without an abstract"))
_NO_TITLE = skipped(said("problem.abstract_only", "an abstract without a title"))
_NO_PAPER = skipped(said("problem.details_only", "details of a paper, but no paper before them"))
# This many lines in a row without a paper are a menu, reported as one problem.
_MENU = 3
_SHORTEST_TITLE = 3
_NAMED = re.compile(r"^(?:abstract|摘要|要旨|초록)\s*[:：.—–]\s*", re.IGNORECASE)
_CARDS_ONLY = said(
    "problem.cards_only",
    "a page whose cards have no abstracts; save it as HTML instead of copying it, or fetch its papers with"
    " `paperchat add hf:2026-11-20`, the day of the page",
)


@dataclass(frozen=True, slots=True)
class _Card:
    """A paper as the page shows it, before the years of the whole page are known."""

    line: int
    title: str
    abstract: str
    details: Details
    authors: tuple[str, ...] = ()


def read_listing(text: str, file: str, today: Date, *, accounts: bool | None = None) -> Reading:
    """Read the papers of a saved page. `today` dates pages without any year.

    `accounts`: whether organisations follow the name of their account; where it is not known, the page tells.
    """
    blocks = tuple(blocks_of(text))
    named = not has_line(text, UPVOTE, SUBMITTED) if accounts is None else accounts
    # If some papers have three authors or more, a line with two names is one of authors, too.
    authors = 2 if any(people_named(block.text) for block in blocks) else 3
    page = _Page(counts_first=_counts_come_first(blocks), accounts=named, fewest_authors=authors)
    for block in blocks:
        page.take(block)
    page.end()
    if not page.cards and has_line(text, SUBMITTED) and {reason for _, reason in page.problems} == {_NO_ABSTRACT}:
        return Reading((), (Problem(file, None, _CARDS_ONLY),), refused=True)
    problems = [*_condensed(page.problems, page.cards)]
    years = [card.details.year for card in page.cards if card.details.year is not None]
    # A page leaves out the year in which it was saved, so that year follows the last one it gives.
    bare_year = max(years) + 1 if years else None
    entries = []
    for card in page.cards:
        day, problem = card.details.date(bare_year, today)
        if problem:
            problems.append((card.line, problem))
        entries.append(Entry(_paper(card, day, file), card.line))
    return Reading(tuple(entries), tuple(Problem(file, line, reason) for line, reason in sorted(problems)))


def _paper(card: _Card, day: Date | None, file: str) -> Paper:
    return Paper(
        title=card.title,
        abstract=card.abstract,
        authors=card.authors,
        author_count=card.details.authors,
        organisation=card.details.organisation,
        date=day,
        date_inferred=day is not None and card.details.year is None,
        comments=card.details.comments,
        upvotes=card.details.upvotes,
        sources=(file,),
    )


@dataclass(slots=True)
class _Page:
    """Pairs titles with abstracts and details, in one pass over the blocks."""

    counts_first: bool
    """Upvotes come before each title; otherwise a number after a card's day counts its comments."""
    accounts: bool
    """Organisations follow the name of their account."""
    fewest_authors: int
    """A line with at least this many names between a title and its abstract names the authors."""
    cards: list[_Card] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    title: Block | None = None
    authors: tuple[str, ...] = ()
    """Those named between the title and its abstract."""
    is_named: bool = False
    """The abstract follows a line that calls it so."""
    ahead: Details = field(default_factory=Details)
    """Details between the title and its abstract."""
    counts: list[int | None] = field(default_factory=list)
    """Numbers since the last card and its details."""
    between: bool = False
    """The next card has begun, with the name of who submitted the paper."""
    over: bool = False
    """There are no more cards: the page numbers follow."""
    after_upvote: bool = False

    def take(self, block: Block) -> None:
        """Place the next block."""
        text = block.text.casefold()
        if text in PAGES:
            self._end_card()
        elif block.is_count:
            self._count(block)
        elif block.is_details:
            self._details(block)
        elif text.startswith(SUBMITTED):
            self.between = True
        elif text != UPVOTE:
            self._text(block)
        self.after_upvote = text == UPVOTE

    def end(self) -> None:
        """Assign the lines left over at the end of the page."""
        self._drop_title()
        self._end_card()

    def _text(self, block: Block) -> None:
        if not is_abstract(block, after_title=self.title is not None):
            self._heading(block)
        elif self.title is None:
            self.problems.append((block.line, _NO_TITLE))
        else:
            # If there are two numbers between cards, the first counts the comments of the card before.
            if len(self.counts) > 1 and self.cards and self.cards[-1].details.comments is None:
                self._add(Details(comments=self.counts[0]))
            before = Details(upvotes=self.counts[-1]) if self.counts else Details()
            abstract = _NAMED.sub("", block.text)
            title, authors = self.title.text, self.authors
            if not authors and (self.is_named or abstract != block.text):
                title, authors = _without_names(self.title.lines)
            self.cards.append(_Card(self.title.line, title, abstract, before.joined(self.ahead), authors))
            self.title, self.authors, self.ahead, self.counts = None, (), Details(), []
            self.between = self.over = self.is_named = False

    def _heading(self, block: Block) -> None:
        """Place a title, or what stands between one and its abstract: the authors, the word "Abstract"."""
        if self.title is not None and field_by_name(block.text) == "abstract":
            self.is_named = True
        elif self._is_titled() and not self.authors and (names := people_named(block.text, self.fewest_authors)):
            self.authors = names
        else:
            self._drop_title()
            self.title = block

    def _is_titled(self) -> bool:
        return self.title is not None and word_count(self.title.text) >= _SHORTEST_TITLE

    def _count(self, block: Block) -> None:
        value = number(block.lines[0])
        if self.title is not None:
            self.ahead = self.ahead.joined(Details(upvotes=value))
        elif self.over:
            return
        elif self.counts_first or self.between or block.glued or not self.cards or not self.cards[-1].details.day:
            self.counts.append(value)
        elif self.after_upvote:
            self._add(Details(upvotes=value))
        elif self.cards[-1].details.comments is None:
            self._add(Details(comments=value))
        else:
            self.counts.append(value)

    def _details(self, block: Block) -> None:
        details, problem = read_details(block.lines, accounts=self.accounts)
        if problem:
            self.problems.append((block.line, problem))
        if self.title is not None:
            self.ahead = self.ahead.joined(details)
        elif self.cards:
            self._add(details)
        else:
            self.problems.append((block.line, _NO_PAPER))

    def _add(self, details: Details) -> None:
        """Add details to the last card."""
        self.cards[-1] = replace(self.cards[-1], details=self.cards[-1].details.joined(details))

    def _end_card(self) -> None:
        if self.cards and self.counts and self.cards[-1].details.comments is None:
            self._add(Details(comments=self.counts[0]))
        self.counts, self.over = [], True

    def _drop_title(self) -> None:
        if self.title is not None:
            self.problems.append((self.title.line, _NO_ABSTRACT))
            self.title, self.authors, self.is_named = None, (), False


def _without_names(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the title in the lines before a labelled abstract, and the authors, where a line names them."""
    places = (place for place, line in enumerate(lines) if place and people_named(line))
    at = next(places, len(lines))
    return " ".join(lines[:at]), people_named(lines[at]) if at < len(lines) else ()


def _counts_come_first(blocks: Sequence[Block]) -> bool:
    """Return whether the page shows the upvotes of each paper before its title."""
    in_cards = list(takewhile(lambda block: block.text.casefold() not in PAGES, blocks))
    before_first = takewhile(lambda block: not is_abstract(block, after_title=True), in_cards)
    return any(block.is_count for block in before_first) or any(
        left.is_count and right.is_count for left, right in pairwise(in_cards)
    )


def _condensed(problems: Sequence[tuple[int, str]], cards: Sequence[_Card]) -> Iterator[tuple[int, str]]:
    """Yield the problems; many lines between two cards become one problem."""
    starts = [card.line for card in cards]
    for (reason, _), group in groupby(sorted(problems), lambda item: (item[1], bisect(starts, item[0]))):
        lines = [line for line, _ in group]
        if reason == _NO_ABSTRACT and len(lines) >= _MENU:
            menu = "{count} lines up to line {last} have no abstract, perhaps a menu"
            yield lines[0], skipped(said("problem.menu", menu, count=len(lines), last=str(lines[-1])))
        else:
            yield from ((line, reason) for line in lines)
