"""Papers similar to one."""

from collections.abc import Iterator

import pytest

from index.browsing.similar import similar_papers
from index.collection import Stores
from tests.conftest import opened, paper

GULLS = paper("Gulls dive for fish", "Gulls dive for fish near boats.")
TERNS = paper("Terns dive for fish", "Terns dive for fish near ships.")
LAMPS = paper("Lamps", "Light bulbs glow.")


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("similar"), GULLS, TERNS, LAMPS)


def test_the_nearest_come_first_and_the_paper_itself_is_not_among_them(stores: Stores) -> None:
    found = similar_papers(stores, [GULLS.id], 5)
    assert [item.title for item, _ in found] == [TERNS.title, LAMPS.title]
    assert found[0][1] > found[1][1]


def test_so_many_at_most_and_none_of_an_unknown_paper(stores: Stores) -> None:
    assert len(similar_papers(stores, [GULLS.id], 1)) == 1
    assert similar_papers(stores, ["0" * 12], 5) == []
