"""Reads and corrects the address and the key of an OpenAI-compatible server. Pure.

An address may carry a query, which goes with every request: Azure's `?api-version=` is one.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from index.wording.said import said

AZURE_VERSION = "2024-10-21"
"""The version of Azure's API to use if the address names none: the latest one that Azure keeps stable."""

_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.us")
_DEPLOYMENT = re.compile(r"/openai/deployments/(?P<name>[^/]+)")
# Paths of single requests, copied along with the address. The later ones are those of Ollama and LM Studio.
_REQUEST = re.compile(
    r"/(?:chat/completions|completions|responses|embeddings|models)$"
    r"|(?P<native>/api/(?:chat|generate|tags|show|ps|embed|v0(?:/.*)?)$|/api$|/v1/messages$)"
)
_KNOWN_PATHS = {"openrouter.ai": "/api/v1", "api.groq.com": "/openai/v1"}
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/{0,2}(?!\d)", re.IGNORECASE)
_QUOTES = "\"'`“”„‟‘’‚‛«»‹›"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """An address in the parts that requests are made of."""

    base_url: str
    """Without query, fragment and final slash."""
    query: Mapping[str, str]
    """Parameters to send with every request."""
    host: str
    port: int | None
    deployment: str | None
    """Azure's name for a model, if it is in the path."""
    azure: bool
    """The key goes into the header `api-key` instead of `Authorization`."""

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine."""
        return is_loopback(self.host)

    @property
    def root(self) -> str:
        """The server's own address, without a path."""
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


@lru_cache(32)
def read_address(address: str) -> ServerAddress:
    """Return the parts of an address. Raises ValueError if it is not an address.

    >>> azure = read_address("https://lab.openai.azure.com/openai/deployments/mini/?api-version=2024-10-21")
    >>> azure.base_url, dict(azure.query), azure.deployment, azure.azure
    ('https://lab.openai.azure.com/openai/deployments/mini', {'api-version': '2024-10-21'}, 'mini', True)
    """
    parts = urlsplit(address)
    deployment = _DEPLOYMENT.search(parts.path)
    base_url = urlunsplit(parts._replace(query="", fragment="")).rstrip("/")
    host = parts.hostname or ""
    azure = deployment is not None or host.endswith(_AZURE_HOSTS)
    return ServerAddress(
        base_url, dict(parse_qsl(parts.query)), host, parts.port, deployment and deployment["name"], azure
    )


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("example.org")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def right_address(typed: str, model: str | None = None) -> str:
    """Return the address that was most likely meant: the same one if nothing about it looks wrong.

    `model` completes the path of an Azure deployment.

    >>> right_address("127.0.0.1:11434"), right_address("http://127.0.0.1:1234/v1/chat/completions")
    ('http://127.0.0.1:11434/v1', 'http://127.0.0.1:1234/v1')
    >>> right_address(" “https://api.openai.com//v1/” "), right_address("http://0.0.0.0:11434/api/chat")
    ('https://api.openai.com/v1', 'http://127.0.0.1:11434/v1')
    >>> right_address("https://lab.openai.azure.com/openai/deployments/mini/chat/completions")
    'https://lab.openai.azure.com/openai/deployments/mini?api-version=2024-10-21'
    """
    address = typed.strip().strip(_QUOTES).strip()[:_LONGEST]
    try:
        parts = urlsplit(_with_scheme(address))
        host = parts.hostname or ""
        # Reading the port checks it.
        _ = parts.port
    except ValueError:
        return address
    if host == "0.0.0.0":  # noqa: S104 - where a server listens, not where it is asked
        parts = parts._replace(netloc=parts.netloc.replace(host, "127.0.0.1", 1))
    path, native = _right_path(parts.path)
    if host.endswith(_AZURE_HOSTS):
        return _azure(parts, path, model)
    if not path or native:
        path = _KNOWN_PATHS.get(host.removeprefix("www."), "/v1")
    return urlunsplit(parts._replace(path=path, fragment=""))


def key_fault(key: str) -> str:
    r"""Return what is wrong with a key, before it is sent anywhere; empty if nothing is.

    >>> key_fault("sk-1"), key_fault("“sk-1”"), key_fault("sk-1\nsk-2")
    ('', 'has quotation marks around it or in it', 'contains a line break')
    """
    if "\n" in key or "\r" in key:
        return said("key.line_break", "contains a line break")
    if any(quote in key for quote in _QUOTES):
        return said("key.quotes", "has quotation marks around it or in it")
    if not key.isascii() or not key.isprintable():
        return said("key.character", "contains a character that keys never have")
    if " " in key:
        return said("key.space", "contains a space")
    return ""


def _with_scheme(address: str) -> str:
    """Return the address with a scheme: http on the own machine and network, https elsewhere."""
    if _SCHEME.match(address):
        return re.sub(r"^(https?):/*", r"\1://", address, flags=re.IGNORECASE)
    host = urlsplit(f"//{address.lstrip('/')}").hostname or ""
    try:
        own = not ipaddress.ip_address(host).is_global
    except ValueError:
        own = is_loopback(host) or "." not in host or host.endswith((".local", ".lan", ".internal"))
    return f"{'http' if own else 'https'}://{address.lstrip('/')}"


def _right_path(path: str) -> tuple[str, bool]:
    """Return a path without the part of a single request, and whether it belongs to another API of the server."""
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    native = False
    while found := _REQUEST.search(path):
        native = native or found["native"] is not None
        path = path[: found.start()].rstrip("/")
    return re.sub(r"(/v1)(?:/v1)+$", r"\1", path), native


def _azure(parts: SplitResult, path: str, model: str | None) -> str:
    if not _DEPLOYMENT.search(path):
        path = f"/openai/deployments/{model}" if model and path != "/openai/v1" else "/openai/v1"
    query = parts.query
    if "/deployments/" in path and "api-version=" not in query:
        query = "&".join(filter(None, (query, f"api-version={AZURE_VERSION}")))
    return urlunsplit(parts._replace(path=path, query=query, fragment=""))
