import json
import stat
from pathlib import Path

import pytest

from app.connect.settings_file import save_settings
from app.settings import fixed_settings, load_settings
from index.errors import PaperchatError


def test_what_else_is_in_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# my own\npapers = 5  # few\nmodel = "old"\n')
    save_settings(file, {"model": "new", "base_url": "http://127.0.0.1:1/v1"})
    assert file.read_text().startswith("# my own\npapers = 5  # few\n")
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path)})
    assert (settings.papers, settings.model, settings.base_url) == (5, "new", "http://127.0.0.1:1/v1")
    save_settings(file, {"model": None})
    assert load_settings({"PAPERCHAT_HOME": str(tmp_path)}).model is None


def test_tables_and_later_settings_do_not_mix(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    body = {"top_k": 20, "chat_template_kwargs": {"enable_thinking": False}, "stop": ["a", "b"]}
    save_settings(file, {"headers": {"X-Title": 'a "quoted" one'}, "body": body})
    save_settings(file, {"model": "a", "body": body})
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path)})
    assert (settings.model, settings.headers) == ("a", {"X-Title": 'a "quoted" one'})
    assert json.loads(json.dumps(settings.body)) == body


def test_a_file_with_tables_of_its_own_takes_settings_too(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('papers = 3\n\n[headers]\nX-Title = "paperchat"\n')
    save_settings(file, {"model": "a"})
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path)})
    assert (settings.model, settings.papers, settings.headers) == ("a", 3, {"X-Title": "paperchat"})


def test_only_the_owner_may_read_it_also_if_it_was_there_before(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    save_settings(file, {"api_key": "sk-1"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    save_settings(file, {"api_key": "sk-2"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "settings.toml"
    kept.parent.mkdir()
    kept.write_text("papers = 4\n")
    link = tmp_path / "settings.toml"
    link.symlink_to(kept)
    save_settings(link, {"model": "a"})
    assert link.is_symlink()
    assert 'model = "a"' in kept.read_text()


def test_a_file_with_a_mistake_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("papers = ")
    with pytest.raises(PaperchatError, match="cannot be changed"):
        save_settings(file, {"model": "a"})
    assert file.read_text() == "papers = "


def test_our_variables_fix_settings_and_those_of_other_tools_do_not(tmp_path: Path) -> None:
    environment = {"PAPERCHAT_MODEL": "a", "OPENAI_API_KEY": "sk-1", "PAPERCHAT_API_KEY": "", "OTHER": "x"}
    assert fixed_settings(environment) == {"model": "PAPERCHAT_MODEL"}


def test_the_key_of_other_tools_is_sent_to_no_address_chosen_here(tmp_path: Path) -> None:
    file, environment = tmp_path / "settings.toml", {"PAPERCHAT_HOME": str(tmp_path), "OPENAI_API_KEY": "sk-1"}
    assert load_settings(environment).api_key == "sk-1"
    for address, key in (("http://127.0.0.1:1/v1", None), ("https://api.openai.com/v1", "sk-1")):
        save_settings(file, {"base_url": address})
        assert load_settings(environment).api_key == key
    save_settings(file, {"base_url": "http://127.0.0.1:1/v1", "api_key": "mine"})
    assert load_settings(environment).api_key == "mine"
