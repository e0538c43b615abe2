"""What the library knows of a paper beside its record: when it was added, its tags, its language, how long it is."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.answer import Answer
from app.answers.without_search.own_facts import known_fact
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.wording.said import said_date
from tests.conftest import opened, paper

GULL = paper(
    "Gull Eye", "We count gulls. This work was funded by the Foundation for Sea Birds.", authors=("Ann Larus",)
)
TERN = paper("Sternen", "Die Seeschwalben kommen jedes Jahr zu ihren Nestern zurück, und wir haben sie gezählt.")


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    for stores in opened(tmp_path_factory.mktemp("birds"), GULL, TERN):
        change_marks(stores.library, [GULL.id], MarkChange(add_tags=("sea", "to read")))
        yield stores


def ask(stores: Stores, question: str) -> Answer:
    return Engine(stores).finished(Question(question))


@pytest.mark.parametrize("question", ["when did I add Gull Eye", "when was the gull eye paper added here?"])
def test_when_a_paper_was_added(birds: Stores, question: str) -> None:
    today = said_date(datetime.now(UTC).date())
    assert ask(birds, question).text == f"“Gull Eye” was added on {today} [1]."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what tags does Gull Eye have", "You have tagged “Gull Eye” with “sea” and “to read” [1]."),
        ("what did I tag Sternen with", "You have given “Sternen” no tag [1]."),
        ("what language is Gull Eye written in", "The abstract of “Gull Eye” is in English [1]."),
        ("which language is Sternen in?", "The abstract of “Sternen” is in German [1]."),
        ("how long is the abstract of Gull Eye", "The abstract of “Gull Eye” has 13 words [1]."),
        ("the people behind Gull Eye", "“Gull Eye” is by Ann Larus [1]."),
        (
            "who paid for Gull Eye?",
            "The abstract of “Gull Eye” says: “This work was funded by the Foundation for Sea Birds.” [1].",
        ),
    ],
)
def test_what_is_known_of_a_paper_is_answered(birds: Stores, question: str, text: str) -> None:
    assert ask(birds, question).text == text


def test_nothing_is_known_of_a_paper_that_was_deleted_after_it_was_found(birds: Stores) -> None:
    gone = paper("Skua", "We count skuas.")
    assert [known_fact(birds, gone, field) for field in ("tags", "added")] == ["", ""]


def test_that_no_source_states_who_paid_is_said(birds: Stores) -> None:
    answer = ask(birds, "who funded Sternen?")
    assert answer.text == "The page you saved does not give the funding of “Sternen” [1]."
    assert answer.refused
