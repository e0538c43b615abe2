import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.llm.endpoint import Endpoint, Message
from app.llm.model_profile import UNKNOWN, ModelProfile, ModelProfiles
from tests.scripted_endpoint import Say, ScriptedEndpoint

ADDRESS = "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    ("profile", "style"),
    [
        (UNKNOWN, "full"),
        (ModelProfile(cites=True, refuses=True, copies_example=False), "full"),
        (ModelProfile(cites=False), "short"),
        (ModelProfile(cites=True, refuses=False), "short"),
        (ModelProfile(cites=True, refuses=True, copies_example=True), "short"),
        (ModelProfile(rewrites=False), "full"),
    ],
)
def test_a_model_that_is_known_not_to_do_as_asked_gets_the_short_prompt(profile: ModelProfile, style: str) -> None:
    assert profile.prompt_style == style


def test_facts_are_kept_over_restarts_by_address_and_model(tmp_path: Path) -> None:
    file = tmp_path / "new" / "models.json"
    profiles = ModelProfiles(file)
    profiles.learn(ADDRESS, "a", cites=True, context_window=4096)
    profiles.learn(ADDRESS, "a", cites=False)
    profiles.learn(ADDRESS, "b", rewrites=True)
    again = ModelProfiles(file)
    assert again.of(ADDRESS, "a") == ModelProfile(cites=False, context_window=4096)
    assert again.of(ADDRESS, "b") == ModelProfile(rewrites=True)
    assert again.of(ADDRESS, None) == again.of("http://127.0.0.1:1/v1", "a") == UNKNOWN
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("text", ["", "[1]", "{}", '[{"address": "x"}]', "[" * 100_000, "\x00"])
@pytest.mark.usefixtures("no_garbage_collection")
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "models.json"
    file.write_text(text)
    profiles = ModelProfiles(file)
    assert profiles.of(ADDRESS, "a") == UNKNOWN
    profiles.learn(ADDRESS, "a", cites=True)
    assert ModelProfiles(file).of(ADDRESS, "a").cites


def test_values_of_another_kind_are_unknown(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    record = {
        "address": ADDRESS,
        "model": "a",
        "cites": "no",
        "context_window": True,
        "prompt_speed": 3,
        "refuses": False,
    }
    file.write_text(json.dumps([record]))
    assert ModelProfiles(file).of(ADDRESS, "a") == ModelProfile(refuses=False)


def test_the_models_of_long_ago_are_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    profiles = ModelProfiles(file)
    for number in range(103):
        profiles.learn(ADDRESS, f"model-{number}", cites=True)
    assert [profiles.of(ADDRESS, f"model-{number}").cites for number in (2, 3, 102)] == [None, True, True]
    assert len(json.loads(file.read_text())) == 100


def test_two_processes_keep_each_others_facts(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    one, other = ModelProfiles(file), ModelProfiles(file)
    one.learn(ADDRESS, "a", cites=True)
    other.learn(ADDRESS, "b", cites=False)
    assert ModelProfiles(file).of(ADDRESS, "a").cites
    assert ModelProfiles(file).of(ADDRESS, "b").cites is False


def test_threads_lose_no_fact() -> None:
    profiles = ModelProfiles()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: profiles.learn(ADDRESS, f"model-{number}", cites=True), range(80)))
    assert all(profiles.of(ADDRESS, f"model-{number}").cites for number in range(80))


def test_speeds_are_averaged_and_written_when_they_change(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    profiles = ModelProfiles(file)
    profiles.observe(ADDRESS, "a", {"answer_speed": 10.0})
    assert profiles.observe(ADDRESS, "a", {"answer_speed": 20.0}).answer_speed == 13.0
    written = file.read_text()
    profiles.observe(ADDRESS, "a", {"answer_speed": 13.1})
    assert file.read_text() == written
    # What the test of a model measures replaces what came before.
    assert profiles.learn(ADDRESS, "a", answer_speed=40.0).answer_speed == 40.0


def test_an_endpoint_learns_its_speed_from_every_answer(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    endpoint.says(Say(" ".join(f"word{n}" for n in range(40)), delay=0.001))
    file = tmp_path / "models.json"
    connected = Endpoint(endpoint.url, None, "sk-planted", profiles=ModelProfiles(file))
    assert connected.profile == UNKNOWN
    connected.complete([Message("user", "many words " * 100)])
    profile = ModelProfiles(file).of(endpoint.url, "tiny-model")
    assert profile == connected.profile
    assert profile.prompt_speed
    assert profile.answer_speed
    assert "sk-planted" not in file.read_text()


def test_an_address_with_a_password_is_kept_without_it(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    Endpoint("http://me:secret@127.0.0.1:1/v1", "a", None, profiles=ModelProfiles(file)).learn(cites=True)
    assert ModelProfiles(file).of("http://127.0.0.1:1/v1", "a").cites
    assert "secret" not in file.read_text()


def test_the_setting_overrides_what_is_known() -> None:
    profiles = ModelProfiles()
    profiles.learn(ADDRESS, "a", cites=False)
    styles = [
        Endpoint(ADDRESS, "a", None, prompt=prompt, profiles=profiles).prompt_style for prompt in ("auto", "full")
    ]
    assert styles == ["short", "full"]
    assert Endpoint(ADDRESS, "b", None, prompt="short", profiles=profiles).prompt_style == "short"
