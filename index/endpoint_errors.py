"""What an OpenAI-compatible endpoint can do wrong, in one line each that says what and what next.

The one place that translates the errors of openai and httpx.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from index.errors import PaperchatError


class EndpointError(PaperchatError):
    """An endpoint did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Words faults of one endpoint. `settings` is what its settings are called, such as `PAPERCHAT_`."""

    base_url: str
    model: str | None
    timeout: float
    settings: str
    api_key: str | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """The address without the user name, password and query it may hold."""
        try:
            parts = urlsplit(self.base_url)
        except ValueError:
            # It may hold a password, so it is not repeated.
            return f"of {self.settings}BASE_URL"
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))

    def explain(self, fault: Exception) -> Exception:  # noqa: PLR0911 - a return for each kind of fault
        """Return `fault` in words for people, or as it is where it is no fault of the endpoint."""
        import httpx
        import openai

        if isinstance(fault, EndpointError):
            return fault
        if isinstance(fault, openai.APITimeoutError | httpx.TimeoutException):
            return self.silent()
        if isinstance(fault, openai.APIStatusError):
            return self._refused(fault.status_code, fault.message)
        if isinstance(fault, httpx.UnsupportedProtocol) or isinstance(fault.__cause__, httpx.UnsupportedProtocol):
            return self.error("has no address of the web.", f"Correct {self.settings}BASE_URL: it begins with http://.")
        connecting = fault if isinstance(fault, httpx.ConnectError) else fault.__cause__
        if isinstance(connecting, httpx.ConnectError):
            return self._unreachable(str(connecting).lower())
        if isinstance(fault, openai.APIConnectionError | httpx.TransportError):
            return self.broken_off()
        if isinstance(fault, openai.APIError):
            return self.error(f"reports: {self.quote(fault.message)}", "Look at the server's log and ask again.")
        if isinstance(fault, openai.OpenAIError | ValueError | httpx.InvalidURL):
            return self.error("does not answer like an OpenAI-compatible server.", f"Check {self.settings}BASE_URL.")
        return fault

    def silent(self) -> EndpointError:
        """Return the error for an endpoint that sends nothing."""
        hint = "Raise PAPERCHAT_TIMEOUT if the model is just slow, else restart its server."
        return self.error(f"sent nothing for {self.timeout:.0f} s.", hint)

    def broken_off(self) -> EndpointError:
        """Return the error for a stream that ended too early."""
        return self.error("broke off in the middle of the answer.", "Ask again; look at the server's log.")

    def error(self, said: str, hint: str) -> EndpointError:
        """Return an error that names the endpoint."""
        return EndpointError(f"The endpoint {self.address} {said}", hint)

    def quote(self, said: str) -> str:
        """Return the server's words in one short line, without the key."""
        return " ".join((said.replace(self.api_key, "…") if self.api_key else said).split())[:200]

    def _refused(self, status: int, said: str) -> EndpointError:
        """Return the error for an HTTP status. A server may repeat the key, so it is not quoted on keys."""
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return self.error("does not accept the key.", f"Set {self.settings}API_KEY to a valid one.")
        if status == HTTPStatus.NOT_FOUND:
            missing = f"model {self.model!r}" if self.model else "list of models"
            hint = f"Load the model or set {self.settings}MODEL; the address should end in /v1."
            return self.error(f"has no {missing}.", hint)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return self.error("takes no more questions for now (429).", "Wait a minute and ask again.")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self.error(f"failed ({status}).", "Look at the server's log and ask again.")
        hint = f"Check {self.settings}MODEL and {self.settings}CONTEXT_WINDOW."
        return self.error(f"refused the question ({status}): {self.quote(said)}", hint)

    def _unreachable(self, cause: str) -> EndpointError:
        if "refused" in cause:
            hint = f"Start the model server or correct {self.settings}BASE_URL."
            return self.error("is not running: connection refused.", hint)
        if any(word in cause for word in ("name", "getaddrinfo", "resolution")):
            return self.error("has a host name that does not exist.", f"Correct {self.settings}BASE_URL.")
        return self.error("cannot be reached.", f"Check {self.settings}BASE_URL and the network.")
