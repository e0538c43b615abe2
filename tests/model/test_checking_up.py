"""The page's test of a model, against a real server with a small real model."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.connect.checkup import check_up
from app.connect.servers import Server
from app.llm.model_profile import ModelProfiles
from app.settings import Settings
from tests.model.conftest import Serve
from tests.model.running import LlamaServer


@pytest.fixture
def settings(serve: Serve, tmp_path: Path) -> Settings:
    # A server of its own: how fast a prompt is read cannot be measured if it is in the cache already.
    return Settings(tmp_path, base_url=serve().url)


def test_every_line_of_the_test_has_an_end(settings: Settings) -> None:
    profiles = ModelProfiles()
    *_, lines = check_up(settings, profiles)
    found = {line.name: line for line in lines}
    assert list(found)[:5] == ["Reachable", "Key", "Model", "Answers", "Speed"]
    assert {line.state for line in lines} <= {"passed", "warned"}
    assert "4,096 tokens" in found["Context window"].text
    profile = profiles.of(str(settings.base_url), "SmolLM2-135M-Instruct.Q4_1")
    assert profile.context_window == 4096
    assert profile.prompt_speed
    assert profile.answer_speed
    # A model of this size follows no rules.
    assert profile.prompt_style == "short"


def test_a_model_that_is_not_there_is_named_with_the_nearest(settings: Settings) -> None:
    *_, lines = check_up(replace(settings, model="SmolLM2-135M"), ModelProfiles())
    assert lines[-1].models == ("SmolLM2-135M-Instruct.Q4_1",)


def test_an_address_without_its_version_is_completed(server: LlamaServer, settings: Settings) -> None:
    assert Server(server.url).window("SmolLM2-135M-Instruct.Q4_1") == 4096
    *_, lines = check_up(replace(settings, base_url=f"{server.url}/chat/completions"), ModelProfiles())
    assert lines[-1].address == server.url
