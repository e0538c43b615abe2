"""A Chroma server behind TLS and a proxy that asks for a token, in a tenant and a database of its own."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from index.errors import StoreUnreachableError
from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.chroma.passage import Passage
from index.stores.vector_store import VectorStore
from index.text.passage_key import PassageKey
from tests.chroma_process import ChromaProcess, chroma_process
from tests.index.stores.chroma.chroma_proxy import ChromaProxy, chroma_proxy

pytestmark = pytest.mark.slow

CERTIFICATE = Path(__file__).parents[3] / "app" / "llm" / "loopback.pem"
TOKEN = "grebe and tern"  # noqa: S105 - of a server that lives as long as a test
TENANT, DATABASE = "observatory", "birds"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path / "server") as running:
        api = f"{running.url}/api/v2/tenants"
        httpx.post(api, json={"name": TENANT}, trust_env=False).raise_for_status()
        httpx.post(f"{api}/{TENANT}/databases", json={"name": DATABASE}, trust_env=False).raise_for_status()
        yield running


@pytest.fixture
def proxy(server: ChromaProcess) -> Iterator[ChromaProxy]:
    with chroma_proxy(server.url, CERTIFICATE, TOKEN) as running:
        yield running


@pytest.fixture
def address(proxy: ChromaProxy, monkeypatch: pytest.MonkeyPatch) -> ChromaAddress:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    return ChromaAddress(proxy.url, TOKEN, TENANT, DATABASE)


def written(address: ChromaAddress) -> int:
    """Write a passage and return how many are found."""
    with closing(VectorStore(ChromaServer(address, "library"), "test/4")) as store:
        store.reset()
        store.upsert([Passage(PassageKey("tern", 0, 1), [1.0, 0.0, 0.0, 0.0])])
        import numpy as np

        return len(store.search(np.array([1, 0, 0, 0], dtype=np.float32), 5))


def test_each_request_has_the_token_and_goes_to_the_tenant_and_its_database(
    address: ChromaAddress, proxy: ChromaProxy, server: ChromaProcess
) -> None:
    assert written(address) == 1
    assert proxy.refused == 0
    named = [path for path in proxy.paths if "/collections" in path]
    assert named
    assert {path.partition("/collections")[0] for path in named} == {f"/api/v2/tenants/{TENANT}/databases/{DATABASE}"}
    # Others find nothing of it in the place where they would look first.
    assert server.collections() == []


def test_a_wrong_token_is_one_line_without_it(address: ChromaAddress, proxy: ChromaProxy) -> None:
    with pytest.raises(StoreUnreachableError) as raised:
        written(replace(address, token="wren"))  # noqa: S106
    assert raised.value.message == f"The Chroma server at {proxy.url} does not let paperchat in."
    assert "token" in raised.value.hint
    assert "wren" not in f"{raised.value}{address!r}"
    assert proxy.paths == []


def test_a_certificate_that_is_not_trusted_is_named_as_that(
    address: ChromaAddress, proxy: ChromaProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(StoreUnreachableError, match="certificate") as raised:
        written(address)
    assert "SSL_CERT_FILE" in raised.value.hint
    assert proxy.paths == []


def test_a_database_that_is_missing_is_named(address: ChromaAddress) -> None:
    with pytest.raises(StoreUnreachableError, match="has no database “fish” of a tenant “observatory”"):
        written(replace(address, database="fish"))
