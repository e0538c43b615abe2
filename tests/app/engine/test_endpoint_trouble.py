"""Endpoints that fail or cut an answer short, windows that are too small; the calls of a follow-up."""

import pytest

from app.answer import Turn
from app.engine import Engine
from app.llm.endpoint import Endpoint
from index.collection import Stores
from tests.app.engine.answered import FEMTO, connected, last
from tests.scripted_endpoint import Cut, Fail, Hang, Say, ScriptedEndpoint


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (Fail(401), "does not accept the key"),
        (Fail(404), "has no model"),
        (Fail(429), "429"),
        (Fail(500), "failed (500)"),
        pytest.param(Hang(), "sent nothing", marks=pytest.mark.slow),
        (Say(""), "wrote nothing"),
    ],
)
def test_an_endpoint_that_fails_leaves_quotes_sources_and_a_notice(
    filled: Stores, endpoint: ScriptedEndpoint, behaviour: object, says: str
) -> None:
    endpoint.says(behaviour)  # type: ignore[arg-type]  # a behaviour, whichever
    answer = last(connected(filled, endpoint, timeout=1.0), "What is FemtoDet?")
    assert says in answer.notice
    assert answer.notice.endswith("Quoting instead.")
    assert "sk-secret" not in answer.notice
    assert "“FemtoDet detects" in answer.text or "FemtoDet detects objects" in answer.text
    assert answer.model is None
    assert answer.cited


def test_a_text_cut_in_the_middle_stays_with_one_line(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Cut("FemtoDet detects objects [1] and"))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert (answer.stage, answer.text, answer.model) == ("done", "FemtoDet detects objects [1] and", "tiny-model")
    assert "broke off" in answer.notice
    assert "Quoting" not in answer.notice
    assert answer.cited[0].paper.title == FEMTO.title


def test_a_text_cut_at_its_length_names_the_setting(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("FemtoDet detects objects [1] and", finish_reason="length"))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert answer.text == "FemtoDet detects objects [1] and"
    assert answer.notice == "The answer reached the length limit; raise PAPERCHAT_MAX_TOKENS for a longer one."


def test_a_stream_without_a_finish_reason_is_whole_if_its_end_is_marked(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    endpoint.says(Say("FemtoDet detects objects [1].", finish_reason=None))
    answer = last(connected(filled, endpoint), "What is FemtoDet?")
    assert (answer.text, answer.notice) == ("FemtoDet detects objects [1].", "")


def test_a_follow_up_takes_two_calls_and_shows_what_was_searched(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("How much energy does FemtoDet take?"), Say("It takes 1.11 W [1]."))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert (answer.searched, answer.rewritten) == ("How much energy does FemtoDet take?", True)
    assert (answer.model_calls, len(endpoint.requests)) == (2, 2)
    assert answer.cited[0].paper.title == FEMTO.title


def test_a_follow_up_whose_endpoint_is_dead_waits_once(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    answer = last(connected(filled, endpoint), "How much does it take?", [Turn("What is FemtoDet?", "A detector [1].")])
    assert len(endpoint.requests) == 1
    assert "failed (500)" in answer.notice
    assert answer.cited


def test_a_prompt_that_does_not_fit_is_sent_again_with_fewer_papers_once(
    filled: Stores, endpoint: ScriptedEndpoint
) -> None:
    words = "the request exceeds the available context size (900 tokens), try increasing it"
    overflow = Fail(400, body={"error": {"message": words, "type": "exceed_context_size_error", "n_ctx": 900}})
    endpoint.says(overflow, Say("It detects objects [1]."))
    engine = connected(filled, endpoint)
    answer = last(engine, "FemtoDet")
    assert (answer.text, answer.model_calls, len(endpoint.requests)) == ("It detects objects [1].", 2, 2)
    assert "did not fit" in answer.notice
    first, second = (str(request["messages"]).count("Title: ") for request in endpoint.requests)
    assert first > second >= 1
    # The window is remembered.
    assert last(engine, "FemtoDet").model_calls == 1

    endpoint.says(overflow)
    answer = last(connected(filled, endpoint), "FemtoDet")
    assert (answer.model, answer.model_calls) == (None, 2)
    assert words in answer.notice


def test_a_small_window_says_which_papers_were_not_read(filled: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = Engine(filled, Endpoint(endpoint.url, "tiny-model", None, context_window=900, max_tokens=400))
    assert "did not fit" in last(engine, "FemtoDet").notice
