"""Adapts the engine and the stores to what the page needs."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.answer import Answer
from app.chats.chat_store import ChatStore
from app.connect.current_model import CurrentModel
from app.connect.endpoints import model_reranker
from app.example_questions import example_questions
from app.fetch.download import Downloader
from app.fetch.fetched_papers import fetch_papers
from app.fetch.source_address import is_source_address
from app.llm.endpoint import Endpoint
from app.llm.reranker import ListwiseReranker
from app.operations.page_metrics import PageMetrics
from app.operations.readiness import Readiness
from app.operations.traces import traces_to
from app.request import OverviewIntent, OverviewRequest, Question, Request
from app.ui.library.collection_sources import CollectionSources
from app.ui.library.collection_table import CollectionTable
from app.ui.library.following import follow_others
from app.ui.library.turn_taking import TurnTaking
from app.ui.protocol import CollectionOverview
from index import ingest
from index.browsing.known_papers import count_known
from index.browsing.paper_traits import PaperTraits, traits_of
from index.browsing.table_page import ids_of
from index.browsing.table_selection import Selection
from index.errors import PaperchatError
from index.identity import short_hash
from index.map.paper_map import PaperMap, load_map
from index.papers import Paper
from index.preview import Preview, previews
from index.retrieval.explanation import Explanation
from index.retrieval.results import SearchResult
from index.verification import damage_met, discard_damaged
from index.wording.said import sentences_said

if TYPE_CHECKING:
    from app.engine import Engine
    from index.collection import Stores

log = logging.getLogger(__name__)
WARM_UP = "What is the first question?"
"""Plainly English: what recognises other languages takes 80 MB and is loaded only for those who need it."""

# Seconds. Somebody who waits for the page is served before what only answers need is loaded.
_AFTER_THE_FIRST_PAGE = 0.5
# Example questions are made from this many of the papers added last.
_EXAMPLES_FROM = 500


class PageBackend:
    """Implements `app.ui.protocol.Backend`."""

    def __init__(self, stores: "Stores", model: CurrentModel, make_engine: "Callable[[], Engine]") -> None:
        """`model` takes the place of the engine's own. The engine is made in the background, after the page is up."""
        self._stores = stores
        self._make_engine = make_engine
        self._turns = TurnTaking()
        self._model = model
        self._chats = ChatStore(model.settings.home, model.settings.database)
        traces = model.settings.traces
        self._metrics = PageMetrics(send_trace=traces_to(traces) if traces else None)
        self._readiness = Readiness(self._search_once)
        self._library = CollectionTable(self._stores, self._draw_map_soon, self._turns)
        self._sources = CollectionSources(self._stores, self._draw_map_soon, self._turns)

    @cached_property
    def _engine(self) -> "Engine":
        return self._make_engine()

    @property
    def model(self) -> CurrentModel:
        """The model that writes the answers."""
        return self._model

    @property
    def chats(self) -> ChatStore:
        """The saved chats."""
        return self._chats

    @property
    def library(self) -> CollectionTable:
        """The table over the collection."""
        return self._library

    @property
    def sources(self) -> CollectionSources:
        """The sources of the collection."""
        return self._sources

    def warm_up(self) -> None:
        """In the background, index what is not indexed yet and load what the first question needs."""
        warming = threading.Timer(_AFTER_THE_FIRST_PAGE, self._warm_up)
        warming.daemon = True
        warming.start()
        if self._stores.library.store.is_shared:
            follow_others(self._stores, self._turns)

    def answer(self, request: Request, visitor: str) -> Generator[Answer, None, None]:
        """Yield whole snapshots of the answer; the last one is done."""
        # A change takes effect with the next question, and an answer keeps the model it began with.
        engine = replace(self._engine, endpoint=self._model.endpoint, last_visit=self._chats.visits.visit(visitor))
        if isinstance(engine.reranker, ListwiseReranker):
            engine = replace(engine, reranker=model_reranker(self._model.settings))
        snapshots = self._with_damage_notice(engine.answer(request))
        return self._metrics.answering(snapshots, lambda: _has_failed(engine.endpoint))

    def find(self, question: str, limit: int) -> tuple[SearchResult, list[Explanation]]:
        """Search without answering: up to `limit` papers, and why each was found."""
        return self._engine.find(question, limit)

    def overview_of(self, arguments: Sequence[str], intent: OverviewIntent) -> OverviewRequest:
        """Return the request for an overview of what was named: titles, ids, a source, or a description."""
        return self._engine.overview_of(arguments, intent)

    def inputs(self, paths: Sequence[Path], text: str = "") -> Iterator[ingest.Input]:
        """Yield what there is to add: files, and what was pasted, a text or an address. Raises PaperchatError."""
        yield from ingest.gather_uploads(paths)
        if is_source_address(text.strip()):
            yield from fetch_papers([text.strip()], Downloader())
        elif text.strip():
            # Named by what it says, so that pasting the same again changes nothing.
            yield ingest.Input(f"pasted text {short_hash(text)}", text.encode())

    def previews(self, inputs: Sequence[ingest.Input]) -> tuple[Preview, ...]:
        """Return what adding them would do."""
        return tuple(previews(inputs, count_known=partial(count_known, self._stores.library)))

    def add(self, inputs: Sequence[ingest.Input]) -> Iterator[ingest.Progress]:
        """Add their papers, yielding progress. Raises LibraryBusyError while another process writes."""
        with self._turns.turn():
            yield from self._metrics.adding(ingest.add(self._stores, inputs))
        self._draw_map_soon()

    def example_questions(self) -> list[str]:
        """Return questions that this collection can answer."""
        newest = ids_of(self._stores, Selection(sort="added"), _EXAMPLES_FROM)
        return example_questions(sorted(self._stores.library.papers(newest), key=lambda paper: paper.title))

    def collection(self) -> CollectionOverview:
        """Return what is in the collection now."""
        return self._sources.overview()

    def map(self) -> PaperMap | None:
        """Return the map of the library, or the last one while another process writes; None if there is none yet."""
        self._draw_map()
        return load_map(self._stores)

    def traits(self, ids: Sequence[str]) -> PaperTraits:
        """Return the months, sources and stars of the papers with these ids, in their order."""
        return traits_of(self._stores.library, ids)

    def paper(self, paper_id: str) -> Paper | None:
        """Return the paper with this id; None if it is not in the collection."""
        return next(iter(self._stores.library.papers([paper_id])), None)

    def is_ready(self) -> bool:
        """Return whether the stores are open and can be searched."""
        return self._readiness.is_ready()

    def metrics(self) -> str:
        """Return what was counted, in Prometheus's format."""
        return self._metrics.text(self._stores.library.state().papers, self._stores.library.count_passages())

    def _with_damage_notice(self, snapshots: Generator[Answer, None, None]) -> Generator[Answer, None, None]:
        """Add to a finished answer any damage that reading has met."""
        with closing(snapshots):
            for answer in snapshots:
                damage = damage_met(self._stores) if answer.stage == "done" else ""
                yield replace(answer, notice=sentences_said(answer.notice, damage)) if damage else answer

    def _search_once(self) -> None:
        """Search each store for something. An endpoint is not asked for a vector: that may cost money."""
        self._stores.library.count()
        self._stores.words.search("ready", 1)
        if encoder := self._stores.token_encoder:
            self._stores.vectors.search(encoder.encode(["ready"])[0], 1)
        self._stores.vectors.count()

    def _draw_map_soon(self) -> None:
        threading.Thread(target=self._draw_map, daemon=True).start()

    def _draw_map(self) -> None:
        """Bring the map up to date; it stays as it is while another process writes."""
        try:
            with self._turns.turn():
                ingest.draw_map(self._stores)
        except PaperchatError as fault:
            log.warning("%s", fault)

    def _warm_up(self) -> None:
        try:
            if damaged := discard_damaged(self._stores):
                log.warning("%s.", damaged)
            if ingest.is_behind(self._stores):
                # A new library has no stores yet, and a map is drawn after each change without a word.
                if self._stores.library.count() and (reason := ingest.is_search_behind(self._stores)):
                    log.warning("%s: indexing in the background.", reason)
                for _ in ingest.catch_up(self._stores):
                    pass
            self._stores.library.check_sample()
            if damage := damage_met(self._stores):
                log.warning("%s", damage)
            *_, _answer = replace(self._engine, endpoint=None, reranker=None).answer(Question(WARM_UP))
            if endpoint := self._model.endpoint:
                endpoint.warm_up()
        except PaperchatError as fault:
            log.warning("%s", fault)


def _has_failed(endpoint: Endpoint | None) -> bool:
    return endpoint is not None and endpoint.health.state == "fails"
