import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from llama_index.core.base.response.schema import AsyncStreamingResponse, Response, StreamingResponse
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata, MockLLM
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.prompts import PromptTemplate, RichPromptTemplate
from llama_index.core.query_engine import BaseQueryEngine, RetrieverQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.event_handlers import BaseEventHandler

from app.answer import Answer
from app.answers.quoted import INTRODUCTION
from app.answers.refusal import NO_ANSWER
from app.answers.synthesizer import PaperSynthesizer
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from app.query_engine import query_engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.retrieval.reranking import Ranking
from index.retrieval.retriever import PaperRetriever
from tests.app.test_engine import FEMTO, MUSIC, RAR
from tests.conftest import opened
from tests.event_loop import ticks_during
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

ASKED = "How many parameters does FemtoDet detect objects with?"
SAID = "FemtoDet detects objects with 68.77k parameters [1]."


class ScriptedLLM(CustomLLM):
    """Someone else's LLM: says its text word by word and keeps what it was sent."""

    text: str = SAID
    delay: float = 0.0
    broken: bool = False
    prompts: list[str] = []  # noqa: RUF012 - a pydantic field

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=4000, num_output=300, model_name="scripted")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:  # noqa: ARG002
        return CompletionResponse(text="".join(piece.delta or "" for piece in self.stream_complete(prompt)))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponseGen:  # noqa: ARG002
        self.prompts.append(prompt)

        def pieces() -> CompletionResponseGen:
            text = ""
            for word in self.text.split(" "):
                time.sleep(self.delay)
                delta = f" {word}" if text else word
                text += delta
                yield CompletionResponse(text=text, delta=delta)
            if self.broken:
                raise RuntimeError("out of memory")

        return pieces()


class Reverser:
    """A reranker that turns the papers around."""

    fingerprint = "reverser"
    depth = 3

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:  # noqa: ARG002
        return Ranking(tuple(range(len(papers)))[::-1], model_calls=1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("filled"), RAR, FEMTO, MUSIC)


def last(engine: Engine, question: str) -> Answer:
    return list(engine.answer(Question(question)))[-1]


def titles(nodes: Sequence[NodeWithScore]) -> list[str]:
    return [found.node.metadata["title"] for found in nodes]


class TestWithoutALLM:
    def test_it_quotes_as_the_product_does(self, filled: Stores) -> None:
        engine = query_engine(Engine(filled))
        assert isinstance(engine, BaseQueryEngine)
        response = engine.query(ASKED)
        answer = last(Engine(filled), ASKED)
        assert isinstance(response, Response)
        assert str(response) == answer.text
        assert titles(response.source_nodes) == [source.paper.title for source in answer.sources]
        quotes = [{"sentence": f"“{source.sentence}”", "verdict": "quoted"} for source in answer.cited]
        assert response.metadata == {"refused": False, "model": None, "notice": "", "checks": quotes}

    def test_source_nodes_tell_their_number_and_evidence(self, filled: Stores) -> None:
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
        response, answer = query_engine(Engine(filled)).query(question), last(Engine(filled), question)
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
        assert str(response) == last(Engine(filled), ASKED).text
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
        assert "".join(response.response_gen) == last(Engine(filled), ASKED).text


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


class TestPrompts:
    def test_they_are_ours(self, filled: Stores) -> None:
        prompts = query_engine(Engine(filled)).get_prompts()
        assert set(prompts) >= {f"response_synthesizer:{name}" for name in ("answer", "compare", "paper_list")}
        assert "{{sources}}" in prompts["response_synthesizer:answer"].get_template()

    @pytest.mark.parametrize(
        "template",
        [
            PromptTemplate("Sea shanty about {query_str} from {context_str}"),
            RichPromptTemplate("Sea shanty about {{ question }} from {{ sources }}"),
            PromptTemplate(
                "Sea shanty about {q} from {c}", template_var_mappings={"query_str": "q", "context_str": "c"}
            ),
            PromptTemplate("Sea {kind} about {query_str} from {context_str}").partial_format(kind="shanty"),
        ],
    )
    def test_they_can_be_changed(self, filled: Stores, template: Any) -> None:
        llm = ScriptedLLM()
        engine = query_engine(Engine(filled), llm)
        engine.update_prompts({"response_synthesizer:answer": template})
        assert "Sea " in engine.get_prompts()["response_synthesizer:answer"].get_template()
        assert str(engine.query(ASKED)) == SAID
        (prompt,) = llm.prompts
        assert f"Sea shanty about {ASKED} from " in prompt
        assert FEMTO.abstract in prompt
        assert REFUSAL not in prompt

    def test_the_engine_s_own_model_reads_them_too(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say(SAID))
        engine = query_engine(Engine(filled, Endpoint(endpoint.url, "tiny-model", None, prompt="short")))
        engine.update_prompts({"response_synthesizer:answer": PromptTemplate("Shanty: {context_str}")})
        engine.query(ASKED)
        assert "Shanty: " in endpoint.prompt

    def test_braces_in_papers_and_questions_stay(self, filled: Stores) -> None:
        llm = ScriptedLLM()
        engine = query_engine(Engine(filled), llm, node_postprocessors=[])
        engine.update_prompts({"response_synthesizer:answer": RichPromptTemplate("{{ question }} {{ sources }}")})
        engine.query("FemtoDet {refusal} {{ fence }} {% raw %}")
        assert "FemtoDet {refusal} {{ fence }} {% raw %}" in llm.prompts[0]

    def test_a_prompt_that_is_not_ours_and_a_slot_that_it_lacks_are_refused(self, filled: Stores) -> None:
        engine = query_engine(Engine(filled))
        with pytest.raises(ValueError, match="no prompt 'shanty'"):
            engine.update_prompts({"response_synthesizer:shanty": PromptTemplate("Sing.")})
        with pytest.raises(ValueError, match="tune"):
            engine.update_prompts({"response_synthesizer:answer": PromptTemplate("Sing {tune}.")})


class TestComponents:
    def test_our_retriever_in_an_engine_of_others(self, filled: Stores) -> None:
        llm = ScriptedLLM(text="They said so.")
        engine = RetrieverQueryEngine.from_args(PaperRetriever(filled, limit=2), llm=llm)
        response = engine.query(ASKED)
        assert str(response) == "They said so."
        assert titles(response.source_nodes)[0] == FEMTO.title
        assert "68.77k" in llm.prompts[0]

    def test_postprocessors_of_others_in_ours(self, filled: Stores) -> None:
        llm = ScriptedLLM()
        engine = query_engine(Engine(filled), llm, node_postprocessors=[SimilarityPostprocessor(similarity_cutoff=0.5)])
        response = engine.query(ASKED)
        assert titles(response.source_nodes) == [FEMTO.title]
        assert RAR.abstract not in llm.prompts[0]

    def test_one_that_drops_everything_makes_a_refusal_without_our_reasons(self, filled: Stores) -> None:
        dropping = SimilarityPostprocessor(similarity_cutoff=2.0)
        response = query_engine(Engine(filled), ScriptedLLM(), node_postprocessors=[dropping]).query(ASKED)
        assert str(response) == f"{NO_ANSWER} The closest papers are shown."
        assert len(response.source_nodes) == 3

    def test_our_synthesizer_with_nodes_of_others(self, filled: Stores) -> None:
        node = TextNode(text="Dunes move by 7 m a year.", metadata={"file_name": "dunes.txt"})
        response = PaperSynthesizer(filled, ScriptedLLM(text="Dunes move by 7 m a year [1].")).synthesize(
            "How fast do dunes move?", [NodeWithScore(node=node, score=0.4)]
        )
        assert str(response) == "Dunes move by 7 m a year [1]."
        assert [check["verdict"] for check in (response.metadata or {})["checks"]] == ["figures and names found"]
        assert response.source_nodes[0].node is node

    def test_additional_source_nodes_follow(self, filled: Stores) -> None:
        nodes = PaperRetriever(filled, limit=1).retrieve(ASKED)
        extra = NodeWithScore(node=TextNode(text="Dunes move."))
        response = PaperSynthesizer(filled).synthesize(ASKED, nodes, [extra])
        assert response.source_nodes == [*nodes, extra]

    def test_our_synthesizer_with_texts_alone(self, filled: Stores) -> None:
        texts = ["Dunes move by 7 m a year.", "Kelp stays."]
        quoting = PaperSynthesizer(filled)
        assert "“Dunes move by 7 m a year.” [1]" in str(quoting.get_response("How fast do dunes move?", texts))
        assert "[1]" in str(asyncio.run(quoting.aget_response("How fast do dunes move?", texts)))

    def test_the_reranker_of_the_engine_is_a_postprocessor(self, filled: Stores) -> None:
        engine = Engine(filled, papers=2, reranker=Reverser())
        response, answer = query_engine(engine).query(ASKED), last(engine, ASKED)
        assert titles(response.source_nodes) == [source.paper.title for source in answer.sources]
        assert titles(response.source_nodes) != [
            source.paper.title for source in last(Engine(filled, papers=2), ASKED).sources
        ]


class Recorder(BaseEventHandler):
    """Keeps the names of the events of LlamaIndex's instrumentation."""

    names: list[str] = []  # noqa: RUF012 - a pydantic field

    def handle(self, event: Any, **_: Any) -> None:
        self.names.append(event.class_name())


def test_each_step_is_reported_once(filled: Stores) -> None:
    recorder, dispatcher = Recorder(), get_dispatcher()
    dispatcher.add_event_handler(recorder)
    query_engine(Engine(filled)).query(ASKED)
    dispatcher.event_handlers.remove(recorder)
    assert [name for name in recorder.names if name.endswith(("StartEvent", "EndEvent"))] == [
        "QueryStartEvent",
        "RetrievalStartEvent",
        "RetrievalEndEvent",
        "SynthesizeStartEvent",
        "SynthesizeEndEvent",
        "QueryEndEvent",
    ]
