"""Checks each sentence of a finished answer against the papers it cites. Knows no model."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date as Date

from app.checking.result import Check
from app.checking.sentence_check import SentenceResult, check
from app.checking.support import CitedAbstract, Similarity
from app.citations import Sentence, marks_before_stop
from app.citations.spellings import without_prose_numbers
from index.papers import Paper
from index.text.counting import counted


def check_answer(
    text: str,
    sentences: Sequence[Sentence],
    papers: Mapping[int, Paper],
    similarity: Similarity,
    attributed: Collection[int] = (),
) -> tuple[Check, ...]:
    """Return the checks of the sentences that claim something; `papers` by the numbers they are cited by.

    `attributed`: where the sentences begin whose marks were found by comparing.
    """
    abstracts = {number: cited_abstract(number, paper) for number, paper in papers.items()}
    checks = []
    for sentence in sentences:
        if not sentence.claim:
            continue
        written = comparable(text[sentence.start : sentence.end])
        cited = [abstracts[number] for number in sentence.cited if number in abstracts]
        result = check(written, cited, similarity, "model")
        if result:
            checks.append(_check(sentence, result, attributed=sentence.start in attributed))
    return tuple(checks)


def comparable(sentence: str) -> str:
    """Return a sentence of an answer as it is compared with abstracts: without the numbers of sources."""
    return without_prose_numbers(marks_before_stop(sentence))


# What a sentence may say before a date.
_APPEARED = "published, submitted, released, appeared"


def cited_abstract(number: int, paper: Paper) -> CitedAbstract:
    """Return a paper as the check compares it with sentences."""
    authors = counted(paper.author_count, "author") if paper.author_count else ""
    details = (authors, *paper.authors, paper.organisation or "", paper.venue or "", paper.arxiv_id or "")
    days = [_day(day) for day in paper.listed_on]
    if paper.date:
        days.append(_day(paper.date) if paper.date_precision == "day" else f"{_APPEARED} in {_month(paper)}")
    return CitedAbstract(number, paper.title, paper.abstract, "; ".join(filter(None, (*details, *days))))


def _day(day: Date) -> str:
    """Return a date in the forms that a sentence may give it in."""
    return f"{_APPEARED} on {day.day} {day:%B} {day.year}; {day}"


def _month(paper: Paper) -> str:
    return f"{paper.date:%Y}" if paper.date_precision == "year" else f"{paper.date:%B %Y}; {paper.iso_date}"


def _check(sentence: Sentence, result: SentenceResult, *, attributed: bool) -> Check:
    evidence = tuple((one.number, one.spans) for one in result.evidence)
    return Check(sentence.start, sentence.end, result.verdict, result.reasons, evidence, attributed)
