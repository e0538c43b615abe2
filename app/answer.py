"""The answer record: everything a page or a terminal needs to show an answer, at any moment while it grows. Pure.

The engine yields one `Answer` after another for a request; each is whole, and the last one is `done`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.checking.result import Check
from app.reply.usage import Usage
from app.reply.wait import Wait
from index.papers import Paper
from index.questions.query import Chip, Intent, Query
from index.wording.said import SaidPart, Words, said, sentences_said

if TYPE_CHECKING:
    from index.retrieval.explanation import Explanation

QUOTING = said("notice.quoting", "Quoting instead.")
"""The end of a notice where quotes stand in for what a model should have written."""
Stage = Literal["searching", "writing", "checking", "done"]


@dataclass(frozen=True, slots=True)
class Source:
    """A paper found for a question."""

    paper: Paper
    evidence: tuple[tuple[int, int], ...]
    """Offsets of the sentences of the abstract to highlight, the most relevant first."""
    number: int | None = None
    """The number it is cited by, in the order of first use; None if it is not cited."""
    explanation: "Explanation | None" = None
    """Why it was found; known once the answer is finished."""

    @property
    def sentence(self) -> str:
        """The most relevant sentence; empty if there is none."""
        return self.paper.abstract[slice(*self.evidence[0])] if self.evidence else ""


def cited_papers(sources: Iterable[Source]) -> dict[int, Paper]:
    """Return the cited papers by their numbers."""
    return {source.number: source.paper for source in sources if source.number is not None}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an answer that takes several."""

    label: Words
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    detail: Words = ""
    """The result, one finding per line."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One paper of an answer that is a list."""

    paper: Paper
    number: int
    """The number it is cited by."""
    detail: Words = ""
    """The value that the list is ordered by, in words."""
    remark: str = ""
    """What a model says the paper has to do with the topic: plain text or inline Markdown, without a mark."""
    quote: tuple[tuple[int, int], ...] = ()
    """Offsets of the sentence of the abstract that says most about the topic, if it is quoted instead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer at one moment."""

    question: Words
    stage: Stage
    searched: str = ""
    """The question that was searched for, if it differs from the user's: a follow-up rewritten to stand alone."""
    query: Query | None = None
    """The search that a button or command asked for; None if the question was typed."""
    rewritten: bool = False
    """A model or the person rewrote the question to stand alone."""
    intent: Intent = "find"
    """What the text is: an answer, a list of papers (also after a count), a comparison, or an overview."""
    chips: tuple[Chip, ...] = ()
    """What filters, reorders or corrects the search; each can be dropped by its key."""
    dropped: tuple[Chip, ...] = ()
    """The chips that the reader dropped; each can be restored."""
    text: Words = ""
    """Markdown with `[n]` marks. A number that no source has was made up by the model."""
    said: tuple[SaidPart, ...] = ()
    """The sentences of the text that are paperchat's own, if others are not."""
    opening: Words = ""
    """The sentence before the items, if the answer is a list."""
    items: tuple[ListItem, ...] = ()
    """The papers, if the answer is a list; `text` is made from them."""
    unbacked: str = ""
    """What a model wrote, if the papers back none of it: shown below the quotes, which are the answer."""
    thinking: str = ""
    """The model's reasoning before it answered."""
    sources: tuple[Source, ...] = ()
    """The cited papers by number, then the others by rank."""
    checks: tuple[Check, ...] = ()
    """Checks of the sentences that make a claim, in order, once the text is finished."""
    csv: str = ""
    """The table as CSV, if the text is one."""
    refused: bool = False
    """The collection has no answer; the sources are the closest papers."""
    papers_read: int = 0
    """How many of the sources a model was given to read, the first ones."""
    model: str | None = None
    """The model that wrote the text; None if it is quoted."""
    notice: Words = ""
    """One line about what went wrong and what to do, such as an endpoint that is not running."""
    notice_before_review: Words | None = None
    """The notice without what the last review said, if there was one."""
    quotes: "Answer | None" = None
    """The finished quotes to show instead, as long as the model has written nothing."""
    wait: Wait | None = None
    """What the model does while no text comes; None while it writes."""
    steps: tuple[Step, ...] = ()
    """The steps of a multi-step answer, in order."""
    max_calls: int | None = None
    """The maximum number of model calls, if announced."""
    seconds: float = 0.0
    model_calls: int = 0
    prompt_tokens: int = 0
    """The prompt tokens of all calls; estimated, unless `tokens_counted`."""
    answer_tokens: int = 0
    cached_tokens: int = 0
    """How many of the prompt tokens were in the server's cache, if it says so."""
    tokens_counted: bool = False
    """The server counted the tokens of all calls."""
    earlier_tokens: tuple[int, int] = (0, 0)
    """The tokens of the chat before this answer: of prompts, of answers."""
    price: str = ""
    """What the tokens cost, with the currency; empty if no prices are set."""
    chat_price: str = ""
    """The same for the whole chat."""

    @property
    def cited(self) -> tuple[Source, ...]:
        """The cited papers, by number."""
        return tuple(source for source in self.sources if source.number is not None)

    @property
    def readable(self) -> "Answer":
        """The answer to show: the quotes, as long as the model has written nothing."""
        return self.quotes if self.quotes and not self.text.strip() else self

    @property
    def finished(self) -> "Answer":
        """The answer so far, marked as done."""
        return replace(self, stage="done", wait=None)

    def with_quotes_instead(self) -> "Answer":
        """Return the quotes with the model calls and tokens of this answer; without quotes, the answer unchanged."""
        if self.quotes is None:
            return self
        return replace(
            self.quotes,
            # The notices on the search and the quotes, and on what happened to the model.
            notice=self.notice
            if self.notice.startswith(self.quotes.notice)
            else sentences_said(self.quotes.notice, self.notice),
            unbacked=self.unbacked,
            thinking=self.thinking,
            seconds=self.seconds,
            model_calls=self.model_calls,
            prompt_tokens=self.prompt_tokens,
            answer_tokens=self.answer_tokens,
            cached_tokens=self.cached_tokens,
            tokens_counted=self.tokens_counted,
        )

    def with_call(self, tokens: int, usage: Usage | None, written: int) -> "Answer":
        """Return the answer with the tokens of a finished call added; the estimate for its prompt is in it already.

        `tokens`: that estimate; `usage`: the server's own count, if it sent one; `written`: the estimate for the reply.
        """
        counted = usage is not None and (self.tokens_counted or self.model_calls == 1)
        usage = usage or Usage(tokens, written)
        return replace(
            self,
            prompt_tokens=self.prompt_tokens - tokens + usage.prompt,
            answer_tokens=self.answer_tokens + usage.answer,
            cached_tokens=self.cached_tokens + usage.cached,
            tokens_counted=counted,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, as an earlier part of a chat."""

    question: Words
    answer: str
    papers: tuple[str, ...] = ()
    """The ids of the papers shown with it, the cited ones first."""
    searched: str = ""
    """The question as it was rewritten to stand alone; empty if it was not."""
    query: Query | None = None
    """As in `Answer`: a follow-up builds on it, and `question` is only its title."""
    cited: int = 0
    """How many of the papers it cites."""
    tokens: tuple[int, int] = (0, 0)
    """What it cost: tokens of prompts and of answers."""
    refused: bool = False
    """The papers do not have the answer; those shown are only the closest."""

    @classmethod
    def of(cls, answer: Answer) -> "Turn":
        """Return what a chat remembers of an answer as it was shown."""
        tokens = (answer.prompt_tokens, answer.answer_tokens)
        answer = answer.readable
        papers = tuple(source.paper.id for source in answer.sources)
        searched = answer.searched if answer.rewritten else ""
        cited = len(answer.cited)
        return cls(answer.question, answer.text, papers, searched, answer.query, cited, tokens, answer.refused)
