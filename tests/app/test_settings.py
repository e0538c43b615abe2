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
def test_an_invalid_number_is_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(PaperchatError, match="PAPERCHAT_TIMEOUT"):
        load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_TIMEOUT": value})


@pytest.mark.parametrize("text", ["model = ", "modle = 'x'", "\x00"])
def test_a_file_with_a_mistake_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(PaperchatError, match=r"settings\.toml"):
        load_settings({"PAPERCHAT_HOME": str(tmp_path)})


@pytest.mark.parametrize("value", ["", "endpoint", "model"])
def test_what_reranks_is_one_of_two_or_nothing(tmp_path: Path, value: str) -> None:
    assert load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_RERANK": value}).rerank == value
    (tmp_path / "settings.toml").write_text(f'rerank = "{value}"\n')
    assert load_settings({"PAPERCHAT_HOME": str(tmp_path)}).rerank == value


@pytest.mark.parametrize("value", ["Model", "yes", " ", "endpoint "])
def test_an_unknown_reranker_is_refused_with_the_choices(tmp_path: Path, value: str) -> None:
    with pytest.raises(PaperchatError, match="PAPERCHAT_RERANK cannot be") as caught:
        load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_RERANK": value})
    assert caught.value.hint == "Use `endpoint` or `model`, or leave it empty."


def test_an_unknown_reranker_in_the_file_is_refused(tmp_path: Path) -> None:
    for value in ("1", '"none"', "[]", "{}"):
        (tmp_path / "settings.toml").write_text(f"rerank = {value}\n")
        with pytest.raises(PaperchatError, match="PAPERCHAT_RERANK"):
            load_settings({"PAPERCHAT_HOME": str(tmp_path)})


def test_the_reranking_server_is_read(tmp_path: Path) -> None:
    given = {"BASE_URL": "http://127.0.0.1:8080", "MODEL": "ranker", "API_KEY": "sk-1"}
    settings = load_settings(
        {"PAPERCHAT_HOME": str(tmp_path), **{f"PAPERCHAT_RERANK_{name}": value for name, value in given.items()}}
    )
    assert (settings.rerank_base_url, settings.rerank_model, settings.rerank_api_key) == tuple(given.values())
    assert settings.rerank == ""


def test_keys_are_not_shown() -> None:
    settings = Settings(
        home=Path(),
        api_key="sk-secret",
        embed_api_key="sk-secret",
        rerank_api_key="sk-secret",
        headers={"a": "sk-secret"},
    )
    assert "sk-secret" not in repr(settings)


def test_headers_and_body_are_json_in_the_environment_and_tables_in_the_file(tmp_path: Path) -> None:
    home = {"PAPERCHAT_HOME": str(tmp_path)}
    settings = load_settings({**home, "PAPERCHAT_HEADERS": '{"X-Title": "a"}', "PAPERCHAT_BODY": '{"top_k": 20}'})
    assert (settings.headers, settings.body) == ({"X-Title": "a"}, {"top_k": 20})
    (tmp_path / "settings.toml").write_text('headers = {X-Title = "b"}\n[body]\ntop_k = 3\n')
    settings = load_settings(home)
    assert (settings.headers, settings.body) == ({"X-Title": "b"}, {"top_k": 3})


@pytest.mark.parametrize(
    "value", ["Authorization: sk-planted", '["sk-planted"]', '{"a": 1, "b": "sk-planted"}', "[" * 9999]
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_headers_of_another_form_are_refused_and_not_repeated(tmp_path: Path, value: str) -> None:
    with pytest.raises(PaperchatError, match="PAPERCHAT_HEADERS is not a table") as caught:
        load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_HEADERS": value})
    assert "planted" not in f"{caught.value.message}{caught.value.hint}"


def test_the_context_window_is_a_number_or_unset(tmp_path: Path) -> None:
    home = {"PAPERCHAT_HOME": str(tmp_path)}
    assert load_settings(home).context_window is None
    assert load_settings({**home, "PAPERCHAT_CONTEXT_WINDOW": "4096"}).context_window == 4096
    with pytest.raises(PaperchatError, match="PAPERCHAT_CONTEXT_WINDOW"):
        load_settings({**home, "PAPERCHAT_CONTEXT_WINDOW": "0"})


def test_who_may_change_the_model_is_one_of_two(tmp_path: Path) -> None:
    assert load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_PANEL": "all"}).panel == "all"
    with pytest.raises(PaperchatError, match="PAPERCHAT_PANEL"):
        load_settings({"PAPERCHAT_HOME": str(tmp_path), "PAPERCHAT_PANEL": "yes"})
