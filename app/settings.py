"""Every setting: read once, from the environment and a settings file, and passed on.

Nothing else reads the environment. The file is `settings.toml` in the data folder, with the names of the fields; the
environment wins over it.
"""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from index.errors import PaperchatError


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; the docstrings of the fields are the README's table."""

    home: Path
    """Folder of the library and everything derived from it."""
    base_url: str | None = None
    """Address of an OpenAI-compatible endpoint, such as `http://127.0.0.1:11434/v1`."""
    model: str | None = None
    """Name of the model at the endpoint; with an address and no name, the first one it lists."""
    api_key: str | None = field(default=None, repr=False)
    """Key of the endpoint, where it wants one."""
    context_window: int = 8192
    """Tokens that the model reads and writes at once."""
    max_tokens: int = 1024
    """Tokens of an answer at most."""
    temperature: float = 0.1
    """How freely the model words its answer: 0 to 2."""
    timeout: float = 12.0
    """Seconds to wait for the endpoint's next word. Raise it for a slow model."""
    papers: int = 8
    """Papers that are read for an answer at most."""
    embed_base_url: str | None = None
    """Address of an OpenAI-compatible embeddings endpoint; without it the bundled encoder is used."""
    embed_model: str | None = None
    """Name of the embeddings model."""
    embed_api_key: str | None = field(default=None, repr=False)
    """Key of the embeddings endpoint, where it wants one."""
    rerank: str = ""
    """What looks at the first papers found again: `endpoint` (a reranking model), `model` (one more call), nothing."""
    rerank_base_url: str | None = None
    """Address of a reranking server, or of its /rerank, such as `http://127.0.0.1:8080`."""
    rerank_model: str | None = None
    """Name of the reranking model; a server with a single one needs none."""
    rerank_api_key: str | None = field(default=None, repr=False)
    """Key of the reranking server, where it wants one."""
    host: str = "127.0.0.1"
    """Address the page is served on."""
    port: int = 7860
    """Port the page is served on."""


# Names that other tools use too.
_ALIASES = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
_RERANKERS = ("", "endpoint", "model")


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this run. Raises PaperchatError for a value that cannot be used."""
    home = Path(environment.get("PAPERCHAT_HOME") or platformdirs.user_data_path("paperchat", appauthor=False))
    file = home.expanduser() / "settings.toml"
    values = {**_read_file(file), **_read_environment(environment), "home": home.expanduser()}
    known = {setting.name: setting for setting in fields(Settings)}
    for name in values:
        if name not in known:
            raise PaperchatError(f"{file}: there is no setting {name!r}.", f"The settings are: {', '.join(known)}.")
    if values.get("rerank", "") not in _RERANKERS:
        raise PaperchatError(f"PAPERCHAT_RERANK cannot be {values['rerank']!r}.", "It is `endpoint`, `model` or empty.")
    return Settings(**{name: _convert(name, value, known[name].type) for name, value in values.items()})


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise PaperchatError(f"{file} cannot be read: {fault}.", "Mend it or delete it.") from fault


def _read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in fields(Settings):
        for variable in (f"PAPERCHAT_{setting.name.upper()}", _ALIASES.get(setting.name, "")):
            if environment.get(variable):
                found.setdefault(setting.name, environment[variable])
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
        raise PaperchatError(f"PAPERCHAT_{name.upper()} cannot be {value!r}.", f"It is a number from {least} on.")
    return number
