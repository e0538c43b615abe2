"""Which sightings become one record: by arXiv id, then DOI, then title, in whatever order they come."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from index.identity import paper_id
from index.papers import Entry, Paper
from index.stores.library import Library
from index.stores.merging import Counts
from tests.conftest import paper

TIDE = paper("Tide Nets", "Nets that follow the tide.")


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db", database)
    yield opened
    opened.close()


@pytest.fixture
def in_any_order(tmp_path: Path) -> Callable[..., list[list[Paper]]]:
    """Adds papers one by one, twice over, in each order; gives the papers of each library without their ids."""

    def add(*papers: Paper) -> list[list[Paper]]:
        found = []
        for number, order in enumerate(permutations(papers)):
            library = Library(tmp_path / f"{number}.db")
            for sighting in (*order, *order):
                library.upsert([Entry(sighting, 1)])
            nameless = (Paper(**{**fields_of(item), "id": "x"}) for item in library.papers())
            found.append(sorted(nameless, key=str))
            library.close()
        return found

    return add


def fields_of(item: Paper) -> dict[str, Any]:
    return {name: getattr(item, name) for name in Paper.__slots__}


def seen(title: str, source: str, **fields: object) -> Paper:
    return paper(title, f"{title} follow the tide.", sources=(source,), **fields)


def test_every_field_comes_back(library: Library) -> None:
    full = paper(
        "Tide Nets",
        "Nets.",
        authors=("Ann Wave", "Bo Reef"),
        arxiv_id="2601.00011v3",
        doi="10.1000/Tide.1",
        other_ids=("openalex:W1",),
        url="https://arxiv.org/abs/2601.00011",
        pdf_url="https://arxiv.org/pdf/2601.00011",
        code_url="https://example.org/tide",
        venue="TideConf 2026",
        categories=("cs.CV", "cs.AI"),
        language="en",
        tags=("nets",),
    )
    library.upsert([Entry(full, 1)])
    assert library.papers() == [full]
    assert (full.author_count, full.arxiv_id, full.arxiv_version, full.doi) == (2, "2601.00011", 3, "10.1000/tide.1")


def test_a_paper_first_seen_by_title_and_later_with_an_id_is_one_record(library: Library) -> None:
    library.upsert([Entry(TIDE, 1)])
    with_id = seen("TIDE NETS", "b.txt", arxiv_id="2601.00011")
    assert library.upsert([Entry(with_id, 1)]) == Counts(merged=1)
    renamed = seen("Nets of the Tide", "c.txt", arxiv_id="2601.00011v2")
    assert library.upsert([Entry(renamed, 1)]) == Counts(merged=1)
    again = seen("Nets of the Tide", "d.txt")
    assert library.upsert([Entry(again, 1)]) == Counts(merged=1)
    (only,) = library.papers()
    assert (only.id, only.arxiv_id, only.arxiv_version) == (TIDE.id, "2601.00011", 2)
    assert only.sources == ("b.txt", "c.txt", "d.txt", "page.txt")


@pytest.mark.parametrize(
    "ids", [({"arxiv_id": "2601.00011"}, {"arxiv_id": "2601.00012"}), ({"doi": "10.1000/1"}, {"doi": "10.1000/2"})]
)
def test_the_same_title_with_different_ids_is_two_papers(library: Library, ids: tuple[dict[str, str], ...]) -> None:
    first, second = (paper("Introduction", f"About {n}.", **fields) for n, fields in enumerate(ids))
    for _ in range(2):
        library.upsert([Entry(first, 1), Entry(second, 2)])
        assert sorted(item.abstract for item in library.papers()) == ["About 0.", "About 1."]
    assert len({item.id for item in library.papers()}) == 2
    assert len(library.papers([item.id for item in library.papers()])) == 2


def test_an_arxiv_id_outweighs_a_doi_and_an_arxiv_doi_is_an_arxiv_id(library: Library) -> None:
    library.upsert([Entry(seen("Tide Nets", "a.txt", arxiv_id="2601.00011", doi="10.1000/1"), 1)])
    library.upsert([Entry(seen("Nets", "b.txt", arxiv_id="2601.00011", doi="10.1000/2"), 1)])
    library.upsert([Entry(seen("Of Nets", "c.txt", doi="https://doi.org/10.48550/arXiv.2601.00011"), 1)])
    (only,) = library.papers()
    assert only.sources == ("a.txt", "b.txt", "c.txt")


def test_a_record_that_joins_two_keeps_both_ids(library: Library) -> None:
    by_id = seen("Tide Nets", "a.txt", arxiv_id="2601.00011")
    by_doi = seen("Nets of the Tide", "b.txt", doi="10.1000/1", upvotes=4)
    library.upsert([Entry(by_id, 1)])
    library.upsert([Entry(by_doi, 1)])
    library.mark_indexed([(item, 1) for item in library.pending()])
    assert library.count() == 2
    joint = seen("Tides and Nets", "c.txt", arxiv_id="2601.00011", doi="10.1000/1")
    assert library.upsert([Entry(joint, 1)]) == Counts(merged=1)
    (only,) = library.papers()
    assert (only.id, only.upvotes, only.sources) == (by_id.id, 4, ("a.txt", "b.txt", "c.txt"))
    assert library.papers([by_doi.id]) == [only]
    assert library.removed() == [by_doi.id]
    library.purge([by_doi.id])
    assert library.papers([by_doi.id, by_id.id]) == [only, only]
    assert library.upsert([Entry(by_doi, 1)]) == Counts(unchanged=1)
    assert library.remove([by_doi.id]) == 1
    assert library.count() == 0


@pytest.mark.slow
def test_the_order_of_sources_makes_no_difference(in_any_order: Callable[..., list[list[Paper]]]) -> None:
    found = in_any_order(
        seen("Tide Nets", "a.txt", comments=3),
        seen("Tide Nets", "b.txt", arxiv_id="2601.00011v1", authors=("Ann Wave",)),
        seen("Nets of the Tide", "c.txt", arxiv_id="2601.00011v2", doi="10.1000/1", tags=("nets",)),
        seen("Nets of the Tide", "d.txt", doi="10.1000/1", upvotes=9, tags=("tides",)),
    )
    assert all(papers == found[0] for papers in found)
    (only,) = found[0]
    assert (only.arxiv_id, only.arxiv_version, only.doi, only.tags) == ("2601.00011", 2, "10.1000/1", ("nets", "tides"))
    assert only.source_of("upvotes") == "d.txt"
    assert only.source_of("arxiv_version") == "c.txt"
    assert only.source_of("comments") == "a.txt"
    assert only.source_of("doi") == "c.txt"


@pytest.mark.slow
def test_two_papers_with_the_same_title_stay_two_in_any_order(in_any_order: Callable[..., list[list[Paper]]]) -> None:
    found = in_any_order(
        paper("Introduction", "About waves.", sources=("a.txt",), arxiv_id="2601.00011"),
        paper("Introduction", "About dunes.", sources=("b.txt",), arxiv_id="2601.00012"),
        paper("Preface", "About reefs.", sources=("c.txt",)),
    )
    assert all(papers == found[0] for papers in found)
    assert len(found[0]) == 3


def test_the_id_of_a_paper_known_by_title_is_that_of_release_0_1(library: Library) -> None:
    library.upsert([Entry(TIDE, 1)])
    assert library.papers()[0].id == paper_id("Tide Nets") == "377e8a905211"


def test_cards_of_one_paper_in_a_file_become_one_record(library: Library) -> None:
    cards = [
        seen("Tide Nets", "a.txt", arxiv_id="2601.00011"),
        seen("Nets", "a.txt", doi="10.1000/1"),
        seen("Tides", "a.txt", arxiv_id="2601.00011", doi="10.1000/1"),
        seen("Dune Maps", "a.txt"),
    ]
    entries = [Entry(card, line) for line, card in enumerate(cards, 1)]
    assert library.upsert(entries) == Counts(added=2, merged=2)
    assert library.upsert(entries) == Counts(unchanged=4)
    assert library.sources() == {"a.txt": 2}


def test_a_removed_paper_is_no_longer_recognised(library: Library) -> None:
    library.upsert([Entry(seen("Tide Nets", "a.txt", arxiv_id="2601.00011"), 1)])
    library.remove(["a.txt"])
    other = seen("Nets", "b.txt", arxiv_id="2601.00011")
    assert library.upsert([Entry(other, 1)]) == Counts(added=1)
    assert library.papers() == [other]
