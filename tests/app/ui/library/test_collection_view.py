"""The header, and the progress and report of adding files."""

import re

import pytest

from app.ui.languages.visitor_language import speaking
from app.ui.library.collection_view import masthead_html, previews_html, progress_html
from app.ui.protocol import CollectionOverview
from index.ingest import FileReport, Input, Progress
from index.papers import Problem
from index.preview import previews
from index.stores.merging import Counts


class TestReport:
    def test_the_progress(self):
        html = progress_html(Progress((), 250, 1000, 2.0))
        assert "Indexing 250 of 1,000 papers · 125 papers/s · 6.0 s left" in html
        assert 'aria-valuenow="25"' in html

    def test_the_progress_of_words_says_that_these_are_words(self):
        html = progress_html(Progress((), 500, 1000, 2.0, words_alone=True))
        assert "Indexing the words of 500 of 1,000 papers · 250 papers/s · 2.0 s left" in html

    def test_what_would_be_added_is_shown_and_texts_stay_texts(self):
        pasted = b"@article{a, title={Tides <img src=x onerror=alert(1)>}, abstract={They turn twice a day.}}"
        html = previews_html(tuple(previews([Input("<b>.bib", pasted), Input("x.txt", b"%PDF-1.4 nothing")])))
        assert "1 paper · abstract 1" in html
        assert "Nothing here would be added." in html
        # Why not is open to see.
        assert html.count("<details") == html.count('<details class="problems" open>') == 1
        assert set(re.findall(r"<(\w+)", html)) <= {"ul", "li", "h3", "p", "details", "summary", "ol"}

    def test_of_a_folder_what_gives_papers_comes_first_and_the_rest_is_folded(self):
        pasted = b"@article{a, title={Tides}, abstract={They turn twice a day.}}"
        refused = [Input(f"{number}.pdf", b"%PDF-1.4 nothing") for number in range(3)]
        html = previews_html(tuple(previews([*refused, Input("a.bib", pasted)])))
        assert html.index("a.bib") < html.index('<details class="no-papers">') < html.index("0.pdf")
        assert "3 files contain no papers" in html
        # Where nothing would be added, why is open to see.
        assert '<details class="no-papers">' not in previews_html(tuple(previews(refused)))

    def test_papers_that_the_library_has_are_reported(self):
        pasted = (
            b"@article{a, title={Tides}, abstract={Twice a day.}} @article{b, title={Dunes}, abstract={They move.}}"
        )

        def html(known: int) -> str:
            return previews_html(tuple(previews([Input("a.bib", pasted)], count_known=lambda _: known)))

        assert "2 papers · " in html(0)
        assert "2 papers, 1 of them already in your library · " in html(1)
        assert "2 papers, already in your library · " in html(2)

    def test_the_end(self):
        report = FileReport("a.txt", Counts(3, 2, 1), (Problem("a.txt", 214, "a title without an abstract; skipped"),))
        html = progress_html(Progress((report,), 3, 3, 75.0))
        assert "Indexed 3 papers in 1 min 15 s" in html
        assert "a.txt:214: a title without an abstract; skipped" in html
        assert re.sub("<[^>]*>", " ", html).split().count("merged") == 1

    def test_a_file_that_is_refused_has_no_counts(self):
        report = FileReport("refs.bib", Counts(), (Problem("refs.bib", None, "a BibTeX file"),), failed=True)
        html = progress_html(Progress((report,), 0, 0, 0.1))
        assert "Nothing was added from this file." in html
        assert "refs.bib: a BibTeX file" in html
        assert "unchanged" not in html

    def test_nothing_new(self):
        assert "Nothing new to index" in progress_html(Progress((), 0, 0, 0.0))

    def test_a_thousand_problems_do_not_make_a_thousand_lines(self):
        problems = tuple(Problem("a.txt", n, "odd") for n in range(1000))
        html = progress_html(Progress((FileReport("a.txt", Counts(), problems),), 0, 0, 0.0))
        assert html.count("odd</li>") == 100
        assert "and 900 more" in html

    def test_the_header_counts_papers_and_files(self):
        html = masthead_html(CollectionOverview(1, (("a.txt", 1),)))
        assert re.sub("<[^>]*>", "", html).strip().startswith("paperchat\n1 paper from 1 file")


@pytest.mark.parametrize(
    ("language", "format_", "reason"),
    [
        ("de", "Eine BibTeX-Datei, 1 Arbeit", '<li dir="auto">a.bib:2: eine Arbeit ohne Zusammenfassung; übersprungen'),
        ("zh", "BibTeX 文件, 1 篇论文", '<li dir="auto">a.bib:2: 论文没有摘要；已跳过'),
    ],
)
def test_formats_and_problems_are_named_in_the_language_of_the_visitor(language: str, format_: str, reason: str):
    pasted = b"@article{a, title={Tides}, abstract={They turn twice a day.}}\n@article{b, title={Dunes}}"
    with speaking(language):
        html = previews_html(tuple(previews([Input("a.bib", pasted), Input("b.pdf", b"%PDF-1.4 nothing")])))
    assert format_ in html
    assert reason in html
    assert "this is" not in html
    assert "skipped" not in html
