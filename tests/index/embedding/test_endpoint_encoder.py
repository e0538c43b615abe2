import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Literal

import numpy as np
import pytest

from index.embedding.encoder import Vectors
from index.embedding.endpoint_encoder import MAX_IN_FLIGHT, EndpointEncoder
from index.endpoints.endpoint_errors import EndpointError
from tests.free_port import free_port
from tests.scripted_endpoint import Embedding, Fail, ScriptedEndpoint

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
    server.embedding = Embedding()
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
    batches = sorted((request["input"] for request in endpoint.requests), key=lambda batch: texts.index(batch[0]))
    assert [text for batch in batches for text in batch] == texts
    assert len(batches) == 3
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
    address = f"http://user:passw0rd@127.0.0.1:{free_port()}/v1"
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


def lengths(found: Vectors) -> list[int]:
    """The lengths of the texts, which the scripted endpoint writes into its vectors."""
    return [round(float(row[0] / row[2])) for row in found]


def test_requests_are_in_flight_together_up_to_a_bound_and_the_order_is_kept(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint
) -> None:
    endpoint.embedding = Embedding(pause=0.05)
    texts = ["x" * (1 + n % 50) for n in range(64 * 20)]
    assert lengths(connected.encode(texts)) == [len(text) for text in texts]
    assert 4 <= endpoint.embedding.together <= MAX_IN_FLIGHT


def test_vectors_in_base64_are_asked_for_and_read(connected: EndpointEncoder, endpoint: ScriptedEndpoint) -> None:
    assert lengths(connected.encode(["tide", "ebb"])) == [4, 3]
    assert endpoint.requests[0]["encoding_format"] == "base64"


@pytest.mark.parametrize("form", ["float", "float only"])
def test_a_server_without_base64_sends_numbers(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint, form: Literal["float", "float only"]
) -> None:
    endpoint.embedding = Embedding(form=form)
    assert lengths(connected.encode(["tide", "ebb"])) == [4, 3]
    assert lengths(connected.encode(["spring tide"])) == [11]
    # Once refused, it is not tried again.
    assert [request["encoding_format"] for request in endpoint.requests].count("base64") == (
        2 if form == "float" else 1
    )


@pytest.mark.parametrize(
    "failure",
    [Fail(429, retry_after="0"), Fail(503, "loading model", retry_after="0"), Fail(503, "no capacity"), Fail(502)],
)
def test_a_server_that_answers_later_is_asked_again(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint, failure: Fail
) -> None:
    endpoint.embedding = Embedding(failures=[failure])
    assert lengths(connected.encode(["tide"])) == [4]
    assert len(endpoint.requests) == 2


def test_retry_after_is_kept_to(connected: EndpointEncoder, endpoint: ScriptedEndpoint) -> None:
    endpoint.embedding = Embedding(failures=[Fail(429, retry_after="0.3")])
    start = time.monotonic()
    connected.encode(["tide"])
    assert time.monotonic() - start >= 0.3


def test_a_server_that_wants_more_patience_than_there_is_is_given_up_at_once(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint
) -> None:
    endpoint.embedding = Embedding(failures=[Fail(429, retry_after="3600")])
    with pytest.raises(EndpointError, match="is busy \\(429\\)") as caught:
        connected.encode(["tide"])
    assert caught.value.hint == "Ask again in 3600 s."
    assert len(endpoint.requests) == 1


def test_a_quota_that_is_used_up_is_not_waited_for() -> None:
    with ScriptedEndpoint() as server:
        server.embedding = Embedding(failures=[Fail(429, body={"error": {"code": "insufficient_quota"}})] * 2)
        with pytest.raises(EndpointError, match="is busy"):
            EndpointEncoder(server.url, "m", KEY, timeout=5.0).encode(["tide"])
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_cannot_get_better_is_one_line_at_once(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint, status: int
) -> None:
    endpoint.embedding = Embedding(failures=[Fail(status)] * 9)
    with pytest.raises(EndpointError) as caught:
        connected.encode(["tide"])
    assert "\n" not in str(caught.value)
    assert len(endpoint.requests) == 1


def test_a_batch_that_is_too_large_is_halved_and_the_size_remembered(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint
) -> None:
    endpoint.embedding = Embedding(at_once=32)
    texts = ["x" * (1 + n % 50) for n in range(64)]
    assert lengths(connected.encode(texts)) == [len(text) for text in texts]
    assert [len(request["input"]) for request in endpoint.requests] == [64, 32, 32]
    endpoint.requests.clear()
    connected.encode(texts)
    assert [len(request["input"]) for request in endpoint.requests] == [32, 32]


def test_one_text_that_is_too_long_is_cut_and_does_not_make_the_batches_small(
    connected: EndpointEncoder, endpoint: ScriptedEndpoint
) -> None:
    endpoint.embedding = Embedding(longest=300)
    texts = ["tide"] * 40 + ["x" * 1000] + ["ebb"] * 23
    assert lengths(connected.encode(texts)) == [4] * 40 + [250] + [3] * 23
    endpoint.requests.clear()
    connected.encode(["tide"] * 64)
    assert len(endpoint.requests) == 1
