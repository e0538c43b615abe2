"""What a person sees under an answer when part of the index was damaged while the page runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, serve

SAID = {
    "en-US": "Part of the index is damaged and was left out",
    "de-DE": "Ein Teil des Index ist beschädigt und wurde ausgelassen",
}


@pytest.mark.slow
def test_damaged_token_vectors_are_reported_under_the_answer(visit: Visit, tmp_path: Path):
    with serve(tmp_path) as address:
        visitors = {language: visit(address, language=language) for language in SAID}
        first = visitors["en-US"]
        first.ask("How can object detectors save energy?")
        assert first.finished_turn(0)
        expect(first.page.locator(".notice")).to_have_count(0)

        with closing(sqlite3.connect(tmp_path / "words.db", timeout=30)) as db, db:
            db.execute("UPDATE stored SET bytes = zeroblob(length(bytes))")
        for language, visitor in visitors.items():
            visitor.ask("How are point clouds registered?")
            turn = visitor.page.locator('.turn[data-state="done"]').last
            expect(turn.locator(".notice")).to_contain_text(SAID[language], timeout=30_000)
            expect(turn.locator(".notice")).to_contain_text("paperchat rebuild")
            expect(turn.locator(".answer .cite").first).to_be_visible()
            visitor.leave()
