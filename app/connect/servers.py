"""Asks a server what it offers: its models, and how much each reads. Also finds the servers on this machine."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from app.connect.presets import PORTS, preset_of
from app.llm.connection import Connection
from app.llm.dialect import is_chat_model
from index.endpoints.endpoint_address import ServerAddress, key_fault, right_address
from index.endpoints.endpoint_errors import GENERIC_NAMES, EndpointError, Faults, SettingNames
from index.wording.said import said

_SECONDS = 5.0
# A server on this machine answers at once or not at all.
_LOCAL_SECONDS = 1.5
_MOST_BYTES = 8_000_000
_MOST_MODELS = 2000
_MOST_NAME = 200
# What LM Studio says of each model, whoever made it.
_LM_STUDIO = "organization_owner"
# What servers call the size of a model's window in their lists, the one in use before the largest possible.
_WINDOWS = ("loaded_context_length", "max_model_len", "n_ctx", "context_length", "context_window", "max_context_length")


class KeyRefusedError(EndpointError):
    """The server takes no request with this key, or without one."""


class NoListError(EndpointError):
    """There is a server at the address, but no list of models."""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that a server offers."""

    name: str
    window: int | None = None
    """Its context window in tokens, if the server reports it."""
    chat: bool = True
    """It writes answers; the others embed, rerank or speak."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server, and the key and headers to send with each request."""

    base_url: str
    api_key: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: SettingNames = GENERIC_NAMES
    seconds: float = _SECONDS

    def models(self) -> tuple[ListedModel, ...]:
        """Return the models it lists, those that write answers first. Raises EndpointError."""
        address = self._address
        # Azure lists the models of a region beside its deployments.
        path = address.base_url.partition("/deployments/")[0]
        entries = _entries(self._get(f"{path}/models"))[:_MOST_MODELS]
        known = {model.name: model for model in map(_listed, entries) if model}
        if known and any(entry.get("owned_by") == _LM_STUDIO for entry in entries):
            # Its own list tells embedding models apart, and the window of each model that is loaded.
            own = [_listed(entry) for entry in _entries(self._tell("/api/v0/models"))[:_MOST_MODELS]]
            known.update({model.name: model for model in own if model})
        return tuple(sorted(known.values(), key=lambda model: not model.chat))

    def window(self, model: str) -> int | None:
        """Return the context window of the loaded model, if the server reports it in a known way."""
        address = self._address
        try:
            listed = next((one for one in self.models() if one.name == model), None)
        except EndpointError:
            listed = None
        if not _is_own(address):
            return listed.window if listed else None
        return self._loaded_by_ollama(model) or self._loaded_by_llama_cpp() or (listed.window if listed else None)

    @property
    def root(self) -> str:
        """The server without a path. Raises EndpointError."""
        return self._address.root

    @property
    def _address(self) -> ServerAddress:
        return self._faults.server

    @property
    def _faults(self) -> Faults:
        return Faults(self.base_url, None, self.seconds, self.api_key, self.settings)

    def _loaded_by_ollama(self, model: str) -> int | None:
        running = self._tell("/api/ps").get("models")
        for entry in running if isinstance(running, list) else ():
            if isinstance(entry, Mapping) and model in (entry.get("name"), entry.get("model")):
                return _size(entry.get("context_length"))
        return None

    def _loaded_by_llama_cpp(self) -> int | None:
        defaults = self._tell("/props").get("default_generation_settings")
        return _size(defaults.get("n_ctx")) if isinstance(defaults, Mapping) else None

    def _tell(self, path: str) -> Mapping[str, Any]:
        """Return the server's reply at a path of its own API; nothing if there is none."""
        try:
            said = self._get(f"{self._address.root}{path}")
        except EndpointError:
            return {}
        return said if isinstance(said, Mapping) else {}

    def _get(self, url: str) -> Any:
        faults = self._faults
        if self.api_key and (wrong := key_fault(self.api_key)):
            raise faults.unfit_key(wrong)
        headers = {**self._key_header(), **self.headers}
        try:
            with (
                Connection(direct=self._address.is_loopback) as opened,
                # A key goes to the server it belongs to, and to no other one.
                opened.client.http.stream(
                    *("GET", url),
                    params=dict(self._address.query),
                    headers=headers,
                    timeout=self.seconds,
                    follow_redirects=False,
                ) as response,
            ):
                if response.status_code != HTTPStatus.OK:
                    raise self._refused(response.status_code)
                return json.loads(_bounded(response.iter_bytes()))
        except RecursionError as fault:
            raise faults.explain(ValueError("too deep")) from fault
        except Exception as fault:
            raise faults.explain(fault) from fault

    def _refused(self, status: int) -> EndpointError:
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            refused = self._faults.key_refused()
            return KeyRefusedError(refused.message, refused.hint)
        if status == HTTPStatus.NOT_FOUND:
            right = right_address(self.base_url)
            hint = said("endpoint.type_name", "Type the model's name.")
            if right != self.base_url:
                set_to = "Set {setting} to {value}."
                hint = said("endpoint.set_to", set_to, setting=self.settings.base_url, value=right)
            return NoListError(self._faults.sentence(said("endpoint.no_list", "has no list of models.")), hint)
        no_list = said("endpoint.gives_no_list", "did not return a list of models ({status}).", status=str(int(status)))
        return self._faults.error(no_list, said("endpoint.look", "Look at the server's log."))

    def _key_header(self) -> dict[str, str]:
        if not self.api_key:
            return {}
        return {"api-key": self.api_key} if self._address.azure else {"Authorization": f"Bearer {self.api_key}"}


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server on this machine."""

    title: str
    address: str
    models: tuple[ListedModel, ...]


def find_servers(ports: Iterable[int] = PORTS) -> tuple[FoundServer, ...]:
    """Return the servers that listen on the known ports of this machine, asked all at once."""
    ports = tuple(ports)
    with ThreadPoolExecutor(len(ports)) as threads:
        return tuple(found for found in threads.map(_found, ports) if found)


def _found(port: int) -> FoundServer | None:
    server = Server(f"http://127.0.0.1:{port}/v1", seconds=_LOCAL_SECONDS)
    try:
        models = tuple(model for model in server.models() if model.chat)
    except EndpointError:
        return None
    return FoundServer(preset_of(server.base_url).title, server.base_url, models)


def _listed(entry: Mapping[str, Any]) -> ListedModel | None:
    name = entry.get("id")
    if not isinstance(name, str) or not name or len(name) > _MOST_NAME or not name.isprintable():
        return None
    meta = entry.get("meta")
    described = {**(meta if isinstance(meta, Mapping) else {}), **entry}
    window = next(filter(None, (_size(described.get(key)) for key in _WINDOWS)), None)
    return ListedModel(
        name, window, is_chat_model(name) and entry.get("type") not in ("embeddings", "embedding", "rerank")
    )


def _bounded(pieces: Iterable[bytes]) -> bytes:
    read = b""
    for data in pieces:
        read += data
        if len(read) > _MOST_BYTES:
            raise ValueError("too long")
    return read


def _entries(said: Any) -> list[Mapping[str, Any]]:
    listed = said.get("data") if isinstance(said, Mapping) else said
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []


def _is_own(address: ServerAddress) -> bool:
    """Return whether a server is on this machine or in a local network: only these offer more than one API."""
    return address.is_loopback or "." not in address.host or address.base_url.startswith("http://")


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
