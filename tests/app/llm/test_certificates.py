"""Servers with certificates of an authority of one's own. `loopback.pem` holds a key for tests and its certificate."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.llm.endpoint import Endpoint, Message
from index.embedding.endpoint_encoder import EndpointEncoder
from index.endpoints.certificates import trusted_certificates
from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.rerank_endpoint import EndpointReranker
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


def encode(endpoint: ScriptedEndpoint) -> None:
    EndpointEncoder(endpoint.url, "tiny-embedder", None, timeout=5.0).encode(["a"])


def rerank(endpoint: ScriptedEndpoint) -> None:
    EndpointReranker(endpoint.url, "tiny-reranker", None, timeout=5.0).rerank("a", [Paper("A", "A."), Paper("B", "B.")])


@pytest.mark.parametrize("call", [encode, rerank])
def test_servers_for_embedding_and_reranking_are_checked_as_well(
    endpoint: ScriptedEndpoint, call: Callable[[ScriptedEndpoint], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EndpointError, match="certificate that is self-signed"):
        call(endpoint)
    trusted_certificates.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    call(endpoint)
