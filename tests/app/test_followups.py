import pytest

from app.answer import Turn
from app.endpoint import Endpoint
from app.followups import WholeQuestion, make_whole
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

HISTORY = [Turn("What is RAR?", "A registration method [1].")]


def connect(endpoint: ScriptedEndpoint) -> Endpoint:
    return Endpoint(endpoint.url, "tiny-model", None, timeout=5)


def test_the_first_question_is_whole_and_costs_nothing(endpoint: ScriptedEndpoint) -> None:
    assert make_whole("What is it?", [], connect(endpoint)) == WholeQuestion("What is it?")
    assert endpoint.requests == []


@pytest.mark.parametrize("question", ["How fast is it?", "And on images?", "What about the second one?"])
def test_without_a_model_a_leaning_question_takes_the_one_before_along(question: str) -> None:
    assert make_whole(question, HISTORY, None).question == f"What is RAR? {question}"


@pytest.mark.parametrize("question", ["What is FemtoDet?", "Which papers deal with music?"])
def test_without_a_model_a_question_of_its_own_stays(question: str) -> None:
    assert make_whole(question, HISTORY, None).question == question


def test_the_model_rewrites_a_follow_up_in_one_call(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("How fast is\nRAR?"))
    whole = make_whole("How fast is it?", HISTORY, connect(endpoint))
    assert (whole.question, whole.model_calls, whole.notice) == ("How fast is RAR?", 1, "")
    assert whole.prompt_tokens > 0
    assert "A registration method" in endpoint.prompt


@pytest.mark.parametrize("rambling", ["", "word " * 200])
def test_a_model_that_rambles_is_not_believed(endpoint: ScriptedEndpoint, rambling: str) -> None:
    endpoint.says(Say(rambling))
    assert make_whole("How fast is it?", HISTORY, connect(endpoint)).question == "What is RAR? How fast is it?"


def test_a_fault_becomes_a_notice_and_the_question_is_still_searched(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    whole = make_whole("How fast is it?", HISTORY, connect(endpoint))
    assert whole.question == "What is RAR? How fast is it?"
    assert "failed (500)" in whole.notice
