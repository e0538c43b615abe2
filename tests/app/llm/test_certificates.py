"""Servers with certificates of an authority of one's own. `loopback.pem` holds a key for tests and its certificate."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.llm.endpoint import Endpoint, Message
from index.endpoints.certificates import trusted_certificates
from index.endpoints.endpoint_errors import EndpointError
from tests.scripted_endpoint import Say, ScriptedEndpoint

CERTIFICATE = Path(__file__).with_name("loopback.pem")


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint([Say("Yes.")], certificate=CERTIFICATE) as server:
        yield server


@pytest.fixture(autouse=True)
def read_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificates are read once in the life of a process."""
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    trusted_certificates.cache_clear()
    yield
    trusted_certificates.cache_clear()


def ask(endpoint: ScriptedEndpoint) -> str:
    return Endpoint(endpoint.url, "tiny-model", None).complete([Message("user", "Well?")])


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_the_usual_variables_name_an_authority_of_ones_own(
    endpoint: ScriptedEndpoint, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(CERTIFICATE))
    assert ask(endpoint) == "Yes."


def test_a_certificate_that_is_not_trusted_is_named_as_that(endpoint: ScriptedEndpoint) -> None:
    with pytest.raises(EndpointError, match="certificate that is self-signed") as caught:
        ask(endpoint)
    assert "SSL_CERT_FILE" in caught.value.hint
