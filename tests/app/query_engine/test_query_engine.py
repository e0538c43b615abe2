"""The query engine without a model, with any, streaming and async."""

import asyncio

import pytest
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import BaseQueryEngine

from app.answers.quoted import INTRODUCTION
from app.answers.refusal import NO_ANSWER
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from app.query_engine import query_engine
from index.collection import Stores
from tests.app.engine.answered import FEMTO
from tests.app.last_answer import last_answer
from tests.app.query_engine.scripted_llm import ASKED, SAID, ScriptedLLM, titles
from tests.index.retrieval.event_loop import ticks_during
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint


class TestWithoutALLM:
    def test_it_quotes_as_the_product_does(self, filled: Stores) -> None:
        engine = query_engine(Engine(filled))
        assert isinstance(engine, BaseQueryEngine)
        response = engine.query(ASKED)
        answer = last_answer(Engine(filled), ASKED)
        assert isinstance(response, Response)
        assert str(response) == answer.text
        assert titles(response.source_nodes) == [source.paper.title for source in answer.sources]
        quotes = [{"sentence": f"“{source.sentence}”", "verdict": "quoted"} for source in answer.cited]
        assert response.metadata == {"refused": False, "model": None, "notice": "", "checks": quotes}

    def test_source_nodes_have_their_number_and_evidence(self, filled: Stores) -> None:
        first, *others = query_engine(Engine(filled)).query(ASKED).source_nodes
        assert first.node.get_content().endswith(FEMTO.abstract)
        assert first.node.metadata["number"] == 1
        assert first.node.metadata["evidence"] == "FemtoDet detects objects with 68.77k parameters."
        assert all("number" not in found.node.metadata for found in others)

    @pytest.mark.parametrize(
        "question",
        [
            *("What is Zorblat-7?", "List all papers", "How many papers are there?", "papers before 1990"),
            *("When was the Theme Transformer published?", "What can I ask you?", "Summarise all papers"),
        ],
    )
    def test_the_answer_is_always_the_same_as_in_the_chat(self, filled: Stores, question: str) -> None:
        response, answer = query_engine(Engine(filled)).query(question), last_answer(Engine(filled), question)
        assert str(response) == answer.text
        assert (response.metadata or {})["refused"] == answer.refused
        assert titles(response.source_nodes) == [source.paper.title for source in answer.sources]

    def test_an_empty_collection_is_refused(self, stores: Stores) -> None:
        response = query_engine(Engine(stores)).query(ASKED)
        assert str(response) == NO_ANSWER
        assert response.source_nodes == []

    def test_the_engine_s_own_model_writes(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say(SAID))
        engine = Engine(filled, Endpoint(endpoint.url, "tiny-model", None))
        response = query_engine(engine).query(ASKED)
        assert str(response) == SAID
        assert (response.metadata or {})["model"] == "tiny-model"

    def test_an_endpoint_that_fails_leaves_quotes_and_a_notice(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Fail(500))
        response = query_engine(Engine(filled, Endpoint(endpoint.url, "tiny-model", None))).query(ASKED)
        assert str(response) == last_answer(Engine(filled), ASKED).text
        assert "Quoting instead." in (response.metadata or {})["notice"]


class TestAnyLLM:
    def test_it_writes_and_its_sentences_are_checked(self, filled: Stores) -> None:
        llm = ScriptedLLM(text=f"{SAID} It takes 9.99 W on a phone [1].")
        response = query_engine(Engine(filled), llm).query(ASKED)
        assert str(response) == llm.text
        metadata = response.metadata or {}
        assert (metadata["model"], metadata["refused"]) == ("scripted", False)
        assert [check["verdict"] for check in metadata["checks"]] == ["figures and names found", "partly found"]
        assert titles(response.source_nodes)[0] == FEMTO.title

    def test_it_reads_our_prompt_with_the_papers(self, filled: Stores) -> None:
        llm = ScriptedLLM()
        query_engine(Engine(filled), llm).query(ASKED)
        (prompt,) = llm.prompts
        assert REFUSAL in prompt
        assert FEMTO.abstract in prompt
        assert ASKED in prompt

    def test_the_mock_of_llamaindex_does(self, filled: Stores) -> None:
        response = query_engine(Engine(filled), MockLLM(max_tokens=256)).query(ASKED)
        assert (response.metadata or {})["refused"] is False
        assert len(response.source_nodes) == 3

    def test_where_the_search_is_sure_its_refusal_gives_way_to_quotes(self, filled: Stores) -> None:
        response = query_engine(Engine(filled), ScriptedLLM(text=REFUSAL)).query(ASKED)
        assert str(response).startswith(INTRODUCTION)
        assert (response.metadata or {})["refused"] is False

    def test_it_is_not_called_for_an_unanswerable_question(self, filled: Stores) -> None:
        llm = ScriptedLLM()
        response = query_engine(Engine(filled), llm).query("What is Zorblat-7?")
        assert str(response).startswith("No paper in your collection mentions “Zorblat-7”.")
        assert llm.prompts == []
        assert len(response.source_nodes) == 3

    def test_what_it_raises_reaches_the_caller(self, filled: Stores) -> None:
        with pytest.raises(RuntimeError, match="out of memory"):
            query_engine(Engine(filled), ScriptedLLM(broken=True)).query(ASKED)


class TestStreaming:
    def test_the_text_comes_in_pieces(self, filled: Stores) -> None:
        response = query_engine(Engine(filled), ScriptedLLM(), streaming=True).query(ASKED)
        assert isinstance(response, StreamingResponse)
        assert len(response.source_nodes) == 3
        pieces = list(response.response_gen)
        assert len(pieces) > 3
        assert "".join(pieces) == SAID
        assert (response.metadata or {})["model"] == "scripted"
        assert response.source_nodes[0].node.metadata["number"] == 1

    def test_the_first_piece_does_not_wait_for_the_last(self, filled: Stores) -> None:
        response = query_engine(Engine(filled), ScriptedLLM(broken=True), streaming=True).query(ASKED)
        assert isinstance(response, StreamingResponse)
        assert next(response.response_gen).startswith("FemtoDet")
        with pytest.raises(RuntimeError, match="out of memory"):
            list(response.response_gen)

    def test_quotes_are_streamed_too(self, filled: Stores) -> None:
        response = query_engine(Engine(filled), streaming=True).query(ASKED)
        assert isinstance(response, StreamingResponse)
        assert "".join(response.response_gen) == last_answer(Engine(filled), ASKED).text


class TestAsync:
    def test_it_gives_the_same(self, filled: Stores) -> None:
        engine = query_engine(Engine(filled))
        assert str(asyncio.run(engine.aquery(ASKED))) == str(engine.query(ASKED))

    def test_the_event_loop_stays_free(self, filled: Stores) -> None:
        engine = query_engine(Engine(filled), ScriptedLLM(delay=0.05))
        response, ticks = asyncio.run(ticks_during(engine.aquery(ASKED)))
        assert str(response) == SAID
        assert ticks >= 10

    def test_it_streams(self, filled: Stores) -> None:
        async def pieces() -> list[str]:
            response = await query_engine(Engine(filled), ScriptedLLM(), streaming=True).aquery(ASKED)
            assert isinstance(response, AsyncStreamingResponse)
            return [piece async for piece in response.response_gen]

        found = asyncio.run(pieces())
        assert len(found) > 3
        assert "".join(found) == SAID
