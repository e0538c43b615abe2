"""Papers deleted one by one, and put back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.papers import Entry
from index.stores.by_hand.deletions import delete_papers, put_back
from index.stores.by_hand.paper_marks import MarkChange, change_marks, marks_of
from index.stores.library import Library
from index.stores.listed import source_names
from tests.conftest import paper
from tests.empty_library import new_library

REEFS = paper("Reefs at Night", "Corals feed.", date=date(2024, 5, 6), authors=("Ann",), listed_on=(date(2024, 5, 7),))
DUNES = paper("Dunes by Day", "Sand moves by day.")


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db", database)
    opened.upsert([Entry(REEFS, 1), Entry(DUNES, 2)], "/tide/page.txt")
    opened.upsert([Entry(REEFS, 1)], "/tide/other.txt")
    opened.mark_indexed([(item, 2) for item in opened.pending()])
    yield opened
    opened.close()


@pytest.mark.parametrize("purged", [True, False])
def test_a_deletion_is_undone_with_all_that_belongs_to_the_paper(library: Library, *, purged: bool) -> None:
    change_marks(library, [REEFS.id], MarkChange(starred=True))
    before = library.papers([REEFS.id])
    deletion = delete_papers(library, [REEFS.id])
    assert (library.count(), library.papers([REEFS.id]), library.sources()) == (1, [], {"page.txt": 1})
    if purged:
        library.purge(library.removed())
    assert put_back(library, deletion) == 1
    assert (library.papers([REEFS.id]), library.sources()) == (before, {"other.txt": 1, "page.txt": 2})
    assert marks_of(library, [REEFS.id])[REEFS.id].starred
    assert [item.paper.id for item in library.pending()] == [REEFS.id]


def test_the_paper_is_recognised_again_after_the_undo(library: Library) -> None:
    put_back(library, delete_papers(library, [REEFS.id]))
    assert library.upsert([Entry(REEFS, 1)], "/tide/page.txt").unchanged == 1


def test_a_deletion_is_undone_once(library: Library) -> None:
    deletion = delete_papers(library, [REEFS.id, DUNES.id])
    assert put_back(library, deletion) == 2
    with pytest.raises(PaperchatError, match="can no longer be undone"):
        put_back(library, deletion)


def test_a_paper_that_was_added_again_stays_as_it_is(library: Library) -> None:
    deletion = delete_papers(library, [DUNES.id])
    library.upsert([Entry(paper("Dunes by Day", "Sand moves by day, and by night."), 1)])
    assert put_back(library, deletion) == 0
    assert library.papers([DUNES.id])[0].abstract == "Sand moves by day, and by night."


def test_a_removed_source_is_restored_with_its_name_and_to_papers_that_stayed(library: Library) -> None:
    with library.database.begin() as db:
        source_names.rename(db, "page.txt", "Tides")
    change_marks(library, [DUNES.id], MarkChange(starred=True))
    before = library.papers([REEFS.id, DUNES.id])
    deletion = delete_papers(library, ["Tides"])
    assert (library.count(), library.sources()) == (1, {"other.txt": 1})
    library.purge(library.removed())
    assert put_back(library, deletion) == 1
    assert library.sources() == {"Tides": 2, "other.txt": 1}
    assert library.papers([REEFS.id, DUNES.id]) == before
    assert marks_of(library, [DUNES.id])[DUNES.id].starred


def test_a_source_of_too_many_papers_is_removed_and_not_kept(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.stores.by_hand.deletions.MOST_KEPT", 1)
    assert delete_papers(library, ["page.txt"]) == ""
    assert library.sources() == {"other.txt": 1}


def test_an_unknown_paper_deletes_nothing(library: Library) -> None:
    with pytest.raises(PaperchatError, match="No paper"):
        delete_papers(library, [REEFS.id, "0" * 12])
    assert library.count() == 2


@pytest.mark.slow
def test_the_last_fifty_deletions_can_be_undone(library: Library) -> None:
    first = delete_papers(library, [DUNES.id])
    for _ in range(50):
        library.upsert([Entry(REEFS, 1)])
        last = delete_papers(library, [REEFS.id])
    assert put_back(library, last) == 1
    with pytest.raises(PaperchatError, match="can no longer be undone"):
        put_back(library, first)
