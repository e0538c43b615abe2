"""One question, start to end: the question made whole, the sources, the text as it grows, the checked answer.

Goes straight down once: search, then prompt and endpoint, or a list or quotes where no model is needed or there is
none. Knows no page.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import TYPE_CHECKING

from app import extractive
from app.answer import Answer, Source, Turn
from app.checks import check_answer
from app.citations import Refusal, Titles, inert, refusal_in, sentences_citing
from app.endpoint import Endpoint
from app.followups import WholeQuestion, make_whole
from app.listing import asks_for_papers, list_text, listed
from app.prompting import REFUSAL, answer_prompt
from app.reply import Reply, ReplyReader
from index.endpoint_errors import EndpointError
from index.evidence import Evidence
from index.explanation import Why, explain
from index.gate import why_not
from index.query import ORDERED_BY, Query
from index.questions.reading import read_question
from index.reranking import Reranker
from index.search import Found, backing, evidence_for, search
from index.stores import Stores

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.response.schema import RESPONSE_TYPE

# Sentences that are highlighted in the abstract of a paper whose sentences the answer does not quote.
_HIGHLIGHTED = 2


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers questions from the stores: with the model behind the endpoint or, without one, by quoting."""

    stores: Stores
    endpoint: Endpoint | None = None
    papers: int = 8
    """How many papers are read for an answer at most."""
    reranker: Reranker | None = None
    """Looks at the first papers again."""

    def answer(self, question: str, history: Sequence[Turn] = (), dropped: Sequence[str] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows: whole snapshots, the last one `done`.

        The sources come before the first word. A fault of the endpoint ends in quotes and a notice, not in an error.
        `dropped`: labels of an earlier answer to the same question that are not to narrow this one.
        """
        start = time.monotonic()
        answer = Answer(question, "searching")
        yield answer
        whole = make_whole(question, history, self.endpoint, self._read)
        found = self._search(whole.query.without(dropped))
        answer = _begun(answer, whole, found)
        if asks_for_papers(found.query):
            answer = yield from self._list(answer, found)
        elif self.endpoint and found.hits and not whole.notice:
            answer = yield from self._write(answer, self.endpoint, found, history)
        if answer.stage != "done":
            answer = yield from self._quote(answer, found)
        yield replace(answer, seconds=time.monotonic() - start)

    def find(self, question: str, limit: int) -> tuple[Found, list[Why]]:
        """Search without answering: up to `limit` papers, and why each was found."""
        query = self._read(question, ())
        found = search(self.stores, query, min(query.limit or limit, limit), self.reranker)
        return found, explain(self.stores, found, evidence_for(self.stores, found.query.text, found.hits))

    def query(self, question: str) -> "RESPONSE_TYPE":
        """Answer as a LlamaIndex query engine does."""
        return self.as_query_engine().query(question)

    def as_query_engine(self) -> "BaseQueryEngine":
        """Return this engine as a LlamaIndex query engine: `.query("...")` gives a Response with source nodes."""
        from app.query_engine import PaperQueryEngine

        return PaperQueryEngine(self)

    def _read(self, text: str, shown: Sequence[str]) -> Query:
        return read_question(text, today=Date.today(), names=self.stores.library.names(), shown=shown)

    def _search(self, query: Query) -> Found:
        limit = listed(query, self.papers) if asks_for_papers(query) else self.papers
        return search(self.stores, query, limit, self.reranker)

    def _list(self, answer: Answer, found: Found) -> Generator[Answer, None, Answer]:
        """Return the papers as the answer; the answer is not `done` if there are none."""
        evidence = evidence_for(self.stores, found.query.text, found.hits)
        sources = tuple(replace(source, number=n) for n, source in enumerate(self._sources(found, evidence), 1))
        if not sources:
            return answer
        yield replace(answer, sources=sources)
        return replace(answer, stage="done", text=list_text(found), sources=sources)

    def _write(
        self, answer: Answer, endpoint: Endpoint, found: Found, history: Sequence[Turn]
    ) -> Generator[Answer, None, Answer]:
        """Let the model write, yielding the text as it grows; the answer is not `done` if the endpoint failed."""
        asked, papers = answer.searched or answer.question, [hit.paper for hit in found.hits]
        prompt = answer_prompt(asked, papers, history, endpoint.context_window, endpoint.max_tokens)
        # The model begins to read while the sources are shown; what they are cited for is highlighted in the end.
        pieces = endpoint.stream(prompt.messages)
        reader, reply = ReplyReader(Titles.of(papers[: prompt.papers])), Reply()
        answer = replace(
            answer,
            notice=_joined(answer.notice, _unread(len(papers) - prompt.papers)),
            sources=tuple(Source(paper, ()) for paper in papers),
            model_calls=answer.model_calls + 1,
            prompt_tokens=answer.prompt_tokens + prompt.tokens,
        )
        try:
            yield answer
            for piece in pieces:
                reply = reader.feed(piece)
                sources = _numbered(answer.sources, reply)
                yield replace(
                    answer, model=endpoint.known_model, text=reply.text, thinking=reply.thinking, sources=sources
                )
        except EndpointError as fault:
            return replace(answer, notice=_joined(answer.notice, f"{fault} Quoting instead."))
        finally:
            pieces.close()
        sources = self._sources(found, evidence_for(self.stores, found.query.text, found.hits))
        return self._finished(replace(answer, model=endpoint.known_model, sources=sources), reader.finish(REFUSAL))

    def _finished(self, answer: Answer, reply: Reply) -> Answer:
        """Return the answer with what the model has written, `done` if that is something."""
        answer = replace(answer, thinking=reply.thinking)
        if not reply.text.strip():
            said = (
                "only thought, and came to no answer within PAPERCHAT_MAX_TOKENS" if reply.thinking else "wrote nothing"
            )
            return replace(answer, notice=_joined(answer.notice, f"The model {answer.model} {said}. Quoting instead."))
        refusal = refusal_in(reply.text, len(reply.order), REFUSAL)
        if refusal.kind == "whole":
            return _refuse(answer)
        sources = self._with_evidence(_numbered(answer.sources, reply), reply.text)
        return replace(
            answer,
            stage="done",
            text=reply.text,
            notice=_joined(answer.notice, _lacking(reply, refusal)),
            sources=sources,
            checks=check_answer(reply.text, reply.sentences, sources, self._similarity),
        )

    def _quote(self, answer: Answer, found: Found) -> Generator[Answer, None, Answer]:
        """Yield the sources, then return the answer in the words of the papers, or the refusal."""
        evidence = evidence_for(self.stores, found.query.text, found.hits)
        sources = self._sources(found, evidence)
        answer = replace(answer, model=None, sources=sources)
        yield answer
        if not found.answerable:
            return _refuse(answer, _reason(found))
        # What is nearest to a side that the collection does not hold says nothing of it.
        held = [pair for pair in zip(found.hits, evidence, strict=True) if pair[0].side not in found.missing]
        quotes = extractive.quote([hit for hit, _ in held], [sentences for _, sentences in held])
        quoted = {hit.paper.id: (number, sentences) for number, (hit, sentences) in enumerate(quotes.cited, 1)}
        numbered = [
            replace(source, number=quoted[source.paper.id][0], evidence=_best_first(quoted[source.paper.id][1]))
            if source.paper.id in quoted
            else source
            for source in sources
        ]
        return replace(answer, stage="done", text=quotes.text, sources=_cited_first(numbered))

    def _sources(self, found: Found, evidence: Sequence[Sequence[Evidence]]) -> tuple[Source, ...]:
        """Return the hits as sources, the best sentences of each highlighted."""
        parts = zip(found.hits, evidence, explain(self.stores, found, evidence), strict=True)
        return tuple(Source(hit.paper, _spans(sentences[:_HIGHLIGHTED]), why=why) for hit, sentences, why in parts)

    def _similarity(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """Return the cosines of a text with others."""
        vectors = self.stores.encoder.encode([text, *others])
        cosines: list[float] = (vectors[1:] @ vectors[0]).tolist()
        return cosines

    def _with_evidence(self, sources: Sequence[Source], text: str) -> tuple[Source, ...]:
        """Highlight in each cited paper the sentences that come nearest to what the answer cites it for."""

        def highlight(source: Source) -> Source:
            if source.number is None:
                return source
            backed = backing(self.stores, sentences_citing(text, source.number), source.paper)
            # An answer in other words than the paper's leaves what answers the question highlighted.
            return replace(source, evidence=_spans(backed[:_HIGHLIGHTED])) if backed else source

        return tuple(map(highlight, sources))


def _begun(answer: Answer, whole: WholeQuestion, found: Found) -> Answer:
    """Return the answer with what is known once the search is done."""
    return replace(
        answer,
        stage="writing",
        searched=whole.question if whole.question != answer.question else "",
        rewritten=whole.model_calls > 0,
        kind="list" if asks_for_papers(found.query) else found.query.kind,
        labels=found.labels,
        notice=_joined(whole.notice, found.notice, *_remarks(found)),
        model_calls=whole.model_calls + found.model_calls,
        prompt_tokens=whole.prompt_tokens + found.prompt_tokens,
    )


def _remarks(found: Found) -> Iterator[str]:
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


def _lacking(reply: Reply, refusal: Refusal) -> str:
    """Return what the finished text owes its reader."""
    if refusal.kind == "part" and refusal.missing:
        return f"Not in your collection: {refusal.missing}."
    return "" if reply.order else "The model cited no paper, so nothing here is checked against your collection."


def _joined(*notices: str) -> str:
    return " ".join(filter(None, notices))


def _unread(papers: int) -> str:
    return f"{papers} of the papers found did not fit the model's context window." if papers else ""


def _reason(found: Found) -> str:
    """Return why the collection seems not to hold an answer."""
    if found.narrowed == 0:
        return f"No paper fulfils: {', '.join(found.query.labels)}."
    return why_not(found.signals) if found.signals and found.hits else ""


def _refuse(answer: Answer, why: str = "") -> Answer:
    """Say that the collection does not hold it, and why it seems so; the papers stay as the nearest ones."""
    nearest = "The nearest papers are listed with it." if answer.sources else ""
    return replace(answer, stage="done", text=_joined(extractive.NOT_HELD, inert(why), nearest), refused=True)


def _numbered(sources: Sequence[Source], reply: Reply) -> tuple[Source, ...]:
    """Return the sources, which stand in the order of the prompt, numbered as the text cites them."""
    numbers = {prompt_number: number for number, prompt_number in enumerate(reply.order, 1)}
    return _cited_first([replace(source, number=numbers.get(i)) for i, source in enumerate(sources, 1)])


def _cited_first(sources: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda source: source.number or len(sources) + 1))


def _best_first(sentences: Sequence[Evidence]) -> tuple[tuple[int, int], ...]:
    return _spans(sorted(sentences, key=lambda sentence: -sentence.score))


def _spans(sentences: Sequence[Evidence]) -> tuple[tuple[int, int], ...]:
    return tuple((sentence.start, sentence.end) for sentence in sentences)
