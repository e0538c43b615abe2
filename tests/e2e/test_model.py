"""The model panel in a browser: a model is found, tested, saved, used and disconnected, and no key comes back."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, Visitor, serve
from tests.e2e.whole_page.recording_relay import RecordingRelay
from tests.scripted_endpoint import Say, ScriptedEndpoint

KEY = "planted-key-77"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("connecting")
    with serve(home) as address:
        yield address, home


def test_a_model_is_connected_tested_used_and_dropped(visit: Visit, page: tuple[str, Path], endpoint: ScriptedEndpoint):
    address, home = page
    with RecordingRelay(address) as relay:
        visitor, other = visit(relay.url), visit(address)
        connected_tested_used_and_dropped(visitor, other, home, endpoint)
        assert b"68.77k" in relay.sent
        assert KEY.encode() not in relay.sent


def connected_tested_used_and_dropped(visitor: Visitor, other: Visitor, home: Path, endpoint: ScriptedEndpoint) -> None:
    pill = visitor.page.locator("#model-pill")
    expect(pill).to_have_attribute("data-state", "none")
    pill.click()
    visitor.page.fill("#model-base_url", endpoint.url)
    visitor.page.fill("#model-api_key", KEY)
    visitor.page.click('[data-model-do="list"]')
    visitor.page.select_option("#model-options", "tiny-model")
    visitor.page.click('[data-model-do="test"]')
    visitor.page.locator('.findings li:nth-child(10):not([data-state="running"])').wait_for(timeout=60_000)
    visitor.page.click("#model-form .primary")
    visitor.page.get_by_text("Saved. The next question").wait_for()
    expect(visitor.page.locator('#model-dialog [data-model-do="close"]')).to_be_focused()
    assert KEY not in visitor.page.content()
    expect(visitor.page.locator("#model-api_key")).to_have_value("")
    visitor.page.keyboard.press("Escape")
    expect(pill).to_be_focused()
    for one in (visitor, other):
        one.page.locator('#model-pill[data-state="answers"]').wait_for(timeout=15_000)
    endpoint.says(Say("FemtoDet is a detector with only 68.77k parameters [1]."))
    visitor.ask("What is FemtoDet?")
    visitor.finished_turn(0)
    assert endpoint.headers[-1]["Authorization"] == f"Bearer {KEY}"
    holders = [file for file in home.rglob("*") if file.is_file() and KEY.encode() in file.read_bytes()]
    assert holders == [home / "settings.toml"]
    pill.click()
    visitor.page.click('[data-model-do="disconnect"]')
    visitor.page.get_by_text("Disconnected. Answers quote").wait_for()
    assert KEY not in (home / "settings.toml").read_text()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_faults_stand_beside_their_fields(visit: Visit, page: tuple[str, Path], width: int, scheme: str):
    visitor = visit(page[0], width=width, scheme=scheme)
    if width < 1000:
        visitor.page.get_by_role("button", name="Chats and views").click()
    visitor.page.click("#model-pill")
    visitor.page.fill("#model-base_url", "127.0.0.1:11434")
    visitor.page.click("#model-form .primary")
    visitor.page.get_by_text("Did you mean http://127.0.0.1:11434/v1?").wait_for()
    address = visitor.page.locator("#model-base_url")
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_be_focused()
    wide = visitor.page.evaluate("document.querySelector('#model-dialog').scrollWidth")
    assert wide <= width
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("#model-dialog")).to_be_hidden()
