"""When a visit ends, and what a damaged file does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.chats.visits import Visits

START = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def visit(home: Path, minutes: float) -> datetime | None:
    return Visits(home, lambda: START + timedelta(minutes=minutes)).visit()


def test_the_first_visit_has_none_before_it(tmp_path: Path) -> None:
    assert [visit(tmp_path, 0), visit(tmp_path, 5), visit(tmp_path, 34)] == [None, None, None]


def test_after_half_an_hour_a_new_visit_begins_and_the_last_one_ended_with_its_last_question(tmp_path: Path) -> None:
    visit(tmp_path, 0)
    visit(tmp_path, 20)
    ended = START + timedelta(minutes=20)
    assert [visit(tmp_path, 60), visit(tmp_path, 61), visit(tmp_path, 80)] == [ended] * 3


def test_the_file_is_the_owners_alone_and_a_damaged_one_is_a_first_visit(tmp_path: Path) -> None:
    visit(tmp_path, 0)
    file = tmp_path / "visits.json"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text('{"now": 5}')
    assert visit(tmp_path, 60) is None
