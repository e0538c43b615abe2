"""What the engine can be asked: a typed question, an overview of chosen papers, similar papers, a review. Pure.

Only the text of a `Question` is ever parsed. What a button or a command already knows is a field of its request.
"""

from dataclasses import dataclass
from typing import Literal

from app.answer import Answer, Turn
from index.questions.query import Query

OverviewIntent = Literal["summary", "digest", "table"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a person typed it, in the chat it belongs to."""

    text: str
    history: tuple[Turn, ...] = ()
    dropped: tuple[str, ...] = ()
    """Keys of chips on an earlier answer to this question; they no longer filter, reorder or correct the search."""
    standalone: str = ""
    """The follow-up as the person rewrote it, understandable alone; empty to let the engine do that."""
    multi_step: bool = False
    """Split the question, search for each part and take notes before answering."""
    within: tuple[str, ...] = ()
    """Ids of the papers that are asked; empty for all."""
    restored: tuple[str, ...] = ()
    """Keys of chips that were switched off on an earlier answer; the search keeps to them, even where it guessed."""


@dataclass(frozen=True, slots=True)
class OverviewRequest:
    """A summary, digest or table of chosen papers, as a button or command asks for it.

    The papers are those with the given ids, or those of one source; `query` can narrow them, or choose them by topic.
    """

    intent: OverviewIntent
    paper_ids: tuple[str, ...] = ()
    source: str = ""
    query: Query | None = None
    dropped: tuple[str, ...] = ()
    """As in `Question`."""
    columns: tuple[str, ...] = ()
    """Of a table: questions of the person's own, one a column; empty for the usual aspects."""


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """The papers nearest to given ones, as a button or command asks for them."""

    paper_ids: tuple[str, ...]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Another look at a finished answer: by the model at the flagged sentences, or at what became of its papers."""

    answer: Answer
    action: Literal["check", "rewrite", "recheck"]
    """Have the model judge what the check left open, or rewrite the flagged sentences; or check the answer, without a
    model, against its papers as they are now."""


Request = Question | OverviewRequest | SimilarRequest | ReviewRequest
