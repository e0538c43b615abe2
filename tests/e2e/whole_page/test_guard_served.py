"""The served page refuses foreign names, foreign pages and long requests, and works under its own policy."""

import http.client
import json
import urllib.error
import urllib.request
from contextlib import ExitStack

import httpx
import pytest

from app.ui.chat.answer_stream import GROWING
from app.ui.guard import MAX_BODY
from app.ui.visitor_limits import MOST_AT_ONCE
from tests.e2e.conftest import Visit
from tests.page_client import ASK, ask_message

JOIN = "/gradio_api/queue/join"


def status(address: str, body: bytes | None = None, **headers: str) -> int:
    """Return the status of the answer to a request; a body is posted."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, sent), timeout=20) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_foreign_names_and_pages_are_refused(fake: str):
    assert status(fake) == 200
    assert status(fake, host="evil.example") == 403
    assert status(f"{fake}/config", host="evil.example") == 403
    assert status(fake + JOIN, b"{}", origin="https://evil.example", content_type="application/json") == 403


def test_a_long_request_is_refused_before_it_is_read(fake: str):
    connection = http.client.HTTPConnection(fake.removeprefix("http://"), timeout=20)
    connection.putrequest("POST", JOIN)
    connection.putheader("Content-Length", str(MAX_BODY + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.read().decode() == "This request is larger than 512 kB. Ask a shorter question."
    connection.close()


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info"])
def test_every_page_carries_the_policy(fake: str, path: str):
    with urllib.request.urlopen(fake + path, timeout=20) as answer:  # noqa: S310 - loopback
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info"])
def test_the_page_is_compressed_for_whoever_takes_it(fake: str, path: str):
    sizes = []
    for taken in ("identity", "gzip, deflate, br"):
        with httpx.stream("GET", fake + path, headers={"Accept-Encoding": taken}, trust_env=False) as answer:
            sizes.append(sum(map(len, answer.iter_raw())))
    assert sizes[1] < sizes[0] / 2


def test_an_answer_is_sent_as_it_grows_and_not_compressed(fake: str):
    message = ask_message("wait checked: why?")
    with httpx.stream("POST", fake + ASK, json=message, timeout=20, trust_env=False) as answer:
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Content-Type"].startswith(GROWING)
        lines = answer.iter_lines()
        assert json.loads(next(lines))["live"]
        httpx.post(fake + ASK, json=ask_message("go on"), timeout=20, trust_env=False)
        *_, last = lines
        assert not json.loads(last)["live"]


def test_the_page_answers_and_adds_under_the_policy(visit: Visit, quoting: str):
    # `visit` fails at each error in the console, such as a refused script.
    visitor = visit(quoting)
    visitor.ask("What is PRefLexOR?")
    assert "PRefLexOR" in visitor.finished_turn(0)


def posted(address: str, path: str, sent: object) -> tuple[int, str]:
    """Post JSON and return the status and the text of the answer."""
    body = json.dumps(sent).encode()
    request = urllib.request.Request(address + path, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def event(address: str, name: str) -> int:
    """Return the number of an event of the page."""
    with urllib.request.urlopen(f"{address}/config", timeout=20) as answer:  # noqa: S310 - loopback
        return next(int(one["id"]) for one in json.load(answer)["dependencies"] if one["api_name"] == name)


NOT_UPLOADED = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
ELSEWHERE = {"path": "http://127.0.0.1:9/x", "meta": {"_type": "gradio.FileData"}}
FORGED: list[object] = [
    [],
    "text",
    None,
    {},
    {"fn_index": 10_000, "data": [], "session_hash": "x"},
    {"fn_index": "0", "data": [], "session_hash": "x"},
    {"fn_index": None, "data": [], "session_hash": "x"},
    {"fn_index": {"a": 1}, "data": [], "session_hash": "x"},
    {"fn_index": 0, "data": [], "session_hash": ["x"]},
    {"fn_index": 0, "data": [], "session_hash": "x" * 1000},
    {"fn_index": 0, "data": ["a", 1, 2, 3, 4], "session_hash": "x"},
    {"fn_index": 0, "data": "text", "session_hash": "x"},
    {"fn_index": 0, "data": ["q", False], "session_hash": "x", "event_data": "text"},
    {"fn_index": "preview", "data": [[NOT_UPLOADED], ""], "session_hash": "x"},
    {"fn_index": "preview", "data": [[ELSEWHERE], ""], "session_hash": "x"},
    {"fn_index": "preview", "data": ["text", ""], "session_hash": "x"},
    {"fn_index": "preview", "data": [None, {"a": 1}], "session_hash": "x"},
]


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_a_forged_event_is_refused_in_one_line(fake: str, forged: object):
    # At its end `fake` finds no traceback in the server's log.
    if isinstance(forged, dict) and forged.get("fn_index") == "preview":
        forged = {**forged, "fn_index": event(fake, "preview")}
    status, text = posted(fake, JOIN, forged)
    assert (status, json.loads(text)) == (
        400,
        {"failure": "This request did not come from paperchat's page. Reload the page."},
    )


@pytest.mark.parametrize(
    ("path", "forged"),
    [
        ("/gradio_api/component_server", {"component_id": 1, "fn_name": "__init__", "data": 1, "session_hash": "x"}),
        ("/gradio_api/component_server", {"component_id": "1", "fn_name": [], "data": 1, "session_hash": "x"}),
        ("/gradio_api/cancel", {"session_hash": {}, "fn_index": 0, "event_id": 1}),
        ("/gradio_api/call/ask", []),
        ("/gradio_api/call/ask", {"data": []}),
        ("/gradio_api/call/v2/ask", {"question": "What?"}),
        ("/gradio_api/call/nothing", {"data": []}),
        ("/gradio_api/run/preview", {"data": [[NOT_UPLOADED], ""]}),
        ("/gradio_api/run/predict", {"fn_index": 10_000, "data": [None], "session_hash": "x"}),
        ("/gradio_api/run/export", {"fn_index": 0, "data": [1, 2, 3, 4, 5, 6, 7], "session_hash": "x"}),
        ("/chats/ask", {"question": "What?"}),
        ("/chats/ask", []),
        ("/chats/quotes", {"visitor": "x"}),
        ("/library/page", "text"),
        ("/library/page", {"filters": [1]}),
        ("/library/preview", {"ids": {}}),
    ],
)
def test_other_forged_requests_are_refused_in_one_line(fake: str, path: str, forged: object):
    status, text = posted(fake, path, forged)
    assert (status, json.loads(text)) == (
        400,
        {"failure": "This request did not come from paperchat's page. Reload the page."},
    )


def test_a_visitor_who_asks_too_much_at_once_gets_a_message(fake: str):
    visitor = ask_message("")["visitor"]
    with ExitStack() as held, httpx.Client(base_url=fake, timeout=20, trust_env=False) as client:
        streams = []  # dropping one would close it
        for n in range(MOST_AT_ONCE):
            stream = client.stream("POST", ASK, json={**ask_message(f"wait chips: {n}"), "visitor": visitor})
            streams.append(held.enter_context(stream).iter_lines())
            next(streams[-1])
        refused = client.post(ASK, json={**ask_message("chips: one more"), "visitor": visitor})
        other = client.post(ASK, json=ask_message("go on"))
    assert (refused.status_code, refused.json()["failure"]) == (
        429,
        "4 of your questions are still being answered. Wait for one of them to finish.",
    )
    assert other.status_code == 200
