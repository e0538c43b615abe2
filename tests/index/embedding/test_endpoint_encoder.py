import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import numpy as np
import pytest

from index.embedding.endpoint_encoder import EndpointEncoder
from index.endpoint_errors import EndpointError
from tests.scripted_endpoint import ScriptedEndpoint

KEY = "sk-secret-of-the-sea"
Answer = Callable[[str], EndpointEncoder]


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as started:
        yield started


@pytest.fixture
def endpoint(server: ScriptedEndpoint) -> ScriptedEndpoint:
    server.requests.clear()
    server.headers.clear()
    return server


@pytest.fixture
def connected(endpoint: ScriptedEndpoint) -> EndpointEncoder:
    return EndpointEncoder(endpoint.url + "/", "tiny-embedder", KEY, timeout=5.0)


@pytest.fixture
def answered() -> Iterator[Answer]:
    """An encoder whose endpoint answers 200 with this body."""
    bodies: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json" if bodies[0][:1] in "[{" else "text/html")
            self.end_headers()
            self.wfile.write(bodies[0].encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

        def answer(body: str) -> EndpointEncoder:
            bodies.append(body)
            return EndpointEncoder(f"http://127.0.0.1:{server.server_port}/v1", "tiny-embedder", KEY, timeout=5.0)

        yield answer
        server.shutdown()


def vectors(*rows: Any) -> str:
    return json.dumps({"data": [{"index": i, "embedding": row} for i, row in enumerate(rows)]})


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(connected: EndpointEncoder) -> None:
    texts = [f"{'tide ' * (n % 7)}{n}" for n in range(150)]
    found = connected.encode(texts)
    assert found.dtype == np.float32
    expected = np.array([[len(text), text.count(" "), 1] for text in texts], dtype=np.float32)
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_texts_travel_in_batches_with_the_key(connected: EndpointEncoder, endpoint: ScriptedEndpoint) -> None:
    texts = [f"tide {n}" for n in range(150)]
    connected.encode(texts)
    assert [text for request in endpoint.requests for text in request["input"]] == texts
    assert len(endpoint.requests) == 3
    assert {request["model"] for request in endpoint.requests} == {"tiny-embedder"}
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_the_server_may_answer_in_another_order(answered: Answer) -> None:
    body = json.dumps({"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3, 0]}]})
    np.testing.assert_allclose(answered(body).encode(["a", "b"]), [[1, 0], [0, 1]])


def test_no_texts_have_no_vectors(connected: EndpointEncoder, endpoint: ScriptedEndpoint) -> None:
    assert len(connected.encode([])) == 0
    assert endpoint.requests == []


@pytest.mark.parametrize(
    "body",
    [
        vectors([1, 2]),
        vectors([1, 2], [1, 2], [1, 2]),
        vectors([1, 2], [1]),
        vectors([1, 2], None),
        vectors([1, 2], [None, 1]),
        vectors([], []),
        '{"data": []}',
        "{}",
        "[]",
        "{",
        "<html>Welcome to nginx!</html>",
    ],
)
def test_what_is_no_vector_for_each_text_is_a_fault_of_the_endpoint(answered: Answer, body: str) -> None:
    with pytest.raises(EndpointError) as caught:
        answered(body).encode(["a", "b"])
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_dead_endpoint_is_reported_with_the_setting_to_correct() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://user:passw0rd@127.0.0.1:{probe.getsockname()[1]}/v1"
    with pytest.raises(EndpointError, match="not running") as caught:
        EndpointEncoder(address, "tiny-embedder", KEY, timeout=5.0).encode(["a"])
    assert "Start the model server or correct the address." in caught.value.hint
    assert "passw0rd" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_the_fingerprint_names_model_and_address_and_no_password() -> None:
    one = EndpointEncoder("http://user:passw0rd@127.0.0.1:9/v1", "tiny-embedder", KEY, timeout=5.0)
    assert one.fingerprint == "tiny-embedder at http://127.0.0.1:9/v1"


def test_another_model_or_address_is_another_fingerprint() -> None:
    made = [("http://a/v1", "m"), ("http://a/v1", "n"), ("http://b/v1", "m")]
    assert len({EndpointEncoder(url, model, None, timeout=5.0).fingerprint for url, model in made}) == 3


def test_pieces_are_guessed_from_the_length() -> None:
    encoder = EndpointEncoder("http://a/v1", "m", None, timeout=5.0)
    short, long = encoder.count_pieces(["tide", "tide " * 100])
    assert 1 <= short <= 4
    assert 100 <= long <= 200
