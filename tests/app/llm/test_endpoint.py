import threading
import time

import pytest

from app.llm.endpoint import Endpoint, Message
from app.settings import setting_names
from index.endpoints.endpoint_errors import EndpointError
from tests.scripted_endpoint import Babble, Cut, Fail, Hang, Say, ScriptedEndpoint, words

QUESTION = [Message("system", "Rules."), Message("user", "Why?")]
KEY = "sk-very-secret"


def connect(url: str, model: str | None = "tiny-model", *, timeout: float = 5.0) -> Endpoint:
    return Endpoint(url, model, KEY, timeout=timeout, max_tokens=77, temperature=0.5, settings=setting_names())


def test_what_comes_faster_than_anyone_reads_is_handed_over_together(endpoint: ScriptedEndpoint) -> None:
    text = words(200)
    endpoint.says(Say(text))
    pieces = list(filter(None, connect(endpoint.url).stream(QUESTION)))
    assert "".join(pieces) == text
    assert len(pieces) < 100


def test_an_answer_streams_in_pieces(endpoint: ScriptedEndpoint) -> None:
    # Longer than what comes is gathered for, also on a busy machine.
    endpoint.says(Say("Because it is [1].", delay=0.3))
    # Empty pieces tell that the wait goes on.
    assert list(filter(None, connect(endpoint.url).stream(QUESTION))) == ["Because ", "it ", "is ", "[1]."]
    (request,) = endpoint.requests
    assert request["messages"] == [{"role": "system", "content": "Rules."}, {"role": "user", "content": "Why?"}]
    assert (request["model"], request["max_tokens"], request["temperature"]) == ("tiny-model", 77, 0.5)
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_without_a_name_the_first_listed_model_is_used(endpoint: ScriptedEndpoint) -> None:
    connected = connect(endpoint.url, None)
    assert connected.known_model is None
    assert connected.complete(QUESTION) == "Yes [1]."
    assert connected.known_model == "tiny-model"


def test_an_endpoint_without_models_says_so(endpoint: ScriptedEndpoint) -> None:
    endpoint.models = []
    with pytest.raises(EndpointError, match="lists no model"):
        connect(endpoint.url, None).complete(QUESTION)


@pytest.mark.parametrize(
    ("behaviour", "says", "next_step"),
    [
        (Fail(401, f"Incorrect API key provided: {KEY}"), "does not accept the key", "PAPERCHAT_API_KEY"),
        (Fail(404, "model not found"), "has no model 'tiny-model'", "PAPERCHAT_MODEL"),
        (Fail(429), "is busy", "Wait"),
        (Fail(500), "failed (500)", "log"),
        (Fail(400, f"context too long, {KEY}"), "context too long", "PAPERCHAT_CONTEXT_WINDOW"),
        pytest.param(Hang(), "sent nothing for 1 s", "PAPERCHAT_TIMEOUT", marks=pytest.mark.slow),
        (Cut("Because it"), "broke off", "Ask again"),
        (Babble(), "", "."),
        (Babble("data: {\n\n"), "", "."),
    ],
)
def test_each_fault_is_one_line_with_a_next_step(
    endpoint: ScriptedEndpoint, behaviour: object, says: str, next_step: str
) -> None:
    endpoint.says(behaviour)  # type: ignore[arg-type]  # a behaviour, whichever
    with pytest.raises(EndpointError) as caught:
        connect(endpoint.url, timeout=1.0).complete(QUESTION)
    line = str(caught.value)
    assert says in line
    assert next_step in caught.value.hint
    assert endpoint.url in line
    assert KEY not in line
    assert "\n" not in line


def test_a_server_that_is_not_there_is_refused(endpoint: ScriptedEndpoint) -> None:
    url = endpoint.url.replace("127.0.0.1", "127.0.0.1").rsplit(":", 1)[0] + ":9/v1"
    with pytest.raises(EndpointError, match="not running: connection refused"):
        connect(url).complete(QUESTION)


def test_a_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(EndpointError, match="host name that does not exist") as caught:
        connect("http://user:pass@no.such.host.invalid/v1").complete(QUESTION)
    assert "user" not in str(caught.value)
    assert "pass" not in str(caught.value)


def test_what_arrived_before_a_fault_was_given(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Cut("Because it"))
    pieces: list[str] = []
    with pytest.raises(EndpointError, match="broke off"):
        pieces.extend(connect(endpoint.url).stream(QUESTION))
    assert "".join(pieces) == "Because it"


def test_stopping_ends_the_call(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say(words(2000), delay=0.02))
    stream = connect(endpoint.url).stream(QUESTION)
    assert next(filter(None, stream)) == "word0 "
    stream.close()
    deadline = time.monotonic() + 10
    while any(thread.name.startswith("paperchat-endpoint") for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the reading thread goes on"
        threading.Event().wait(0.02)


def test_no_key_reaches_a_repr(endpoint: ScriptedEndpoint) -> None:
    assert KEY not in repr(vars(connect(endpoint.url)).get("_faults"))
