import json

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.settings import load_settings
from tests.scripted_endpoint import ScriptedEndpoint


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="paperchat", input=typed)


def test_connect_tests_and_saves(endpoint: ScriptedEndpoint) -> None:
    done = run("connect", "other", "--address", endpoint.url, "--model", "tiny-model", "--key", typed="planted-key\n")
    assert done.exit_code == 0, done.output
    assert "ok       Reachable" in done.output
    assert "planted-key" not in done.output
    settings = load_settings()
    assert (settings.base_url, settings.model, settings.api_key) == (endpoint.url, "tiny-model", "planted-key")
    assert endpoint.headers[0]["Authorization"] == "Bearer planted-key"


def test_what_fails_its_test_is_not_saved(endpoint: ScriptedEndpoint) -> None:
    done = run("connect", "other", "--address", endpoint.url, "--model", "tiny-modle")
    assert done.exit_code == 1
    assert "Choose tiny-model" in done.output
    assert load_settings().base_url is None
    assert run("connect", "other", "--address", endpoint.url, "--model", "tiny-modle", "--no-test").exit_code == 0
    assert load_settings().model == "tiny-modle"
    assert run("connect", "--none").exit_code == 0
    assert load_settings().base_url is None


def test_models_are_listed(endpoint: ScriptedEndpoint) -> None:
    endpoint.models = ["a", "nomic-embed-text"]
    assert "No model is connected" in run("models").output
    run("connect", "other", "--address", endpoint.url, "--no-test")
    assert run("models").stdout == "a\n"
    assert json.loads(run("models", "--json").stdout)["model"] == "a"


@pytest.mark.slow
def test_the_doctor_reports_what_is_wrong(endpoint: ScriptedEndpoint) -> None:
    sound = run("doctor")
    assert sound.exit_code == 0, sound.output
    assert "answers are quotes" in sound.output
    run("connect", "other", "--address", "http://127.0.0.1:9/v1", "--no-test")
    failed = run("doctor")
    assert failed.exit_code == 1
    assert "connection refused" in failed.output
