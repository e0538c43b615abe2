"""The tests here run on both forms of the chats: a file, and a database on a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.chats.chat_store import ChatStore
from tests.conftest import FORMS, database_of


@pytest.fixture(params=FORMS)
def database(request: pytest.FixtureRequest) -> str | None:
    return database_of(request)


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[ChatStore]:
    opened = ChatStore(tmp_path, database)
    yield opened
    opened.close()
