"""A reader takes one connection at a time: many that hold one and wait for a second would wait for each other."""

from collections.abc import Callable

import pytest
import sqlalchemy as sql

from index.browsing.facets import facets_of
from index.browsing.my_ranking import my_ranking
from index.browsing.paper_traits import traits_of
from index.browsing.table_page import page_of
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.questions.query import Query
from index.retrieval.search import search
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.stores.library import Library
from tests.conftest import paper

GULLS = paper("Gulls dive", "gulls dive for fish near boats at sea")
TERNS = paper("Terns dive", "terns dive for fish near boats at sea")
CHOSEN = Selection(words="dive", sort="mine")
READS: dict[str, Callable[[Stores], object]] = {
    "all papers": lambda stores: stores.library.papers(),
    "some papers": lambda stores: stores.library.papers([TERNS.id, "unknown"]),
    "question": lambda stores: search(stores, "Which birds dive for fish?"),
    "list": lambda stores: search(stores, Query("dive", intent="list", order="newest")),
    "table": lambda stores: page_of(stores, CHOSEN, 0, 50),
    "facets": lambda stores: (facets_of(stores, CHOSEN), facets_of(stores, Selection())),
    "ranking": my_ranking,
    "traits": lambda stores: traits_of(stores.library, [TERNS.id]),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_reader_holds_one_connection_at_a_time(
    stores: Stores, add_papers: Callable[..., object], read: Callable[[Stores], object]
) -> None:
    add_papers(GULLS, TERNS)
    read(stores)
    # What was read before is read anew after a change.
    change_marks(stores.library, [GULLS.id], MarkChange(starred=True))
    assert most_at_once(stores.library, lambda: read(stores)) == 1


def most_at_once(library: Library, read: Callable[[], object]) -> int:
    """Return how many connections `read` holds at most at a time."""
    held, most = 0, 0

    def taken(*_: object) -> None:
        nonlocal held, most
        held += 1
        most = max(most, held)

    def given_back(*_: object) -> None:
        nonlocal held
        held -= 1

    pool = library.database.pool
    sql.event.listen(pool, "checkout", taken)
    sql.event.listen(pool, "checkin", given_back)
    try:
        read()
    finally:
        sql.event.remove(pool, "checkout", taken)
        sql.event.remove(pool, "checkin", given_back)
    return most
