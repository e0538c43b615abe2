"""What a person entered to connect a model: checked field by field, and turned into settings.

A saved key is never shown: the form says that there is one, and keeps it as long as the server stays the same.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from app.settings import Settings
from index.endpoints.endpoint_address import key_fault, right_address
from index.errors import PaperchatError

SAVED = "(saved)"
"""Stands in the form for the value of a header that is kept and not shown."""
FIELDS = (
    *("base_url", "model", "api_key", "headers", "body"),
    *("context_window", "max_tokens", "temperature", "prompt"),
)
"""The settings that the form can change."""

_HEADER = re.compile(r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")
# What we send ourselves, or what would break the request.
_OWN_HEADERS = {"host", "content-length", "transfer-encoding", "connection", "content-type", "authorization", "api-key"}
_OWN_BODY = {"model", "messages", "stream"}
_LONGEST = 4000
_LARGEST_WINDOW = 10_000_000
_HOTTEST = 2.0


class FormError(PaperchatError):
    """Fields that cannot be used: what is wrong, by the field's name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()), "Correct that and try again.")
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were typed; `keep_key`: the saved key stays if no other one was typed."""

    base_url: str = ""
    model: str = ""
    api_key: str = ""
    keep_key: bool = True
    headers: str = ""
    body: str = ""
    context_window: str = ""
    max_tokens: str = ""
    temperature: str = ""
    prompt: str = "auto"

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> "Form":
        """Return the form that a browser sent, cut to size."""
        text = {name: str(sent.get(name) or "")[:_LONGEST] for name in FIELDS}
        return cls(**text, keep_key=bool(sent.get("keep_key", True)))

    @classmethod
    def of(cls, settings: Settings) -> "Form":
        """Return the form that shows the settings, without a key and without values of headers."""
        return cls(
            settings.base_url or "",
            settings.model or "",
            headers="\n".join(f"{name}: {SAVED}" for name in settings.headers),
            body=json.dumps(settings.body, ensure_ascii=False) if settings.body else "",
            context_window=str(settings.context_window or ""),
            max_tokens=str(settings.max_tokens),
            temperature=f"{settings.temperature:g}",
            prompt=settings.prompt,
        )

    def applied_to(self, settings: Settings, fixed: Mapping[str, str]) -> Settings:
        """Return the settings with what was typed, except those that are fixed. Raises FormError."""
        default = Settings(settings.home)
        same = _same_server(settings.base_url, self.base_url)
        faults: dict[str, str] = {}
        values: dict[str, Any] = {}
        readers: dict[str, Callable[[], Any]] = {
            "base_url": lambda: _address(self.base_url),
            "model": lambda: self.model.strip() or None,
            "api_key": lambda: self._key(settings),
            "headers": lambda: _headers(self.headers, settings.headers if same else {}),
            "body": lambda: _body(self.body),
            "context_window": lambda: _whole(self.context_window, _LARGEST_WINDOW),
            "max_tokens": lambda: _whole(self.max_tokens, _LARGEST_WINDOW) or default.max_tokens,
            "temperature": lambda: _temperature(self.temperature, default.temperature),
            "prompt": lambda: self.prompt if self.prompt in ("full", "short") else "auto",
        }
        for name, read in readers.items():
            if name in fixed:
                continue
            try:
                values[name] = read()
            except ValueError as fault:
                faults[name] = str(fault)
        if "base_url" not in faults and (stranded := _stranded_key(settings, values, fixed)):
            faults["base_url"] = stranded
        if faults:
            raise FormError(faults)
        return replace(settings, **values)

    def _key(self, settings: Settings) -> str | None:
        # Pasted keys often come with white space around them.
        typed = self.api_key.strip()
        if fault := typed and key_fault(typed):
            raise ValueError(f"The key {fault}.")
        if typed or not self.keep_key:
            return typed or None
        return settings.api_key if _same_server(settings.base_url, self.base_url) else None


def changes_of(settings: Settings, fixed: Mapping[str, str]) -> dict[str, Any]:
    """Return what to write to the settings file for these settings; None for what is as it is without a file."""
    default = Settings(settings.home)
    chosen = {name: getattr(settings, name) for name in FIELDS if name not in fixed}
    return {name: None if value == getattr(default, name) else value for name, value in chosen.items()}


def _stranded_key(settings: Settings, values: Mapping[str, Any], fixed: Mapping[str, str]) -> str:
    """Return why the address cannot change: a key from the environment is sent only to the server it belongs to."""
    if "api_key" not in fixed or _same_server(settings.base_url, values.get("base_url", settings.base_url)):
        return ""
    return f"{fixed['api_key']} holds the key of another server. Unset it to connect this one."


def _same_server(one: str | None, other: str | None) -> bool:
    return _origin(one) == _origin(other)


def _origin(address: str | None) -> tuple[str, str]:
    parts = urlsplit(right_address(address or "https://api.openai.com/v1"))
    return parts.scheme, parts.netloc.rpartition("@")[2].lower()


def _address(typed: str) -> str | None:
    address = typed.strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not address.isprintable() or " " in address:
        raise ValueError(f"This is not a web address. Did you mean {right_address(address)}?")
    if parts.username or parts.password:
        raise ValueError("Put the password into the key or a header, not into the address.")
    return address


def _headers(text: str, saved: Mapping[str, str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not _HEADER.match(name):
            raise ValueError("One header a line, such as X-Title: paperchat")
        if name.lower() in _OWN_HEADERS:
            raise ValueError(f"{name} is set by paperchat; a key goes into its own field.")
        if value == SAVED and name in saved:
            value = saved[name]
        elif value == SAVED:
            raise ValueError(f"Enter the value of {name} again: it belongs to another server.")
        elif not value.isascii() or not value.isprintable():
            raise ValueError(f"The value of {name} has a character that no header has.")
        headers[name] = value
    return headers


def _body(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or None in body.values():
        raise ValueError('A JSON object, such as {"top_k": 20}')
    if own := _OWN_BODY & body.keys():
        raise ValueError(f"{min(own)} is set by paperchat.")
    return body


def _whole(text: str, largest: int) -> int | None:
    if not text.strip():
        return None
    digits = text.strip().replace(",", "").replace("_", "")
    if not digits.isdecimal() or not 0 < int(digits[:9]) <= largest:
        raise ValueError("A whole number of tokens")
    return int(digits[:9])


def _temperature(text: str, default: float) -> float:
    if not text.strip():
        return default
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= _HOTTEST:
        raise ValueError("A number from 0 to 2")
    return value
