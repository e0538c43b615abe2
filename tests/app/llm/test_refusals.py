"""Refusals that name their cause, in the shapes of real servers."""

from typing import Any

import pytest

from app.llm.endpoint import Endpoint, Message
from app.settings import setting_names
from index.endpoints.endpoint_errors import ContextOverflowError, EndpointError
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

QUESTION = [Message("system", "Rules."), Message("user", "Why?")]


def connect(endpoint: ScriptedEndpoint) -> Endpoint:
    return Endpoint(endpoint.url, "m", None, timeout=5.0, settings=setting_names())


NO_SYSTEM_ROLE = {"object": "error", "message": "System role not supported", "type": "BadRequestError", "code": 400}
MAX_TOKENS = {
    "error": {
        "message": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
        "instead.",
        "param": "max_tokens",
        "code": "unsupported_parameter",
    }
}
TEMPERATURE = {
    "error": {
        "message": "Unsupported value: 'temperature' does not support 0.1 with this model. Only the default (1) value "
        "is supported.",
        "param": "temperature",
        "code": "unsupported_value",
    }
}


def test_without_a_system_role_its_text_begins_the_question(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, body=NO_SYSTEM_ROLE), Say("So."))
    connected = connect(endpoint)
    assert connected.complete(QUESTION) == "So."
    assert endpoint.requests[1]["messages"] == [{"role": "user", "content": "Rules.\n\nWhy?"}]
    # It is remembered.
    assert connected.complete(QUESTION) == "So."
    assert len(endpoint.requests) == 3


def test_a_server_names_the_parameter_for_the_length(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, body=MAX_TOKENS), Say("So."))
    assert connect(endpoint).complete(QUESTION) == "So."
    first, second = endpoint.requests
    assert (first["max_tokens"], second["max_completion_tokens"]) == (1024, 1024)
    assert "max_tokens" not in second
    assert "temperature" not in second


def test_a_temperature_that_is_refused_is_left_out(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, body=TEMPERATURE), Say("So."))
    assert connect(endpoint).complete(QUESTION) == "So."
    assert "temperature" in endpoint.requests[0]
    assert "temperature" not in endpoint.requests[1]


def test_there_are_never_more_than_two_requests(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, body=TEMPERATURE), Fail(400, body=NO_SYSTEM_ROLE), Say("So."))
    connected = connect(endpoint)
    with pytest.raises(EndpointError, match="System role not supported"):
        connected.complete(QUESTION)
    assert len(endpoint.requests) == 2
    assert connected.complete(QUESTION) == "So."


@pytest.mark.parametrize(
    ("body", "window"),
    [
        (
            {
                "error": {
                    "code": 400,
                    "message": "the request exceeds the available context size (2048 tokens), try increasing it",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 2992,
                    "n_ctx": 2048,
                }
            },
            2048,
        ),
        (
            {
                "error": {
                    "message": "This model's maximum context length is 4,096 tokens. However, your messages resulted "
                    "in 5,021 tokens. Please reduce the length of the messages.",
                    "type": "invalid_request_error",
                    "param": "messages",
                    "code": "context_length_exceeded",
                }
            },
            4096,
        ),
        (
            {
                "object": "error",
                "message": "'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum context "
                "length is 2048 tokens and your request has 1500 input tokens",
                "type": "BadRequestError",
                "code": 400,
            },
            2048,
        ),
        (
            {
                "error": "Trying to keep the first 5006 tokens when context the overflows. However, the model is "
                "loaded with context length of only 4096 tokens, which is not enough."
            },
            4096,
        ),
        ({"error": {"message": "the input length exceeds the context length"}}, None),
    ],
)
def test_an_overflow_is_recognised_and_its_window_remembered(
    endpoint: ScriptedEndpoint, body: dict[str, Any], window: int | None
) -> None:
    endpoint.says(Fail(400, body=body))
    connected = connect(endpoint)
    with pytest.raises(ContextOverflowError) as caught:
        connected.complete(QUESTION)
    assert len(endpoint.requests) == 1
    assert caught.value.window == window
    assert connected.room.window == (window or 8192)
    assert connected.room.prompt > 0
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "Model is not llm"}, "Model is not llm"),
        ({"detail": "Not today"}, "Not today"),
        ({"object": "error", "message": "No such thing"}, "No such thing"),
        ({"error": {"error": {"message": "Deep inside"}}}, "Deep inside"),
        ({"oops": [1, 2]}, "no reason given"),
    ],
)
def test_a_notice_quotes_the_servers_words_and_no_data(
    endpoint: ScriptedEndpoint, body: dict[str, Any], words: str
) -> None:
    endpoint.says(Fail(400, body=body))
    with pytest.raises(EndpointError) as caught:
        connect(endpoint).complete(QUESTION)
    assert str(caught.value).startswith(f"The endpoint {endpoint.url} refused the question (400): {words}")
    assert "{" not in str(caught.value)


def test_the_chat_model_is_taken_from_the_list(endpoint: ScriptedEndpoint) -> None:
    endpoint.models = ["text-embedding-nomic-embed-text-v1.5", "BAAI/bge-reranker-v2-m3", "qwen2.5-7b", "llama"]
    assert Endpoint(endpoint.url, None, None).model == "qwen2.5-7b"
