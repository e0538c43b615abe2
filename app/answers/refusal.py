"""Refusals: why the collection does not seem to have an answer, as a typed reason and in words. Pure."""

from dataclasses import dataclass, replace

from app.answer import Answer
from app.citations import without_false_marks
from index.questions.chip_words import all_words
from index.questions.query import Chip

NO_ANSWER = "Nothing in your collection answers this."
_MAX_WORDS = 4
"""More missing words than this say only that the question is about something else."""


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why there is no answer, as far as it is known; empty if a model refused, or nothing was found."""

    filters: tuple[Chip, ...] = ()
    """Filters that no paper meets."""
    missing: tuple[str, ...] = ()
    """Names or rare words of the question that no paper mentions, as typed."""
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
    """
    parts = [NO_ANSWER]
    if 0 < len(reason.missing) <= _MAX_WORDS:
        *others, last = [f"“{without_false_marks(word)}”" for word in reason.missing]
        parts = [f"No paper in your collection mentions {' or '.join(filter(None, (', '.join(others), last)))}."]
    if reason.filters:
        parts.append(f"No paper matches: {', '.join(map(without_false_marks, all_words(reason.filters)))}.")
    if papers and reason.topics:
        closest = "The closest paper is" if papers == 1 else "The closest papers are"
        # A topic of the map is named by several words, the most telling first.
        topics = " and ".join(dict.fromkeys(without_false_marks(topic).partition(" · ")[0] for topic in reason.topics))
        parts.append(f"{closest} about {topics}.")
    elif papers:
        parts.append("The closest paper is shown." if papers == 1 else "The closest papers are shown.")
    return " ".join(parts)
