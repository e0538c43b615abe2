"""An OpenAI-compatible server on loopback, over real HTTP and SSE: sends scripted replies, and records its requests.

`Say` answers, the others are ways to fail. Each request gets the next behaviour; the last one is repeated.
"""

import json
import ssl
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Literal

from tests.scripted_services import Reranking, in_base64


@dataclass(frozen=True)
class Say:
    """Streams the text in pieces, split at spaces; `delay` seconds before each. `{question}` is the last message."""

    text: str
    delay: float = 0.0
    finish_reason: str | None = "stop"


@dataclass(frozen=True)
class Fail:
    """Answers with an HTTP status and an error body: `body`, or one around the message."""

    status: int
    message: str = "it did not work"
    body: dict[str, Any] | None = None
    retry_after: str | None = None


@dataclass(frozen=True)
class Hang:
    """Accepts the question and sends nothing, until the server closes."""


@dataclass(frozen=True)
class Cut:
    """Streams the text, then closes the connection without an end."""

    text: str


@dataclass(frozen=True)
class Babble:
    """Answers 200 with a body that no client of this protocol understands."""

    body: str = "<html>Welcome to nginx!</html>"


@dataclass(frozen=True)
class Raw:
    """Answers with these bytes, piece by piece, whatever they are; the connection stays open until all are sent."""

    pieces: Iterable[bytes]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})


def words(count: int) -> str:
    """Return that many words, no two alike: a model that repeats one is stopped."""
    return " ".join(f"word{number}" for number in range(count))


def chunk(content: str, **more: object) -> bytes:
    """Return one piece of a stream as bytes."""
    said = {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": None}], **more}
    return f"data: {json.dumps(said)}\n\n".encode()


Behaviour = Raw | Say | Fail | Hang | Cut | Babble


@dataclass
class Embedding:
    """How /embeddings is served: what fails first, how many texts at once, how long they may be, in which form."""

    failures: list[Fail] = field(default_factory=list)
    at_once: int = 1000
    longest: int = 1_000_000
    """Characters of a text; a longer one is refused."""
    form: Literal["base64", "float", "float only"] = "base64"
    """Which vectors it can write; asked for another form it ignores that, or refuses it."""
    pause: float = 0.0
    together: int = 0
    """The most requests that were served at a time."""
    serving: int = 0


@dataclass
class ScriptedEndpoint:
    """The server; a context manager. `requests` holds the body of each question, `headers` what came with it.

    `paths` holds where each went, `ports` the other end of its connection. A script of `Say` answers /rerank with
    scores, every other one as it does the rest.
    """

    script: list[Behaviour] = field(default_factory=lambda: [Say("Yes [1].")])
    models: list[str] = field(default_factory=lambda: ["tiny-model"])
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    reranking: Reranking = field(default_factory=Reranking)
    embedding: Embedding = field(default_factory=Embedding)
    certificate: Path | None = None
    """A file with a key and its certificate: the server speaks https."""

    def __enter__(self) -> "ScriptedEndpoint":
        self._closing = threading.Event()
        endpoint = self

        class Handler(_Handler):
            scripted = endpoint

        self._server = _Server(("127.0.0.1", 0), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address to give to a client."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_port}/v1"

    @property
    def prompt(self) -> str:
        """All that the last question said, its messages joined."""
        return "\n".join(str(message["content"]) for message in self.requests[-1]["messages"])

    def says(self, *behaviours: Behaviour) -> None:
        """Set what the next requests get."""
        self.script = list(behaviours)

    def next_behaviour(self) -> Behaviour:
        """Return what this request gets."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def wait_for_closing(self) -> None:
        """Hang until the server closes."""
        self._closing.wait(60)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up, which is what stopping an answer is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on


class _Handler(BaseHTTPRequestHandler):
    scripted: ScriptedEndpoint
    protocol_version = "HTTP/1.1"
    # Else each small piece waits for the one before to be acknowledged.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._send_json({"object": "list", "data": [{"id": name, "object": "model"} for name in self.scripted.models]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.scripted.requests.append(body)
        self.scripted.headers.append(dict(self.headers))
        self.scripted.paths.append(self.path)
        self.scripted.ports.append(self.client_address[1])
        if self.path.endswith("/embeddings"):
            self._embed(body)
            return
        behaviour = self.scripted.next_behaviour()
        match behaviour:
            case Say() if self.path.endswith("/rerank"):
                self._rerank(body, self.scripted.reranking)
            case Say():
                question = str(body.get("messages", [{"content": ""}])[-1]["content"])
                self._stream(behaviour.text.replace("{question}", question), behaviour.delay)
                self._chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": behaviour.finish_reason}]})
                self._write("data: [DONE]\n\n")
                self._write("")
            case Cut():
                self._stream(behaviour.text, 0)
                self.close_connection = True
            case Fail():
                more = {"Retry-After": behaviour.retry_after} if behaviour.retry_after else {}
                self._send_json(behaviour.body or {"error": {"message": behaviour.message}}, behaviour.status, more)
            case Hang():
                self.scripted.wait_for_closing()
                self.close_connection = True
            case Raw():
                self._send_raw(behaviour)
            case Babble():
                self._send(behaviour.body.encode(), 200, "text/html")

    def _send_raw(self, raw: Raw) -> None:
        self.send_response(raw.status)
        for name, value in raw.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in raw.pieces:
            self.wfile.write(piece)
            self.wfile.flush()

    def _embed(self, body: dict[str, Any]) -> None:
        served, texts, form = self.scripted.embedding, body["input"], body.get("encoding_format", "float")
        served.serving += 1
        served.together = max(served.together, served.serving)
        time.sleep(served.pause)
        served.serving -= 1
        if refusal := self._embedding_refusal(served, texts, form):
            more = {"Retry-After": refusal.retry_after} if refusal.retry_after else {}
            self._send_json(refusal.body or {"error": {"message": refusal.message}}, refusal.status, more)
            return
        vectors = [[float(len(text)), float(text.count(" ")), 1.0] for text in texts]
        written = [in_base64(vector) if form == served.form == "base64" else vector for vector in vectors]
        data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(written)]
        self._send_json({"object": "list", "model": "tiny-embedder", "data": data, "usage": {}})

    @staticmethod
    def _embedding_refusal(served: Embedding, texts: list[str], form: str) -> Fail | None:
        """Return what Text Embeddings Inference and llama.cpp say to what they do not take."""
        if served.failures:
            return served.failures.pop(0)
        if form == "base64" and served.form == "float only":
            return Fail(400, "unknown encoding_format")
        if len(texts) > served.at_once:
            return Fail(422, f"batch size {len(texts)} > maximum allowed batch size {served.at_once}")
        if max(map(len, texts)) > served.longest:
            return Fail(500, "input is too large to process. increase the physical batch size")
        return None

    def _rerank(self, body: dict[str, Any], served: Reranking) -> None:
        texts = body.get(served.form)
        if self.path != served.path:
            self._send(b"", 404, "text/plain")
        elif texts is None:
            said = f"Failed to deserialize the JSON body into the target type: missing field `{served.form}`"
            self._send(said.encode(), 422, "text/plain")
        elif len(texts) > served.at_once:
            said = f"batch size {len(texts)} > maximum allowed batch size {served.at_once}"
            self._send_json({"error": said, "error_type": "Validation"}, 422)
        else:
            label = "score" if served.form == "texts" else "relevance_score"
            scores = enumerate(served.score(body["query"], texts))
            ranked: Any = [{"index": i, label: score} for i, score in sorted(scores, key=lambda pair: -pair[1])]
            self._send_json(ranked if served.form == "texts" else {served.key: ranked})

    def _stream(self, text: str, delay: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in text.replace(" ", " \0").split("\0"):
            time.sleep(delay)
            self._chunk({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})

    def _chunk(self, said: dict[str, Any]) -> None:
        frame = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tiny-model", **said}
        self._write(f"data: {json.dumps(frame)}\n\n")

    def _write(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send_json(self, body: Any, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self._send(json.dumps(body).encode(), status, "application/json", headers)

    def _send(self, data: bytes, status: int, kind: str, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
