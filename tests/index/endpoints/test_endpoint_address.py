import pytest

from index.endpoints.endpoint_address import key_fault, read_address, right_address


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:8080//v1", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/v1", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/v1/models", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:1234/api/v0", "http://127.0.0.1:1234/v1"),
        ("http://localhost:11434/api/tags", "http://localhost:11434/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("api.openai.com", "https://api.openai.com/v1"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"),
        ("gpu-box:8000", "http://gpu-box:8000/v1"),
        ("192.168.1.7:1234/v1", "http://192.168.1.7:1234/v1"),
        ("http:/127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("[::1]:8080", "http://[::1]:8080/v1"),
        ("https://lab.openai.azure.com", "https://lab.openai.azure.com/openai/v1"),
        ("https://lab.openai.azure.com/openai/v1/", "https://lab.openai.azure.com/openai/v1"),
    ],
)
def test_the_address_that_was_meant(typed: str, right: str) -> None:
    assert right_address(typed) == right
    assert right_address(right) == right


@pytest.mark.parametrize(
    "address",
    [
        "https://models.example.org/team-a/v2",
        "https://proxy.example.org/openai",
        "https://api.example.org/v1?project=7",
        "http://me:secret@127.0.0.1:8080/v1",
        "http://[broken",
        "http://example.org:port/v1",
    ],
)
def test_what_looks_right_or_cannot_be_read_stays(address: str) -> None:
    assert right_address(address) == address


def test_a_deployment_completes_an_address_of_azure() -> None:
    right = "https://lab.openai.azure.com/openai/deployments/mini?api-version=2024-10-21"
    assert right_address("lab.openai.azure.com", "mini") == right
    older = right.replace("2024-10-21", "2024-06-01")
    assert right_address(older.replace("?", "/chat/completions?"), "mini") == older


def test_an_address_has_its_parts() -> None:
    server = read_address("http://127.0.0.1:8080/v1/?key=1#top")
    assert (server.base_url, server.query, server.root) == (
        "http://127.0.0.1:8080/v1",
        {"key": "1"},
        "http://127.0.0.1:8080",
    )
    assert server.is_loopback
    assert not server.azure
    assert not read_address("https://api.openai.com/v1").is_loopback
    assert read_address("https://lab.openai.azure.com/openai/v1").azure


@pytest.mark.parametrize("key", ["sk-proj-abc_DEF-123", "0123456789abcdef", "gsk.a/b+c=", ""])
def test_usual_keys_have_no_fault(key: str) -> None:
    assert key_fault(key) == ""
