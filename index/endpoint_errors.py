"""Errors of an OpenAI-compatible endpoint, each in one line that says what went wrong and what to do next.

The one place that translates the errors of openai and httpx.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from index.endpoint_address import ServerAddress, read_address, right_address
from index.errors import PaperchatError


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
    """The server is still loading the model: asked again later, it answers."""


class BusyError(EndpointError):
    """The server takes no more questions for now; `seconds`: until when, if it said."""

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


_LOADING = re.compile(r"\bload(?:ing|s|ed)?\b|warming up|starting up|not ready", re.IGNORECASE)
_OVERFLOW = re.compile(
    r"exceed_context_size|context_length_exceeded|(?:exceed|maximum|longer than|larger than).{0,80}context"
    r"|context.{0,60}(?:exceed|overflow|too long)",
    re.IGNORECASE | re.DOTALL,
)
_WINDOW = re.compile(r"context (?:length|size|window)\D{0,40}?(\d[\d,]{2,9})", re.IGNORECASE)
# No server's words are longer; the rest is not read.
_MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class SettingNames:
    """What the settings of an endpoint are called, for hints. The application passes its own names."""

    base_url: str = "the address"
    model: str = "the model’s name"
    api_key: str = "the key"
    context_window: str = "the context window"
    timeout: str = "the timeout"


GENERIC_NAMES = SettingNames()


@dataclass(frozen=True, slots=True)
class Faults:
    """Puts the errors of one endpoint into words."""

    base_url: str
    model: str | None
    timeout: float
    """The longest silence in seconds; 0 for no limit."""
    api_key: str | None = field(default=None, repr=False)
    settings: SettingNames = GENERIC_NAMES

    @property
    def server(self) -> ServerAddress:
        """The address in its parts. Raises EndpointError if it is none."""
        try:
            return read_address(self.base_url)
        except ValueError as fault:
            raise self.error("is not a web address.", f"Correct {self.settings.base_url}.") from fault

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
            # It may contain a password, so do not repeat it.
            return f"in {self.settings.base_url}"
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
            if _OVERFLOW.search(_described(fault.body)):
                return self._refused(HTTPStatus.BAD_REQUEST, fault.body, {})
            return self.error(f"reports: {self.quote(fault.message)}", "Look at the server's log and ask again.")
        if isinstance(fault, openai.OpenAIError | ValueError | RecursionError | httpx.InvalidURL):
            return self.no_reply()
        return fault

    def _of_connection(self, fault: Exception) -> EndpointError | None:  # noqa: PLR0911 - as above
        """Return a fault of the network, or of what was sent over it, in words; None for any other."""
        import httpx
        import openai

        # openai wraps what happened; httpx itself does not count.
        inner = fault if isinstance(fault, httpx.HTTPError) else fault.__cause__ or fault
        if isinstance(inner, TooLargeError | RedirectError):
            return self._led_astray(inner)
        if isinstance(inner, httpx.ConnectTimeout):
            hint = f"Check {self.settings.base_url}, and that the server runs."
            return self.error("cannot be reached: it took too long to connect.", hint)
        if isinstance(fault, openai.APITimeoutError | httpx.TimeoutException):
            return self.silent()
        if isinstance(inner, httpx.UnsupportedProtocol):
            return self.error("is not a web address.", f"Correct {self.settings.base_url}: it starts with http://.")
        if isinstance(inner, httpx.ConnectError):
            return self._unreachable(str(inner).lower())
        if isinstance(inner, httpx.ProxyError):
            return self.error(
                f"cannot be reached: the proxy says {self.quote(str(inner))}.", "Check the proxy's variables."
            )
        return self.broken_off() if isinstance(fault, openai.APIConnectionError | httpx.TransportError) else None

    def silent(self) -> EndpointError:
        """Return the error for an endpoint that sends nothing."""
        hint = f"Raise {self.settings.timeout} if the model is just slow; otherwise restart its server."
        return self.error(f"sent nothing for {self.timeout:.0f} s.", hint)

    def no_reply(self) -> EndpointError:
        """Return the error for what is no answer of such a server: a web page, or nothing."""
        return self.error("does not answer like an OpenAI-compatible server.", self._right_address())

    def broken_off(self) -> EndpointError:
        """Return the error for a stream that ended too early."""
        return self.error("broke off in the middle of the answer.", "Ask again; look at the server's log.")

    def error(self, message: str, hint: str) -> EndpointError:
        """Return an error that names the endpoint."""
        return EndpointError(f"The endpoint {self.address} {message}", hint)

    def quote(self, message: str) -> str:
        """Return the server's words in one short line, without the key."""
        return " ".join((message.replace(self.api_key, "…") if self.api_key else message).split())[:200]

    def _refused(self, status: int, body: object, headers: Mapping[str, str]) -> EndpointError:
        """Return the error for an HTTP status. A server may repeat the key, so it is not quoted on keys."""
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return self.error("does not accept the key.", f"Set {self.settings.api_key} to a valid one.")
        if status == HTTPStatus.NOT_FOUND:
            missing = f"model {self.model!r}" if self.model else "list of models"
            hint = f"Load the model or set {self.settings.model}."
            if right_address(self.base_url, self.model) != self.base_url:
                hint = self._right_address()
            return self.error(f"has no {missing}.", hint)
        if not_now := self._not_now(status, body, headers.get("retry-after")):
            return not_now
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not _OVERFLOW.search(_described(body)):
            return self.error(f"failed ({status}).", "Look at the server's log and ask again.")
        hint = f"Check {self.settings.model} and {self.settings.context_window}."
        words = _words(body)
        message = f"The endpoint {self.address} refused the question ({status}): {self.quote(words)}"
        if not _OVERFLOW.search(_described(body)):
            return RefusedError(message, hint, words)
        window = _window(body, words)
        if window:
            hint = f"Set {self.settings.context_window} to {window}."
        return ContextOverflowError(message, hint, words, window)

    def _not_now(self, status: int, body: object, retry_after: str | None) -> EndpointError | None:
        """Return the error of a server that answers later; None for any other."""
        if status == HTTPStatus.SERVICE_UNAVAILABLE and _LOADING.search(_described(body)):
            message = f"The endpoint {self.address} is still loading the model (503)."
            return LoadingError(message, "Ask again when it has loaded.")
        if status != HTTPStatus.TOO_MANY_REQUESTS and not (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after):
            return None
        seconds = _seconds_until(retry_after) if retry_after else None
        hint = f"Ask again in {seconds:.0f} s." if seconds else "Wait a minute and ask again."
        return BusyError(f"The endpoint {self.address} takes no more questions for now ({status:d}).", hint, seconds)

    def _led_astray(self, redirect: TooLargeError | RedirectError) -> EndpointError:
        """Return the error for what is not read to its end, or not followed: question and key would go with it."""
        if isinstance(redirect, TooLargeError):
            return self.error("sent more than an answer can hold.", "Look at the server's log and ask again.")
        there = replace(self, base_url=right_address(redirect.address, self.model)).address
        hint = f"Set {self.settings.base_url} to {there}{'' if redirect.same else ' if you trust it'}."
        return self.error(f"redirects to {there}, which was not followed.", hint)

    def _right_address(self) -> str:
        """Return what to do about an address where no such server is."""
        right = right_address(self.base_url, self.model)
        if right == self.base_url:
            return f"Check {self.settings.base_url}."
        return f"Set {self.settings.base_url} to {replace(self, base_url=right).address}."

    def _unreachable(self, cause: str) -> EndpointError:
        if "certificate" in cause:
            reason = "self-signed" if "self-signed" in cause or "self signed" in cause else "not trusted here"
            hint = "Set SSL_CERT_FILE to the file of the authority that issued it, or of the certificate itself."
            return self.error(f"has a certificate that is {reason}.", hint)
        if "wrong version number" in cause or "record layer" in cause:
            return self.error("does not speak https.", f"Correct {self.settings.base_url}: try http://.")
        if "refused" in cause:
            hint = f"Start the model server or correct {self.settings.base_url}."
            return self.error("is not running: connection refused.", hint)
        if any(word in cause for word in ("name", "getaddrinfo", "resolution")):
            return self.error("has a host name that does not exist.", f"Correct {self.settings.base_url}.")
        return self.error("cannot be reached.", f"Check {self.settings.base_url} and the network.")


def _seconds_until(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, which names them or a date; None if it does neither.

    >>> _seconds_until("7"), _seconds_until("Fri, 27 Nov 2020 10:00:00 GMT"), _seconds_until("later")
    (7.0, 0.0, None)
    """
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", retry_after):
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (date - datetime.now(date.tzinfo)).total_seconds())


def _words(body: object) -> str:
    """Return what a server says in the body of a refusal, whatever the shape."""
    if isinstance(body, Mapping):
        said = next((body[key] for key in ("message", "error", "detail") if body.get(key)), "no reason given")
        return _words(said) if isinstance(said, Mapping) else said if isinstance(said, str) else "no reason given"
    return (body if isinstance(body, str) else "")[:_MOST_WORDS] or "no reason given"


def _described(body: object) -> str:
    """Return the server's words with the names that it gives to the error."""
    names = [body.get(key) for key in ("code", "type")] if isinstance(body, Mapping) else []
    return " ".join([*(name for name in names if isinstance(name, str)), _words(body)])[:_MOST_WORDS]


def _window(body: object, words: str) -> int | None:
    """Return the size of the context window that a refusal names."""
    if isinstance(body, Mapping) and isinstance(size := body.get("n_ctx"), int):
        return size
    found = _WINDOW.search(words)
    return int(found[1].replace(",", "")) if found else None
