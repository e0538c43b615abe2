"""Where requests go and what goes with them: Azure's shape, other headers, and keys that cannot be sent."""

import pytest

from app.llm.endpoint import Endpoint, Message
from index.endpoints.endpoint_errors import EndpointError
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint, words

HELLO = [Message("user", "Hello")]


def root(endpoint: ScriptedEndpoint) -> str:
    return endpoint.url.removesuffix("/v1")


def test_a_deployment_of_azure_is_asked_in_its_own_shape(endpoint: ScriptedEndpoint) -> None:
    address = f"{root(endpoint)}/openai/deployments/mini?api-version=2024-10-21"
    azure = Endpoint(address, None, "planted")
    assert azure.known_model == "mini"
    assert azure.complete(HELLO) == "Yes [1]."
    assert endpoint.paths == ["/openai/deployments/mini/chat/completions?api-version=2024-10-21"]
    (headers,) = endpoint.headers
    assert headers["api-key"] == "planted"
    assert "Authorization" not in headers
    assert "api-version" not in azure.address


def test_headers_and_body_go_with_every_request(endpoint: ScriptedEndpoint) -> None:
    body = {"top_k": 20, "chat_template_kwargs": {"enable_thinking": False}}
    other = Endpoint(endpoint.url, "tiny-model", "planted", headers={"X-Title": "paperchat"}, body=body)
    other.complete(HELLO)
    assert endpoint.headers[0]["X-Title"] == "paperchat"
    assert endpoint.headers[0]["Authorization"] == "Bearer planted"
    assert endpoint.requests[0].items() >= body.items()


@pytest.mark.parametrize("key", ["sk-1\nsk-2", "“sk-1”", "'sk-1'", "sk-1 ", "ключ"])
def test_a_key_that_cannot_be_right_is_named_and_not_sent(endpoint: ScriptedEndpoint, key: str) -> None:
    with pytest.raises(EndpointError, match=r"was not asked: its key (contains|has)") as caught:
        Endpoint(endpoint.url, "tiny-model", key).complete(HELLO)
    assert endpoint.requests == []
    assert key.strip() not in f"{caught.value.message} {caught.value.hint}"


def test_the_right_address_is_offered(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(404, "Not Found"))
    with pytest.raises(EndpointError) as caught:
        Endpoint(f"{endpoint.url}/chat/completions", "tiny-model", None).complete(HELLO)
    assert caught.value.hint == f"Set the address to {endpoint.url}."
    with pytest.raises(EndpointError) as caught:
        Endpoint(root(endpoint), "tiny-model", None).complete(HELLO)
    assert caught.value.hint == f"Set the address to {endpoint.url}."
    with pytest.raises(EndpointError) as caught:
        Endpoint(endpoint.url, "tiny-model", None).complete(HELLO)
    assert caught.value.hint == "Load the model or set the model’s name."


def test_an_endpoint_knows_how_its_last_call_ended(endpoint: ScriptedEndpoint) -> None:
    connected = Endpoint(endpoint.url, "tiny-model", None)
    states: list[str] = [connected.health.state]
    connected.complete(HELLO)
    states.append(connected.health.state)
    endpoint.says(Fail(500), Say("Yes."))
    with pytest.raises(EndpointError):
        connected.complete(HELLO)
    states.append(connected.health.state)
    assert "failed (500)" in connected.health.reason
    connected.complete(HELLO)
    states.append(connected.health.state)
    assert states == ["not asked", "answers", "fails", "answers"]


def test_stopping_says_nothing_about_the_endpoint(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(words(50), delay=0.02))
    connected = Endpoint(endpoint.url, "tiny-model", None)
    reply = connected.stream(HELLO)
    while not next(reply):
        pass
    reply.close()
    assert list(reply) == []
    assert connected.health.state == "answers"
