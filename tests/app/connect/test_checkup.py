"""The test of a model, against scripted servers: one that does as asked, one that cuts, ones that refuse."""

from pathlib import Path

from app.connect.checkup import check_up
from app.connect.checkup_line import CheckupLine
from app.llm.model_profile import ModelProfile, ModelProfiles
from app.llm.prompts import REFUSAL
from app.settings import Settings
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

# What a model that does as asked replies to the questions of the test, up to the long prompt.
GOOD = (
    # Slow enough that a busy machine, too, sees it come word by word.
    Say("It finds 87.5 % of the birds [1].", delay=0.05),
    Say("QuellTune trains the bias terms [2]."),
    Say(REFUSAL),
    Say("TarnNet counts birds from drones [1]."),
    Say("How many parameters does TarnNet have?"),
)


def check(
    endpoint: ScriptedEndpoint, tmp_path: Path, key: str | None = None
) -> tuple[dict[str, CheckupLine], ModelProfile]:
    profiles = ModelProfiles(tmp_path / "models.json")
    *_, lines = check_up(Settings(tmp_path, base_url=endpoint.url, api_key=key), profiles)
    return {line.name: line for line in lines}, profiles.of(endpoint.url, "tiny-model")


def test_a_model_that_does_as_asked_passes(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    endpoint.says(*GOOD, Say("quillwort"))
    lines, profile = check(endpoint, tmp_path, "sk-planted")
    # An instant server is too fast to be measured by the clock.
    assert {name for name, line in lines.items() if line.state != "passed"} <= {"Speed"}
    assert profile.cites
    assert profile.refuses
    assert profile.rewrites
    assert profile.prompt_style == "full"
    assert "sk-planted" not in repr(lines)
    assert "sk-planted" not in (tmp_path / "models.json").read_text(encoding="utf-8")


def test_a_server_that_cuts_long_prompts_fails_with_the_fix(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    endpoint.says(*GOOD, Say("There is no code word."), Say("quillwort"))
    lines, profile = check(endpoint, tmp_path)
    assert lines["Context window"].state == "failed"
    assert "cut without a word" in lines["Context window"].text
    assert lines["Context window"].fix
    assert profile.context_window is not None
    assert profile.context_window < 5000


def test_a_window_that_the_refusal_names_is_kept(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    overflow = Fail(400, "This model's maximum context length is 2048 tokens. However, you requested 4100 tokens.")
    endpoint.says(*GOOD, overflow, Say("quillwort"))
    lines, profile = check(endpoint, tmp_path)
    assert "2,048 tokens" in lines["Context window"].text
    assert profile.context_window == 2048


def test_a_model_that_ignores_the_rules_gets_warnings_and_the_short_prompt(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    endpoint.says(Say("It finds 87.5 % of them, as birds go."))
    lines, profile = check(endpoint, tmp_path)
    assert {lines[name].state for name in ("Cites", "Refuses", "Follow-ups")} == {"warned"}
    assert all(lines[name].fix for name in ("Cites", "Refuses", "Follow-ups"))
    assert profile.prompt_style == "short"


def test_a_refused_key_ends_the_test_and_is_not_shown(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    endpoint.says(Fail(401, "Incorrect API key provided: sk-planted."))
    lines, _ = check(endpoint, tmp_path, "sk-planted")
    assert [line.state for line in lines.values()][-1] == "failed"
    assert "sk-planted" not in repr(lines)
