"""Answers that a small model writes."""

from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from index.collection import Stores
from tests.app.engine.answered import FEMTO, MUSIC, connected, last
from tests.scripted_endpoint import Say, ScriptedEndpoint


class TestSmallModel:
    @staticmethod
    def small(stores: Stores, endpoint: ScriptedEndpoint) -> Engine:
        return Engine(stores, Endpoint(endpoint.url, "tiny-model", None, timeout=5, prompt="short"))

    def test_it_gets_the_papers_that_bear_on_the_question_and_the_bare_question(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet has 68.77k parameters."))
        asked = "How many parameters does FemtoDet have?"
        answer = last(self.small(filled, endpoint), asked)
        # The model repeats the sentence that answers best, so it is not quoted.
        assert answer.text == "FemtoDet has 68.77k parameters [1]."
        (request,) = endpoint.requests
        (message,) = request["messages"]
        assert message["content"].endswith(f"answer in one or two sentences: {asked}")
        assert FEMTO.abstract in message["content"]
        assert MUSIC.abstract not in message["content"]
        assert answer.papers_read < len(answer.sources) == 3

    def test_the_best_sentence_is_quoted_below_if_the_model_left_it_out(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet takes 1.11 W on a phone."))
        answer = last(self.small(filled, endpoint), "How many parameters does FemtoDet have?")
        quote = "“FemtoDet detects objects with 68.77k parameters.”"
        below = f"In the paper’s own words: {quote} [1]"
        assert answer.text == f"FemtoDet takes 1.11 W on a phone [1].\n\n{below}"
        assert [check.attributed for check in answer.checks] == [True, False]
        assert answer.text[answer.checks[1].start : answer.checks[1].end] == quote

    def test_quotes_of_that_paper_that_the_model_left_out_are_added(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        endpoint.says(Say("FemtoDet detects objects."))
        asked = "How many parameters does FemtoDet have, and how much does it take on a phone?"
        answer = last(self.small(filled, endpoint), asked)
        quote = "“FemtoDet detects objects with 68.77k parameters. It takes 1.11 W on a phone.”"
        assert answer.text.endswith(f"In the paper’s own words: {quote} [1]")

    def test_it_is_not_asked_what_the_collection_does_not_answer(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        answer = last(self.small(filled, endpoint), "Who is Zorblat-7?")
        assert answer.refused
        assert answer.model_calls == 0
        assert endpoint.requests == []

    def test_it_is_not_asked_for_a_detail_that_the_abstract_does_not_state(
        self, filled: Stores, endpoint: ScriptedEndpoint
    ) -> None:
        answer = last(self.small(filled, endpoint), "Which loss function does FemtoDet use?")
        assert answer.refused
        assert "loss function" in answer.text
        assert endpoint.requests == []

    def test_the_engine_learns_from_an_answer_without_marks(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("FemtoDet has 68.77k parameters."))
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        last(engine, "FemtoDet")
        roles = [[message["role"] for message in request["messages"]] for request in endpoint.requests]
        assert roles == [["system", "user"], ["user"]]

    def test_a_model_that_cites_keeps_the_full_prompt(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        engine = connected(filled, endpoint)
        for said in ("FemtoDet has 68.77k parameters [1].", "FemtoDet has 68.77k parameters.", REFUSAL):
            endpoint.says(Say(said))
            last(engine, "How many parameters does FemtoDet have?")
        assert all(len(request["messages"]) == 2 for request in endpoint.requests)

    def test_the_engine_learns_from_a_copied_rule(self, filled: Stores, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("The sources below are the only thing you know."))
        engine = connected(filled, endpoint)
        last(engine, "FemtoDet")
        assert engine.endpoint
        assert engine.endpoint.profile.copies_example is True
        assert engine.endpoint.prompt_style == "short"
