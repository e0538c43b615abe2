"""One question, start to end: the question made whole, the sources, the text as it grows, the checked answer.

Goes straight down once: search, then prompt and endpoint, or a list or quotes where no model is needed or there is
none. Knows no page.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import TYPE_CHECKING

from app.answer import Answer, Turn
from app.answers import quoted as quoting
from app.answers.annotated_list import annotate_list
from app.answers.overview import is_overview, overview, summed_up
from app.answers.paper_list import asks_for_papers, is_on_topic, list_text, listed, quotes_of
from app.answers.sources import Sources, bare, cited_first, explained
from app.answers.unstated_details import unstated
from app.answers.written import AnswerWriter, joined
from app.followups import WholeQuestion, make_whole, shown_last
from app.llm.endpoint import Endpoint
from app.llm.prompts import Task, answer_prompt
from index.collection import Stores
from index.questions.chip_words import all_words
from index.questions.parser import parse_question
from index.questions.query import ORDERED_BY, Query
from index.retrieval.answerability import why_not
from index.retrieval.evidence import spans
from index.retrieval.explanation import Explanation, explain
from index.retrieval.reranking import Reranker
from index.retrieval.search import SearchResult, evidence_for, search

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.response.schema import RESPONSE_TYPE


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers questions from the stores: with the model behind the endpoint or, without one, by quoting."""

    stores: Stores
    endpoint: Endpoint | None = None
    papers: int = 8
    """How many papers are read for an answer at most."""
    reranker: Reranker | None = None
    """Looks at the first papers again."""

    def answer(
        self, question: str, history: Sequence[Turn] = (), dropped: Sequence[str] = (), searched: str = ""
    ) -> Iterator[Answer]:
        """Yield the answer as it grows: whole snapshots, the last one `done`.

        The sources come before the first word. A fault of the endpoint ends in quotes and a notice, not in an error.
        `dropped`: keys of chips of an earlier answer to the same question that are not to apply to this one.
        `searched`: the question made whole by who asks it.
        """
        start = time.monotonic()
        answer = Answer(question, "searching")
        yield answer
        if searched:
            whole = WholeQuestion(searched, self.read(searched, shown_last(history)), rewritten=True)
        else:
            whole = make_whole(question, history, self.endpoint, self.read)
        found = self.search(whole.query.without(dropped))
        answer = _begun(answer, whole, found)
        if is_overview(found.query) and found.answerable:
            writer = AnswerWriter(self.stores, self.endpoint) if self.endpoint and not whole.notice else None
            answer = yield from overview(self.stores, writer, answer, found)
        elif asks_for_papers(found.query):
            answer = yield from self._list(answer, found, None if whole.notice else self.endpoint)
        elif self.endpoint and found.hits and not whole.notice:
            answer = yield from self._write(answer, self.endpoint, found, history)
        if answer.stage != "done":
            answer = yield from self.quote(answer, found)
        yield replace(answer, seconds=time.monotonic() - start)

    def find(self, question: str, limit: int) -> tuple[SearchResult, list[Explanation]]:
        """Search without answering: up to `limit` papers, and why each was found."""
        query = self.read(question, ())
        found = search(self.stores, query, min(query.limit or limit, limit), self.reranker)
        return found, explain(self.stores, found, evidence_for(self.stores, found.query.text, found.hits))

    def query(self, question: str) -> "RESPONSE_TYPE":
        """Answer as a LlamaIndex query engine does."""
        return self.as_query_engine().query(question)

    def as_query_engine(self) -> "BaseQueryEngine":
        """Return this engine as a LlamaIndex query engine: `.query("...")` gives a Response with source nodes."""
        from app.query_engine import PaperQueryEngine

        return PaperQueryEngine(self)

    def read(self, text: str, shown: Sequence[str]) -> Query:
        """Read a question by today's calendar and the library's names; `shown`: the papers shown before it."""
        return parse_question(text, today=Date.today(), names=self.stores.library.names(), shown=shown)

    def search(self, query: Query) -> SearchResult:
        """Return the papers that an answer to the query is made from."""
        limit = self.papers
        if is_overview(query):
            limit = summed_up(query)
        elif asks_for_papers(query):
            limit = listed(query, self.papers)
        return search(self.stores, query, limit, self.reranker)

    def _list(self, answer: Answer, found: SearchResult, endpoint: Endpoint | None) -> Generator[Answer, None, Answer]:
        """Return the papers as the answer; the answer is not `done` if there are none.

        A model tells of those on a topic what they have to do with it, one call; without one the best sentence of each
        does, if they are few. Titles and order stay the search's.
        """
        evidence = evidence_for(self.stores, found.query.text, found.hits)
        sources = tuple(
            replace(source, number=n) for n, source in enumerate(explained(self.stores, found, evidence), 1)
        )
        if not sources:
            return answer
        answer = replace(answer, sources=sources)
        yield answer
        if endpoint and is_on_topic(found.query):
            return (
                yield from annotate_list(AnswerWriter(self.stores, endpoint, "The list stays bare."), answer, found)
            )
        return replace(answer, stage="done", text=list_text(found, quotes_of(found, evidence)))

    def _write(
        self, answer: Answer, endpoint: Endpoint, found: SearchResult, history: Sequence[Turn]
    ) -> Generator[Answer, None, Answer]:
        """Let the model answer; the answer is not `done` if the endpoint failed."""
        writer, papers = AnswerWriter(self.stores, endpoint), [hit.paper for hit in found.hits]
        prompt = answer_prompt(answer.searched or answer.question, papers, history, writer.endpoint.room, _task(found))
        answer = replace(answer, sources=bare(papers))
        return (yield from writer.write(answer, prompt, lambda: self._sources(found)))

    def quote(self, answer: Answer, found: SearchResult) -> Generator[Answer, None, Answer]:
        """Yield the sources, then return the answer in the words of the papers, or the refusal."""
        evidence = evidence_for(self.stores, found.query.text, found.hits)
        sources = explained(self.stores, found, evidence)
        answer = replace(answer, model=None, sources=sources)
        yield answer
        if not found.answerable:
            return quoting.refuse(answer, _reason(found))
        # What is nearest to a side that the collection does not hold says nothing of it.
        held = [pair for pair in zip(found.hits, evidence, strict=True) if pair[0].side not in found.missing]
        quotes = quoting.quote([hit for hit, _ in held], [sentences for _, sentences in held])
        quoted = {hit.paper.id: (number, sentences) for number, (hit, sentences) in enumerate(quotes.cited, 1)}
        numbered = [
            replace(
                source,
                number=quoted[source.paper.id][0],
                evidence=spans(sorted(quoted[source.paper.id][1], key=lambda one: -one.score)),
            )
            if source.paper.id in quoted
            else source
            for source in sources
        ]
        answer = replace(answer, stage="done", text=quotes.text, sources=cited_first(numbered))
        lacking = unstated(found.query.text, [hit.paper for hit, _ in quotes.cited])
        return quoting.without(answer, lacking) if lacking else answer

    def _sources(self, found: SearchResult) -> Sources:
        return explained(self.stores, found, evidence_for(self.stores, found.query.text, found.hits))


def _begun(answer: Answer, whole: WholeQuestion, found: SearchResult) -> Answer:
    """Return the answer with what is known once the search is done."""
    return replace(
        answer,
        stage="writing",
        searched=whole.question if whole.question != answer.question else "",
        rewritten=whole.rewritten,
        intent="list" if asks_for_papers(found.query) else found.query.intent,
        chips=found.chips,
        dropped=found.dropped,
        notice=joined(whole.notice, found.notice, *_remarks(found)),
        model_calls=whole.model_calls + found.model_calls,
        prompt_tokens=whole.prompt_tokens + found.prompt_tokens,
    )


def _task(found: SearchResult) -> Task:
    """Return what the model is to write: an answer, or what is compared side by side."""
    if not found.query.sides:
        return Task()
    told = {hit.paper.id: {"Found for": hit.side} for hit in found.hits}
    return Task("compare", {"sides": "\n".join(found.query.sides)}, told)


def _remarks(found: SearchResult) -> Iterator[str]:
    """Yield what a reader has to know of a search that was narrowed or compares."""
    fields = {condition.field for condition in found.query.conditions}
    if found.query.order in ORDERED_BY:
        fields.add(ORDERED_BY[found.query.order])
    if found.unknown:
        papers, whose = ("1 paper is", "its") if found.unknown == 1 else (f"{found.unknown:,} papers are", "their")
        lacking = " or ".join(sorted(fields - {"id", "source"}))
        yield f"{papers} left out because {whose} sources do not tell the {lacking}."
    if found.missing and found.answerable:
        yield f"Your collection seems to hold nothing on {' and '.join(found.missing)}."


def _reason(found: SearchResult) -> str:
    """Return why the collection seems not to hold an answer."""
    if found.narrowed == 0:
        return f"No paper fulfils: {', '.join(all_words(found.query.chips))}."
    return why_not(found.signals) if found.signals and found.signals.papers else ""
