"""Alive, ready, metrics: who may ask what, with the login in front."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from app.ui.access import Access
from app.ui.login.login_door import LoginDoor
from app.ui.operations_routes import open_paths, operations_routes
from app.users.user_file import UserFile
from tests.e2e.conftest import serve

PASSWORD = "three plain words"  # noqa: S105 - of these tests


class Stores:
    ready = True

    def is_ready(self) -> bool:
        return self.ready

    def metrics(self) -> str:
        return "paperchat_papers 2\n"


def client(access: Access, stores: Stores | None = None, name: str = "localhost") -> TestClient:
    routes = operations_routes(stores or Stores(), lambda request: access.allows_metrics(request.headers))
    doors = [Middleware(LoginDoor, users=access.users, past=open_paths(metrics=access.metrics))] if access.users else []
    return TestClient(Starlette(routes=routes, middleware=doors), base_url=f"http://{name}")


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    file = UserFile(tmp_path)
    file.add("ann", "editor", PASSWORD)
    file.add("bob", "reader", PASSWORD)
    return file


@pytest.mark.parametrize("metrics", [False, True])
def test_anybody_learns_whether_it_is_alive_and_ready(users: UserFile, metrics: bool) -> None:
    asked = client(Access(users=users, metrics=metrics), name="papers.example.org")
    assert asked.get("/health").json() == {"alive": True}
    assert asked.get("/ready").json() == {"ready": True}
    assert asked.post("/health", json={}).status_code in (401, 405)


def test_stores_that_cannot_be_searched_are_not_ready_yet_alive() -> None:
    stores = Stores()
    stores.ready = False
    asked = client(Access(), stores)
    assert (asked.get("/ready").status_code, asked.get("/ready").json()) == (503, {"ready": False})
    assert asked.get("/health").status_code == 200


def test_metrics_are_for_this_machine() -> None:
    assert client(Access()).get("/metrics").text == "paperchat_papers 2\n"
    assert client(Access(), name="papers.example.org").get("/metrics").status_code == 403
    # Whoever may change the model may still not count other people's questions.
    assert client(Access(everyone=True), name="papers.example.org").get("/metrics").status_code == 403
    assert client(Access("10.0.0.7")).get("/metrics").status_code == 403


def test_metrics_are_for_editors_where_people_log_in(users: UserFile) -> None:
    asked = client(Access(users=users))
    assert asked.get("/metrics").status_code == 401
    for name, status in (("bob", 403), ("ann", 200)):
        asked.post("/login", data={"username": name, "password": PASSWORD})
        assert asked.get("/metrics").status_code == status


def test_metrics_are_for_everybody_if_a_setting_says_so(users: UserFile) -> None:
    for access in (Access(metrics=True), Access(users=users, metrics=True)):
        assert client(access, name="papers.example.org").get("/metrics").status_code == 200


@pytest.mark.slow
def test_the_served_page_is_ready_and_logs_lines_of_json(tmp_path: Path) -> None:
    import json

    import httpx

    from tests.page_client import ask

    with serve(tmp_path, PAPERCHAT_LOG="json") as address, httpx.Client(base_url=address, timeout=60) as asked:
        assert asked.get("/health").json() == {"alive": True}
        assert asked.get("/ready").json() == {"ready": True}
        list(ask(asked, "What is PRefLexOR?"))
        assert 'outcome="quoted"} 1' in asked.get("/metrics").text
    (log,) = tmp_path.glob("serve-*.log")
    (answer,) = [json.loads(line) for line in log.read_text().splitlines() if '"event": "answer"' in line]
    assert answer["outcome"] == "quoted"
    assert "PRefLexOR" not in log.read_text()
