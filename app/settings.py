"""All settings: read once from the environment and a settings file, then passed as arguments.

Nothing else reads the environment or knows a variable's name. The file is `settings.toml` in the data folder, with the
field names as keys; our own variables override it, those of other tools count where nothing else is set.
"""

import json
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

import platformdirs

from index.endpoints.endpoint_errors import SettingNames
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
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Extra headers for each request, as a JSON object or a table: `{"X-Title": "paperchat"}`."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """Extra fields for each request, as a JSON object or a table: `{"top_k": 20}`."""
    context_window: int | None = None
    """Context window in tokens, prompt and reply together; if unset, the size its test found, or else 8192."""
    max_tokens: int = 1024
    """The most tokens in an answer."""
    temperature: float = 0.1
    """Sampling temperature of the model: 0 to 2."""
    timeout: float = 0.0
    """Seconds to wait for the next piece of a reply, the first one included; 0 waits as long as it takes."""
    prompt: Literal["auto", "full", "short"] = "auto"
    """The prompt for the model: `full`, `short` for a small model, or `auto`, which chooses by its test and answers."""
    papers: int = 8
    """The most papers to read for one answer."""
    reading_seconds: float = 15.0
    """How many seconds a model may take to read the papers of a question; a slow one gets fewer papers."""
    price_prompt: float = 0.0
    """Price of a million prompt tokens; with one of the two prices, an answer shows what it cost."""
    price_answer: float = 0.0
    """Price of a million answer tokens."""
    currency: str = "$"
    """The currency of the prices."""
    embed_base_url: str | None = None
    """Address of an OpenAI-compatible embeddings endpoint; the bundled encoder is used if unset."""
    embed_model: str | None = None
    """Name of the embedding model."""
    embed_api_key: str | None = field(default=None, repr=False)
    """API key of the embeddings endpoint, if it needs one."""
    database: str | None = field(default=None, repr=False)
    """Address of a PostgreSQL database with library and chats: `postgresql+psycopg://user:password@host/name`."""
    chroma: str | None = None
    """Address of a Chroma server that keeps the vectors, such as `http://127.0.0.1:8000`; files if unset."""
    chroma_token: str | None = field(default=None, repr=False)
    """Token that the Chroma server, or the proxy before it, asks for."""
    chroma_tenant: str = "default_tenant"
    """Tenant at the Chroma server."""
    chroma_database: str = "default_database"
    """Database at the Chroma server."""
    rerank: str = ""
    """What reranks the top search results: `endpoint` (a reranking model), `model` (one more call), or nothing."""
    rerank_base_url: str | None = None
    """Address of a reranking server or of its /rerank path, such as `http://127.0.0.1:8080`."""
    rerank_model: str | None = None
    """Name of the reranking model; not needed for a server with only one."""
    rerank_api_key: str | None = field(default=None, repr=False)
    """API key of the reranking server, if it needs one."""
    entailment: str | None = None
    """Folder of an entailment model (ONNX, tokenizer.json, config.json); it finds contradictions in sentences."""
    entailment_threshold: float | None = None
    """Probability of a contradiction from which that model is believed; if unset, the calibrated value, or 0.9."""
    host: str = "127.0.0.1"
    """Address to serve the page on."""
    port: int = 7860
    """Port to serve the page on."""
    panel: Literal["local", "all"] = "local"
    """Who may change the model on the page: `local`, people at this machine; `all`, everyone who can open the page."""
    metrics: Literal["local", "all"] = "local"
    """Who may read /metrics: `local`, people at this machine, or editors where people log in; `all`, everyone."""
    traces: str | None = None
    """Address of an OpenTelemetry collector for the steps of answers (OTLP over gRPC): `http://127.0.0.1:4317`."""
    log: Literal["text", "json"] = "text"
    """How the page logs: as `text`, or as `json` with one line per event. Questions are not logged, but with `text` an
    error message may repeat one.
    """

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.home / _FILE


_PREFIX = "PAPERCHAT_"
# Names that other tools use as well.
_ALIASES = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
_CHOICES = {
    "prompt": ("auto", "full", "short"),
    "rerank": ("", "endpoint", "model"),
    "panel": ("local", "all"),
    "metrics": ("local", "all"),
    "log": ("text", "json"),
}
_FILE = "settings.toml"
# Whose key the other tools' variable holds, unless it comes with an address.
_OPENAI = "https://api.openai.com/"


def variable(setting: str) -> str:
    """Return the environment variable of a setting.

    >>> variable("base_url")
    'PAPERCHAT_BASE_URL'
    """
    return f"{_PREFIX}{setting.upper()}"


def setting_names(prefix: str = "") -> SettingNames:
    """Return the variables that set an endpoint; `prefix`: `embed_`, `rerank_`, none for the model's."""
    return SettingNames(
        base_url=variable(f"{prefix}base_url"),
        model=variable(f"{prefix}model"),
        api_key=variable(f"{prefix}api_key"),
        context_window=variable("context_window"),
        timeout=variable("timeout"),
    )


def model_setting_names(environment: Mapping[str, str] = os.environ) -> SettingNames:
    """Return what the settings of the model that answers are called: by the variable that fixes one, else in words.

    The words are those of the page's panel and of `paperchat connect`, which change everything but the timeout.
    """
    fixed = fixed_settings(environment)
    named = {name.name: fixed[name.name] for name in fields(SettingNames) if name.name in fixed}
    return replace(SettingNames(), **{"timeout": variable("timeout"), **named})


def fixed_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the settings that our own environment variables fix, whatever the file says, each with its variable."""
    return {
        setting.name: variable(setting.name) for setting in fields(Settings) if environment.get(variable(setting.name))
    }


def certificate_bundle(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the file of certificates that other programs of this machine trust, if it is named as they name it.

    The libraries read SSL_CERT_FILE and SSL_CERT_DIR themselves, and these win.
    """
    return None if environment.get("SSL_CERT_FILE") else environment.get("REQUESTS_CA_BUNDLE")


def unproxied_hosts(environment: Mapping[str, str] = os.environ) -> str:
    """Return the hosts that are asked past the system's proxies, as its own variables list them."""
    return environment.get("no_proxy", environment.get("NO_PROXY", ""))


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this run. Raises PaperchatError for an invalid value."""
    home = Path(environment.get(variable("home")) or platformdirs.user_data_path("paperchat", appauthor=False))
    file = home.expanduser() / _FILE
    written = _read_file(file)
    fixed = {name: environment[there] for name, there in fixed_settings(environment).items()}
    values = {**_of_other_tools(environment, written), **written, **fixed, "home": home.expanduser()}
    known = {setting.name: setting for setting in fields(Settings)}
    for name in values:
        if name not in known:
            raise PaperchatError(f"{file}: unknown setting {name!r}.", f"The settings are: {', '.join(known)}.")
    for name, choices in _CHOICES.items():
        if name in values and values[name] not in choices:
            offered = " or ".join(f"`{choice}`" for choice in choices if choice)
            hint = f"Use {offered}{', or leave it empty' if '' in choices else ''}."
            raise PaperchatError(f"{variable(name)} cannot be {values[name]!r}.", hint)
    return Settings(**{name: _convert(name, value, known[name].type) for name, value in values.items()})


def _read_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise PaperchatError(f"{file} cannot be read: {fault}.", "Correct or delete it.") from fault


def _of_other_tools(environment: Mapping[str, str], written: Mapping[str, Any]) -> dict[str, str]:
    """Return what the variables of other tools say.

    Their key belongs to their address: it is not sent to one that was chosen here.
    """
    found = {name: environment[other] for name, other in _ALIASES.items() if environment.get(other)}
    if not str(written.get("base_url", _OPENAI)).startswith(_OPENAI):
        found.pop("api_key", None)
    return found


def _convert(name: str, value: Any, kind: Any) -> Any:
    if name in ("headers", "body"):
        return _table(name, value)
    number = next((one for one in (kind, *get_args(kind)) if one in (int, float)), None)
    if number is None:
        return value if isinstance(value, Path) else str(value)
    least = 1 if number is int else 0
    try:
        converted = number(value)
    except (TypeError, ValueError):
        converted = -1
    if not least <= converted < math.inf:
        raise PaperchatError(f"{variable(name)} cannot be {value!r}.", f"Use a number of at least {least}.")
    return converted


def _table(name: str, value: Any) -> Mapping[str, Any]:
    """Return a table of the file, or a JSON object in a variable. It may hold secrets and is not repeated."""
    try:
        table = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        table = None
    if isinstance(table, Mapping) and (name == "body" or all(isinstance(one, str) for one in table.values())):
        return table
    raise PaperchatError(
        f"{variable(name)} is not a table of names and values.", 'Use a form such as {"name": "value"}.'
    )
