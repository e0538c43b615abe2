"""One question, start to end: the question made whole, the sources, the text as it grows, the finished answer.

Goes straight down once: search, then prompt and endpoint, or quotes where there is no model. Knows no page.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import extractive
from app.answer import Answer, Source, Turn
from app.citations import Cited, renumber, sentences_citing
from app.endpoint import Endpoint
from app.followups import make_whole
from app.prompting import REFUSAL, answer_prompt
from index.endpoint_errors import EndpointError
from index.evidence import Evidence
from index.search import Found, Hit, backing, evidence_for, search
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

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows: whole snapshots, the last one `done`.

        The sources come before the first word. A fault of the endpoint ends in quotes and a notice, not in an error.
        """
        start = time.monotonic()
        answer = Answer(question, "searching")
        yield answer
        whole = make_whole(question, history, self.endpoint)
        found = search(self.stores, whole.question, self.papers)
        answer = replace(
            answer,
            stage="writing",
            searched=whole.question if whole.question != question else "",
            notice=whole.notice,
            model_calls=whole.model_calls,
            prompt_tokens=whole.prompt_tokens,
        )
        if self.endpoint and found.hits and not whole.notice:
            answer = yield from self._write(answer, self.endpoint, found.hits, history)
        if answer.stage != "done":
            answer = yield from self._quote(answer, found)
        yield replace(answer, seconds=time.monotonic() - start)

    def query(self, question: str) -> "RESPONSE_TYPE":
        """Answer as a LlamaIndex query engine does."""
        return self.as_query_engine().query(question)

    def as_query_engine(self) -> "BaseQueryEngine":
        """Return this engine as a LlamaIndex query engine: `.query("...")` gives a Response with source nodes."""
        from app.query_engine import PaperQueryEngine

        return PaperQueryEngine(self)

    def _write(
        self, answer: Answer, endpoint: Endpoint, hits: Sequence[Hit], history: Sequence[Turn]
    ) -> Generator[Answer, None, Answer]:
        """Let the model write, yielding the text as it grows; the answer is not `done` if the endpoint failed."""
        asked = answer.searched or answer.question
        papers = [hit.paper for hit in hits]
        prompt = answer_prompt(asked, papers, history, endpoint.context_window, endpoint.max_tokens)
        # The model begins to read while the sources are shown; what they are cited for is highlighted in the end.
        reply = endpoint.stream(prompt.messages)
        answer = replace(
            answer,
            notice=_unread(len(hits) - prompt.papers),
            sources=tuple(Source(paper, ()) for paper in papers),
            model_calls=answer.model_calls + 1,
            prompt_tokens=answer.prompt_tokens + prompt.tokens,
        )
        written = ""
        try:
            yield answer
            for piece in reply:
                written += piece
                cited = renumber(written, prompt.papers, complete=False)
                sources = _numbered(answer.sources, cited)
                yield replace(answer, model=endpoint.known_model, text=cited.text, sources=sources)
        except EndpointError as fault:
            return replace(answer, notice=f"{fault} Quoting instead.")
        finally:
            reply.close()
        answer = replace(
            answer, model=endpoint.known_model, sources=_sources(hits, evidence_for(self.stores, asked, hits))
        )
        return self._finished(answer, renumber(written, prompt.papers, complete=True))

    def _finished(self, answer: Answer, cited: Cited) -> Answer:
        """Return the answer with what the model has written, `done` if that is something."""
        if not cited.text.strip():
            return replace(answer, notice=f"The model {answer.model} wrote nothing. Quoting instead.")
        if cited.text.strip().casefold().startswith(REFUSAL.rstrip(".").casefold()):
            return _refuse(answer)
        uncited = "" if cited.order else "The model cited no paper, so nothing here is checked against your collection."
        return replace(
            answer,
            stage="done",
            text=cited.text,
            notice=" ".join(filter(None, [answer.notice, uncited])),
            sources=self._with_evidence(_numbered(answer.sources, cited), cited.text),
        )

    def _quote(self, answer: Answer, found: Found) -> Generator[Answer, None, Answer]:
        """Yield the sources, then return the answer in the words of the papers, or the refusal."""
        evidence = evidence_for(self.stores, answer.searched or answer.question, found.hits)
        sources = _sources(found.hits, evidence)
        answer = replace(answer, model=None, sources=sources)
        yield answer
        if not found.answerable:
            return _refuse(answer)
        quotes = extractive.quote(found.hits, evidence)
        quoted = {hit.paper.id: (number, sentences) for number, (hit, sentences) in enumerate(quotes.cited, 1)}
        numbered = [
            replace(source, number=quoted[source.paper.id][0], evidence=_best_first(quoted[source.paper.id][1]))
            if source.paper.id in quoted
            else source
            for source in sources
        ]
        return replace(answer, stage="done", text=quotes.text, sources=_cited_first(numbered))

    def _with_evidence(self, sources: Sequence[Source], text: str) -> tuple[Source, ...]:
        """Highlight in each cited paper the sentences that come nearest to what the answer cites it for."""

        def highlight(source: Source) -> Source:
            if source.number is None:
                return source
            backed = backing(self.stores, sentences_citing(text, source.number), source.paper)
            # An answer in other words than the paper's leaves what answers the question highlighted.
            return replace(source, evidence=_spans(backed[:_HIGHLIGHTED])) if backed else source

        return tuple(map(highlight, sources))


def _sources(hits: Sequence[Hit], evidence: Sequence[Sequence[Evidence]]) -> tuple[Source, ...]:
    """Return the hits as sources, the best sentences of each highlighted."""
    pairs = zip(hits, evidence, strict=True)
    return tuple(Source(hit.paper, _spans(sentences[:_HIGHLIGHTED])) for hit, sentences in pairs)


def _unread(papers: int) -> str:
    return f"{papers} of the papers found did not fit the model's context window." if papers else ""


def _refuse(answer: Answer) -> Answer:
    """Say that the collection does not hold it; the papers stay as the nearest ones."""
    return replace(answer, stage="done", text=extractive.NOT_HELD, refused=True)


def _numbered(sources: Sequence[Source], cited: Cited) -> tuple[Source, ...]:
    """Return the sources, which stand in the order of the prompt, numbered as the text cites them."""
    numbers = {prompt_number: number for number, prompt_number in enumerate(cited.order, 1)}
    return _cited_first([replace(source, number=numbers.get(i)) for i, source in enumerate(sources, 1)])


def _cited_first(sources: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda source: source.number or len(sources) + 1))


def _best_first(sentences: Sequence[Evidence]) -> tuple[tuple[int, int], ...]:
    return _spans(sorted(sentences, key=lambda sentence: -sentence.score))


def _spans(sentences: Sequence[Evidence]) -> tuple[tuple[int, int], ...]:
    return tuple((sentence.start, sentence.end) for sentence in sentences)
