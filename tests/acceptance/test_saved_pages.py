"""The five saved pages that the product was asked to read. Their text is not part of the project: counts are."""

import re
from collections.abc import Iterable
from datetime import date as Date
from itertools import permutations
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores
from index.identity import fold
from index.papers import Paper, Reading
from index.retrieval.search import search
from index.sources import read
from index.stores.library import Library
from tests.conftest import WordEncoder

COUNTS = {"000": 84, "001": 96, "002": 81, "003": 69, "004": 50}
TODAY = Date(2026, 7, 1)
DETAILS = re.compile(
    r"\n *(?:• (\d+) authors?|(\S+ [^\n]+)) *\n·\n([A-Z][a-z][a-z]) (\d+)(?:, (\d{4}))?(?: (\d+))?(?=\n|$)"
)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@pytest.fixture(scope="module")
def pages(shared: Path) -> dict[str, Path]:
    return {path.name[:3]: path for path in sorted((shared / "seeds").glob("0*.txt"))}


@pytest.fixture(scope="module")
def readings(pages: dict[str, Path]) -> dict[str, Reading]:
    return {number: read(path.read_bytes(), path.name, TODAY) for number, path in pages.items()}


def blocks(text: str) -> list[str]:
    """The paragraphs of a page below its heading, without those with details, white space folded."""
    found = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    # The head ends with the day of the page.
    start = next(i for i, block in enumerate(found) if re.fullmatch(r"\s*[A-Z][a-z][a-z] \d\d?\s*", block)) + 1
    return [" ".join(block.split()) for block in found[start:] if "·" not in block.split()]


def run(steps: Iterable[ingest.Progress]) -> ingest.Progress:
    *_, last = steps
    return last


def test_every_entry_of_every_page_is_read(readings: dict[str, Reading]) -> None:
    assert {number: len(reading.entries) for number, reading in readings.items()} == COUNTS
    assert sum(COUNTS.values()) == 380
    assert [problem for reading in readings.values() for problem in reading.problems] == []


@pytest.mark.parametrize("number", COUNTS)
def test_titles_and_abstracts_are_those_of_the_page(
    pages: dict[str, Path], readings: dict[str, Reading], number: str
) -> None:
    text = pages[number].read_text(encoding="utf-8")
    papers = [entry.paper for entry in readings[number].entries]
    expected = blocks(text)
    assert [paper.title for paper in papers] == expected[0::2]
    assert [paper.abstract for paper in papers] == expected[1::2]
    lines = text.split("\n")
    assert all(lines[entry.line - 1].strip() == entry.paper.title for entry in readings[number].entries)


def test_only_the_last_page_has_details(readings: dict[str, Reading]) -> None:
    for number in ("000", "001", "002", "003"):
        for entry in readings[number].entries:
            paper = entry.paper
            details = (
                paper.author_count,
                paper.organisation,
                paper.date,
                paper.comments,
                paper.upvotes,
                paper.date_inferred,
            )
            assert details == (None, None, None, None, None, False)


def test_details_are_those_of_the_page(pages: dict[str, Path], readings: dict[str, Reading]) -> None:
    text = pages["004"].read_text(encoding="utf-8")
    lines = {entry.line: entry.paper for entry in readings["004"].entries}
    found = list(DETAILS.finditer(text))
    assert len(found) == 45
    with_details = set()
    for match in found:
        # Details follow their paper.
        line = max(line for line in lines if line <= text.count("\n", 0, match.start()) + 1)
        paper = lines[line]
        authors, organisation, month, day, year, comments = match.groups()
        assert paper.author_count == (int(authors) if authors else None)
        assert paper.organisation == (organisation.split(" ", 1)[1] if organisation else None)
        assert paper.date == Date(int(year or 2025), MONTHS.index(month) + 1, int(day))
        assert paper.date_inferred == (year is None)
        assert paper.comments == (int(comments) if comments else None)
        with_details.add(line)
    assert len(with_details) == 45
    without = [paper for line, paper in lines.items() if line not in with_details]
    assert [(paper.author_count, paper.organisation, paper.date, paper.comments) for paper in without] == [
        (None,) * 4
    ] * 5


def test_the_counts_of_the_last_page(readings: dict[str, Reading]) -> None:
    papers = [entry.paper for entry in readings["004"].entries]
    assert sum(paper.author_count is not None for paper in papers) == 44
    assert [paper.organisation for paper in papers if paper.organisation] == ["Show Lab"]
    assert sum(paper.date is not None for paper in papers) == 45
    inferred = {paper.date.year for paper in papers if paper.date and paper.date_inferred}
    written = {paper.date.year for paper in papers if paper.date and not paper.date_inferred}
    assert inferred == {2025}
    assert max(written) == 2024
    assert all(paper.upvotes is None for paper in papers)
    assert "2 OLMo 2 Furious" in {paper.title for paper in papers}


def test_pages_overlap_to_313_papers(readings: dict[str, Reading], tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    for reading in readings.values():
        library.upsert(reading.entries)
    papers = library.papers()
    assert len(papers) == library.count() == 313
    titles = {re.sub(r"[\W_]+", "", entry.paper.title).casefold() for r in readings.values() for entry in r.entries}
    assert len(titles) == 313
    assert {fold(paper.title) for paper in papers} >= {title for title in titles if title.isascii()}
    assert sum(library.sources().values()) == len({(e.paper.id, n) for n, r in readings.items() for e in r.entries})
    library.close()


def test_any_order_of_the_pages_gives_the_same_library(readings: dict[str, Reading], tmp_path: Path) -> None:
    orders = list(permutations(readings))[::17]
    kept: list[list[Paper]] = []
    for number, order in enumerate(orders):
        library = Library(tmp_path / f"{number}.db")
        for page in (*order, order[0]):
            library.upsert(readings[page].entries)
        kept.append(library.papers())
        library.close()
    assert len(orders) == 8
    assert all(papers == kept[0] for papers in kept)


def test_adding_the_pages_again_in_another_order_changes_and_encodes_nothing(
    pages: dict[str, Path], stores: Stores, encoder: WordEncoder
) -> None:
    paths = list(pages.values())
    last = run(ingest.add(stores, ingest.gather(paths)))
    assert (last.done, last.total) == (313, 313)
    before = (stores.library.papers(), stores.vectors.count(), stores.library.revision)
    assert ingest.is_search_behind(stores) == ""
    encoder.encoded.clear()
    again = run(ingest.add(stores, ingest.gather(reversed(paths))))
    assert sum(report.counts.unchanged for report in again.files) == 380
    assert encoder.encoded == []
    assert (stores.library.papers(), stores.vectors.count(), stores.library.revision) == before


@pytest.mark.parametrize("name", ["PRefLexOR", "SPIRES", "FemtoDet"])
def test_a_bare_name_finds_its_paper_first(seeds: Stores, name: str) -> None:
    found = search(seeds, name)
    assert name in found.hits[0].paper.text
    assert found.answerable
