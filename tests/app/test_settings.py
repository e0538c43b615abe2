from pathlib import Path

import pytest

from app.settings import Settings, load_settings
from index.errors import PaperchatError


def test_defaults_need_no_environment(tmp_path: Path) -> None:
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path)})
    assert settings == Settings(home=tmp_path)
    assert settings.host == "127.0.0.1"


def test_home_is_the_platforms_data_folder_unless_set() -> None:
    assert load_settings({}).home.name == "paperchat"


@pytest.mark.parametrize(("name", "value"), [("BASE_URL", "http://127.0.0.1:1/v1"), ("API_KEY", "sk-1")])
def test_openai_names_work_too_and_ours_win(tmp_path: Path, name: str, value: str) -> None:
    home = {"PAPERCHAT_HOME": str(tmp_path)}
    assert getattr(load_settings({**home, f"OPENAI_{name}": value}), name.lower()) == value
    both = {**home, f"OPENAI_{name}": "other", f"PAPERCHAT_{name}": value}
    assert getattr(load_settings(both), name.lower()) == value


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('model = "from-file"\ntimeout = 30\npapers = 5\n')
    settings = load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_MODEL": "from-environment"})
    assert (settings.model, settings.timeout, settings.papers) == ("from-environment", 30.0, 5)


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf"])
def test_a_number_that_is_none_is_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(PaperchatError, match="PAPERCHAT_TIMEOUT"):
        load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_TIMEOUT": value})


@pytest.mark.parametrize("text", ["model = ", "modle = 'x'", "\x00"])
def test_a_file_with_a_mistake_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(PaperchatError, match=r"settings\.toml"):
        load_settings({"PAPERCHAT_HOME": str(tmp_path)})


def test_keys_are_not_shown() -> None:
    settings = Settings(home=Path(), api_key="sk-secret", embed_api_key="sk-secret")
    assert "sk-secret" not in repr(settings)
