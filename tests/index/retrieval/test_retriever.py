import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent, RetrievalStartEvent
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index_instrumentation import get_dispatcher

from index.collection import Stores
from index.embedding.encoder import Vectors
from index.questions.query import Query
from index.retrieval.retriever import PaperRetriever, hit_of, paper_metadata, result_of
from index.retrieval.search import search
from tests.conftest import WordEncoder, opened, paper
from tests.index.retrieval.event_loop import ticks_during

KELP = paper(
    "Kelp Nets",
    "Kelp grows in nets. It feeds urchins.",
    organisation="Reef Lab",
    date=date(2023, 1, 2),
    author_count=3,
    upvotes=4,
    sources=("a.txt", "b.txt"),
)
TIDE = paper("Tide Tables", "The tide is read from tables. Tables of kelp are old.", date=date(2024, 5, 6))
SEALS = paper("Songs of Seals", "Seals sing below the ice.")


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), KELP, TIDE, SEALS)


def titles(nodes: Sequence[NodeWithScore]) -> list[str]:
    return [found.node.metadata["title"] for found in nodes]


class TestNodes:
    def test_they_are_the_papers_of_the_search_with_their_scores(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("What grows in kelp nets?")
        hits = search(shore, "What grows in kelp nets?").hits
        assert [(found.node.node_id, found.score) for found in nodes] == [(hit.paper.id, hit.score) for hit in hits]
        assert nodes[0].node.get_content(MetadataMode.NONE) == KELP.abstract

    def test_they_carry_the_record(self, shore: Stores) -> None:
        assert isinstance(PaperRetriever(shore), BaseRetriever)
        metadata = PaperRetriever(shore).retrieve("kelp nets")[0].node.metadata
        assert metadata.items() >= {
            ("title", "Kelp Nets"),
            ("id", KELP.id),
            ("organisation", "Reef Lab"),
            ("date", "2023-01-02"),
            ("author_count", 3),
            ("upvotes", 4),
        }
        assert "comments" not in metadata
        assert paper_metadata(KELP)["sources"] == "a.txt, b.txt"

    def test_metadata_is_always_flat(self) -> None:
        known = paper(
            "Full",
            "All is known.",
            authors=("Ada Reef", "Bo Dune"),
            arxiv_id="2301.00001v2",
            url="https://example.org/full",
            listed_on=(date(2023, 1, 3), date(2023, 1, 4)),
            provenance=(("date", "a.txt"),),
        )
        metadata = paper_metadata(known)
        assert metadata.items() >= {
            ("authors", "Ada Reef, Bo Dune"),
            ("author_count", 2),
            ("arxiv_id", "2301.00001"),
            ("url", "https://example.org/full"),
            ("listed_on", "2023-01-03, 2023-01-04"),
        }
        assert {"abstract", "provenance"}.isdisjoint(metadata)
        assert {type(value) for value in metadata.values()} == {str, int}

    def test_models_read_the_title_and_what_helps_to_answer(self, shore: Stores) -> None:
        node = PaperRetriever(shore).retrieve("kelp nets")[0].node
        read = node.get_content(MetadataMode.LLM)
        assert read == f"title: Kelp Nets\norganisation: Reef Lab\ndate: 2023-01-02\n\n{KELP.abstract}"
        assert node.get_content(MetadataMode.EMBED) == f"title: Kelp Nets\n\n{KELP.abstract}"

    def test_any_vector_store_of_llamaindex_takes_their_metadata(self, shore: Stores) -> None:
        node = PaperRetriever(shore).retrieve("kelp nets")[0].node
        stored = node_to_metadata_dict(node, flat_metadata=True)
        assert TextNode.from_json(stored["_node_content"]).get_content(MetadataMode.NONE) == KELP.abstract

    def test_the_limit_is_respected(self, shore: Stores) -> None:
        assert len(PaperRetriever(shore, limit=1).retrieve("kelp")) == 1
        limits: list[str] = []

        def limit(query: Query) -> int:
            limits.append(query.intent)
            return 2

        assert len(PaperRetriever(shore, limit).retrieve("List all papers")) == 2
        assert limits == ["list"]

    def test_conditions_in_the_question_filter(self, shore: Stores) -> None:
        assert titles(PaperRetriever(shore).retrieve("papers on kelp from Reef Lab")) == ["Kelp Nets"]

    def test_nothing_is_found_in_an_empty_collection(self, stores: Stores) -> None:
        assert PaperRetriever(stores).retrieve("kelp") == []


class TestBackToASearchResult:
    def test_hits_follow_the_nodes(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("kelp nets")
        result = result_of(nodes[::-1], "kelp nets")
        assert [hit.paper.title for hit in result.hits] == titles(nodes)[::-1]
        assert replace(result, hits=()) == replace(search(shore, "kelp nets"), hits=())
        assert result.hits == search(shore, "kelp nets").hits[::-1]

    def test_nodes_of_others_count_as_papers(self) -> None:
        first, second = (TextNode(text=text, metadata={"title": "Dunes"}) for text in ("Dunes move.", "Some stay."))
        bare = TextNode(text="No title.", id_="n1")
        result = result_of([NodeWithScore(node=node, score=0.5) for node in (first, bare, second)], "Do dunes move?")
        assert [(hit.paper.title, hit.paper.abstract) for hit in result.hits] == [
            ("Dunes", "Dunes move.\nSome stay."),
            ("n1", "No title."),
        ]
        assert (result.answerable, result.query.text) == (True, "Do dunes move?")
        assert not result_of([], "Do dunes move?").answerable

    def test_a_text_changed_by_another_component_is_used(self, shore: Stores) -> None:
        (found,) = PaperRetriever(shore, limit=1).retrieve("kelp nets")
        found.node.set_content("Kelp grows in nets.")
        assert hit_of(found).paper.abstract == "Kelp grows in nets."
        assert hit_of(found).windows == {}


class Recorder(BaseEventHandler):
    """Keeps the events of LlamaIndex's instrumentation."""

    events: list[Any] = []  # noqa: RUF012 - a pydantic field

    def handle(self, event: Any, **_: Any) -> None:
        self.events.append(event)


class SlowEncoder(WordEncoder):
    """Takes its time over a question."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.3)
        return super().encode(texts)


class TestInstrumentation:
    @pytest.fixture
    def recorder(self) -> Iterator[Recorder]:
        recorder, dispatcher = Recorder(), get_dispatcher()
        dispatcher.add_event_handler(recorder)
        yield recorder
        dispatcher.event_handlers.remove(recorder)

    def test_retrieval_is_reported(self, shore: Stores, recorder: Recorder) -> None:
        nodes = PaperRetriever(shore).retrieve("kelp nets")
        (start,) = (event for event in recorder.events if isinstance(event, RetrievalStartEvent))
        (end,) = (event for event in recorder.events if isinstance(event, RetrievalEndEvent))
        assert start.str_or_query_bundle == "kelp nets"
        assert [found.node.node_id for found in end.nodes] == [found.node.node_id for found in nodes]
        assert "Kelp grows" in end.model_dump_json()

    def test_async_retrieval_is_reported_too(self, shore: Stores, recorder: Recorder) -> None:
        asyncio.run(PaperRetriever(shore).aretrieve(QueryBundle("kelp nets")))
        names = [event.class_name() for event in recorder.events]
        assert names.count("RetrievalStartEvent") == names.count("RetrievalEndEvent") == 1


def test_async_retrieval_leaves_the_event_loop_free(shore: Stores) -> None:
    slow = replace(shore, encoder=SlowEncoder())
    nodes, ticks = asyncio.run(ticks_during(PaperRetriever(slow).aretrieve("kelp nets")))
    assert titles(nodes) == titles(PaperRetriever(shore).retrieve("kelp nets"))
    assert ticks >= 5
