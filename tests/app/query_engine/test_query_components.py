"""The prompts and components of the query engine, and the events it reports."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.prompts import PromptTemplate, RichPromptTemplate
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.event_handlers import BaseEventHandler

from app.answers.refusal import NO_ANSWER
from app.answers.synthesizer import PaperSynthesizer
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from app.query_engine import query_engine
from index.collection import Stores
from index.papers import Paper
from index.retrieval.reranking import Ranking
from index.retrieval.retriever import PaperRetriever
from tests.app.engine.answered import FEMTO, RAR
from tests.app.last_answer import last_answer
from tests.app.query_engine.scripted_llm import ASKED, SAID, ScriptedLLM, titles
from tests.scripted_endpoint import Say, ScriptedEndpoint


class Reverser:
    """A reranker that turns the papers around."""

    fingerprint = "reverser"
    depth = 3

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:  # noqa: ARG002
        return Ranking(tuple(range(len(papers)))[::-1], model_calls=1)


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
        response, answer = query_engine(engine).query(ASKED), last_answer(engine, ASKED)
        assert titles(response.source_nodes) == [source.paper.title for source in answer.sources]
        assert titles(response.source_nodes) != [
            source.paper.title for source in last_answer(Engine(filled, papers=2), ASKED).sources
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
