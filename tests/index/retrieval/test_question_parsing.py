from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder
from index.questions.query import Condition
from index.retrieval.question_parsing import newest_day, parse_for
from tests.conftest import opened, paper

OLD = paper("Kelp Nets", "Kelp grows in nets.", date=date(2023, 1, 2))
NEW = paper("Tide Tables", "The tide is read from tables.", date=date(2024, 5, 6))
UNDATED = paper("Songs of Seals", "Seals sing below the ice.")
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), OLD, NEW, UNDATED)


@pytest.mark.parametrize(
    ("question", "least", "counted_from"),
    [
        ("papers from the last 2 months", date(2024, 3, 6), NEW.date),
        ("papers from this year", date(2024, 1, 1), NEW.date),
        ("papers from the last 4 years", date(2022, 11, 21), None),
        # A year is no matter of the day.
        ("papers since 2025", date(2025, 1, 1), None),
    ],
)
def test_a_recent_time_is_counted_from_the_newest_paper_if_today_finds_none(
    shore: Stores, question: str, least: date, counted_from: date | None
) -> None:
    query = parse_for(shore, question, today=TODAY)
    assert [condition.least for condition in query.conditions] == [least]
    assert query.counted_from == counted_from


def test_the_newest_day_is_that_of_the_newest_paper(shore: Stores, stores: Stores) -> None:
    assert newest_day(shore.library) == NEW.date
    assert newest_day(stores.library) is None


def test_without_dates_the_question_is_read_by_today(stores: Stores) -> None:
    query = parse_for(stores, "papers from the last 2 months", today=TODAY)
    assert query.conditions == (Condition("date", date(2026, 9, 21)),)
    assert query.counted_from is None


def test_a_question_keeps_the_language_that_it_was_asked_in(shore: Stores) -> None:
    assert parse_for(shore, "Welche Arbeiten gibt es zu Tabellen?").language == "German"
    assert parse_for(shore, "Which papers are about tables?").language == ""


def test_what_an_acronym_stands_for_is_encoded_ahead(
    bundled: BundledEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(BundledEncoder, "begin", lambda _, text: begun.append(text))
    question = "How does an RTM predict tides?"
    for stores in opened(tmp_path, paper("Reefs", "A Reef Tide Model (RTM) predicts tides.")):
        parse_for(replace(stores, encoder=bundled), question)
    assert begun == [question, "How does an reef tide model predict tides?"]
