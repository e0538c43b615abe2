from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.collection import Stores
from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.postprocessors import AnswerabilityPostprocessor, RerankPostprocessor
from index.retrieval.reranking import Ranking
from index.retrieval.retriever import PaperRetriever, result_of
from tests.conftest import opened, paper

SHORE = [paper(f"Kelp {name}", f"Kelp of the {name} grows in nets.") for name in ("reef", "dune", "gull", "tern")]
FOREIGN = NodeWithScore(node=TextNode(text="Dunes move."), score=0.1)


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), *SHORE)


@dataclass
class Reverser:
    """Reranks the first `depth` papers the other way around."""

    depth: int = 3
    fingerprint: str = "reverser"
    broken: bool = False
    seen: list[tuple[str, list[str]]] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.seen.append((question, [paper.title for paper in papers]))
        if self.broken:
            raise EndpointError("It is down.", "Start it.")
        return Ranking(tuple(range(len(papers)))[::-1], model_calls=1, prompt_tokens=9)


def titles(nodes: Sequence[NodeWithScore]) -> list[str]:
    return [found.node.metadata.get("title", "") for found in nodes]


class TestAnswerability:
    def test_an_answerable_question_keeps_its_nodes(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("Where does kelp grow?")
        assert AnswerabilityPostprocessor().postprocess_nodes(nodes, query_str="Where does kelp grow?") == nodes

    def test_an_unanswerable_question_loses_its_nodes_except_those_from_elsewhere(self, shore: Stores) -> None:
        nodes = [*PaperRetriever(shore).retrieve("What is Zorblat-7?"), FOREIGN]
        assert len(nodes) > 1
        assert AnswerabilityPostprocessor().postprocess_nodes(nodes) == [FOREIGN]


class TestReranking:
    def test_the_first_nodes_are_fused_with_the_order_of_the_reranker(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("kelp nets")
        reverser = Reverser()
        found = RerankPostprocessor(reranker=reverser, limit=3).postprocess_nodes(nodes, QueryBundle("kelp nets"))
        before = titles(nodes)
        assert reverser.seen == [("kelp nets", before[:3])]
        assert sorted(titles(found)) == sorted(before[:3])
        assert titles(found) == [before[0], before[2], before[1]]
        result = result_of(found, "kelp nets")
        assert (result.model_calls, result.prompt_tokens, result.notice) == (1, 9, "")

    def test_another_requested_order_stays(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("newest papers on kelp")
        reverser = Reverser()
        assert RerankPostprocessor(reranker=reverser, limit=2).postprocess_nodes(nodes) == nodes[:2]
        assert reverser.seen == []

    def test_a_reranker_that_fails_leaves_the_order_and_a_notice(self, shore: Stores) -> None:
        nodes = PaperRetriever(shore).retrieve("kelp nets")
        found = RerankPostprocessor(reranker=Reverser(broken=True)).postprocess_nodes(nodes)
        assert titles(found) == titles(nodes)
        assert "It is down." in result_of(found, "kelp nets").notice

    def test_nodes_from_elsewhere_are_reranked_with_them(self, shore: Stores) -> None:
        nodes = [FOREIGN, *PaperRetriever(shore, limit=2).retrieve("kelp nets")]
        found = RerankPostprocessor(reranker=Reverser()).postprocess_nodes(nodes, query_str="kelp nets")
        assert {node.node.node_id for node in found} == {node.node.node_id for node in nodes}
