"""Which of two papers is newer or has more authors is answered from their records; other comparisons are searched."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.answer import Answer
from app.answers.without_search.record_comparison import requested_comparison
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import opened, paper

GULL = paper("Gull Eye: Sight at Sea", "We count gulls.", date=date(2024, 3, 5), author_count=12, upvotes=4)
TERN = paper("Tern or Return", "Terns return.", date=date(2024, 1, 1), date_precision="year", author_count=3, upvotes=4)
SKUA = paper("Skua Networks", "Networks that steal.", date=date(2021, 6, 8))


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("birds"), GULL, TERN, SKUA)


def ask(stores: Stores, question: str) -> Answer:
    return Engine(stores).finished(Question(question))


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("is Gull Eye newer than Skua Networks?", "Yes:"),
        ("was the Gull Eye paper published before Skua Networks", "No:"),
        ("which is more recent, Gull Eye or Skua Networks?", "It is “Gull Eye: Sight at Sea”:"),
        ("which came first: Tern or Return or Skua Networks", "It is “Skua Networks”:"),
        ("who has fewer authors, Gull Eye or Tern or Return?", "It is “Tern or Return”:"),
        ("does Gull Eye have more upvotes than Tern or Return", "Their records do not tell them apart:"),
        ("is Gull Eye older than Tern or Return", "Their records do not tell them apart:"),
        ("does Gull Eye have more authors than Skua Networks", "Their records do not tell them apart:"),
    ],
)
def test_two_records_are_compared(birds: Stores, question: str, verdict: str) -> None:
    answer = ask(birds, question)
    assert answer.text.split("\n")[0] == verdict
    assert len(answer.cited) == 2


def test_both_values_are_given(birds: Stores) -> None:
    assert ask(birds, "is Gull Eye newer than Skua Networks?").text == (
        "Yes:\n\n- “Gull Eye: Sight at Sea” was published on Mar 5, 2024 [1]\n"
        "- “Skua Networks” was published on Jun 8, 2021 [2]"
    )


def test_what_is_no_paper_here_is_searched_for(birds: Stores) -> None:
    answer = ask(birds, "is radar newer than Gull Eye?")
    assert "published" not in answer.text


@pytest.mark.parametrize(
    "question",
    ["is radar better than sonar?", "which is faster, radar or sonar?", "do gulls eat before terns"],
)
def test_other_comparisons_are_none_of_records(question: str) -> None:
    asked = requested_comparison(question)
    assert asked is None or asked.field == "date"
