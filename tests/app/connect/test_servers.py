"""What the lists of known servers tell, in their documented shapes."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.connect.servers import KeyRefusedError, NoListError, Server, find_servers
from index.endpoints.endpoint_errors import EndpointError

OLLAMA = {
    "/v1/models": {"object": "list", "data": [{"id": "llama3.2:latest", "object": "model", "owned_by": "library"}]},
    "/api/ps": {"models": [{"name": "llama3.2:latest", "model": "llama3.2:latest", "context_length": 4096}]},
}
LLAMA_CPP = {
    "/v1/models": {"data": [{"id": "qwen", "owned_by": "llamacpp", "meta": {"n_ctx_train": 32768}}]},
    "/props": {"default_generation_settings": {"n_ctx": 8192}, "total_slots": 1},
}
VLLM = {"/v1/models": {"object": "list", "data": [{"id": "m", "owned_by": "vllm", "max_model_len": 16384}]}}
OPENROUTER = {"/v1/models": {"data": [{"id": "a/b", "context_length": 131072, "architecture": {}}]}}
LM_STUDIO = {
    "/v1/models": {"object": "list", "data": [{"id": "qwen", "object": "model", "owned_by": "organization_owner"}]},
    "/api/v0/models": {
        "object": "list",
        "data": [
            {"id": "nomic", "type": "embeddings", "state": "not-loaded", "max_context_length": 2048},
            {"id": "qwen", "type": "llm", "loaded_context_length": 4096, "max_context_length": 32768},
        ],
    },
}
OPENAI = {"/v1/models": {"data": [{"id": "gpt-x", "owned_by": "openai"}, {"id": "text-embedding-3-small"}]}}


@contextmanager
def serving(answers: Mapping[str, Any], status: int = 200) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve these answers by their paths; yield the address and the headers of the requests."""
    seen: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            known = self.path.partition("?")[0] in answers
            data = json.dumps(answers.get(self.path.partition("?")[0], {})).encode()
            self.send_response(status if known else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
        server.shutdown()


@pytest.mark.parametrize(
    ("answers", "model", "window"),
    [
        *((OLLAMA, "llama3.2:latest", 4096), (LLAMA_CPP, "qwen", 8192), (VLLM, "m", 16384)),
        *((LM_STUDIO, "qwen", 4096), (OPENROUTER, "a/b", 131072), (OPENAI, "gpt-x", None)),
    ],
    ids=["ollama", "llama.cpp", "vllm", "lm studio", "openrouter", "openai"],
)
def test_the_context_window_is_read_if_the_server_reports_it(
    answers: dict[str, Any], model: str, window: int | None
) -> None:
    with serving(answers) as (address, _):
        server = Server(address)
        assert server.models()[0].name == model
        assert server.window(model) == window


def test_models_that_write_no_answers_are_marked_and_come_last() -> None:
    with serving(OPENAI) as (address, _):
        assert [(model.name, model.chat) for model in Server(address).models()] == [
            ("gpt-x", True),
            ("text-embedding-3-small", False),
        ]


def test_azure_gets_its_key_in_its_header() -> None:
    with serving({"/openai/models": {"data": [{"id": "gpt"}]}}) as (address, seen):
        azure = address.replace("/v1", "/openai/deployments/mini?api-version=2024-10-21")
        assert Server(azure, "planted").models()[0].name == "gpt"
    assert seen[0]["api-key"] == "planted"
    assert "Authorization" not in seen[0]


@pytest.mark.parametrize(("status", "kind"), [(401, KeyRefusedError), (404, NoListError), (302, EndpointError)])
def test_a_refusal_is_reported_without_the_key(status: int, kind: type[EndpointError]) -> None:
    with serving(OPENAI, status) as (address, _), pytest.raises(kind) as caught:
        Server(address, "planted").models()
    assert "planted" not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize(
    "said", [[], "text", {"data": "x"}, {"data": [1, {"id": 3}, {"id": "a\nb"}, {"id": "a" * 999}]}]
)
def test_a_list_of_another_shape_holds_no_model(said: Any) -> None:
    with serving({"/v1/models": said}) as (address, _):
        assert Server(address).models() == ()


def test_servers_on_this_machine_are_found() -> None:
    with serving(VLLM) as (address, _):
        port = int(address.split(":")[2].split("/")[0])
        (found,) = find_servers([port, 9])
    assert (found.address, found.models[0].name) == (address, "m")
