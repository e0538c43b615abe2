"""What a small model is asked for besides answers: one paper at a time, put together with what is quoted."""

from collections.abc import Iterator

import pytest

from app.answer import Answer
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.request import OverviewRequest, Question
from index.collection import Stores
from tests.conftest import opened, paper
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

LANTERN = paper(
    "Lantern: Light for Deep Water",
    "Lamps that guide divers waste energy. We propose Lantern, a lamp that dims with the tide. "
    "Experiments show that Lantern saves 40 percent of the energy of a lamp.",
)
CORAL = paper(
    "Coral Counting from Drones",
    "Coral is hard to count at high tide. We present a drone that counts coral by colour. "
    "Results show that it finds 90 percent of the coral.",
)
COMPARISON = "Compare Lantern and coral counting"


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("harbour"), LANTERN, CORAL)


def small(stores: Stores, endpoint: ScriptedEndpoint) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", None, prompt="short"))


def asked(endpoint: ScriptedEndpoint) -> list[str]:
    """The questions at the end of all prompts."""
    return [request["messages"][0]["content"].rpartition("sentences: ")[2] for request in endpoint.requests]


def attributed(answer: Answer) -> list[str]:
    return [answer.text[check.start : check.end] for check in answer.checks if check.attributed]


def test_a_comparison_takes_the_best_paper_of_each_side(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Lantern dims with the tide. It was made in Rome."), Say("A drone counts coral by colour."))
    answer = small(harbour, endpoint).finished(Question(COMPARISON))
    assert asked(endpoint) == ["What does it say about Lantern?", "What does it say about coral counting?"]
    assert answer.text == (
        "**Lantern**\n\nLantern dims with the tide [1].\n\n**coral counting**\n\nA drone counts coral by colour [2]."
    )
    assert attributed(answer) == ["Lantern dims with the tide [1].", "A drone counts coral by colour [2]."]
    assert [source.paper for source in answer.cited] == [LANTERN, CORAL]
    assert (answer.stage, answer.model, answer.model_calls, answer.max_calls) == ("done", "tiny-model", 2, 2)


def test_a_side_without_a_backed_sentence_is_quoted(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Lantern costs 300 dollars."), Say("A drone counts coral by colour."))
    answer = small(harbour, endpoint).finished(Question(COMPARISON))
    assert "300" not in answer.text
    assert "**Lantern**\n\n“" in answer.text
    assert attributed(answer) == ["A drone counts coral by colour [2]."]
    assert answer.checks[0].verdict == "quoted"
    assert not any(check.flagged for check in answer.checks)


def test_quotes_replace_a_comparison_without_a_backed_sentence(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Lantern costs 300 dollars."))
    answer = small(harbour, endpoint).finished(Question(COMPARISON))
    assert (answer.stage, answer.model, answer.refused) == ("done", None, False)
    assert "“" in answer.text


def test_an_endpoint_that_fails_leaves_quotes(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Lantern dims with the tide."), Fail(500))
    answer = small(harbour, endpoint).finished(Question(COMPARISON))
    assert answer.text.startswith("**Lantern**\n\nLantern dims with the tide [1].\n\n**coral counting**\n\n“")
    assert answer.notice.endswith("Quoting instead.")
    assert answer.model_calls == 2


def test_an_overview_gets_sentences_above_what_the_papers_say(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    engine = small(harbour, endpoint)
    plain = Engine(harbour).finished(OverviewRequest("summary", (LANTERN.id,)))
    endpoint.says(Say("Lantern saves 40 percent of the energy. It is loved by all divers in Spain."))
    answer = engine.finished(OverviewRequest("summary", (LANTERN.id,)))
    above = "**In short**\n\nLantern saves 40 percent of the energy [1].\n\n"
    assert answer.text == above + plain.text
    shifted = [(check.start + len(above), check.end + len(above)) for check in plain.checks]
    assert [(check.start, check.end) for check in answer.checks[1:]] == shifted
    assert attributed(answer) == ["Lantern saves 40 percent of the energy [1]."]


def test_an_overview_without_a_backed_sentence_is_that_of_no_model(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    plain = Engine(harbour).finished(OverviewRequest("summary", (LANTERN.id, CORAL.id)))
    endpoint.says(Say("Everything is possible in the modern world of today."))
    answer = small(harbour, endpoint).finished(OverviewRequest("summary", (LANTERN.id, CORAL.id)))
    assert (answer.text, answer.checks, answer.model) == (plain.text, plain.checks, None)
    assert answer.model_calls == 2


def test_a_list_is_made_without_a_small_model(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    answer = small(harbour, endpoint).finished(Question("Which papers are about coral?"))
    assert answer.items
    assert endpoint.requests == []


def test_many_steps_answer_each_part_from_its_papers(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Lantern saves 40 percent of the energy."), Say("The drone counts coral by its colour."))
    question = "How much energy does Lantern save, and how is coral counted by a drone?"
    answer = small(harbour, endpoint).finished(Question(question, multi_step=True))
    assert "Lantern saves 40 percent of the energy [1]." in answer.text
    assert "The drone counts coral by its colour [2]." in answer.text
    assert {step.state for step in answer.steps} == {"done"}
    assert answer.model_calls <= (answer.max_calls or 0)
