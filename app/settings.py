"""All settings: read once from the environment and a settings file, then passed as arguments.

Nothing else reads the environment or knows a variable's name. The file is `settings.toml` in the data folder, with the
field names as keys; the environment overrides it.
"""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import platformdirs

from index.endpoint_errors import SettingNames
from index.errors import PaperchatError


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. The docstrings of the fields are the table of settings in the documentation."""

    home: Path
    """Folder for the library and everything derived from it."""
    base_url: str | None = None
    """Address of an OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`."""
    model: str | None = None
    """Name of the model at the endpoint; if only the address is set, the first model that the endpoint lists."""
    api_key: str | None = field(default=None, repr=False)
    """API key of the endpoint, if it needs one."""
    context_window: int = 8192
    """Tokens that fit into the model, prompt and reply together."""
    max_tokens: int = 1024
    """The most tokens in an answer."""
    temperature: float = 0.1
    """Sampling temperature of the model: 0 to 2."""
    timeout: float = 12.0
    """Seconds to wait for the next piece of a reply. Raise it for a slow model."""
    prompt: Literal["auto", "full", "short"] = "auto"
    """Which prompt the model gets: `full`, `short` for a small model, or `auto`: the one that suits it by its test."""
    papers: int = 8
    """The most papers to read for one answer."""
    embed_base_url: str | None = None
    """Address of an OpenAI-compatible embeddings endpoint; the bundled encoder is used if unset."""
    embed_model: str | None = None
    """Name of the embedding model."""
    embed_api_key: str | None = field(default=None, repr=False)
    """API key of the embeddings endpoint, if it needs one."""
    rerank: str = ""
    """What reranks the top search results: `endpoint` (a reranking model), `model` (one more call), or nothing."""
    rerank_base_url: str | None = None
    """Address of a reranking server or of its /rerank path, such as `http://127.0.0.1:8080`."""
    rerank_model: str | None = None
    """Name of the reranking model; not needed for a server with only one."""
    rerank_api_key: str | None = field(default=None, repr=False)
    """API key of the reranking server, if it needs one."""
    host: str = "127.0.0.1"
    """Address to serve the page on."""
    port: int = 7860
    """Port to serve the page on."""


_PREFIX = "PAPERCHAT_"
# Names that other tools use as well.
_ALIASES = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
_CHOICES = {"prompt": ("auto", "full", "short"), "rerank": ("", "endpoint", "model")}


def variable(setting: str) -> str:
    """Return the environment variable of a setting.

    >>> variable("base_url")
    'PAPERCHAT_BASE_URL'
    """
    return f"{_PREFIX}{setting.upper()}"


def setting_names(prefix: str = "") -> SettingNames:
    """Return what the settings of an endpoint are called; `prefix`: `embed_`, `rerank_`, none for the model's."""
    return SettingNames(
        base_url=variable(f"{prefix}base_url"),
        model=variable(f"{prefix}model"),
        api_key=variable(f"{prefix}api_key"),
        context_window=variable("context_window"),
        timeout=variable("timeout"),
    )


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this run. Raises PaperchatError for an invalid value."""
    home = Path(environment.get(variable("home")) or platformdirs.user_data_path("paperchat", appauthor=False))
    file = home.expanduser() / "settings.toml"
    values = {**_read_file(file), **_read_environment(environment), "home": home.expanduser()}
    known = {setting.name: setting for setting in fields(Settings)}
    for name in values:
        if name not in known:
            raise PaperchatError(f"{file}: unknown setting {name!r}.", f"The settings are: {', '.join(known)}.")
    for name, choices in _CHOICES.items():
        if name in values and values[name] not in choices:
            offered = ", ".join(f"`{choice}`" for choice in choices if choice)
            hint = f"Use one of {offered}{', or leave it empty' if '' in choices else ''}."
            raise PaperchatError(f"{variable(name)} cannot be {values[name]!r}.", hint)
    return Settings(**{name: _convert(name, value, known[name].type) for name, value in values.items()})


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise PaperchatError(f"{file} cannot be read: {fault}.", "Correct it or delete it.") from fault


def _read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in fields(Settings):
        for name in (variable(setting.name), _ALIASES.get(setting.name, "")):
            if environment.get(name):
                found.setdefault(setting.name, environment[name])
    return found


def _convert(name: str, value: Any, kind: object) -> Any:
    if kind not in (int, float):
        return value if isinstance(value, Path) else str(value)
    least = 1 if kind is int else 0
    try:
        number = int(value) if kind is int else float(value)
    except (TypeError, ValueError):
        number = -1
    if not least <= number < math.inf:
        raise PaperchatError(f"{variable(name)} cannot be {value!r}.", f"Use a number of at least {least}.")
    return number
