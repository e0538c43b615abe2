"""A reranker changes the order, not what can be answered."""

from index.collection import Stores
from index.endpoints.endpoint_errors import EndpointError
from index.retrieval.reranking import Ranking
from index.retrieval.search import search
from tests.index.retrieval.search.searched import PAPERS, FixedReranker, titles, titles_of


class TestReranking:
    papers = PAPERS

    def test_the_papers_follow_the_order_of_the_reranker(self, world: Stores) -> None:
        before = titles(world, "a gull looks on")
        reranker = FixedReranker(Ranking((1, 0), model_calls=1, prompt_tokens=70))
        found = search(world, "a gull looks on", reranker=FixedReranker(Ranking((1,)), depth=2))
        assert titles_of(found) == [before[1], before[0], *before[2:]]
        found = search(world, "a gull looks on", limit=2, reranker=reranker)
        assert reranker.calls == [("a gull looks on", before)]
        assert (found.model_calls, found.prompt_tokens, found.notice) == (1, 70, "")

    def test_only_the_first_papers_are_shown_to_it(self, world: Stores) -> None:
        reranker = FixedReranker(Ranking((1, 0)), depth=2)
        before = titles(world, "a gull looks on")
        search(world, "a gull looks on", reranker=reranker)
        assert reranker.calls == [("a gull looks on", before[:2])]

    def test_one_that_fails_leaves_the_order_and_a_notice(self, world: Stores) -> None:
        found = search(
            world, "a gull looks on", reranker=FixedReranker(EndpointError("It is not running.", "Start it."))
        )
        assert titles_of(found) == titles(world, "a gull looks on")
        assert found.notice.startswith("It is not running. Start it.")

    def test_answerability_is_judged_by_the_order_of_the_search(self, world: Stores) -> None:
        plain = search(world, "tables made of kelp", limit=1)
        reranked = search(world, "tables made of kelp", limit=1, reranker=FixedReranker(Ranking((3, 2, 1))))
        assert reranked.signals == plain.signals
        assert reranked.answerable

    def test_it_gets_the_corrected_question(self, world: Stores) -> None:
        reranker = FixedReranker(Ranking((0,)))
        search(world, "tabels of kelp", reranker=reranker)
        assert reranker.calls[0][0] == "tables of kelp"
