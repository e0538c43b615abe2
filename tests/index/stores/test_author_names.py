"""Papers are looked up by their authors, in a table that follows the records whatever changes them."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql

from index.papers import Entry, Paper
from index.questions.query import Condition
from index.stores import tables
from index.stores.author_names import authors_matching, by_authors
from index.stores.by_hand.deletions import delete_papers, put_back
from index.stores.by_hand.record_edits import edit_record
from index.stores.library import Library
from index.text.person_names import matches_name
from tests.conftest import paper

pytestmark = pytest.mark.slow

KELP = paper("Kelp", "A.", authors=("Ada B. Tern", "Jörg Müller"))
TIDE = paper("Tide", "B.", authors=("Tern, Ada", "Søren Ström"))
DUNE = paper("Dune", "C.", author_count=2)


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db", database)
    opened.upsert([Entry(one, 1) for one in (KELP, TIDE, DUNE)], "a.txt")
    yield opened
    opened.close()


def titles(library: Library, *authors: str) -> list[str]:
    found = library.matching([Condition("author", names=authors)]).ids
    return [one.title for one in library.papers(found)]


def listed(library: Library) -> set[str]:
    with library.database.connect() as db:
        return set(db.scalars(sql.select(tables.paper_authors.c.name)))


@pytest.mark.parametrize("typed", ["Tern", "ada tern", "A. Tern", "Müller", "mueller", "muller", "J Muller", "Strom"])
def test_names_are_found_however_they_are_typed(library: Library, typed: str) -> None:
    every = {author for one in (KELP, TIDE) for author in one.authors}
    expected = sorted(author for author in every if matches_name(author, typed))
    assert expected
    assert list(authors_matching(library, typed)) == expected


@pytest.mark.parametrize("typed", ["", "?!", "Ada", "Cy Tern", "Mull", "%"])
def test_nobody_else_is_found(library: Library, typed: str) -> None:
    assert authors_matching(library, typed) == ()


def test_papers_are_those_of_any_of_the_authors_in_upper_or_lower_case(library: Library) -> None:
    assert titles(library, "jörg müller") == ["Kelp"]
    assert sorted(titles(library, "Ada B. Tern", "Tern, Ada")) == ["Kelp", "Tide"]
    assert titles(library, "Ada Tern") == []
    assert library.matching([Condition("author", names=("Tern, Ada",))]).unknown == 1
    assert library.known("author") == 2


def test_a_record_that_gets_other_authors_is_found_by_those(library: Library) -> None:
    edit_record(library, KELP.id, {"authors": ["Cy Grebe"]})
    assert (titles(library, "Cy Grebe"), titles(library, "Jörg Müller")) == (["Kelp"], [])
    assert authors_matching(library, "Müller") == ()
    library.upsert([Entry(paper("Dune", "C.", authors=("Eve Auk",)), 1)], "b.txt")
    assert titles(library, "Eve Auk") == ["Dune"]


def test_authors_of_a_removed_paper_go_with_it_and_come_back(library: Library) -> None:
    deletion = delete_papers(library, [KELP.id])
    assert authors_matching(library, "Müller") == ()
    library.purge([KELP.id])
    assert listed(library) == set(TIDE.authors)
    put_back(library, deletion)
    assert authors_matching(library, "Müller") == ("Jörg Müller",)
    assert titles(library, "Jörg Müller") == ["Kelp"]


def test_records_that_prove_to_be_one_paper_are_found_as_one(library: Library) -> None:
    joined = Paper("Kelp", "A.", arxiv_id="2301.00011", authors=KELP.authors)
    other = Paper("Kelp forests", "A longer text.", doi="10.1000/7", authors=("Ada B. Tern",))
    library.upsert([Entry(joined, 1), Entry(other, 2)], "b.txt")
    both = Paper("Kelp forests", "A longer text.", arxiv_id="2301.00011", doi="10.1000/7", authors=("Ada B. Tern",))
    library.upsert([Entry(both, 1)], "c.txt")
    assert len(titles(library, "Ada B. Tern")) == 1


def test_a_name_too_long_for_an_index_keeps_nobody_from_the_others(library: Library) -> None:
    library.upsert([Entry(paper("Reef", "D.", authors=("x" * 9000, "ﷺ" * 300, "Bo Reef")), 1)], "b.txt")
    assert titles(library, "Bo Reef") == ["Reef"]
    assert authors_matching(library, "ﷺ" * 300) == ("ﷺ" * 300,)


def test_a_library_of_an_older_release_is_looked_up_too(tmp_path: Path) -> None:
    path = Path(shutil.copy(Path(__file__).parent / "library-0.2.db", tmp_path / "library.db"))
    with closing(Library(path)) as library:
        authors = {author for one in library.papers() for author in one.authors}
        assert authors
        assert listed(library) == authors
        for author in authors:
            assert titles(library, author)


def test_the_papers_of_an_author_are_looked_up_and_not_looked_through(tmp_path: Path) -> None:
    with closing(Library(tmp_path / "library.db")) as library, library.database.connect() as db:
        query = sql.select(tables.papers.c.id).where(tables.PRESENT, by_authors(["Ada Tern"]))
        words = str(query.compile(db))
        # No name is needed for a plan, only that there is one.
        plan = [row.detail for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", ("[]",) * words.count("?"))]
    assert "SEARCH paper_authors USING PRIMARY KEY (last_name=?)" in plan
    assert not [step for step in plan if step.startswith("SCAN papers")]
