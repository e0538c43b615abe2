"""What is set for other programs stays with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.collection import Stores
from index.stores.chroma.chroma_settings import ClientSettings
from tests.conftest import paper


def test_a_file_named_env_in_the_working_folder_is_not_read(stores: Stores, add_papers: Callable[..., object]) -> None:
    Path(".env").write_text("chroma_server_http_port=any\nis_persistent=false\n", encoding="utf-8")
    add_papers(paper("Tides", "They turn twice a day."))
    assert stores.vectors.is_current()


def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "any")
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "true")
    settings = ClientSettings(is_persistent=True)
    assert (settings.chroma_server_http_port, settings.anonymized_telemetry) == (None, False)
