"""The reader of saved pages, on random ones."""

import textwrap
from dataclasses import dataclass
from datetime import date as Date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.papers import Paper
from tests.index.sources.listing_pages import HEAD, TIDE, read


@dataclass(frozen=True)
class Card:
    """A card as it is drawn, and the paper that it must be read as."""

    text: str
    paper: Paper


NOUNS = ["tide", "dune", "reef", "gull", "sand", "GPT-4", "1.5", "Étude", "x²", "(2D)", "pier's", "“wave”", "λ", "kelp"]


WORDS = st.lists(st.sampled_from(NOUNS), min_size=1, max_size=9).map(" ".join)


@st.composite
def cards(draw: st.DrawFn, *, upvotes_shown: bool) -> Card:
    title = draw(WORDS).capitalize() + draw(st.sampled_from(["", "?", ": a View", " 2 Furious", ", or Not"]))
    sentences = [f"We {words} today." for words in draw(st.lists(WORDS, min_size=1, max_size=4))]
    abstract = " ".join(
        [*sentences, "It holds for all of the twelve beaches, e.g. for those that we like best of all."]
    )
    authors = draw(st.none() | st.integers(1, 3000))
    date = draw(st.none() | st.dates(Date(2019, 1, 1), Date(2023, 12, 31)))
    comments = draw(st.none() | st.integers(0, 99)) if date else None
    upvotes = draw(st.none() | st.integers(0, 9999)) if upvotes_shown else None
    apart = comments is not None and draw(st.booleans())
    wrapped = draw(st.booleans())
    blocks = [draw(st.sampled_from(["", "Submitted by\nsandy", "Submitted by sandy"]))]
    if upvotes_shown:
        blocks.append("-" if upvotes is None else str(upvotes))
    blocks.append(
        textwrap.fill(title, draw(st.sampled_from([30, 500])), break_long_words=False, break_on_hyphens=False)
    )
    body = textwrap.fill(abstract, 80, break_on_hyphens=False) if wrapped else abstract
    details = [] if authors is None else [f"{authors:,} author{'s' * (authors != 1)}"]
    if date:
        details.append(f"{date:%b} {date.day}, {date.year}" + ("" if comments is None or apart else f" {comments}"))
    drawn = draw(st.sampled_from(["  • " + "\n·\n".join(details), "• " + " · ".join(details)])) if details else ""
    glued = draw(st.booleans()) and drawn
    blocks += [f"{body}\n{drawn}"] if glued else [body, drawn]
    blocks.append(str(comments) if apart else "")
    gap = draw(st.sampled_from(["\n\n", "\n \n", "\n\n\n"]))
    paper = Paper(
        title, abstract, author_count=authors, date=date, comments=comments, upvotes=upvotes, sources=("page.txt",)
    )
    return Card(gap.join(block for block in blocks if block), paper)


PAGES = st.booleans().flatmap(lambda shown: st.lists(cards(upvotes_shown=shown), min_size=1, max_size=6))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(PAGES, st.sampled_from(["", HEAD]))
def test_random_pages_are_read_back_exactly(drawn: list[Card], head: str) -> None:
    text = head + "\n\n".join(card.text for card in drawn) + "\n"
    reading = read(text)
    assert reading.problems == ()
    assert [entry.paper for entry in reading.entries] == [card.paper for card in drawn]
    lines = text.split("\n")
    for entry in reading.entries:
        assert entry.paper.title.startswith(lines[entry.line - 1].strip())


@given(st.lists(st.sampled_from(["abstract", "Reef Songs", "•", "·", "3", "May 2", "• 3 authors", "", "submitted by"])))
def test_no_paragraph_is_lost_silently(kinds: list[str]) -> None:
    lines = [f"{TIDE} It is number {n}." if kind == "abstract" else kind for n, kind in enumerate(kinds, 1)]
    reading = read("\n".join(lines))
    kept = " ".join(entry.paper.abstract for entry in reading.entries)
    reported = {problem.line or 0 for problem in reading.problems}
    for number, line in enumerate(lines, 1):
        if line.startswith(TIDE) and line not in kept:
            # The problem names the first line of its block.
            first = max((n for n in range(1, number) if not lines[n - 1]), default=0) + 1
            assert reported & set(range(first, number + 1))
