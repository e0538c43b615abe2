"""Comparisons, and answers over reranked papers."""

from app.answers.refusal import NO_ANSWER
from app.engine import Engine
from app.llm.endpoint import Endpoint
from index.collection import Stores
from index.endpoints.endpoint_errors import EndpointError
from index.retrieval.reranking import Ranking
from tests.app.engine.answered import CORAL, LAMP, SEALS, FixedReranker, connected, last, titles
from tests.scripted_endpoint import Say, ScriptedEndpoint


class TestComparisons:
    def test_each_side_is_quoted_under_its_name(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare coral and seals")
        assert answer.intent == "compare"
        coral, seals = answer.text.split("**seals**")
        assert "**coral**" in coral
        assert "The coral is counted" in coral
        assert "Seals sing" in seals
        assert {source.explanation.side for source in answer.cited if source.explanation} == {"coral", "seals"}

    def test_a_missing_side_is_named_and_not_quoted(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare coral and mumpsimus")
        assert answer.notice == "Your collection seems to have nothing on mumpsimus."
        assert "mumpsimus" not in answer.text
        assert [source.paper for source in answer.cited] == [CORAL]

    def test_with_both_sides_missing_the_answer_is_a_refusal(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Compare xylophone and mumpsimus")
        assert (answer.refused, answer.notice) == (True, "")
        assert answer.text == f"{NO_ANSWER} The closest papers are shown."

    def test_a_model_is_given_the_papers_of_both_sides(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("The coral is counted by colour. Seals sing below the ice."))
        answer = last(connected(shore, endpoint), "Compare coral and seals")
        assert answer.model == "tiny-model"
        assert all(f"Title: {item.title}" in endpoint.prompt for item in (CORAL, SEALS))


class TestReranking:
    QUESTION = "energy of a lamp"

    def test_it_chooses_the_papers_and_its_cost_is_counted(self, shore: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("It saves energy [1]."))
        plain = last(connected(shore, endpoint), self.QUESTION)
        reranker = FixedReranker(Ranking((1,), model_calls=2, prompt_tokens=1000))
        engine = Engine(shore, Endpoint(endpoint.url, "tiny-model", None), papers=1, reranker=reranker)
        answer = last(engine, self.QUESTION)
        assert reranker.calls == [self.QUESTION]
        assert plain.sources[0].paper == LAMP
        assert titles(answer) == [plain.sources[1].paper.title]
        assert (answer.model_calls, plain.model_calls) == (3, 1)
        assert answer.prompt_tokens > 1000

    def test_a_failed_rerank_leaves_the_answer_with_a_notice(self, shore: Stores) -> None:
        engine = Engine(shore, reranker=FixedReranker(EndpointError("It is not running.", "Start it.")))
        answer = last(engine, self.QUESTION)
        assert answer.notice == "It is not running. Start it. The papers stay in the order of the search."
        assert answer.cited[0].paper == LAMP

    def test_an_ordered_list_is_not_reranked(self, shore: Stores) -> None:
        reranker = FixedReranker(Ranking((1, 0)))
        last(Engine(shore, reranker=reranker), "What are the newest papers on energy?")
        assert reranker.calls == []
