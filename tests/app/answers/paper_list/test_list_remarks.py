"""A list with a model: its remarks appear below the titles, which come from the records."""

import pytest

from app.answer import Answer
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.prompts import REFUSAL
from app.request import Question
from index.collection import Stores
from tests.app.answers.conftest import GULLS, SAND
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

QUESTION = "List papers about the tide"


def answers(stores: Stores, endpoint: ScriptedEndpoint, question: str = QUESTION) -> list[Answer]:
    return list(Engine(stores, Endpoint(endpoint.url, "tiny-model", None)).answer(Question(question)))


def number(answer: Answer, title: str) -> int:
    """The number of a paper in the list, which is that of the prompt, too."""
    (found,) = (source.number for source in answer.sources if source.paper.title == title)
    assert found
    return found


def test_remarks_are_below_their_titles_and_checked(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    bare = Engine(coast).finished(Question(QUESTION))
    gulls, sand = number(bare, GULLS.title), number(bare, SAND.title)
    endpoint.says(Say(f"- The tide moves 3 tons of sand in a year [{sand}].\n- 90 gulls were counted. [{gulls}]"))
    snapshots = answers(coast, endpoint)
    answer = snapshots[-1]
    lines = answer.text.splitlines()
    assert lines[lines.index(f"- {SAND.title} [{sand}]") + 1] == (
        f"  - The tide moves 3 tons of sand in a year [{sand}]."
    )
    assert lines[lines.index(f"- {GULLS.title} [{gulls}]") + 1] == f"  - 90 gulls were counted [{gulls}]."
    assert {check.verdict for check in answer.checks} == {"figures and names found", "partly found"}
    assert (answer.intent, answer.model, answer.model_calls) == ("list", "tiny-model", 1)
    assert [source.number for source in answer.sources] == [1, 2]
    # The titles appear before the model has written a word.
    assert any(GULLS.title in snapshot.text and "gulls were" not in snapshot.text for snapshot in snapshots)


@pytest.mark.parametrize("reply", [REFUSAL, "None of it cites anything.", "[7] It is made up [7]."])
def test_a_reply_without_remarks_leaves_the_list_with_quotes(
    coast: Stores, endpoint: ScriptedEndpoint, reply: str
) -> None:
    endpoint.says(Say(reply))
    answer = answers(coast, endpoint)[-1]
    assert answer.text == Engine(coast).finished(Question(QUESTION)).text
    assert (answer.refused, answer.checks) == (False, ())


def test_a_failed_call_leaves_the_list_with_quotes_and_a_notice(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    answer = answers(coast, endpoint)[-1]
    assert GULLS.title in answer.text
    assert answer.notice.endswith("The papers are listed without remarks.")
    assert answer.model is None


@pytest.mark.parametrize("question", ["How many papers are about the tide?", "List all papers", "the newest papers"])
def test_a_list_without_a_topic_calls_no_model(coast: Stores, endpoint: ScriptedEndpoint, question: str) -> None:
    assert answers(coast, endpoint, question)[-1].model_calls == 0
    assert endpoint.requests == []
