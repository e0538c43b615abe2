"""The tests here run on both forms of a library: a file, and a database on a server."""

import pytest

from tests.conftest import FORMS, database_of


@pytest.fixture(params=FORMS)
def database(request: pytest.FixtureRequest) -> str | None:
    return database_of(request)
