"""When a visit ends, whose it is, and that it is known wherever the person comes in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.chats.chat_file import open_chats
from app.chats.visits import Visits

START = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)

Visit = Callable[..., datetime | None]


@pytest.fixture
def visit(tmp_path: Path, database: str | None) -> Iterator[Visit]:
    with ExitStack() as opened:

        def at(minutes: float, visitor: str = "ann") -> datetime | None:
            # Each time as another process.
            engine = open_chats(tmp_path, database)
            opened.callback(engine.dispose)
            return Visits(engine, lambda: START + timedelta(minutes=minutes)).visit(visitor)

        yield at


def test_the_first_visit_has_none_before_it(visit: Visit) -> None:
    assert [visit(0), visit(5), visit(34)] == [None, None, None]


def test_after_half_an_hour_a_new_visit_begins_and_the_last_one_ended_with_its_last_question(visit: Visit) -> None:
    visit(0)
    visit(20)
    ended = START + timedelta(minutes=20)
    assert [visit(60), visit(61), visit(80)] == [ended] * 3


def test_the_visits_of_one_person_are_nobody_elses(visit: Visit) -> None:
    visit(0, "ann")
    visit(70, "ben")
    assert [visit(80, "ann"), visit(90, "ben")] == [START, None]
