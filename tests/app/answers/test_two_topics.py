"""A list on two topics: each is searched for where both are asked for, or no paper mentions them together."""

from collections.abc import Iterator

import pytest

from app.answer import Answer
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.questions.query import Chip, Correction
from index.questions.request_topics.two_topics import asked_apart, joined_by_and
from tests.conftest import opened, paper

PAPERS = (
    paper("Gulls at Sea", "Gulls eat herring and fly far."),
    paper("Terns at Home", "Terns dig nests in sand."),
    paper("Gulls and Skuas", "Gulls fear skuas, and skuas chase gulls."),
    paper("Radar in Rain", "Radar sees rain from afar."),
)
AS_ONE = "correction:gulls and terns"


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("birds"), *PAPERS)


def ask(stores: Stores, question: str, *dropped: str) -> Answer:
    return Engine(stores).finished(Question(question, dropped=dropped))


def titles(answer: Answer) -> list[str]:
    return [source.paper.title for source in answer.sources]


@pytest.mark.parametrize(
    "question",
    ["papers on gulls and on terns", "list papers about gulls and papers about terns", "papers on gulls and terns"],
)
def test_both_topics_are_listed_in_turn_and_each_is_counted(birds: Stores, question: str) -> None:
    answer = ask(birds, question)
    assert answer.text.startswith(
        "2 papers in your collection mention “gulls”. 1 paper in your collection mentions “terns”."
    )
    assert titles(answer)[1] == "Terns at Home"
    assert set(titles(answer)) == {"Gulls at Sea", "Terns at Home", "Gulls and Skuas"}


def test_the_other_reading_is_offered(birds: Stores) -> None:
    chip = Chip("correction", Correction("gulls and terns", "gulls; terns"))
    assert ask(birds, "papers on gulls and terns").chips == (chip,)
    as_one = ask(birds, "papers on gulls and terns", AS_ONE)
    assert (as_one.chips, as_one.dropped) == ((), (chip,))
    assert "“gulls and terns”" in as_one.text


def test_what_papers_mention_together_is_one_topic(birds: Stores) -> None:
    answer = ask(birds, "papers on gulls and skuas")
    assert answer.chips == ()
    assert titles(answer)[0] == "Gulls and Skuas"


def test_what_no_paper_mentions_is_no_topic_of_its_own(birds: Stores) -> None:
    assert ask(birds, "papers on gulls and whales").chips == ()


def test_long_lists_of_conjunctions_take_no_longer() -> None:
    assert asked_apart("and on " * 3000) == joined_by_and("tides and " * 3000) == ()
