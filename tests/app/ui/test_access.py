import pytest

from app.ui.access import Access


@pytest.mark.parametrize(
    ("access", "headers", "allowed"),
    [
        (Access(), {"host": "127.0.0.1:7860"}, True),
        (Access(), {"host": "[::1]:7860", "origin": "http://[::1]:7860"}, True),
        # A page of somebody else's, in the browser of a person at this machine.
        (Access(), {"host": "localhost:7860", "origin": "https://evil.example"}, False),
        (Access(), {"host": "localhost:7860", "origin": "null"}, False),
        # A host name that was pointed at this machine, or a proxy in front of the page.
        (Access(), {"host": "evil.example:7860", "origin": "http://evil.example:7860"}, False),
        (Access(), {}, False),
        # Whoever reaches an open page can send any name.
        (Access("192.0.2.7"), {"host": "localhost:7860"}, False),
        (Access("192.0.2.7", everyone=True), {"host": "papers.example.org"}, True),
        (Access("192.0.2.7", everyone=True), {"host": "papers.example.org", "origin": "https://evil.example"}, False),
    ],
)
def test_who_may_change_the_model(access: Access, headers: dict[str, str], allowed: bool) -> None:
    assert access.allows_model_change(headers) is allowed
