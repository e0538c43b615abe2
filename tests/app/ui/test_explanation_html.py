"""Why a paper was found, in words."""

import pytest

from app.answer import Answer, Source
from app.ui.cards import panel_html
from app.ui.explanation_html import why_html
from index.papers import Paper
from index.retrieval.explanation import Explanation

WHY = Explanation(
    0.824, 7.1, 2, 0.61, None, ("tidal", "R&D"), ("cheap",), "It is.", side="x < y", expansion="R&D spelled out"
)


def test_places_words_and_what_it_was_found_for():
    html = why_html(WHY)
    assert "2nd by words, not among the first by meaning · score 0.82" in html
    assert "Holds <b>tidal</b> <b>R&amp;D</b>" in html
    assert "Lacks <s>cheap</s>" in html
    assert 'Found for <q dir="auto">x &lt; y</q>' in html
    assert 'Searched for as well: <q dir="auto">R&amp;D spelled out</q>' in html


def test_no_word_no_line():
    html = why_html(Explanation(0.1, 0.0, None, 0.2, 1, (), (), ""))
    assert "Holds" not in html
    assert "Lacks" not in html
    assert "Found for" not in html
    assert "as well" not in html


@pytest.mark.parametrize(
    ("rank", "told"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (23, "23rd"), (113, "113th")],
)
def test_places_are_ordinals(rank, told):
    assert f"<p>{told} by words" in why_html(Explanation(0.1, 1.0, rank, 0.2, 1, (), (), ""))


def test_the_panel_unfolds_them_together_where_there_are_any():
    with_why, without = Source(Paper("T", "It is."), (), 1, WHY), Source(Paper("U", "So."), (), 2)
    html = panel_html(0, Answer("q", "done", sources=(with_why, without)))
    assert html.count("Why these papers") == 1
    assert html.count('class="why"') == 1
    assert html.index("why-all") < html.index('class="card"'), "the stylesheet shows what comes behind it"
    assert "why" not in panel_html(0, Answer("q", "done", sources=(without,)))
