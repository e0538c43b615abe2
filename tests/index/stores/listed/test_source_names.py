"""Sources are files, known by their paths and shown by short names."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.questions.query import Condition
from index.stores.by_hand.deletions import delete_papers, put_back
from index.stores.library import Library
from index.stores.library_lines import library_lines, put_lines
from index.stores.listed.source_names import rename, shortest_names
from index.stores.merging import Counts
from tests.conftest import paper
from tests.empty_library import new_library

OLD = Path(__file__).parents[1] / "library-0.1.db"
TIDE = paper("Tide Nets", "Nets that follow the tide.")
DUNE = paper("Dune Maps", "Maps that follow the dunes.")
REEF = paper("Reef Songs", "Songs that follow the reef.")


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db", database)
    yield opened
    opened.close()


def add(library: Library, path: str, *papers: Paper) -> Counts:
    return library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)], path)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["/a/page.txt"], ["page.txt"]),
        (["/a/x.txt", "/b/y.txt"], ["x.txt", "y.txt"]),
        (["/a/b/page.txt", "/c/b/page.txt"], ["a/b/page.txt", "c/b/page.txt"]),
        (["/page.txt", "/a/page.txt"], ["/page.txt", "a/page.txt"]),
        (["page.txt", "/a/page.txt"], ["page.txt", "a/page.txt"]),
        (["a/page.txt", "stdin"], ["a/page.txt", "stdin"]),
        ([], []),
    ],
)
def test_a_name_is_the_shortest_unique_end_of_the_path(paths: list[str], names: list[str]) -> None:
    assert shortest_names(paths) == dict(zip(paths, names, strict=True))


def test_files_with_the_same_name_in_two_folders_are_two_sources(library: Library) -> None:
    add(library, "/days/mon/page.txt", TIDE, DUNE)
    assert library.sources() == {"page.txt": 2}
    add(library, "/days/tue/page.txt", TIDE, REEF)
    assert library.sources() == {"mon/page.txt": 2, "tue/page.txt": 2}
    assert library.papers([TIDE.id])[0].sources == ("mon/page.txt", "tue/page.txt")
    assert library.names().sources == ("mon/page.txt", "tue/page.txt")
    chosen = library.matching([Condition("source", names=("tue/page.txt",))])
    assert set(chosen.ids) == {TIDE.id, REEF.id}


@pytest.mark.parametrize("name", ["mon/page.txt", "/days/mon/page.txt", "days/mon/page.txt"])
def test_removing_one_of_them_keeps_the_papers_of_the_other(library: Library, name: str) -> None:
    add(library, "/days/mon/page.txt", TIDE, DUNE)
    add(library, "/days/tue/page.txt", TIDE, REEF)
    assert library.remove([name]) == 1
    assert [item.title for item in library.papers()] == ["Reef Songs", "Tide Nets"]
    assert library.sources() == {"page.txt": 2}
    assert library.papers([TIDE.id])[0].sources == ("page.txt",)


def test_a_name_that_two_files_share_removes_neither(library: Library) -> None:
    add(library, "/days/mon/page.txt", TIDE)
    add(library, "/days/tue/page.txt", REEF)
    with pytest.raises(PaperchatError, match=r"mon/page.txt and tue/page.txt") as caught:
        library.remove(["page.txt"])
    assert caught.value.hint
    assert library.count() == 2


def test_the_same_file_again_is_the_same_source(library: Library) -> None:
    add(library, "/days/mon/page.txt", TIDE, DUNE)
    assert add(library, "/days/mon/page.txt", TIDE, DUNE) == Counts(unchanged=2)
    shorter = paper(TIDE.title, "Nets.")
    assert add(library, "/days/mon/page.txt", shorter, DUNE) == Counts(merged=1, unchanged=1)
    assert library.papers([TIDE.id])[0].abstract == "Nets."


def test_another_text_in_a_second_file_is_not_an_edit_of_the_first(library: Library) -> None:
    add(library, "/days/mon/page.txt", TIDE)
    add(library, "/days/tue/page.txt", paper(TIDE.title, "Nets."))
    assert library.papers()[0].abstract == TIDE.abstract


def test_provenance_names_the_source(library: Library) -> None:
    add(library, "/days/mon/page.txt", paper(TIDE.title, TIDE.abstract, comments=3))
    add(library, "/days/tue/page.txt", paper(TIDE.title, "Nets.", upvotes=7))
    (tide,) = library.papers()
    assert (tide.source_of("comments"), tide.source_of("upvotes")) == ("mon/page.txt", "tue/page.txt")
    assert tide.source_of("abstract") == "mon/page.txt"
    assert tide.source_of("date") is None


class TestNamesThatPeopleGive:
    @pytest.fixture
    def library(self, library: Library) -> Library:
        add(library, "/days/mon/page.txt", TIDE, DUNE)
        add(library, "/days/tue/page.txt", REEF)
        with library.database.begin() as db:
            assert rename(db, "mon/page.txt", " Monday\n reading ") == ("Monday reading", "")
        return library

    def test_it_is_the_name_everywhere_and_other_files_keep_theirs(self, library: Library) -> None:
        assert library.sources() == {"Monday reading": 2, "tue/page.txt": 1}
        assert library.papers([TIDE.id])[0].sources == ("Monday reading",)
        assert library.names().sources == ("Monday reading", "tue/page.txt")
        assert set(library.matching([Condition("source", names=("Monday reading",))]).ids) == {TIDE.id, DUNE.id}

    def test_the_same_file_again_keeps_it_and_an_empty_one_gives_the_file_its_own_back(self, library: Library) -> None:
        add(library, "/days/mon/page.txt", TIDE, DUNE)
        add(library, "/days/wed/page.txt", TIDE)
        assert library.sources()["Monday reading"] == 2
        with library.database.begin() as db:
            assert rename(db, "Monday reading", "") == ("mon/page.txt", "Monday reading")

    def test_the_file_is_still_found_by_its_path(self, library: Library) -> None:
        assert library.remove(["mon/page.txt"]) == 2
        assert library.sources() == {"page.txt": 1}

    def test_a_name_is_taken_in_any_script(self, library: Library) -> None:
        with library.database.begin() as db:
            rename(db, "tue/page.txt", "Übung")
            with pytest.raises(PaperchatError, match="Another source is called"):
                rename(db, "Monday reading", "Übung")

    @pytest.mark.parametrize("name", ["tue/page.txt", "Tue/Page.txt", "/days/tue/page.txt"])
    def test_no_two_sources_are_called_the_same(self, library: Library, name: str) -> None:
        with library.database.begin() as db, pytest.raises(PaperchatError, match="Another source is called"):
            rename(db, "Monday reading", name)

    def test_a_file_that_comes_later_under_that_name_is_called_otherwise(self, library: Library) -> None:
        add(library, "Monday reading", REEF)
        assert library.sources() == {"Monday reading": 2, "Monday reading (2)": 1, "tue/page.txt": 1}
        assert library.remove(["Monday reading"]) == 2

    def test_it_comes_back_with_the_papers_of_the_file(self, library: Library) -> None:
        put_back(library, delete_papers(library, [TIDE.id, DUNE.id]))
        assert library.sources() == {"Monday reading": 2, "tue/page.txt": 1}

    def test_it_goes_with_the_library_to_another_one(self, library: Library, tmp_path: Path) -> None:
        other = Library(tmp_path / "other.db")
        put_lines(other, library_lines(library))
        assert other.sources() == library.sources()
        other.close()


class TestLibrariesOfRelease01:
    """Their sources are file names without a folder."""

    @pytest.fixture
    def library(self, tmp_path: Path) -> Iterator[Library]:
        opened = Library(Path(shutil.copy(OLD, tmp_path / "library.db")))
        yield opened
        opened.close()

    def test_the_file_that_lists_the_same_papers_is_the_same_source(self, library: Library) -> None:
        known = [item for item in library.papers() if "monday.txt" in item.sources]
        assert add(library, "/pages/monday.txt", *known).added == 0
        assert library.sources() == {"monday.txt": 3, "tuesday.txt": 2}
        add(library, "/other/monday.txt", REEF)
        assert library.sources() == {"other/monday.txt": 1, "pages/monday.txt": 3, "tuesday.txt": 2}

    def test_another_file_of_that_name_is_another_source(self, library: Library) -> None:
        add(library, "/pages/monday.txt", REEF)
        assert library.sources() == {"monday.txt": 3, "pages/monday.txt": 1, "tuesday.txt": 2}
        assert library.remove(["monday.txt"]) == 2

    def test_a_file_without_a_folder_is_found_by_its_name(self, library: Library) -> None:
        add(library, "monday.txt", REEF)
        assert library.sources() == {"monday.txt": 4, "tuesday.txt": 2}

    def test_an_old_name_stays_with_its_file(self, library: Library) -> None:
        known = [item for item in library.papers() if "monday.txt" in item.sources]
        add(library, "/pages/monday.txt", *known)
        add(library, "monday.txt", REEF)
        assert library.sources() == {"monday.txt": 1, "pages/monday.txt": 3, "tuesday.txt": 2}


@pytest.mark.parametrize("other", ["pack.zip/pack/page.txt", "folder/page.txt"])
def test_a_file_in_an_archive_or_a_folder_is_not_the_dropped_file_of_its_name(library: Library, other: str) -> None:
    add(library, "page.txt", TIDE, DUNE)
    add(library, other, TIDE, DUNE)
    assert library.sources() == {"page.txt": 2, other: 2}


def test_an_archive_is_removed_as_one(library: Library) -> None:
    add(library, "/mon/all.zip/a.bib", TIDE)
    add(library, "/mon/all.zip/more/b.bib", DUNE)
    add(library, "/mon/small.zip/a.bib", REEF)
    assert library.remove(["all.zip"]) == 2
    assert [one.title for one in library.papers()] == ["Reef Songs"]
    assert library.remove(["/mon/small.zip"]) == 3
