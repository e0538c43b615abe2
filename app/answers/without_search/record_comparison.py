"""Answers which of two named papers is newer, or has more authors, upvotes or comments, from their records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.answer import Answer, Source
from app.answers.without_search.record_answer import find_papers
from app.answers.without_search.record_facts import count_of, fact_of, not_given, title_of
from app.answers.without_search.record_questions import RecordField
from index.collection import Stores
from index.papers import Paper
from index.questions.topic_extraction import paper_of
from index.wording.said import Said, composed, said

# Two titles and a few words.
_LONGEST = 500
# The words of each rank, whichever of the two they put first.
_RANKS: tuple[tuple[RecordField, bool, str], ...] = (
    ("author_count", False, r"(?:fewer|less|fewest|least)\s+(?:authors|people)|smaller\s+team"),
    ("author_count", True, r"(?:more|most)\s+(?:authors|people)|(?:bigger|larger)\s+team"),
    ("upvotes", False, r"(?:fewer|less|fewest|least)\s+(?:up)?votes|less\s+popular"),
    ("upvotes", True, r"(?:more|most)\s+(?:(?:up)?votes|popular|upvoted)"),
    ("comments", False, r"(?:fewer|less|fewest|least)\s+comments"),
    ("comments", True, r"(?:more|most)\s+(?:comments|discussed)"),
    ("date", False, r"older|oldest|earlier|earliest|before|first"),
    ("date", True, r"newer|newest|later|latest|after|(?:more|most)\s+recent|last"),
)
_RANK = rf"(?P<rank>{'|'.join(words for *_, words in _RANKS)})"
_THAN = re.compile(
    r"^(?:is|was|are|were|does|do|did|has|have)\s+(?P<one>\S.*?)\s+"
    rf"(?:(?:have|has|get|got|published|posted|submitted|released|come|out|an?|much|any)\s+)*{_RANK}\b(?:\s+than)?\s+(?P<other>\S.*)$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"^(?:which|what|who)\b[^,:?]{{0,60}}?\b{_RANK}\b[^,:?]{{0,30}}[,:?]\s*(?P<sides>\S.*)$", re.IGNORECASE
)
_OR = re.compile(r",?\s+or\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """Which of two papers has more of a field, or less; of a date, the later is more."""

    field: RecordField
    greatest: bool
    sides: tuple[tuple[str, str], ...]
    """The words that may name the two papers: a title may have an `or`."""
    of_the_first: bool
    """It asks whether the first one has."""


def requested_comparison(question: str) -> RecordComparison | None:
    """Return which field of two records a question compares; None for any other question.

    >>> requested_comparison("Is Gull Eye newer than Skua Networks?").sides
    (('Gull Eye', 'Skua Networks'),)
    >>> requested_comparison("who has more authors, Gull Eye or Skua Networks?").field
    'author_count'
    >>> requested_comparison("is sonar better than radar?")
    """
    text = question.strip().rstrip(" ?.!")
    if len(text) > _LONGEST:
        return None
    if found := _THAN.match(text):
        return _comparison(found["rank"], ((found["one"], found["other"]),), of_the_first=True)
    if found := _WHICH.match(text):
        sides = found["sides"]
        cuts = [(sides[: cut.start()], sides[cut.end() :]) for cut in _OR.finditer(sides)]
        return _comparison(found["rank"], tuple(cuts), of_the_first=False)
    return None


def _comparison(rank: str, sides: tuple[tuple[str, str], ...], *, of_the_first: bool) -> RecordComparison | None:
    found = next((each for each in _RANKS if re.fullmatch(each[2], rank, re.IGNORECASE)), None)
    return RecordComparison(found[0], found[1], sides, of_the_first) if found and sides else None


def answer_with_comparison(stores: Stores, answer: Answer, question: str) -> Answer | None:
    """Return the finished answer if the question compares the records of two papers of the library; else None."""
    asked = requested_comparison(question)
    papers = next(_both(stores, asked.sides), None) if asked else None
    if not asked or not papers:
        return None
    facts = [fact_of(paper, asked.field) for paper in papers]
    given = [fact or not_given(paper, asked.field) for fact, paper in zip(facts, papers, strict=True)]
    parts = (part for at, fact in enumerate(given, 1) for part in ("\n- ", fact, f" [{at}]"))
    text, own = composed([_verdict(asked, papers, known=all(facts)), "\n", *parts])
    sources = tuple(Source(paper, (), number) for number, paper in enumerate(papers, 1))
    return replace(answer, stage="done", text=text, said=own, sources=sources, refused=not any(facts))


def _both(stores: Stores, sides: tuple[tuple[str, str], ...]) -> Iterator[tuple[Paper, Paper]]:
    """Yield the two papers, where the library has both and they differ."""
    for pair in sides:
        found = [find_papers(stores, paper_of(name) or name)[:1] for name in pair]
        if all(found) and found[0] != found[1]:
            yield found[0][0], found[1][0]


def _verdict(asked: RecordComparison, papers: tuple[Paper, Paper], *, known: bool) -> Said:
    """Return which of the papers it is. `known`: both records give the field."""
    order = _by_date(papers) if asked.field == "date" else _by_count(papers, asked.field)
    if not known or order == 0:
        return said("record.not_told_apart", "Their records do not tell them apart:")
    first = (order > 0) == asked.greatest
    if asked.of_the_first:
        return said("record.yes", "Yes:") if first else said("record.no", "No:")
    return said("record.it_is", "It is {title}:", title=title_of(papers[0] if first else papers[1]))


def _by_count(papers: tuple[Paper, Paper], field: RecordField) -> int:
    """Return by how much the first one has more."""
    one, other = (count_of(paper, field) or 0 for paper in papers)
    return one - other


def _by_date(papers: tuple[Paper, Paper]) -> int:
    """Return whether the first one is later (1) or earlier (-1); 0 where the dates known do not tell."""
    length = min(len(paper.iso_date) for paper in papers)
    one, other = (paper.iso_date[:length] for paper in papers)
    return (one > other) - (one < other)
