import os
import stat
import time
from pathlib import Path

import pytest

from app.connect.choice import Form
from app.connect.current_model import CurrentModel
from app.connect.settings_file import save_settings
from app.llm.endpoint import Message
from app.settings import Settings, load_settings
from index.endpoints.endpoint_errors import EndpointError
from index.errors import PaperchatError
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

HELLO = [Message("user", "Hello")]


@pytest.fixture
def current(tmp_path: Path) -> CurrentModel:
    return CurrentModel(Settings(tmp_path / "home"))


def states(current: CurrentModel) -> str:
    return current.status.state


def test_a_model_is_saved_used_and_disconnected(current: CurrentModel, endpoint: ScriptedEndpoint) -> None:
    assert states(current) == "none"
    current.save(Form(base_url=endpoint.url, model="tiny-model", api_key="planted"))
    assert current.endpoint
    assert current.endpoint.complete(HELLO) == "Yes [1]."
    assert endpoint.headers[0]["Authorization"] == "Bearer planted"
    file = current.settings.file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_settings().api_key == "planted"
    current.disconnect()
    assert current.endpoint is None
    assert "planted" not in file.read_text()


def test_the_model_button_shows_how_the_last_call_ended(current: CurrentModel, endpoint: ScriptedEndpoint) -> None:
    current.save(Form(base_url=endpoint.url, model="tiny-model"))
    seen = [states(current)]
    assert current.endpoint
    current.endpoint.complete(HELLO)
    seen.append(states(current))
    endpoint.says(Fail(500))
    with pytest.raises(EndpointError):
        current.endpoint.complete(HELLO)
    assert seen == ["not asked", "answers"]
    assert current.status.state == "fails"
    assert "failed (500)" in current.status.reason


def test_the_name_of_the_model_is_asked_of_its_server_before_the_first_question(
    current: CurrentModel, endpoint: ScriptedEndpoint
) -> None:
    current.save(Form(base_url=endpoint.url))
    assert current.endpoint
    assert current.status.model in (current.endpoint.address, "tiny-model")
    until = time.monotonic() + 30
    while current.status.model != "tiny-model":
        assert time.monotonic() < until
        time.sleep(0.02)
    assert current.status.state == "not asked"
    assert endpoint.requests == []


def test_a_passed_test_turns_the_pill_green_also_if_it_is_saved_later(
    current: CurrentModel, endpoint: ScriptedEndpoint
) -> None:
    form = Form(base_url=endpoint.url, model="tiny-model")
    *_, findings = current.check(form)
    assert {finding.state for finding in findings} <= {"passed", "warned"}
    assert states(current) == "none"
    current.save(form)
    assert states(current) == "answers"
    assert current.endpoint
    assert current.endpoint.profile.cites is False


def test_another_process_chooses_the_model(current: CurrentModel, endpoint: ScriptedEndpoint) -> None:
    assert current.endpoint is None
    save_settings(current.settings.file, {"base_url": endpoint.url, "model": "tiny-model"})
    assert current.endpoint
    current.settings.file.write_text("base_url = ")
    assert current.endpoint
    assert current.endpoint.complete(HELLO) == "Yes [1]."


def test_what_the_environment_connects_cannot_be_disconnected(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "PAPERCHAT_BASE_URL", endpoint.url)
    current = CurrentModel(load_settings())
    assert current.form.fixed == {"base_url": "PAPERCHAT_BASE_URL"}
    with pytest.raises(PaperchatError, match="PAPERCHAT_BASE_URL"):
        current.disconnect()


def test_models_are_listed_for_what_is_typed(current: CurrentModel, endpoint: ScriptedEndpoint) -> None:
    endpoint.models = ["nomic-embed-text", "b", "bge-reranker", "a"]
    assert [model.name for model in current.models(Form(base_url=endpoint.url))] == ["b", "a"]
    assert current.endpoint is None


def test_a_stopped_test_ends_its_call(current: CurrentModel, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("word " * 500, delay=0.01))
    checking = current.check(Form(base_url=endpoint.url, model="tiny-model"))
    while not endpoint.requests:
        next(checking)
    checking.close()  # type: ignore[attr-defined]  # a generator
    assert len(endpoint.requests) == 1
