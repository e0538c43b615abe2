"""Errors of an OpenAI-compatible endpoint, each in one line that says what went wrong and what to do next.

The one place that translates the errors of openai and httpx.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from index.endpoints.certificates import SET_CERTIFICATE, certificate_fault
from index.endpoints.endpoint_address import ServerAddress, read_address, right_address
from index.endpoints.endpoint_messages import says_loading, says_overflow, seconds_until, server_message, window_named
from index.errors import PaperchatError, cause_of
from index.wording.said import Said, said


class EndpointError(PaperchatError):
    """An endpoint failed or sent something unusable."""


class RefusedError(EndpointError):
    """The server refused a request; `words` are its own, which may name what it does not take."""

    def __init__(self, message: str, hint: str, words: str) -> None:
        super().__init__(message, hint)
        self.words = words


class ContextOverflowError(RefusedError):
    """A prompt was longer than the model's context window; `window` is its size in tokens, if the server named it."""

    def __init__(self, message: str, hint: str, words: str, window: int | None) -> None:
        super().__init__(message, hint, words)
        self.window = window
        self.may_ask_again = True
        """Whether a shorter prompt may be sent; not if this request was a second one already."""


class LoadingError(EndpointError):
    """The server is still loading the model, and will answer later."""


class BusyError(EndpointError):
    """The server is busy; `seconds`: until when, if it said."""

    def __init__(self, message: str, hint: str, seconds: float | None) -> None:
        super().__init__(message, hint)
        self.seconds = seconds


class TooLargeError(Exception):
    """A server sent far more than an answer can hold."""


class RedirectError(Exception):
    """A server sent us to another address; `same`: on the same server."""

    def __init__(self, address: str, *, same: bool) -> None:
        super().__init__()
        self.address = address
        self.same = same


_NO_ADDRESS = said("endpoint.no_address", "is not a web address.")
# What OpenSSL says of an answer in plain http.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")
_LOOK_AT_LOG = said("endpoint.look_at_log", "Look at the server's log and ask again.")


@dataclass(frozen=True, slots=True)
class SettingNames:
    """What the settings of an endpoint are called, for hints. The application passes its own names."""

    base_url: str = said("setting.base_url", "the address")
    model: str = said("setting.model", "the model’s name")
    api_key: str = said("setting.api_key", "the key")
    context_window: str = said("setting.context_window", "the context window")
    timeout: str = said("setting.timeout", "the timeout")


GENERIC_NAMES = SettingNames()


@dataclass(frozen=True, slots=True)
class Faults:
    """Explains the errors of one endpoint."""

    base_url: str
    model: str | None
    timeout: float
    """The longest silence in seconds; 0 for no limit."""
    api_key: str | None = field(default=None, repr=False)
    settings: SettingNames = GENERIC_NAMES

    @property
    def server(self) -> ServerAddress:
        """The parts of the address. Raises EndpointError if it is not an address."""
        try:
            return read_address(self.base_url)
        except ValueError as fault:
            raise self.error(_NO_ADDRESS, self._correct(self.settings.base_url)) from fault

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine."""
        try:
            return read_address(self.base_url).is_loopback
        except ValueError:
            return False

    @property
    def deployment(self) -> str | None:
        """The model that the address itself names."""
        try:
            return read_address(self.base_url).deployment
        except ValueError:
            return None

    @property
    def address(self) -> str:
        """The address without any user name, password or query."""
        try:
            parts = urlsplit(self.base_url)
        except ValueError:
            # It may contain a password, so it is not repeated.
            return said("endpoint.in_setting", "in {setting}", setting=self.settings.base_url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))

    def explain(self, fault: Exception) -> Exception:  # noqa: PLR0911 - a return for each kind of fault
        """Return `fault` in words for people; unchanged if it is not a fault of the endpoint."""
        import httpx
        import openai

        if isinstance(fault, EndpointError):
            return fault
        if isinstance(fault, openai.APIStatusError):
            return self._refused(fault.status_code, fault.body, fault.response.headers)
        if known := self._of_connection(fault):
            return known
        if isinstance(fault, openai.APIError) and not isinstance(fault, openai.APIConnectionError):
            if says_overflow(fault.body):
                return self._refused(HTTPStatus.BAD_REQUEST, fault.body, {})
            reports = said("endpoint.reports", "reports: {words}", words=self.quote(fault.message))
            return self.error(reports, _LOOK_AT_LOG)
        if isinstance(fault, openai.OpenAIError | ValueError | RecursionError | httpx.InvalidURL):
            return self.no_reply()
        return fault

    def _of_connection(self, fault: Exception) -> EndpointError | None:  # noqa: PLR0911 - as above
        """Describe a fault of the network or of the reply; None for any other fault."""
        import httpx
        import openai

        # openai wraps the error that matters.
        inner = fault if isinstance(fault, httpx.HTTPError) else fault.__cause__ or fault
        if isinstance(inner, TooLargeError | RedirectError):
            return self._led_astray(inner)
        if isinstance(inner, httpx.ConnectTimeout):
            check = "Check {setting}, and that the server runs."
            slow = said("endpoint.slow_to_connect", "cannot be reached: it took too long to connect.")
            return self.error(slow, said("endpoint.check_and_runs", check, setting=self.settings.base_url))
        if isinstance(fault, openai.APITimeoutError | httpx.TimeoutException):
            return self.silent()
        if isinstance(inner, httpx.UnsupportedProtocol):
            http = "Correct {setting}: it starts with http://."
            return self.error(_NO_ADDRESS, said("endpoint.starts_with_http", http, setting=self.settings.base_url))
        if isinstance(inner, httpx.ConnectError):
            return self._unreachable(inner)
        if isinstance(inner, httpx.ProxyError):
            proxy = "cannot be reached: the proxy says {words}."
            variables = said("endpoint.check_proxy", "Check the proxy's variables.")
            return self.error(said("endpoint.proxy", proxy, words=self.quote(str(inner))), variables)
        return self.broken_off() if isinstance(fault, openai.APIConnectionError | httpx.TransportError) else None

    def silent(self) -> EndpointError:
        """Return the error for an endpoint that sends nothing."""
        hint = "Raise {setting} if the model is just slow; otherwise restart its server."
        silent = said("endpoint.silent", "sent nothing for {seconds} s.", seconds=f"{self.timeout:.0f}")
        return self.error(silent, said("endpoint.raise_timeout", hint, setting=self.settings.timeout))

    def no_reply(self) -> EndpointError:
        """Return the error for a reply that does not come from such a server: a web page, or nothing."""
        unlike = said("endpoint.unlike", "does not answer like an OpenAI-compatible server.")
        return self.error(unlike, self._right_address())

    def broken_off(self) -> EndpointError:
        """Return the error for a stream that ended too early."""
        broke_off = said("endpoint.broke_off", "broke off in the middle of the answer.")
        return self.error(broke_off, said("endpoint.ask_again", "Ask again; look at the server's log."))

    def error(self, message: str, hint: str) -> EndpointError:
        """Return an error that names the endpoint; `message` says what it does."""
        return EndpointError(self.sentence(message), hint)

    def key_refused(self) -> EndpointError:
        """Return the error for a key that the server does not know."""
        set_key = said("endpoint.set_key", "Set {setting} to a valid one.", setting=self.settings.api_key)
        return self.error(said("endpoint.no_such_key", "does not accept the key."), set_key)

    def unfit_key(self, why: str) -> EndpointError:
        """Return the error for a key that cannot be sent; `why` says what is wrong with it."""
        not_asked = said("endpoint.unfit_key", "was not asked: its key {why}.", why=why)
        return self.error(not_asked, self._correct(self.settings.api_key))

    def sentence(self, what: str) -> Said:
        """Return what the endpoint does as a sentence."""
        return said("endpoint.sentence", "The endpoint {address} {what}", address=self.address, what=what)

    def _correct(self, setting: str) -> Said:
        return said("endpoint.correct", "Correct {setting}.", setting=setting)

    def quote(self, message: str) -> str:
        """Return the server's words in one short line, without the key."""
        return " ".join((message.replace(self.api_key, "…") if self.api_key else message).split())[:200]

    def _refused(self, status: int, body: object, headers: Mapping[str, str]) -> EndpointError:
        """Return the error for an HTTP status. A server may repeat the key, so it is not quoted on keys."""
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return self.key_refused()
        if status == HTTPStatus.NOT_FOUND:
            missing = said("endpoint.no_list", "has no list of models.")
            if self.model:
                missing = said("endpoint.no_model", "has no model {model}.", model=repr(self.model))
            load = "Load the model or set {setting}."
            hint: str = said("endpoint.load_model", load, setting=self.settings.model)
            if right_address(self.base_url, self.model) != self.base_url:
                hint = self._right_address()
            return self.error(missing, hint)
        if not_now := self._not_now(status, body, headers.get("retry-after")):
            return not_now
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not says_overflow(body):
            return self.error(said("endpoint.failed", "failed ({status}).", status=str(int(status))), _LOOK_AT_LOG)
        names = {"model": self.settings.model, "window": self.settings.context_window}
        hint = said("endpoint.check_both", "Check {model} and {window}.", **names)
        words = server_message(body)
        refused = "refused the question ({status}): {words}"
        message = self.sentence(said("endpoint.refused", refused, status=str(int(status)), words=self.quote(words)))
        if not says_overflow(body):
            return RefusedError(message, hint, words)
        window = window_named(body, words)
        if window:
            set_window = "Set {setting} to {value}."
            hint = said("endpoint.set_to", set_window, setting=self.settings.context_window, value=str(window))
        return ContextOverflowError(message, hint, words, window)

    def _not_now(self, status: int, body: object, retry_after: str | None) -> EndpointError | None:
        """Return the error of a server that should be asked again later; None for any other."""
        if status == HTTPStatus.SERVICE_UNAVAILABLE and says_loading(body):
            message = self.sentence(said("endpoint.loading", "is still loading the model (503)."))
            return LoadingError(message, said("endpoint.ask_when_loaded", "Ask again when it has loaded."))
        if status != HTTPStatus.TOO_MANY_REQUESTS and not (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after):
            return None
        seconds = seconds_until(retry_after) if retry_after else None
        hint = said("endpoint.wait_a_minute", "Wait a minute and ask again.")
        if seconds:
            hint = said("endpoint.ask_in", "Ask again in {seconds} s.", seconds=f"{seconds:.0f}")
        busy = said("endpoint.busy", "is busy ({status}).", status=f"{status:d}")
        return BusyError(self.sentence(busy), hint, seconds)

    def _led_astray(self, redirect: TooLargeError | RedirectError) -> EndpointError:
        """Return the error for a reply that is too long, or for a redirect, which would pass on question and key."""
        if isinstance(redirect, TooLargeError):
            return self.error(said("endpoint.too_large", "sent more than an answer can contain."), _LOOK_AT_LOG)
        there = replace(self, base_url=right_address(redirect.address, self.model)).address
        redirects = said("endpoint.redirects", "redirects to {there}, which was not followed.", there=there)
        if redirect.same:
            return self.error(redirects, self._set_address(there))
        trust = "Set {setting} to {value} if you trust it."
        return self.error(
            redirects, said("endpoint.set_if_trusted", trust, setting=self.settings.base_url, value=there)
        )

    def _right_address(self) -> Said:
        """Return the next step for an address without such a server."""
        right = right_address(self.base_url, self.model)
        if right == self.base_url:
            return said("endpoint.check", "Check {setting}.", setting=self.settings.base_url)
        return self._set_address(replace(self, base_url=right).address)

    def _set_address(self, there: str) -> Said:
        return said("endpoint.set_to", "Set {setting} to {value}.", setting=self.settings.base_url, value=there)

    def _unreachable(self, fault: Exception) -> EndpointError:
        if untrusted := certificate_fault(fault):
            return self.error(untrusted, SET_CERTIFICATE)
        if (broken := cause_of(fault, ssl.SSLError)) and broken.reason in _NO_TLS:
            hint = said("endpoint.try_http", "Correct {setting}: try http://.", setting=self.settings.base_url)
            return self.error(said("endpoint.no_https", "does not speak https."), hint)
        if cause_of(fault, ConnectionRefusedError):
            start = "Start the model server or correct {setting}."
            not_running = said("endpoint.not_running", "is not running: connection refused.")
            return self.error(not_running, said("endpoint.start", start, setting=self.settings.base_url))
        if cause_of(fault, socket.gaierror):
            no_host = said("endpoint.no_host", "has a host name that does not exist.")
            return self.error(no_host, self._correct(self.settings.base_url))
        check = said("endpoint.check_network", "Check {setting} and the network.", setting=self.settings.base_url)
        return self.error(said("endpoint.unreachable", "cannot be reached."), check)
