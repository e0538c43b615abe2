"""The door: nobody passes without logging in, and what passes says who asks."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.ui.login.failed_logins import MOST_FAILED
from app.ui.login.login_door import LoginDoor
from app.ui.login.session_cookie import NAME
from app.ui.login.who_asks import ROLE, VISITOR
from app.users.user_file import UserFile

PASSWORD = "three plain words"  # noqa: S105 - of these tests
BROWSER = {"accept": "text/html"}


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two users, made once: hashing their passwords takes long on purpose."""
    folder = tmp_path_factory.mktemp("users")
    file = UserFile(folder)
    file.add("ann", "editor", PASSWORD)
    file.add("bob", "reader", PASSWORD)
    return folder


@pytest.fixture
def users(hashed: Path, tmp_path: Path) -> UserFile:
    shutil.copytree(hashed, tmp_path, dirs_exist_ok=True)
    return UserFile(tmp_path)


@pytest.fixture
def client(users: UserFile) -> TestClient:
    async def headers(request: Request) -> JSONResponse:
        return JSONResponse({name: request.headers.get(name) for name in (ROLE, VISITOR)})

    app = Starlette(routes=[Route("/headers", headers)], middleware=[Middleware(LoginDoor, users=users)])
    return TestClient(app, follow_redirects=False)


def log_in(client: TestClient, name: str = "ann", password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/login", data={"username": name, "password": password}, headers=headers)


@pytest.mark.parametrize("path", ["/", "/headers", "/config", "/gradio_api/info", "/chats/list", "/assets/index.js"])
def test_nobody_passes_without_logging_in(client: TestClient, path: str):
    refused = client.get(path)
    assert (refused.status_code, refused.json()) == (401, {"failure": "Please log in first."})
    shown = client.get(path, headers=BROWSER)
    assert (shown.status_code, shown.headers["location"]) == (303, "/login")


def test_who_logs_in_passes_with_role_and_visitor(client: TestClient):
    assert log_in(client).status_code == 200
    ann = client.get("/headers").json()
    assert ann[ROLE] == "editor"
    log_in(client, "bob")
    bob = client.get("/headers").json()
    assert bob[ROLE] == "reader"
    assert ann[VISITOR] != bob[VISITOR]


def test_nobody_can_say_themselves_who_they_are(client: TestClient):
    log_in(client, "bob")
    headers = client.get("/headers", headers={ROLE: "editor", VISITOR: "0" * 32}).json()
    assert headers[ROLE] == "reader"
    assert headers[VISITOR] != "0" * 32


def test_the_cookie_is_for_the_server_alone(client: TestClient):
    cookie = log_in(client).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert PASSWORD not in cookie


@pytest.mark.parametrize("change", ["role", "end", "signature", "nonsense"])
def test_a_forged_cookie_does_not_pass(client: TestClient, change: str):
    name, end, signature = log_in(client, "bob").cookies[NAME].strip('"').split(":")
    forged = {
        "role": f"ann:{end}:{signature}",
        "end": f"{name}:{int(end) + 1}:{signature}",
        "signature": f"{name}:{end}:{signature[:-1]}",
        "nonsense": "::::;=",
    }[change]
    client.cookies.clear()
    assert client.get("/headers", headers={"cookie": f"{NAME}={forged}"}).status_code == 401


def test_a_session_ends_by_itself_and_with_the_user(
    client: TestClient, users: UserFile, monkeypatch: pytest.MonkeyPatch
):
    log_in(client)
    cookie = {"cookie": f"{NAME}={client.cookies[NAME]}"}
    later = time.time() + 15 * 86_400
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: later)
        client.cookies.clear()
        assert client.get("/headers", headers=cookie).status_code == 401
    assert client.get("/headers", headers=cookie).status_code == 200
    users.remove("ann")
    assert client.get("/headers", headers=cookie).status_code == 401


def test_logging_out_ends_it_in_this_browser(client: TestClient):
    log_in(client)
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/headers").status_code == 401


def test_a_browser_goes_to_the_page_or_sees_what_was_wrong(client: TestClient):
    assert 'name="password"' in client.get("/login").text
    wrong = log_in(client, "ann", "wrong words", **BROWSER)
    assert (wrong.status_code, "Wrong name or password" in wrong.text) == (401, True)
    assert 'value="ann"' in wrong.text
    assert 'value="&lt;b&gt;&#34;"' in log_in(client, '<b>"', "wrong words", **BROWSER).text
    assert log_in(client, **BROWSER).headers["location"] == "./"
    client.cookies.clear()
    shown = client.get("/?view=library&f=tag:%2F%2Fa", headers=BROWSER).headers["location"]
    assert shown == "/login?view=library&f=tag:%2F%2Fa"
    sent = {"username": "ann", "password": PASSWORD}
    assert client.post(shown, data=sent, headers=BROWSER).headers["location"] == "./?view=library&f=tag:%2F%2Fa"
    assert "logged in as <b><bdi>ann</bdi></b>, an editor" in client.get("/login").text


@pytest.mark.slow
def test_trying_passwords_is_stopped(client: TestClient):
    statuses = [log_in(client, password=f"guess number {n}").status_code for n in range(MOST_FAILED + 1)]
    assert statuses == [401] * MOST_FAILED + [429]
    assert log_in(client).status_code == 429
    elsewhere = TestClient(client.app, client=("10.0.0.2", 5000), follow_redirects=False)
    assert log_in(elsewhere).status_code == 200
