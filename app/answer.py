"""The answer record: everything a page or a terminal needs to show one answer at one moment. Pure.

The engine yields one `Answer` after another for a question; each is whole, and the last is `done`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.checking.result import Check
from index.papers import Paper
from index.questions.query import Chip, Intent, Query

if TYPE_CHECKING:
    from index.retrieval.explanation import Explanation

Stage = Literal["searching", "writing", "checking", "done"]


@dataclass(frozen=True, slots=True)
class Source:
    """A paper that was found for a question."""

    paper: Paper
    evidence: tuple[tuple[int, int], ...]
    """Offsets of the sentences of the abstract that bear on the answer, the best first; they are highlighted."""
    number: int | None = None
    """The number it is cited by, in the order of first use; None while it is not cited."""
    why: "Explanation | None" = None
    """Why it was found; known once the answer stands."""

    @property
    def sentence(self) -> str:
        """The best sentence of the evidence; empty without any."""
        return self.paper.abstract[slice(*self.evidence[0])] if self.evidence else ""


def cited_papers(sources: Iterable[Source]) -> dict[int, Paper]:
    """Return the papers among the sources that are cited, by their numbers."""
    return {source.number: source.paper for source in sources if source.number is not None}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps that an answer takes, where it takes several."""

    label: str
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    detail: str = ""
    """What came of it, a line a finding."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One paper of an answer that is a list."""

    paper: Paper
    number: int
    """The number it is cited by."""
    detail: str = ""
    """The value that the list is ordered by, in words."""
    remark: str = ""
    """What a model says the paper has to do with the topic: plain text or inline Markdown, without a mark."""
    quote: tuple[tuple[int, int], ...] = ()
    """Offsets of the sentence of the abstract that says most about the topic, if it is quoted instead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer at one moment."""

    question: str
    stage: Stage
    searched: str = ""
    """The question that was searched for, where it is not the one that was asked (a follow-up made whole)."""
    query: Query | None = None
    """The search that a button or command asked for; None if the question was typed."""
    rewritten: bool = False
    """A model, or who asked it, made the question whole."""
    intent: Intent = "find"
    """What the text is: an answer, a list of papers (also behind a number of them), or things side by side."""
    chips: tuple[Chip, ...] = ()
    """What filters, reorders or corrects the search; each can be dropped by its key."""
    dropped: tuple[Chip, ...] = ()
    """The chips that the reader dropped; each can be restored."""
    text: str = ""
    """Markdown with `[n]` marks. A number that no source carries is a mark the model made up."""
    opening: str = ""
    """The sentence before the items, if the answer is a list."""
    items: tuple[ListItem, ...] = ()
    """The papers, if the answer is a list; `text` is made from them."""
    thinking: str = ""
    """What a model thought aloud before it answered."""
    sources: tuple[Source, ...] = ()
    """The cited papers by number, then the others by rank."""
    checks: tuple[Check, ...] = ()
    """The sentences that claim something, in order, once the text stands."""
    csv: str = ""
    """The table, where the text is one, to be saved."""
    refused: bool = False
    """The collection does not hold an answer; the sources are the nearest papers."""
    model: str | None = None
    """The model that wrote the text; None where the text quotes."""
    notice: str = ""
    """One line about what went wrong and what to do, such as an endpoint that did not answer."""
    steps: tuple[Step, ...] = ()
    """What is done for it, in order, where that is shown."""
    most_calls: int | None = None
    """How many model calls it takes at most, where that is said before it begins."""
    seconds: float = 0.0
    model_calls: int = 0
    prompt_tokens: int = 0

    @property
    def cited(self) -> tuple[Source, ...]:
        """The cited papers, by number."""
        return tuple(source for source in self.sources if source.number is not None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, as an earlier part of a chat."""

    question: str
    answer: str
    papers: tuple[str, ...] = ()
    """The ids of the papers that were shown with it, the cited ones first."""
    searched: str = ""
    """The question as a model made it whole, where one did."""
    query: Query | None = None
    """As in `Answer`: a follow-up builds on it, and `question` is only its title."""

    @classmethod
    def of(cls, answer: Answer) -> "Turn":
        """Return what a chat remembers of an answer."""
        papers = tuple(source.paper.id for source in answer.sources)
        return cls(answer.question, answer.text, papers, answer.searched if answer.rewritten else "", answer.query)
