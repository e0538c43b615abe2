"""The checks of sentences on the page: where their marks are, what they say, and what they highlight in the cards."""

import re
from dataclasses import replace

import pytest

from app.answer import Answer, ListItem, Source
from app.answers.list_text import list_markdown
from app.checking.reasons import Reason
from app.checking.result import Check, summary_of
from app.ui.chat.cards import panel_html
from app.ui.chat.prose import prose_html
from app.ui.chat.turns import turn_html
from index.papers import Paper

PAPERS = {1: Paper("A", "One <b> two. Three."), 2: Paper('B "quoted"', "Wins are told.")}
FOUND, PARTLY, LOST = (Check(0, 0, verdict, ()) for verdict in ("figures and names found", "partly found", "not found"))


def placed(text, *ends, verdict="partly found"):
    """Render with a checked sentence ending behind each of `ends`, each mark shown as `‹number›`."""
    checks = [Check(0, text.index(end) + len(end), verdict, ()) for end in ends]
    html = str(prose_html(text, 0, PAPERS, checks))
    html = re.sub(r'<span class="check".*?data-check="(\d+)".*?</span></span>', r"‹\1›", html)
    return re.sub("<a [^>]*>", "", html).replace("</a>", "").strip()


class TestWhereMarksStand:
    @pytest.mark.parametrize(
        ("text", "ends", "html"),
        [
            ("A wins [1]. B loses.", ("[1].", "loses."), "<p>A wins1.‹0› B loses.‹1›</p>"),
            ("A wins. [1][2] B.", ("wins.",), "<p>A wins.12‹0› B.</p>"),
            ("**A wins [1].** B.", ("[1].**",), "<p><strong>A wins1.</strong>‹0› B.</p>"),
            ("**A wins [1].** B.", ("[1].",), "<p><strong>A wins1.‹0›</strong> B.</p>"),
            ("*A wins.* B.", ("wins.*",), "<p><em>A wins.</em>‹0› B.</p>"),
            ("_A_ wins _B_", ("_B_",), "<p><em>A</em> wins <em>B</em>‹0›</p>"),
            ("A is `x`", ("`x`",), "<p>A is <code>x</code>‹0›</p>"),
            ("A wins  \nB.", ("wins",), "<p>A wins‹0›<br />\nB.</p>"),
            ("A wins\\\nB.", ("wins\\",), "<p>A wins‹0›<br />\nB.</p>"),
            ("A ends in \\", ("in \\",), "<p>A ends in‹0› \\</p>"),
            ("A wins.", ("wins.", "A wins."), "<p>A wins.‹0›‹1›</p>"),
        ],
    )
    def test_in_a_paragraph(self, text, ends, html):
        assert placed(text, *ends) == html

    def test_in_a_list(self):
        html = placed("- A wins [1]\n- B", "[1]", "- B")
        assert html.replace("\n", "") == "<ul><li>A wins1‹0›</li><li>B‹1›</li></ul>"

    def test_in_the_last_cell_of_a_row(self):
        html = placed("|a|b|\n|-|-|\n|A|wins [1]|", "|A|wins [1]|")
        assert "<td>wins1‹0›</td>" in html

    def test_offsets_behind_the_end_are_the_end(self):
        html = prose_html("A.", 0, {}, [Check(0, 99, "figures and names found", ())])
        assert re.search(r"A\.<span class=\"check\".*</span></p>", html)

    def test_never_in_code(self):
        text = "Look: `a b` and\n\n```\nc d\n```\n"
        html = placed(text, "`a", "c d")
        assert html == placed(text)
        assert "0" not in html

    def test_a_sentence_without_a_check_shows_nothing(self):
        assert "check" not in prose_html("A wins [1].", 0, PAPERS)

    def test_nothing_while_the_answer_is_written(self):
        assert "check" not in prose_html("A wins.", 0, {}, [Check(0, 7, "partly found", ())], live=True)


class TestForging:
    @pytest.mark.parametrize("forged", ["⸨0⸩", "&#11816;0&#11817;", "\\⸨0⸩", "`⸨0⸩`", "⸨9⸩", "⸨", "⸨0", "⸨⸨0⸩⸩"])
    @pytest.mark.parametrize("live", [False, True])
    def test_text_makes_no_mark(self, forged, live):
        html = prose_html(f"{forged} A wins.", 0, {}, [Check(0, len(forged) + 8, "partly found", ())], live=live)
        assert html.count('class="check"') == (0 if live else 1)
        if not live:
            assert "A wins.<span" in html

    def test_its_brackets_become_round(self):
        assert prose_html("Tokens ⸨a⸩.", 0, {}) == "<p>Tokens (a).</p>\n"


class TestMarks:
    def test_a_mark_names_its_verdict_and_leads_to_the_evidence(self):
        check = Check(
            0,
            6,
            "partly found",
            (Reason("missing figure", (2,), '"3" & <4>'), Reason("little support", (2,))),
            ((2, ((0, 3),)), (7, ((0, 3),))),
        )
        html = prose_html("A wins", 5, PAPERS, [check])
        assert 'aria-label="Partly found: “&#34;3&#34; &amp; &lt;4&gt;” does not occur in [2]; little' in html
        assert '>partly</button><span class="reasons" id="check-5-0" popover' in html
        assert '<q class="closest" dir="auto">Win</q>' in html
        assert html.count('class="reason"') == 2
        assert re.findall(r'data-check="0" data-n="(\d)" title="([^"]*)"', html) == [("2", "B &#34;quoted&#34;")]

    def test_a_quote_has_a_tick_and_what_was_found_is_named(self):
        html = prose_html("A wins", 0, PAPERS, [Check(0, 6, "quoted", (), ((1, ((0, 12),)),))])
        assert 'aria-label="Quoted"><svg' in html
        assert "data-flagged" not in html
        html = prose_html("A wins", 0, PAPERS, [Check(0, 6, "wording found", (), ((1, ((0, 12),)),))])
        assert 'aria-label="Wording found">wording</button>' in html
        assert '<q class="closest" dir="auto">One &lt;b&gt; two.</q>' in html
        assert "Closest sentence in 1" in html

    def test_a_hint_asks_to_look_and_leaves_the_verdict(self):
        check = Check(0, 6, "wording found", (Reason("denied", (1,)),), ((1, ((0, 12),)),))
        html = prose_html("A wins", 0, PAPERS, [check])
        assert 'data-verdict="wording found" data-flagged>' in html
        assert ">wording · look</button>" in html
        assert "[1] says “not” where this does not" in html

    def test_it_stays_on_the_line_of_its_sentence(self):
        assert "&#160;<button" in prose_html("A wins", 0, PAPERS, [replace(FOUND, end=6)])


class TestTally:
    def test_in_words(self):
        assert (
            summary_of([FOUND] * 7 + [PARTLY]) == "8 sentences checked: figures and names found (7), partly found (1)"
        )
        assert summary_of([LOST]) == "1 sentence checked: not found (1)"
        assert summary_of([]) == ""

    @pytest.mark.parametrize(
        ("checks", "worst"),
        [((FOUND, PARTLY), "partly found"), ((FOUND, LOST, PARTLY), "not found")],
    )
    def test_it_leads_to_what_is_flagged(self, checks, worst):
        html = turn_html(0, Answer("q", "done", text="A.", checks=checks))
        assert (
            f'<p class="tally" data-verdict="{worst}"><span><button type="button" class="jump">{len(checks)} sent'
            in html
        )

    def test_it_leads_nowhere_where_all_was_found(self):
        html = turn_html(0, Answer("q", "done", text="A.", checks=(FOUND,)))
        assert 'data-verdict="figures and names found"' in html
        assert "1 sentence checked: figures and names found (1)</span></p>" in html

    @pytest.mark.parametrize(
        ("checks", "model", "offered"),
        [
            ((FOUND, LOST), "tiny", [True, True]),
            ((FOUND, LOST), None, [False, False]),
            ((FOUND,), "tiny", [True, False]),
        ],
    )
    def test_the_model_can_review_what_it_wrote(self, checks, model, offered):
        html = turn_html(0, Answer("q", "done", text="A.", checks=checks, model=model))
        assert [do in html for do in ('data-do="check"', 'data-do="rewrite"')] == offered

    def test_it_stays_while_the_model_reviews_it(self):
        html = turn_html(0, Answer("q", "checking", text="A.", checks=(FOUND, LOST), model="tiny"))
        assert "2 sentences checked: figures and names found (1), not found (1)" in html
        assert 'data-state="live"' in html

    def test_none_while_it_is_written_or_where_nothing_is_checked(self):
        assert "tally" not in turn_html(0, Answer("q", "writing", text="A.", checks=(FOUND,)))
        assert "tally" not in turn_html(0, Answer("q", "done", text="A."))


class TestProofs:
    ABSTRACT = "One is. Two <are> 𝓣. Three were." + " And so on and on." * 30

    def panel(self, *checks, stage="done"):
        sources = (Source(Paper("T", self.ABSTRACT), ((0, 7),), 1), Source(Paper("U", "U is."), (), 2))
        return panel_html(0, Answer("q", stage, sources=sources, checks=checks))

    def test_the_evidence_of_each_check_is_named_in_the_card(self):
        html = self.panel(Check(0, 1, "figures and names found", (), ((1, ((8, 20),)), (2, ((0, 5),)))))
        assert '<span class="proof" data-checks="0">Two &lt;are&gt; 𝓣.</span>' in html
        assert '<span class="proof" data-checks="0">U is.</span>' in html
        assert html.count("proof") == 2

    def test_checks_share_sentences(self):
        first, second = (Check(0, 1, "figures and names found", (), ((1, (span,)),)) for span in ((0, 20), (8, 32)))
        pieces = re.findall(r'<span class="proof" data-checks="([\d ]+)">([^<]*)', self.panel(first, second))
        assert pieces == [("0", "One is."), ("0", " "), ("0 1", "Two &lt;are&gt; 𝓣."), ("1", " Three were.")]

    def test_the_abstract_is_whole_with_any_spans(self):
        html = self.panel(Check(0, 1, "figures and names found", (), ((1, ((5, 300), (250, 9999), (40, 40))),)))
        shown = re.findall('<p class="abstract"[^>]*>(.*?)</p>', html)[0].replace(" … ", "")
        assert re.sub("<[^>]*>", "", shown).replace("&lt;", "<").replace("&gt;", ">") == self.ABSTRACT

    def test_nothing_while_the_answer_is_written(self):
        assert "proof" not in self.panel(Check(0, 1, "figures and names found", (), ((1, ((0, 7),)),)), stage="writing")


class TestCitations:
    """Each citation knows the sentence that it is part of."""

    @pytest.mark.parametrize(
        ("text", "ends", "checks"),
        [
            ("A wins [1]. B [1] and C [2].", ("[1].", "[2]."), ["0", "1", "1"]),
            ("A wins. [1][2] B.", ("wins.",), ["0", "0"]),
            ("**A wins [1].** B [2].", ("[1].**",), ["0", ""]),
            ("| A [1] | “B” [1] |\n| --- | --- |\n| C [1] | “D” [2] |", ("“B”", "“D”"), ["", "0", "", "1"]),
        ],
    )
    def test_it_carries_the_check_of_its_sentence(self, text, ends, checks):
        cells = "|" in text
        starts = [text.index(end) for end in ends] if cells else [0, *(text.index(end) + len(end) for end in ends[:-1])]
        made = [Check(start, text.index(end) + len(end), "quoted", ()) for start, end in zip(starts, ends, strict=True)]
        html = str(prose_html(text, 0, PAPERS, made))
        marks = re.findall(r'<a class="cite"[^>]*>', html)
        assert [(re.findall(r'data-check="(\d+)"', mark) or [""])[0] for mark in marks] == checks
        assert "=" not in re.sub("<[^>]*>", "", html)

    def test_a_list_item_carries_its_quote_or_the_check_of_its_remark(self):
        paper = Paper("A", "It wins. It is new.")
        quoting = ListItem(paper, 1, quote=((0, 8),))
        html = turn_html(0, Answer("q", "done", text="-", items=(quoting,), sources=(Source(paper, (), 1),)))
        assert 'data-check="item-1"' in html
        panel = panel_html(0, Answer("q", "done", text="-", items=(quoting,), sources=(Source(paper, (), 1),)))
        assert '<span class="proof" data-checks="item-1">It wins.</span>' in panel
        remarked = ListItem(paper, 1, remark="It wins.")
        text, [(start, end)] = list_markdown("", (remarked,))
        check = Check(start, end, "quoted", (), ((1, ((0, 8),)),))
        done = Answer("q", "done", text=text, items=(remarked,), sources=(Source(paper, (), 1),), checks=(check,))
        assert turn_html(0, done).count('class="cite" href="#card-0-1" data-turn="0" data-n="1" data-check="0"') == 2
