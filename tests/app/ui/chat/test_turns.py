"""Turns as HTML: what is escaped on the whole page, what becomes a link, and what the reader sees of an answer."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import app.ui
from app.answer import Answer, ListItem, Source
from app.answers.list_text import list_markdown
from app.checking.reasons import Reason
from app.checking.result import Check
from app.reply.wait import Wait
from app.ui.chat.cards import panel_html
from app.ui.chat.prose import prose_html
from app.ui.chat.turns import examples_html, failed_turn_html, growing_text_html, only_text_grew, turn_html
from app.ui.library.collection_view import files_html, masthead_html, progress_html
from app.ui.protocol import CollectionOverview
from index.ingest import FileReport, Progress
from index.papers import Paper, Problem
from index.questions.query import Chip, Condition, Query
from index.retrieval.explanation import Explanation
from index.stores.merging import Counts
from tests.app.ui.chat.test_panel import source
from tests.app.ui.chat.turn_stage import stage

HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "\"' onmouseover='alert(1)' x=\"",
    "[1](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "<http://evil.example>",
    "[a]: http://evil.example\n\n[a]",
    "&lt;script&gt;",
]


class Seen(HTMLParser):
    """What a browser would find in some HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.update(value for name, value in attrs if name in {"href", "src", "action"})


def whole_page(text):
    """Return all HTML that the page can hold, with `text` wherever a record or a model has its say."""
    known = {"organisation": text, "venue": text, "authors": (text,), "sources": (text,)}
    found = source(1, title=text, abstract=text, evidence=(), **known)
    why = Explanation(0.5, 1.0, 1, 0.5, 2, (text,), (text,), text, side=text)
    answer = Answer(
        text,
        "done",
        searched=text,
        chips=(Chip("phrase", text),),
        dropped=(Chip("exclusion", text),),
        text=f"{text} [1]",
        thinking=text,
        sources=(replace(found, explanation=why),),
        checks=(Check(0, 400, "partly found", (Reason("missing name", (1,), text),), ((1, ((0, 5),)),)),),
        model=text,
        notice=text,
    )
    items = (ListItem(found.paper, 1, text, remark=text), ListItem(found.paper, 1, quote=((0, 50),)))
    listed = replace(answer, intent="list", opening=text, items=items)
    progress = Progress((FileReport(text, Counts(1), (Problem(text, 3, text),)),), 1, 2, 1.0)
    collection = CollectionOverview(1, ((text, 1),))
    return "".join(
        [
            turn_html(0, answer),
            turn_html(0, replace(answer, stage="writing")),
            turn_html(0, listed),
            panel_html(0, answer),
            failed_turn_html(0, answer, (text, text)),
            examples_html([text]),
            masthead_html(collection),
            files_html(collection),
            progress_html(progress),
        ]
    )


class TestEscaping:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_nothing_of_a_record_or_a_model_becomes_markup(self, text):
        hostile, harmless = Seen(whole_page(text)), Seen(whole_page("harmless, as https://harmless.example/ says"))
        assert hostile.tags <= harmless.tags
        assert hostile.attributes <= harmless.attributes
        # Web addresses in abstracts are there to click.
        assert hostile.links <= {"#card-0-1", *re.findall(r"https?://[\w./-]*\w", text)}

    def test_markdown_stays(self):
        html = prose_html("**bold** and `code`\n\n- one\n- two\n\n|a|b|\n|-|-|\n|1|2|", 0, {})
        assert {"strong", "code", "ul", "li", "table", "td"} <= Seen(html).tags


class TestCitations:
    def test_a_mark_is_a_link_to_its_card(self):
        html = prose_html("Recall is 94.6% [2].", 3, {2: Paper('A "title"', "")})
        chip = re.search(r"94\.6%(<a [^>]*>2</a>)\.", html)
        assert chip, "the space before the mark goes"
        assert 'href="#card-3-2"' in chip[1]
        assert 'data-turn="3" data-n="2"' in chip[1]
        assert 'aria-label="Paper 2: A &#34;title&#34;"' in chip[1]

    def test_an_unknown_number_is_no_link(self):
        html = prose_html("So it is [7].", 0, {1: Paper("RAR", "")})
        assert "<a " not in html
        assert '<s class="cite-unknown" title="There is no such paper">7</s>' in html

    def test_code_is_left_alone(self):
        html = prose_html("`x[1]`\n\n```\ny[1]\n```", 0, {1: Paper("RAR", "")})
        assert "<a " not in html
        assert html.count("[1]") == 2

    def test_marks_in_a_row_in_a_table_and_in_emphasis(self):
        html = prose_html("Both [1][2]. *So [1]*\n\n|a|\n|-|\n|[2]|", 0, {1: Paper("A", ""), 2: Paper("B", "")})
        assert html.count("<a ") == 4

    def test_a_cut_mark_is_not_shown_while_it_is_written(self):
        assert prose_html("Recall [1", 0, {}, live=True).strip() == "<p>Recall</p>"
        assert "[1" in prose_html("Recall [1", 0, {})


class TestTurns:
    def test_the_byline(self):
        quoted = Answer("q", "done", text="x", sources=(source(1),), seconds=0.84)
        assert '<span class="byline">Quoted from 1 paper</span>' in turn_html(0, quoted)
        assert "Written by <b>qwen</b> in 0.8 s" in turn_html(0, replace(quoted, model="qwen"))
        assert '<span class="byline"></span>' in turn_html(0, replace(quoted, refused=True, sources=()))

    def test_the_state(self):
        assert 'data-state="live"' in turn_html(0, Answer("q", "writing"))
        assert 'data-state="done"' in turn_html(0, Answer("q", "done"))

    def test_a_refusal_a_notice_and_the_searched_question(self):
        html = turn_html(0, Answer("q", "done", text="No.", refused=True, notice="Careful.", searched="q of it"))
        assert '<div class="answer refused"' in html
        assert '<p class="notice" role="status" dir="auto">Careful.</p>' in html
        assert 'Searched for: <q dir="auto">q of it</q>' in html

    def test_a_failure_keeps_what_was_written(self):
        answer = Answer("q", "writing", text="Half an")
        html = failed_turn_html(0, answer, ("The endpoint is gone.", "Start it."))
        assert "Half an" in html
        assert "The endpoint is gone." in html
        assert '<p class="hint">Start it.</p>' in html


class TestChips:
    def test_each_chip_can_be_dropped_and_what_was_dropped_can_be_restored(self):
        chips = (Chip("condition", Condition("date", date(2024, 3, 1))), Chip("exclusion", 'so-called "diffusion"'))
        html = turn_html(0, Answer("q", "done", chips=chips, dropped=(Chip("order", "newest"),)))
        assert re.findall('data-do="(drop|restore)" data-key="([^"]*)"', html) == [
            ("drop", "condition:date"),
            ("drop", "exclusion:so-called &#34;diffusion&#34;"),
            ("restore", "order:newest"),
        ]
        assert 'aria-label="Search without not so-called &#34;diffusion&#34;"' in html
        assert 'aria-label="Search again with newest first"' in html

    def test_no_line_without_filters(self):
        assert "chips" not in turn_html(0, Answer("q", "done"))


class TestOverviews:
    def test_a_turn_requested_by_a_button_has_no_question_to_edit_and_no_filters_to_drop(self):
        answer = Answer("Summary of “T”", "done", chips=(Chip("condition", Condition("id", names=("a",))),))
        typed, requested = turn_html(0, answer), turn_html(0, replace(answer, query=Query("")))
        assert ['data-do="edit"' in html for html in (typed, requested)] == [True, False]
        assert ['class="chips"' in html for html in (typed, requested)] == [True, False]


class TestLists:
    PAPERS = tuple(Paper(title, "Tides rise. Tides fall.", sources=("a.txt",)) for title in ("*Tides*", "Seals"))
    SOURCES = tuple(Source(paper, (), number) for number, paper in enumerate(PAPERS, 1))

    def listed(self, *items: ListItem, **fields: Any) -> str:
        opening = "2 papers in your collection mention “tides”."
        text, _ = list_markdown(opening, items)
        values = {"text": text, "opening": opening, "items": items, "sources": self.SOURCES, **fields}
        return turn_html(0, Answer("q", "done", intent="list", **values))

    @pytest.mark.parametrize(
        ("intent", "look"), [("find", "answer"), ("list", "answer listing"), ("count", "answer listing")]
    )
    def test_a_list_of_papers_looks_like_one(self, intent, look):
        assert f'<div class="{look}"' in turn_html(0, Answer("q", "done", intent=intent, text="- a"))

    def test_an_item_has_the_title_as_it_is_its_citation_and_what_it_is_ordered_by(self):
        html = self.listed(ListItem(self.PAPERS[0], 1, "May 3, 2024"), ListItem(self.PAPERS[1], 2))
        assert "<p>2 papers in your collection mention “tides”.</p>" in html
        assert re.search(r'<li dir="auto">\*Tides\*<a class="cite" href="#card-0-1".*May 3, 2024', html)
        assert html.count("<li ") == 2

    def test_a_quote_is_of_the_abstract(self):
        html = self.listed(ListItem(self.PAPERS[0], 1, quote=((0, 11), (12, 23))))
        assert '<p class="remark">“Tides rise.” “Tides fall.”</p>' in html

    def test_each_remark_has_its_own_check(self):
        items = (ListItem(self.PAPERS[0], 1, remark="It is *new*."), ListItem(self.PAPERS[1], 2, remark="It is old."))
        _, remarks = list_markdown("2 papers in your collection mention “tides”.", items)
        checks = tuple(Check(start, end, "partly found", ()) for start, end in remarks)
        html = self.listed(*items, checks=checks, model="tiny")
        found = re.findall(r'<div class="remark">(.*?)</div>', html, re.DOTALL)
        assert ["<em>new</em>" in found[0], "old" in found[1]] == [True, True]
        assert [re.findall(r'class="verdict" data-check="(\d)"', remark) for remark in found] == [["0"], ["1"]]


@pytest.mark.slow
def test_rendering_needs_no_gradio():
    modules = "app.ui.chat.turns, app.ui.chat.cards, app.ui.library.collection_view, app.ui.protocol"
    code = f"import sys, {modules}; sys.exit('gradio' in sys.modules)"
    root = Path(app.ui.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 0


class TestAttribution:
    tides = (Source(Paper("Tides", "A."), (), 1),)

    def test_a_citation_found_by_paperchat_differs_from_the_models(self):
        text = "It wins [1]. It is `x[1]` small [1]."
        evidence = ((1, ((0, 4),)),)
        checks = (
            Check(0, 12, "figures and names found", (), evidence),
            Check(13, 36, "figures and names found", (), evidence, attributed=True),
        )
        html = turn_html(0, Answer("Q?", "done", text=text, model="tiny", checks=checks, sources=self.tides))
        assert html.count('<a class="cite"') == 1
        assert html.count('<a class="cite found"') == 1
        assert 'aria-label="Paper 1, found by paperchat: Tides"' in html
        assert "small<a" in html
        assert "<code>x[1]</code>" in html

    def test_what_no_paper_backs_is_folded_below_the_quotes_without_a_link(self):
        said = "Tides [sing](http://a.example) [1]."
        html = turn_html(0, Answer("Q?", "done", text="“It is.” [1]", unbacked=said, sources=self.tides))
        before, _, folded = html.partition("<summary>What the model wrote</summary>")
        assert "It is." in before
        assert "Tides" in folded
        assert "<a " not in folded.partition("</details>")[0]

    def test_it_says_how_many_papers_the_model_reads(self):
        sources = (*self.tides, Source(Paper("Seals", "A."), ()))
        reading = Answer("Q?", "writing", papers_read=1, sources=sources, wait=Wait("reading", 3, "tiny", 1, 2))
        assert stage(reading) == ("tiny is reading 1 of 2 papers", "3 s")
        assert "from 1 of 2 papers" in turn_html(0, replace(reading, stage="done", text="It is.", model="tiny"))


def test_a_moment_that_adds_words_is_its_text_alone():
    before = Answer("What?", "writing", text="Tides", sources=(source("Tides"),))
    answer = replace(before, text="Tides *turn*")
    assert only_text_grew(before, answer)
    text = growing_text_html(0, answer)
    assert "<p>Tides <em>turn</em></p>" in text
    assert text in turn_html(0, answer)


def test_a_moment_that_cites_one_more_paper_is_its_text_and_the_cards():
    before = Answer("What?", "writing", text="Tides", sources=(source("Tides"),))
    cited = replace(source("Tides"), number=1)
    assert only_text_grew(before, replace(before, text="Tides turn [1]", sources=(cited,)))


@pytest.mark.parametrize(
    "change", [{"text": ""}, {"stage": "checking"}, {"notice": "Wait."}, {"sources": ()}, {"wait": Wait("silent", 20)}]
)
def test_a_moment_that_changes_more_is_the_whole_turn(change: dict[str, Any]):
    before = Answer("What?", "writing", text="Tides", sources=(source("Tides"),))
    assert not only_text_grew(before, replace(before, **{"text": "Tides turn", **change}))
    assert not only_text_grew(replace(before, text=""), before)
