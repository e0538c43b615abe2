"""Turns as HTML while an answer is awaited: its stages, and the reasoning of the model."""

import re
from dataclasses import replace

from app.answer import Answer
from app.reply.wait import Wait
from app.ui.chat.cards import panel_html
from app.ui.chat.turns import failed_turn_html, turn_html
from tests.app.ui.chat.test_panel import source
from tests.app.ui.chat.turn_stage import stage


class TestThinking:
    def test_it_is_folded_and_keeps_its_lines(self):
        html = turn_html(0, Answer("q", "done", thinking="So\nso.\n\nThen <b>."))
        assert '<details class="thinking"><summary>Model’s reasoning</summary>' in html
        assert "<p>So\nso.</p><p>Then &lt;b&gt;.</p>" in html

    def test_a_live_turn_shows_what_the_model_does(self):
        live = Answer("q", "writing", thinking="So.", wait=Wait("thinking", 7, "qwen"))
        assert "<summary>Thinking</summary>" in turn_html(0, live)
        assert stage(live) == ("qwen is thinking", "7 s")
        assert stage(replace(live, text="It", wait=None)) == ("Writing", "")


class TestWaiting:
    QUOTES = Answer("q", "done", text="“Tides rise.” [1]", sources=(source(1),))
    READING = Answer("q", "writing", quotes=QUOTES, wait=Wait("reading", 83, "qwen", 8))

    def test_the_quotes_are_there_until_the_model_writes(self):
        assert "Tides rise." in turn_html(0, self.READING)
        assert 'id="card-0-1"' in panel_html(0, self.READING)
        written = turn_html(0, replace(self.READING, text="Up.", wait=None))
        assert "Up." in written
        assert "Tides rise." not in written

    def test_the_line_says_what_the_model_does_and_since_when(self):
        assert stage(self.READING) == ("qwen is reading 8 papers", "1 min 23 s")
        assert stage(replace(self.READING, wait=Wait("silent", 16, "qwen"))) == (
            "qwen has written nothing more",
            "16 s",
        )

    def test_stop_and_the_quotes_are_offered_while_the_model_works(self):
        def offered(answer):
            return re.findall('data-do="(stop|quotes)"', turn_html(0, answer))

        assert offered(self.READING) == offered(replace(self.READING, text="Up.")) == ["quotes", "stop"]
        assert offered(replace(self.READING, quotes=None)) == ["stop"]
        assert offered(replace(self.READING, quotes=Answer("q", "done", text="Nothing.", refused=True))) == ["stop"]
        assert offered(self.READING.with_quotes_instead()) == []

    def test_a_failure_keeps_the_quotes(self):
        assert "Tides rise." in failed_turn_html(0, self.READING, ("Gone.", "Start it."))
