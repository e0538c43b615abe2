"""Files in the shapes that people save, each with what has to come of it."""

from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores
from index.papers import Paper, Reading
from index.sources import read

TODAY = Date(2026, 11, 28)
TITLES = [
    "LanternNet: Sparse Lamps for Low-Light Object Detection",
    "Do Reviewers Read Appendices? A Study of 1,204 Reports",
    "Whisker: Streaming Speech Recognition on a Watch",
    "Ledger: Keeping Long Conversations Consistent With a Written Memory",
    "Counting Bees From Sound Alone",
]
DATES = [Date(2026, 1, 5), Date(2025, 12, 9), Date(2024, 10, 22), Date(2023, 9, 14), Date(2026, 8, 2)]
ORGANISATIONS = ["Lumen Lab", None, "Tiny Ears", None, "Hiveworks University"]
REFUSED = {
    "error_page_429.html": "a web page (HTML)",
    "hf_daily_copy_no_abstracts.txt": "a page whose cards have no abstracts",
    "metadata_questions.txt": "no papers found",
    "multi_line_question.txt": "no papers found",
}


@dataclass(frozen=True)
class Counts:
    """What the five papers have in one file."""

    upvotes: tuple[int | None, ...] = (None,) * 5
    comments: tuple[int | None, ...] = (None,) * 5


PAPERS_READ = {
    "../control_five_papers.txt": Counts(comments=(3, None, 19, None, 1)),
    "cp1252.txt": Counts(comments=(3, None, 19, None, 1)),
    "hf_search_copy_all.txt": Counts((41, 7, 112, None, 3), (3, None, 19, None, 1)),
    "hf_trending_copy.txt": Counts(upvotes=(41, 7, 112, 0, 3)),
    "hf_search_html2text.txt": Counts((41, 7, 112, None, 3), (3, None, 19, None, 1)),
    "hf_search_notebook_export.md": Counts((41, 7, 112, None, 3), (3, None, 19, None, 1)),
}
# These know no organisation.
EXPORTED = {
    "arxiv_rss.xml": Counts(),
    "arxiv_snapshot.jsonl": Counts(),
    "hf_daily_api.json": Counts((41, 7, 112, 0, 3), (3, 0, 19, 0, 1)),
    "zotero.bib": Counts(),
    "zotero.csv": Counts(),
    "zotero.ris": Counts(),
}
# Those of running text; the mail has one day for all, which holds where the id does not contradict it.
RUNNING = ("arxiv_list_new_copy.txt", "arxiv_mail.txt", "daily_arxiv.md", "title_pdf_summary.txt")
IDS = ["2601.00011", "2512.00022", "2410.00033", "2309.00044", "2608.00055"]
OTHERS = {"cjk_listing.txt": 2, "greek.txt": 1}


def read_file(shared: Path, name: str) -> Reading:
    path = shared / "cases" / "files" / name
    return read(path.read_bytes(), path.name, TODAY)


def papers(reading: Reading) -> list[Paper]:
    """The papers, each once, however often the page shows it."""
    return list({entry.paper.id: entry.paper for entry in reading.entries}.values())


def test_every_file_has_its_result_here(shared: Path) -> None:
    names = {path.name for path in (shared / "cases" / "files").iterdir() if path.is_file()}
    assert names == {*REFUSED, *OTHERS, *PAPERS_READ, *EXPORTED, *RUNNING, "hf_paper_page_copy.txt"} - {
        "../control_five_papers.txt"
    }


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_saved_page_is_refused_by_name(shared: Path, name: str) -> None:
    reading = read_file(shared, name)
    assert (reading.entries, reading.refused) == ((), True)
    (problem,) = reading.problems
    assert REFUSED[name] in problem.reason


@pytest.mark.parametrize("name", PAPERS_READ)
def test_saved_pages_are_read_right(shared: Path, name: str) -> None:
    reading = read_file(shared, name)
    found = papers(reading)
    assert [item.title for item in found] == TITLES
    assert [item.date for item in found] == DATES
    assert [item.organisation for item in found] == ORGANISATIONS
    assert tuple(item.upvotes for item in found) == PAPERS_READ[name].upvotes
    assert tuple(item.comments for item in found) == PAPERS_READ[name].comments
    assert [item.author_count for item in found] == [None, 2, None, 4, None]
    assert len(reading.problems) <= 1


@pytest.mark.parametrize("name", EXPORTED)
def test_exports_are_read_right(shared: Path, name: str) -> None:
    reading = read_file(shared, name)
    found = papers(reading)
    control = papers(read_file(shared, "../control_five_papers.txt"))
    assert [item.title for item in found] == TITLES
    assert [item.abstract for item in found] == [item.abstract for item in control]
    # The bibliography knows the year, and the arXiv id the month; a feed has the day of its announcement.
    days = {"zotero.bib": [day.replace(day=1) for day in DATES]}.get(name, DATES)
    if name == "arxiv_rss.xml":
        days = [Date(2026, 1, 8), *(day.replace(day=1) for day in DATES[1:])]
    assert [item.date for item in found] == days
    assert [item.arxiv_id for item in found] == IDS
    assert found[0].authors == ("Ada Quill", "Bo Marsh", "Cy Fenn")
    assert tuple(item.upvotes for item in found) == EXPORTED[name].upvotes
    assert tuple(item.comments for item in found) == EXPORTED[name].comments
    assert reading.problems == ()


@pytest.mark.parametrize("name", RUNNING)
def test_mails_lists_and_digests_are_read_right(shared: Path, name: str) -> None:
    reading = read_file(shared, name)
    found = papers(reading)
    control = papers(read_file(shared, "../control_five_papers.txt"))
    assert [item.title for item in found] == TITLES
    assert [item.abstract for item in found] == [item.abstract for item in control]
    assert [item.arxiv_id for item in found] == IDS
    assert [item.date and item.date.replace(day=1) for item in found] == [day.replace(day=1) for day in DATES]
    if name != "title_pdf_summary.txt":
        assert found[0].authors == ("Ada Quill", "Bo Marsh", "Cy Fenn")
        assert [item.categories[0] for item in found] == ["cs.CV", "cs.DL", "cs.SD", "cs.CL", "eess.AS"]
    assert reading.problems == ()


def test_the_page_of_one_paper_is_read_without_its_summary_and_comments(shared: Path) -> None:
    reading = read_file(shared, "hf_paper_page_copy.txt")
    (found,) = papers(reading)
    control = papers(read_file(shared, "../control_five_papers.txt"))[0]
    assert (found.title, found.abstract, found.date) == (control.title, control.abstract, control.date)
    assert found.authors == ("Ada Quill", "Bo Marsh", "Cy Fenn")
    assert (found.upvotes, found.arxiv_id, found.listed_on) == (41, IDS[0], (Date(2026, 1, 7),))
    assert reading.problems == ()


@pytest.mark.parametrize("name", OTHERS)
def test_pages_in_other_scripts_are_read(shared: Path, name: str) -> None:
    reading = read_file(shared, name)
    assert len(reading.entries) == OTHERS[name]
    assert reading.problems == ()


def test_files_of_one_name_in_two_folders(shared: Path, stores: Stores) -> None:
    for _ in ingest.add(stores, ingest.gather([shared / "cases" / "files" / "same_name_two_days"])):
        pass
    assert list(stores.library.sources()) == ["2026-01-05/page.txt", "2026-01-06/page.txt"]
    (lantern,) = [item for item in stores.library.papers() if item.title == TITLES[0]]
    assert "47.3 mAP" in lantern.abstract
    ingest.remove(stores, ["2026-01-05/page.txt"])
    assert [item.title for item in stores.library.papers()] == [TITLES[0], TITLES[2]]


def test_a_page_in_windows_1252_says_so(shared: Path) -> None:
    (problem,) = read_file(shared, "cp1252.txt").problems
    assert "Windows-1252" in problem.reason
    assert "café “Mayor’s”" in papers(read_file(shared, "cp1252.txt"))[4].abstract
