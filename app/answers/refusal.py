"""Refusals: why the collection does not seem to have an answer, as a typed reason and in words. Pure."""

from dataclasses import dataclass, replace
from typing import get_args

from app.answer import Answer
from app.citations import without_false_marks
from index.questions.chip_words import all_words
from index.questions.query import Chip, Condition, Mark
from index.text.counting import counted

NO_ANSWER = "Nothing in your collection answers this."
_MARKED: dict[tuple[str, bool], tuple[str, str]] = {
    ("read", True): ("marked {} as read", "not marked any paper as read"),
    ("read", False): ("not marked {} as read", "marked every paper as read"),
    ("starred", True): ("starred {}", "not starred any paper"),
    ("starred", False): ("not starred {}", "starred every paper"),
    ("noted", True): ("written a note on {}", "not written a note on any paper"),
    ("noted", False): ("written no note on {}", "written a note on every paper"),
}
"""What you have done to some papers, and to none, by mark and whether papers with it are asked for."""
_MAX_WORDS = 4
"""More missing words than this say only that the question is about something else."""


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why there is no answer, as far as it is known; empty if a model refused, or nothing was found."""

    filters: tuple[Chip, ...] = ()
    """The filters among whose papers there is no answer."""
    filtered: int = 0
    """How many papers meet them."""
    missing: tuple[str, ...] = ()
    """Names or rare words of the question that no paper mentions, as typed."""
    author: str = ""
    """Somebody whose papers are asked for and whom no paper names as an author."""
    topics: tuple[str, ...] = ()
    """What the closest papers are about."""


def refuse(answer: Answer, reason: RefusalReason | None = None) -> Answer:
    """Return the answer as a refusal; its sources are the closest papers."""
    text = refusal_text(reason or RefusalReason(), papers=len(answer.sources))
    return replace(answer, stage="done", text=text, refused=True)


def refusal_text(reason: RefusalReason, papers: int) -> str:
    """Return a refusal in words; `papers`: how many closest papers are shown with it.

    >>> refusal_text(RefusalReason(topics=("Tides", "Seals")), 8)
    'Nothing in your collection answers this. The closest papers are about Tides and Seals.'
    >>> refusal_text(RefusalReason(missing=("watermarking",), topics=("Tides",)), 1)
    'No paper in your collection mentions “watermarking”. The closest paper is about Tides.'
    >>> refusal_text(RefusalReason(filters=(Chip("condition", Condition("read", names=("yes",))),)), 0)
    'You have not marked any paper as read.'
    """
    parts = [_opening(reason)]
    if papers and reason.topics:
        closest = "The closest paper is" if papers == 1 else "The closest papers are"
        # A topic of the map is named by several words, the most telling first.
        topics = " and ".join(dict.fromkeys(without_false_marks(topic).partition(" · ")[0] for topic in reason.topics))
        parts.append(f"{closest} about {topics}.")
    elif papers:
        parts.append("The closest paper is shown." if papers == 1 else "The closest papers are shown.")
    return " ".join(parts)


def no_paper_by(author: str) -> str:
    """Return that no paper is known to be by somebody."""
    return f"No paper in your collection names “{without_false_marks(author)}” as an author."


def _opening(reason: RefusalReason) -> str:
    """Return what the collection lacks, without the closest papers."""
    if reason.author:
        return no_paper_by(reason.author)
    if 0 < len(reason.missing) <= _MAX_WORDS:
        *others, last = [f"“{without_false_marks(word)}”" for word in reason.missing]
        return f"No paper in your collection mentions {' or '.join(filter(None, (', '.join(others), last)))}."
    if not reason.filters:
        return NO_ANSWER
    but = "but it does not answer this" if reason.filtered == 1 else "but none of them answers this"
    words, number = ", ".join(map(without_false_marks, all_words(reason.filters))), reason.filtered
    condition = reason.filters[0].about
    if len(reason.filters) == 1 and isinstance(condition, Condition) and condition.field in get_args(Mark):
        some, none = _MARKED[condition.field, "yes" in condition.names]
        done = f"{some.format(counted(number, 'paper'))}, {but}" if number else none
        return f"You have {done}."
    if number:
        match = "matches" if number == 1 else "match"
        return f"{counted(number, 'paper')} {match} ({words}), {but}."
    return f"{NO_ANSWER} No paper matches: {words}."
