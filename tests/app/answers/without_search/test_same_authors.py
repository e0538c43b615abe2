"""What else the authors of a paper wrote, as far as the library knows them."""

from collections.abc import Iterator

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import opened, paper

TERN = paper("Do Terns Return?", "Terns come back to their nests.", authors=("Ann Sterna", "Bo Larus"))
GULL = paper("Gulls at Rest", "Gulls sit on posts.", authors=("Bo Larus", "Cy Auk"))
ALONE = paper("Wrens", "Wrens sing.", authors=("Di Troglo",))
UNKNOWN = paper("Skuas", "Skuas steal.")


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("birds"), TERN, GULL, ALONE, UNKNOWN)


def after_one(stores: Stores, shown: str) -> Answer:
    turn = Turn("What do they say?", "This [1].", (shown,), cited=1)
    return Engine(stores).finished(Question("what else did they write?", history=(turn,)))


def test_other_papers_of_an_author_are_listed(birds: Stores) -> None:
    answer = after_one(birds, TERN.id)
    assert answer.text.splitlines()[0] == ("1 other paper in your collection is by an author of “Do Terns Return?”.")
    assert answer.text.endswith("- Gulls at Rest [1]")
    assert [source.paper.id for source in answer.cited] == [GULL.id]


def test_an_author_without_other_papers_is_reported(birds: Stores) -> None:
    assert after_one(birds, ALONE.id).text == "No other paper in your collection is by an author of “Wrens” [1]."


def test_unknown_authors_are_called_unknown(birds: Stores) -> None:
    answer = after_one(birds, UNKNOWN.id)
    assert answer.refused
    assert "the author names of “Skuas”" in answer.text
