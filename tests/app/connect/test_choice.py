import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.connect.choice import SAVED, Form, FormError, changes_of
from app.settings import Settings

PLAIN = Settings(Path("home"))
SAVED_ONE = replace(
    PLAIN,
    base_url="https://api.openai.com/v1",
    model="gpt",
    api_key="planted-key",
    headers={"X-Team": "planted-header"},
)


def test_a_form_becomes_settings_and_back() -> None:
    typed = Form(
        " http://127.0.0.1:1/v1 ", " a ", " key ", headers="X-Title: b", body='{"top_k": 2}', context_window="4,096"
    )
    chosen = typed.applied_to(PLAIN, {})
    assert (chosen.base_url, chosen.model, chosen.api_key) == ("http://127.0.0.1:1/v1", "a", "key")
    assert (chosen.headers, chosen.body, chosen.context_window) == ({"X-Title": "b"}, {"top_k": 2}, 4096)
    assert Form.of(chosen).applied_to(chosen, {}) == chosen
    assert changes_of(chosen, {})["temperature"] is None


def test_no_secret_is_in_the_form() -> None:
    shown = Form.of(SAVED_ONE)
    assert "planted" not in repr(shown)
    assert shown.headers == f"X-Team: {SAVED}"
    assert shown.applied_to(SAVED_ONE, {}) == SAVED_ONE


def test_a_saved_key_stays_with_its_server() -> None:
    same = replace(Form.of(SAVED_ONE), base_url="https://api.openai.com/v1/", headers="", model="other")
    assert same.applied_to(SAVED_ONE, {}).api_key == "planted-key"
    other = replace(same, base_url="https://evil.example/v1")
    assert other.applied_to(SAVED_ONE, {}).api_key is None
    assert replace(same, keep_key=False).applied_to(SAVED_ONE, {}).api_key is None
    with pytest.raises(FormError) as caught:
        replace(other, headers=f"X-Team: {SAVED}").applied_to(SAVED_ONE, {})
    assert set(caught.value.faults) == {"headers"}
    assert "planted" not in str(caught.value.faults)


def test_a_key_of_the_environment_goes_to_no_other_server() -> None:
    form = replace(Form.of(SAVED_ONE), base_url="https://evil.example/v1", headers="")
    with pytest.raises(FormError) as caught:
        form.applied_to(SAVED_ONE, {"api_key": "PAPERCHAT_API_KEY"})
    assert "PAPERCHAT_API_KEY" in caught.value.faults["base_url"]


def test_what_the_environment_fixes_is_neither_read_nor_written() -> None:
    fixed = {"model": "PAPERCHAT_MODEL"}
    chosen = replace(Form.of(SAVED_ONE), model="typed").applied_to(SAVED_ONE, fixed)
    assert chosen.model == "gpt"
    assert "model" not in changes_of(chosen, fixed)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("base_url", "127.0.0.1:11434"), ("base_url", "ftp://x/v1"), ("base_url", "http://me:pw@127.0.0.1/v1")),
        *(("api_key", "“sk”"), ("api_key", "a\nb"), ("context_window", "many"), ("context_window", "0")),
        *(("max_tokens", "-1"), ("temperature", "3"), ("temperature", "nan"), ("headers", "no colon")),
        *(("headers", "Host: evil"), ("headers", "Authorization: x"), ("body", "[1]"), ("body", '{"messages": []}')),
        ("body", "[" * 3000),
    ],
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_a_fault_stands_beside_its_field(field: str, typed: str) -> None:
    with pytest.raises(FormError) as caught:
        Form.read({field: typed}).applied_to(PLAIN, {})
    assert set(caught.value.faults) == {field}


def test_what_a_browser_sends_is_cut_to_size() -> None:
    sent = Form.read({"body": json.dumps({"a": "b" * 10_000}), "model": None, "other": 1})
    assert len(sent.body) == 4000
    assert sent.model == ""
