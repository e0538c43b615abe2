"""The model in use: one for the whole process, changed on the page or by another process, from the next question on.

Knows no page. Safe for several threads.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from app.connect.checkup import check_up
from app.connect.checkup_line import CheckupLine
from app.connect.choice import FIELDS, Form, changes_of
from app.connect.endpoints import endpoint_of, profiles_of
from app.connect.servers import FoundServer, ListedModel, Server, find_servers
from app.connect.settings_file import save_settings
from app.llm.endpoint import OPENAI_URL, Endpoint
from app.llm.health import ANSWERS, Health
from app.settings import Settings, fixed_settings, load_settings, model_setting_names
from index.errors import PaperchatError

log = logging.getLogger(__name__)
_LOOK_UP_AGAIN = 30.0
"""Seconds after which a server that did not name its model is asked again."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What the page shows about the model in use; holds no secret."""

    model: str | None
    """Its name, or its address if the name is not known; None without a model."""
    state: Literal["none", "not asked", "answers", "fails"]
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ModelForm:
    """What the form shows: no key."""

    form: Form
    fixed: dict[str, str]
    """The fields that the environment fixes, each with its variable."""
    has_key: bool
    connected: bool


class CurrentModel:
    """The model that answers now."""

    def __init__(
        self,
        settings: Settings,
        load: Callable[[], Settings] = load_settings,
        fixed: Callable[[], dict[str, str]] = fixed_settings,
    ) -> None:
        """`load` reads the settings again, `fixed` tells which of them the environment fixes."""
        self._load, self._fixed = load, fixed
        self._lock = threading.RLock()
        self._settings = settings
        self._profiles = profiles_of(settings)
        self._endpoint = endpoint_of(settings, self._profiles)
        self._stamp = self._file_stamp()
        # The latest test: what was tested, and how it ended.
        self._tested: tuple[Settings | None, Health] = (None, Health())
        # The endpoint whose server was asked for the name of its model, when, and who asks.
        self._looked_up: tuple[Endpoint | None, float] = (None, 0.0)
        self._asking: threading.Thread | None = None

    @property
    def endpoint(self) -> Endpoint | None:
        """The model for the next question; another process may have chosen it."""
        with self._lock:
            stamp = self._file_stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                self._reload()
            return self._endpoint

    @property
    def settings(self) -> Settings:
        """The settings that chose it."""
        with self._lock:
            return self._settings

    @property
    def fixed(self) -> dict[str, str]:
        """The settings that the environment fixes, each with its variable."""
        return self._fixed()

    @property
    def status(self) -> ModelStatus:
        """What to tell about it. A name that is not known is looked up meanwhile, for the next time."""
        endpoint = self.endpoint
        if endpoint is None:
            return ModelStatus(None, "none")
        if endpoint.known_model is None:
            self._look_up_name(endpoint)
        health = endpoint.health
        return ModelStatus(endpoint.known_model or endpoint.address, health.state, health.reason, health.hint)

    @property
    def form(self) -> ModelForm:
        """What the form shows for it."""
        settings, fixed = self.settings, self._fixed()
        here = {name: there for name, there in fixed.items() if name in FIELDS}
        return ModelForm(Form.of(settings), here, bool(settings.api_key), self.endpoint is not None)

    def save(self, form: Form) -> None:
        """Use and keep what was entered. Raises FormError."""
        with self._lock:
            fixed = self._fixed()
            chosen = form.applied_to(self._settings, fixed)
            save_settings(self._settings.file, changes_of(chosen, fixed))
            self._use(chosen)

    def disconnect(self) -> None:
        """Use no model, and forget its address and key. Raises PaperchatError if the environment fixes one."""
        with self._lock:
            fixed = self._fixed()
            if there := fixed.get("base_url") or fixed.get("model"):
                raise PaperchatError(f"{there} connects a model.", "Unset it and restart paperchat.")
            gone = dict.fromkeys(("base_url", "model", "api_key", "headers", "body"))
            save_settings(self._settings.file, gone)
            self._use(replace(self._settings, base_url=None, model=None, api_key=None, headers={}, body={}))

    def models(self, form: Form) -> tuple[ListedModel, ...]:
        """Return the models of the server that was entered, those that write answers. Raises PaperchatError."""
        settings = form.applied_to(self.settings, self._fixed())
        return tuple(model for model in server_of(settings).models() if model.chat)

    def find(self) -> tuple[FoundServer, ...]:
        """Return the servers on this machine."""
        return find_servers()

    def check(self, form: Form) -> Iterator[tuple[CheckupLine, ...]]:
        """Test the model that was entered, yielding all findings so far; keeps what it learns. Raises FormError."""
        settings = form.applied_to(self.settings, self._fixed())
        findings: tuple[CheckupLine, ...] = ()
        for findings in check_up(settings, self._profiles):
            yield findings
        failed = next((finding for finding in findings if finding.state == "failed"), None)
        with self._lock:
            self._tested = (settings, Health("fails", failed.text, failed.fix) if failed else ANSWERS)
            if settings == self._settings:
                # The model in use profits from what was found.
                self._use(settings)

    def _look_up_name(self, endpoint: Endpoint) -> None:
        with self._lock:
            asked, at = self._looked_up
            if asked is endpoint and time.monotonic() - at < _LOOK_UP_AGAIN:
                return
            # Only one thread waits for a server that never answers, however often the page asks.
            if self._asking and self._asking.is_alive():
                return
            self._looked_up = (endpoint, time.monotonic())
            self._asking = threading.Thread(target=_ask_for_name, args=[endpoint], daemon=True)
            self._asking.start()

    def _use(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoint = endpoint_of(settings, self._profiles)
        self._stamp = self._file_stamp()
        if self._endpoint and settings == self._tested[0]:
            self._endpoint.health = self._tested[1]

    def _reload(self) -> None:
        try:
            settings = self._load()
        except PaperchatError as fault:
            log.warning("The model stays as it is: %s", fault.message)
            return
        chosen = {name: getattr(settings, name) for name in FIELDS}
        if any(getattr(self._settings, name) != value for name, value in chosen.items()):
            self._use(replace(self._settings, **chosen))

    def _file_stamp(self) -> tuple[int, int]:
        try:
            there = self._settings.file.stat()
        except OSError:
            return (0, 0)
        return (there.st_mtime_ns, there.st_size)


def _ask_for_name(endpoint: Endpoint) -> None:
    """Have the endpoint learn its model's name; if it cannot, the next question says what is wrong."""
    with suppress(PaperchatError):
        endpoint.model  # noqa: B018 - remembers the name


def server_of(settings: Settings) -> Server:
    """Return the server that the settings name."""
    address = (settings.base_url or OPENAI_URL).rstrip("/")
    return Server(address, settings.api_key, settings.headers, model_setting_names())
