"""What the page refuses before Gradio sees it: foreign names, foreign pages, bodies without end."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from app.ui.guard import MAX_AT_ONCE, MAX_BODY, MAX_FILES, MAX_UPLOAD, MAX_UPLOADED, UPLOAD_PATH, Guard

OWN = {"host": "127.0.0.1:7860"}


def answer(headers: dict[str, str], path: str = "/", host: str = "127.0.0.1", body: tuple[bytes, ...] = ()):
    """Send a request and return the status, the text and the headers of the answer."""
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in body]

    async def page(scope, receive, send):
        for _ in body:
            await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the page"})

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": "POST", "headers": raw}
    asyncio.run(Guard(page, host)(scope, receive, send))
    return (
        sent[0]["status"],
        sent[1]["body"].decode(),
        {name.decode(): value.decode() for name, value in sent[0]["headers"]},
    )


@pytest.mark.parametrize("name", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "localhost."])
def test_it_answers_to_the_names_of_this_machine(name: str):
    assert answer({"host": name})[0] == 200


@pytest.mark.parametrize(
    "name", ["evil.example", "127.0.0.1.evil.example", "10.0.0.7", "", "[", "localhost@evil.example"]
)
def test_it_answers_to_no_other_name(name: str):
    status, text, _ = answer({"host": name})
    assert (status, "is not served under the name" in text) == (403, True)


def test_an_open_server_is_reached_by_address_but_not_by_a_foreign_name():
    assert answer({"host": "10.0.0.7:7860"}, host="192.168.1.2")[0] == 200
    assert answer({"host": "evil.example"}, host="192.168.1.2")[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:9999", "null", ""])
def test_pages_of_other_sites_get_nothing(origin: str):
    status, text, headers = answer({**OWN, "origin": origin})
    assert (status, text) == (403, "paperchat does not accept requests from other sites.")
    assert not any(name.startswith("access-control") for name in headers)


def test_its_own_page_is_answered():
    assert answer({**OWN, "origin": "http://127.0.0.1:7860"})[:2] == (200, "the page")


def test_a_long_body_is_refused_by_its_length_and_as_it_comes():
    assert answer({**OWN, "content-length": str(MAX_BODY + 1)})[0] == 413
    assert answer({**OWN, "content-length": "x"})[0] == 400
    assert answer(OWN, body=(b"x" * MAX_BODY, b"x"))[0] == 413
    assert answer(OWN, body=(b"x" * MAX_BODY,))[0] == 200
    assert answer(OWN, UPLOAD_PATH, body=(b"x" * MAX_BODY, b"x"))[0] == 200


@pytest.mark.parametrize(("files", "status"), [(MAX_FILES, 200), (MAX_FILES + 1, 413)])
@pytest.mark.parametrize("cut", [7, 1000])
def test_the_files_of_an_upload_are_counted(files: int, status: int, cut: int):
    whole = b"--limit\r\nfilename=x\r\n" * files + b"--limit--"
    parts = tuple(whole[at : at + cut] for at in range(0, len(whole), cut))
    kind = {"content-type": "multipart/form-data; boundary=limit"}
    assert answer({**OWN, **kind}, UPLOAD_PATH, body=parts)[0] == status


def test_every_answer_tells_the_browser_what_to_refuse():
    for headers in (answer(OWN)[2], answer({"host": "evil.example"})[2]):
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def asked(guard: Guard, path: str = "/", **headers: str) -> tuple[int, str]:
    """Send one request to a guard that goes on, and return the status and the text."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in {**OWN, **headers}.items()]
    scope = {"type": "http", "path": path, "method": "POST", "headers": raw, "client": ("10.0.0.7", 1)}
    asyncio.run(guard(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


def test_a_window_that_is_closed_in_the_middle_of_an_upload_is_no_error():
    async def page(scope: Any, receive: Any, send: Any) -> None:
        async for _ in Request(scope, receive).stream():
            pass

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    sent: list[Any] = []
    raw = [(name.encode(), value.encode()) for name, value in OWN.items()]
    scope = {"type": "http", "path": UPLOAD_PATH, "method": "POST", "headers": raw, "client": ("10.0.0.7", 1)}
    asyncio.run(Guard(page, "127.0.0.1")(scope, receive, send))
    assert sent == []


@pytest.mark.slow
def test_one_address_cannot_open_requests_without_end():
    open_now, statuses = [0], []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        open_now[0] += 1
        if open_now[0] <= MAX_AT_ONCE:
            statuses.append((await asyncio.to_thread(asked, guard))[0])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = Guard(page, "127.0.0.1")
    guard_limit = asked(guard)
    assert guard_limit[0] == 200
    assert statuses.count(429) == 1
    assert asked(guard)[0] == 200, "a request that ended counts no more"


def test_one_address_cannot_upload_without_end():
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard, half = Guard(page, "127.0.0.1"), str(MAX_UPLOAD)
    statuses = [asked(guard, UPLOAD_PATH, content_length=half)[0] for _ in range(MAX_UPLOADED // MAX_UPLOAD + 1)]
    assert statuses == [200] * (MAX_UPLOADED // MAX_UPLOAD) + [429]
    assert asked(guard)[0] == 200
