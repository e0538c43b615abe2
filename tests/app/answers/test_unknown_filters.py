"""A list says which of its filters no source tells, and lists the papers all the same."""

from pathlib import Path

from app.engine import Engine
from app.request import Question
from tests.conftest import opened, paper


def test_a_filter_that_no_source_tells_is_said(tmp_path: Path) -> None:
    for stores in opened(tmp_path, paper("Tides", "The tides rise."), paper("Gulls", "Gulls read.")):
        answer = Engine(stores).finished(Question("papers on tides by a Chinese team"))
        assert answer.text.startswith("1 paper in your collection mentions “tides”.")
        assert answer.notice == (
            "Your sources do not say where authors work or come from, so “by a Chinese team” filters nothing."
        )
