"""The panel of an answer: which cards it has, what of each abstract is marked, shown or folded away, and the facts."""

import re
from datetime import date

import pytest

from app.answer import Answer, Source
from app.ui.chat.cards import panel_html
from index.papers import Paper

ABSTRACT = (
    "Registration aligns two scans. It is among the oldest tasks of the field and the one most others begin with, and "
    "a good deal of what has been written about it treats all regions as if they were alike, which they are not. "
    "RAR raises recall to 94.6% on 3DMatch. It is fast. What remains is a long tail of scenes whose overlap is so low "
    "that no method we tried could align them at all."
)
EVIDENCE = "RAR raises recall to 94.6% on 3DMatch."


def source(number=None, title="RAR", abstract=ABSTRACT, evidence=(EVIDENCE,), **known):
    spans = tuple((abstract.index(text), abstract.index(text) + len(text)) for text in evidence)
    return Source(Paper(title, abstract, **known), spans, number)


class TestCards:
    def test_the_evidence_is_marked_and_the_rest_clamped(self):
        html = panel_html(0, Answer("q", "done", sources=(source(1),)))
        assert re.findall("<mark>(.*?)</mark>", html) == [EVIDENCE]
        far = re.findall('<span class="far">(.*?)</span>', html)
        assert far
        assert all(EVIDENCE not in text for text in far)
        assert 'class="whole" aria-expanded="false"' in html

    @pytest.mark.parametrize(
        "evidence", [(), (EVIDENCE,), (EVIDENCE, "It is fast."), ("Registration aligns two scans",)]
    )
    def test_the_whole_abstract_is_there_once(self, evidence):
        html = panel_html(0, Answer("q", "done", sources=(source(1, evidence=evidence),)))
        abstract = re.findall('<p class="abstract"[^>]*>(.*?)</p>', html)[0].replace(" … ", "")
        assert re.sub("<[^>]*>", "", abstract) == ABSTRACT

    def test_overlapping_and_wild_offsets(self):
        found = Source(Paper("T", "One two. Three."), ((9, 99), (0, 8), (3, 5), (12, 12)), 1)
        assert "<mark>One two. Three.</mark>" in panel_html(0, Answer("q", "done", sources=(found,)))

    def test_a_short_abstract_has_no_toggle(self):
        assert 'class="whole"' not in panel_html(
            0, Answer("q", "done", sources=(source(1, abstract="Short.", evidence=()),))
        )

    def test_cited_first_and_the_others_folded(self):
        sources = (source(1), source(2, title="B"), source(title="C"), source(title="D"))
        html = panel_html(4, Answer("q", "done", sources=sources))
        assert re.findall(r'id="(card-\d+-\d+)"', html) == ["card-4-1", "card-4-2"]
        assert "2 more papers found, not cited" in html
        assert html.index("<details") < html.index(">C<")

    def test_unfolded_while_the_answer_is_written(self):
        html = panel_html(0, Answer("q", "writing", sources=(source(title="C"), source(title="D"))))
        assert "<details" not in html
        assert "data-n=" not in html
        assert html.count('class="card"') == 2

    def test_no_panel_without_a_source(self):
        assert panel_html(0, Answer("q", "searching")) == ""

    def test_a_refusal_shows_the_closest_papers(self):
        html = panel_html(0, Answer("q", "done", sources=(source(),), refused=True))
        assert "Closest papers in your collection" in html

    def test_what_is_known_of_a_paper(self):
        known = {
            "author_count": 1,
            "organisation": "ETH",
            "comments": 0,
            "upvotes": 1234,
            "sources": ("a.txt", "b.txt"),
        }
        html = panel_html(
            0, Answer("q", "done", sources=(source(1, date=date(2025, 6, 8), date_inferred=True, **known),))
        )
        facts = re.sub("<[^>]*>", "|", re.findall('<ul class="facts">(.*?)</ul>', html, re.DOTALL)[0])
        shown = [fact for fact in facts.split("|") if fact.strip()]
        assert shown == ["1 author", "Jun 8, 2025", "(year inferred)", "ETH", "0 comments", "1,234 upvotes"]
        assert "a.txt, b.txt" in html

    @pytest.mark.parametrize(
        ("known", "shown"),
        [
            ({"authors": ("Ada B", "Cy D")}, "Ada B, Cy D"),
            ({"authors": ("A", "B", "C", "D")}, "A, B, C et al."),
            ({"authors": ("A", "B", "C"), "author_count": 9}, "A, B, C et al."),
            ({"author_count": 9}, "9 authors"),
        ],
    )
    def test_authors_have_their_names_where_they_are_known(self, known, shown):
        html = panel_html(0, Answer("q", "done", sources=(source(1, **known),)))
        assert f"<li>{shown}</li>" in html.replace("<bdi>", "").replace("</bdi>", "")

    def test_a_written_year_is_not_called_inferred(self):
        html = panel_html(0, Answer("q", "done", sources=(source(1, date=date(2024, 11, 20)),)))
        assert "Nov 20, 2024" in html
        assert "inferred" not in html
