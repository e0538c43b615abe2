"""The entry point for answers: takes a typed request and yields the answer as it grows.

Every request takes the same steps: parse, search, then the kind of answer that the query asks for. Knows no page.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.answer import Answer, Turn, cited_papers
from app.answers import multi_step
from app.answers.from_search import answer_from_search, papers_to_find
from app.answers.overview import overview_query, overview_request, overview_title
from app.answers.own_columns import table_of_questions
from app.answers.precedence import PRECEDENCE
from app.answers.sentence_cosines import similarity
from app.answers.sources import with_evidence
from app.answers.waiting import while_waiting
from app.answers.without_search.acronym_answer import answer_with_long_form
from app.answers.without_search.best_answer import best_answer
from app.answers.without_search.export_answer import export_answer, is_of_a_paper
from app.answers.without_search.library_answer import library_answer
from app.answers.without_search.library_figures import answer_with_figure
from app.answers.without_search.record_answer import answer_from_record
from app.answers.without_search.record_comparison import answer_with_comparison
from app.answers.without_search.similar_answer import answer_with_similar, similar_title
from app.checking.entailment import Entailment, with_doubts
from app.cost import Prices
from app.followups import (
    StandaloneQuestion,
    about_the_cited,
    joined_with_the_last,
    known_of,
    leaves_out_its_topic,
    make_standalone,
    quoting_only_the_followup,
    ranks_all,
    shown_last,
    with_last_papers,
)
from app.llm.endpoint import Endpoint
from app.request import OverviewIntent, OverviewRequest, Question, Request, ReviewRequest, SimilarRequest
from app.review import check_again, judge_sentences, rewrite_sentences
from index.collection import Stores
from index.questions.query import ASIDES, Query
from index.questions.request_topics.plain_questions import plainly_asked
from index.questions.translation.translated_requests import request_in_english
from index.retrieval.explanation import Explanation, evidence_for, explain
from index.retrieval.question_parsing import parse_for
from index.retrieval.reranking import Reranker
from index.retrieval.results import SearchResult
from index.retrieval.search import search

Growing = Generator[Answer, None, Answer]
"""Yields an answer as it grows, then returns it whole."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers requests from the stores: written by the model at the endpoint or, without one, quoted from papers."""

    stores: Stores
    endpoint: Endpoint | None = None
    papers: int = 8
    """The most papers to read for one answer."""
    reranker: Reranker | None = None
    """Reorders the top search results."""
    prices: Prices | None = None
    """What the tokens of the endpoint cost."""
    entailment: Entailment | None = None
    """Reads checked sentences for contradictions."""
    last_visit: datetime | None = None
    """When the person was here before; None if never."""

    def answer(self, request: Request) -> Generator[Answer, None, None]:
        """Yield the answer as it grows: whole snapshots, the last one `done`.

        The sources come before the first word. If the endpoint fails, the answer is quoted and carries a notice.
        """
        start = time.monotonic()
        match request:
            case ReviewRequest():
                yield from self._review(request)
                return
            case OverviewRequest():
                answer = yield from self._overview(request)
            case SimilarRequest():
                answer = self._similar(request)
            case Question(multi_step=True):
                answer = yield from self._in_steps(request)
            case Question():
                answer = yield from self._question(request)
        # What stood in for the answer is not needed any more.
        answer = replace(answer, quotes=None, wait=None, seconds=time.monotonic() - start)
        if self.entailment and answer.checks:
            papers = cited_papers(answer.sources)
            answer = replace(answer, checks=with_doubts(answer.checks, answer.text, papers, self.entailment))
        yield self._priced(answer, request.history if isinstance(request, Question) else ())

    def find(self, question: str, limit: int) -> tuple[SearchResult, list[Explanation]]:
        """Search without answering: return up to `limit` papers, and why each was found."""
        query = self.parse(question)
        found = search(self.stores, query, min(query.limit or limit, limit), self.reranker)
        return found, explain(self.stores, found, evidence_for(self.stores, found))

    def overview_of(self, arguments: Sequence[str], intent: OverviewIntent) -> OverviewRequest:
        """Return the request for an overview of what a person named: papers, a source, or a choice in words."""
        return overview_request(self.stores.library, arguments, intent, self.parse)

    def parse(self, text: str, shown: Sequence[str] = ()) -> Query:
        """Parse a question by today's date and the library's names; `shown`: ids of the papers last shown."""
        return parse_for(self.stores, text, shown, last_visit=self.last_visit)

    def _question(self, request: Question) -> Growing:
        answer = Answer(request.text, "searching")
        yield answer
        if not self.stores.library.state().papers:
            return library_answer(self.stores, answer, "library")
        # Before asking a model to make the question stand alone: in `who wrote it?` we already know what `it` is.
        typed = self._typed(request)
        if typed.is_guessed_export and not is_of_a_paper(self.stores, typed):
            typed = typed.instead or Query(typed.text)
        of_those = ranks_all(typed, request.text) and bool(shown_last(request.history, request.text))
        if not of_those and (at_once := self._without_search(answer, typed, request, request.standalone)):
            return at_once
        if typed.intent == "similar":
            # What is named is a topic, not a paper in the library.
            typed = self.parse(f"papers about {typed.paper}")
        whole = yield from self._standalone(request, typed, answer)
        changed = whole.rewritten or whole.query.intent in ("similar", "record")
        if changed and (at_once := self._without_search(answer, whole.query, request, whole.question)):
            return _with_question(at_once, whole)
        if whole.query.intent in ASIDES:
            return library_answer(self.stores, answer, whole.query.intent)
        query = _as_requested(whole.query, request)
        if query.intent == "best":
            if self.endpoint is None or not query.conditions:
                return _with_question(best_answer(self.stores, answer, query), whole)
            query = replace(query, intent="compare" if query.sides else "find")
        found = yield from self._search(query, answer)
        whole, found = yield from self._found_joined(request, whole, found, answer)
        if whole.points_back:
            found = quoting_only_the_followup(with_last_papers(self.stores, found, request.history), whole.asks)
        # If the model failed to rewrite the question, do not wait for it again.
        endpoint = None if whole.notice else self.endpoint
        answer = _with_question(answer, whole)
        return (yield from answer_from_search(self.stores, endpoint, answer, found, request.history))

    def _found_joined(
        self, request: Question, whole: StandaloneQuestion, found: SearchResult, answer: Answer
    ) -> Generator[Answer, None, tuple[StandaloneQuestion, SearchResult]]:
        """Return what a follow-up finds with the question before it, if alone it is near to no paper."""
        plain = whole.query.intent in ("find", "record") and not (whole.query.chips or whole.query.sides)
        if self.endpoint or whole.points_back or request.standalone or not plain:
            return whole, found
        joined = joined_with_the_last(request.text, request.history, self.parse, known_of(self.stores))
        if joined is None or not leaves_out_its_topic(self.stores, found, request.history):
            return whole, found
        return joined, (yield from self._search(_as_requested(joined.query, request), answer))

    def _without_search(self, answer: Answer, query: Query, request: Question, question: str) -> Answer | None:
        """Return the finished answer if it is an acronym, a record, similar papers, or an export; else None.

        `question`: in words that stand alone, if they are not those that were typed.
        """
        question = request_in_english(question or plainly_asked(request.text))
        if query.intent == "similar":
            return answer_with_similar(self.stores, answer, _as_requested(query, request), self.papers)
        if query.intent == "export":
            return export_answer(self.stores, answer, _as_requested(query, request), request.history)
        readers = (answer_with_long_form, answer_with_figure, answer_with_comparison)
        known = next(filter(None, (read(self.stores, answer, question) for read in readers)), None)
        return known or answer_from_record(self.stores, answer, query, question)

    def _in_steps(self, request: Question) -> Growing:
        answer = multi_step.first_snapshot(request.text, self.endpoint)
        yield answer
        whole = yield from self._standalone(request, self._typed(request), answer)
        query = _as_requested(whole.query, request)
        answer = replace(_with_question(answer, whole), intent="compare" if query.sides else "find")
        endpoint = None if whole.notice else self.endpoint
        return (yield from multi_step.answer_in_steps(self.stores, endpoint, answer, query))

    def _overview(self, request: OverviewRequest) -> Growing:
        papers = self.stores.library.papers(request.paper_ids)
        answer = Answer(overview_title(request, [paper.title for paper in papers]), "searching")
        yield answer
        query = overview_query(request)
        found = yield from self._search(query, answer)
        answer = replace(answer, query=query)
        if request.columns:
            answer, chosen = replace(answer, intent="table"), [hit.paper for hit in found.hits]
            return (yield from table_of_questions(self.stores, answer, chosen, request.columns, self.parse))
        return (yield from answer_from_search(self.stores, self.endpoint, answer, found))

    def _similar(self, request: SimilarRequest) -> Answer:
        titles = [paper.title for paper in self.stores.library.papers(request.paper_ids)]
        query = Query("", intent="similar", limit=request.limit).among(request.paper_ids)
        answer = Answer(similar_title(titles), "searching", query=query)
        similar = answer_with_similar(self.stores, answer, query, self.papers)
        return similar or library_answer(self.stores, answer, "library")

    def _review(self, request: ReviewRequest) -> Iterator[Answer]:
        """Yield the finished answer again, checked anew or rewritten."""
        answer = request.answer
        yield replace(answer, stage="checking")
        if request.action == "recheck":
            now = {paper.id: paper for paper in self.stores.library.papers([one.paper.id for one in answer.sources])}
            yield check_again(answer, now, similarity(self.stores))
            return
        if endpoint := self.endpoint:
            checking = replace(answer, stage="checking")
            answer = yield from while_waiting(
                *(checking, "judging" if request.action == "check" else "rewriting", endpoint.known_model),
                lambda: self._reviewed(request, endpoint),
            )
        yield answer

    def _reviewed(self, request: ReviewRequest, endpoint: Endpoint) -> Answer:
        if request.action == "check":
            return judge_sentences(request.answer, endpoint)
        answer = rewrite_sentences(request.answer, endpoint, similarity(self.stores))
        return replace(answer, sources=with_evidence(self.stores, answer.sources, answer.text))

    def _priced(self, answer: Answer, history: Sequence[Turn]) -> Answer:
        """Return a finished answer with what the chat before it took, and what the tokens cost."""
        earlier = (sum(turn.tokens[0] for turn in history), sum(turn.tokens[1] for turn in history))
        own = (answer.prompt_tokens, answer.answer_tokens)
        answer = replace(answer, earlier_tokens=earlier)
        if self.prices is None or not answer.model_calls:
            return answer
        chat_price = self.prices.of(earlier[0] + own[0], earlier[1] + own[1])
        return replace(answer, price=self.prices.of(*own), chat_price=chat_price)

    def _typed(self, request: Question) -> Query:
        """Return the query of the question as the person typed or reworded it."""
        query = self.parse(request.standalone or request.text, shown_last(request.history, request.text))
        return about_the_cited(query, request.history)

    def _standalone(
        self, request: Question, typed: Query, answer: Answer
    ) -> Generator[Answer, None, StandaloneQuestion]:
        """Return the question in words that stand alone: the person's own, or what the chat before it says.

        `typed` is its query before that, which is not parsed again.
        """
        if request.standalone:
            return StandaloneQuestion(request.standalone, typed, rewritten=True)

        def read(text: str, shown: Sequence[str]) -> Query:
            same = text == request.text and tuple(shown) == shown_last(request.history, text)
            return typed if same else self.parse(text, shown)

        def standalone() -> StandaloneQuestion:
            return make_standalone(request.text, request.history, self.endpoint, read, known_of(self.stores))

        if self.endpoint is None or not request.history:
            return standalone()
        quoting = Engine(self.stores, papers=self.papers)
        return (
            yield from while_waiting(
                *(answer, "rewording", self.endpoint.known_model),
                standalone,
                lambda: quoting.finished(request),
            )
        )

    def finished(self, request: Request) -> Answer:
        """Return the finished answer."""
        *_, answer = self.answer(request)
        return answer

    def _search(self, query: Query, answer: Answer) -> Generator[Answer, None, SearchResult]:
        """Return the papers that the answer to the query is made from."""
        limit = papers_to_find(query, self.papers)
        if self.reranker is None:
            with PRECEDENCE.search():
                return search(self.stores, query, limit)
        return (
            yield from while_waiting(answer, "ranking", None, lambda: search(self.stores, query, limit, self.reranker))
        )


def _as_requested(query: Query, request: Question) -> Query:
    """Return the query about the papers that are asked, without the chips that the reader dropped."""
    return query.among(request.within).without(request.dropped).with_confirmed(request.restored)


def _with_question(answer: Answer, whole: StandaloneQuestion) -> Answer:
    """Return the answer with the question that is searched for, and the cost of making it stand alone."""
    return replace(
        answer,
        searched=whole.question if whole.question != answer.question else "",
        rewritten=whole.rewritten,
        notice=whole.notice,
        model_calls=whole.model_calls,
        prompt_tokens=whole.prompt_tokens,
        answer_tokens=whole.answer_tokens,
    )
