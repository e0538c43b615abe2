"""What goes wrong at an endpoint, as the clients raise it, and the message that people get."""

import socket
import ssl
from collections.abc import Iterator

import httpx
import openai
import pytest

from index.endpoints.endpoint_errors import EndpointError, Faults, SettingNames
from tests.free_port import free_port
from tests.scripted_endpoint import Behaviour, Cut, Fail, Hang, ScriptedEndpoint

KEY = "sk-secret-of-the-sea"
NAMES = SettingNames("MY_BASE_URL", "MY_MODEL", "MY_API_KEY", "MY_CONTEXT_WINDOW", "MY_TIMEOUT")
ADDRESS = "http://user:passw0rd@127.0.0.1:9/v1?token=hidden"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as server:
        yield server


def closed_port() -> str:
    """An address where nobody listens."""
    return f"http://127.0.0.1:{free_port()}/v1"


def faults(base_url: str = ADDRESS, model: str | None = "tiny-model") -> Faults:
    return Faults(base_url, model, 12.0, KEY, NAMES)


def ask(base_url: str, *, timeout: float = 5.0) -> Exception:
    """The error of a streamed question over the real client, explained."""
    explained = Faults(base_url, "tiny-model", timeout, KEY, NAMES)
    try:
        with openai.OpenAI(base_url=base_url, api_key=KEY, timeout=timeout, max_retries=0) as client:
            stream = client.chat.completions.create(
                model="tiny-model", messages=[{"role": "user", "content": "Why?"}], stream=True
            )
            for _ in stream:
                pass
    except Exception as fault:  # noqa: BLE001 - whatever comes is what is tested
        return explained.explain(fault)
    raise AssertionError("nothing went wrong")


def check(fault: Exception, *said: str) -> None:
    assert isinstance(fault, EndpointError)
    assert fault.hint.endswith(".")
    line = str(fault)
    assert "\n" not in line
    for words in said:
        assert words in line
    for secret in (KEY, "user", "passw0rd", "hidden"):
        assert secret not in line
    assert KEY not in repr(faults())


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Fail(401, f"wrong key {KEY}"), ("does not accept the key", "MY_API_KEY")),
        (Fail(403, f"wrong key {KEY}"), ("does not accept the key", "MY_API_KEY")),
        (Fail(404, "model not found"), ("has no model 'tiny-model'", "MY_MODEL", "/v1")),
        (Fail(429), ("429", "Wait a minute")),
        (Fail(500), ("failed (500)", "log")),
        (Fail(503), ("failed (503)", "log")),
        (Fail(400, f"the context is\ntoo long, {KEY}"), ("refused the question (400)", "MY_CONTEXT_WINDOW")),
        (Fail(422, "long " * 999), ("refused the question (422)", "MY_MODEL")),
        (Cut("Because it"), ("broke off", "Ask again")),
    ],
)
def test_each_refusal_is_one_line_with_a_next_step(
    endpoint: ScriptedEndpoint, behaviour: Behaviour, said: tuple[str, ...]
) -> None:
    endpoint.says(behaviour)
    fault = ask(endpoint.url)
    check(fault, endpoint.url, *said)
    assert len(str(fault)) < 500


def test_the_server_s_own_words_are_quoted(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, f"the context is\ntoo long, {KEY}"))
    assert "the context is" in str(ask(endpoint.url))


@pytest.mark.slow
def test_a_silent_endpoint(endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Hang())
    # Long enough to connect, short enough to wait for.
    check(ask(endpoint.url, timeout=1.0), "sent nothing for 1 s", "MY_TIMEOUT")


def test_a_closed_port() -> None:
    url = closed_port()
    check(ask(url), url, "is not running", "Start the model server", "MY_BASE_URL")


def test_a_name_that_does_not_exist() -> None:
    check(ask("http://nowhere.invalid/v1"), "does not exist", "MY_BASE_URL")


@pytest.mark.parametrize("address", ["127.0.0.1:1234/v1", "localhost/v1", "ftp://127.0.0.1/v1"])
def test_an_address_that_is_none(address: str) -> None:
    fault = ask(address)
    check(fault, "MY_BASE_URL")
    assert "broke off" not in str(fault)


def test_an_address_that_cannot_be_parsed() -> None:
    check(ask("http://[::1/v1"), "MY_BASE_URL")


def test_an_error_in_the_middle_of_a_stream() -> None:
    request = httpx.Request("POST", "http://127.0.0.1:9/v1")
    fault = openai.APIError(f"out of\nmemory {KEY} " + "x" * 999, request, body=None)
    check(faults().explain(fault), "reports: out of memory", "log")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (httpx.ReadTimeout("slow"), "sent nothing for 12 s"),
        (httpx.ConnectTimeout("slow"), "took too long to connect"),
        (httpx.RemoteProtocolError("peer closed connection"), "broke off"),
        (httpx.ReadError("reset"), "broke off"),
        (ValueError("Expecting value: line 1"), "does not answer like an OpenAI-compatible server"),
        (openai.OpenAIError("odd"), "does not answer like an OpenAI-compatible server"),
        (httpx.InvalidURL("odd"), "does not answer like an OpenAI-compatible server"),
    ],
)
def test_faults_of_the_clients_below(fault: Exception, said: str) -> None:
    check(faults().explain(fault), said, "http://127.0.0.1:9/v1")


def untrusted(code: int) -> ssl.SSLCertVerificationError:
    fault = ssl.SSLCertVerificationError(1, "certificate verify failed")
    fault.verify_code = code
    return fault


def without_tls() -> ssl.SSLError:
    """The error for a server that answers in plain http."""
    client, server = socket.socketpair()
    with client, server:
        server.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with pytest.raises(ssl.SSLError) as raised:
            ssl.create_default_context().wrap_socket(client, server_hostname="a.org")
    return raised.value


# Their words depend on the system and its language.
@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (ConnectionRefusedError(111, "Connexion refusée"), "is not running"),
        (socket.gaierror(-2, "Nom ou service inconnu"), "does not exist"),
        (socket.gaierror(11001, "getaddrinfo failed"), "does not exist"),
        (OSError(101, "Network is unreachable"), "cannot be reached"),
        (untrusted(20), "certificate that is not trusted here. Set SSL"),
        (untrusted(18), "that is self-signed. Set SSL_CERT"),
        (without_tls(), "does not speak https. Correct MY_BASE_URL"),
    ],
)
def test_ways_of_being_out_of_reach(cause: Exception, said: str) -> None:
    fault = openai.APIConnectionError(request=httpx.Request("POST", "http://127.0.0.1:9/v1"))
    fault.__cause__ = httpx.ConnectError(str(cause))
    # httpcore raises one of its own between the two.
    fault.__cause__.__cause__ = RuntimeError()
    fault.__cause__.__cause__.__cause__ = cause
    check(faults().explain(fault), said)


def test_a_missing_list_of_models_is_reported() -> None:
    response = httpx.Response(404, request=httpx.Request("GET", "http://127.0.0.1:9/v1/models"))
    fault = openai.NotFoundError("not found", response=response, body=None)
    check(faults(model=None).explain(fault), "has no list of models")


@pytest.mark.parametrize("bug", [KeyError("x"), ZeroDivisionError()])
def test_bugs_are_raised_unchanged(bug: Exception) -> None:
    assert faults().explain(bug) is bug


def test_the_settings_are_called_what_they_are_called() -> None:
    embedding = Faults("http://127.0.0.1:9/v1", "m", 3.0, KEY, NAMES)
    assert "MY_TIMEOUT" in embedding.silent().hint
