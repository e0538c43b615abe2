"""The served page refuses foreign names, foreign pages and long requests, and works under its own policy."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from app.ui.guard import MAX_BODY
from tests.e2e.conftest import Visitor

Visit = Callable[..., Visitor]
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


def test_the_page_answers_and_adds_under_the_policy(visit: Visit, quoting: str):
    # `visit` fails at each error in the console, such as a refused script.
    visitor = visit(quoting)
    visitor.ask("What is PRefLexOR?")
    assert "PRefLexOR" in visitor.finished_turn(0)
