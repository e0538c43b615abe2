"""The language-model endpoint: any OpenAI-compatible server. Streams replies.

The door to openai, whose client sends the request; what the server streams is read by `app.llm.event_stream`, because
servers send more than that client takes. Knows messages and text, but no papers.
"""

import importlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Never

from app.llm import connection
from app.llm.call_speed import CallSpeed
from app.llm.connection import Connection
from app.llm.dialect import Dialect, Message, chat_model
from app.llm.event_stream import Event
from app.llm.health import ANSWERS, Health
from app.llm.http_clients import IdleClients
from app.llm.limits import BUSY_SECONDS, LOADING_PAUSE, LOADING_SECONDS, SMALLEST_WINDOW, Room, reply_characters
from app.llm.model_profile import ModelProfile, ModelProfiles, PromptStyle
from app.llm.model_reply import ModelReply
from app.reply import without_thinking
from app.reply.incoming import IncomingText
from index.endpoints.endpoint_address import key_fault
from index.endpoints.endpoint_errors import (
    GENERIC_NAMES,
    BusyError,
    ContextOverflowError,
    EndpointError,
    Faults,
    LoadingError,
    RefusedError,
    SettingNames,
)
from index.wording.said import said

if TYPE_CHECKING:
    import httpx
    import openai
    from openai import RequestOptions

OPENAI_URL = "https://api.openai.com/v1"
__all__ = ["Endpoint", "Message", "Room"]


class Endpoint:
    """One model at one address. Safe for several threads."""

    templates: ClassVar[Mapping[str, Never]] = MappingProxyType({})
    """It has no prompts of its own (`app.llm.language_model`)."""

    def __init__(  # noqa: PLR0913 - one argument per setting of the endpoint
        self,
        base_url: str | None,
        model: str | None,
        api_key: str | None,
        *,
        context_window: int = 8192,
        max_tokens: int = 1024,
        temperature: float = 0.1,
        timeout: float = 0.0,
        reading_seconds: float = 15.0,
        headers: Mapping[str, str] = MappingProxyType({}),
        body: Mapping[str, Any] = MappingProxyType({}),
        prompt: Literal["auto", "full", "short"] = "auto",
        profiles: ModelProfiles | None = None,
        settings: SettingNames = GENERIC_NAMES,
    ) -> None:
        """`timeout`: seconds to wait for each piece of the reply, including the first; 0 for no limit.

        `headers` and `body` go with every request, besides our own. `reading_seconds`: how long the papers of a prompt
        may take it to read. `prompt`: which prompt the model gets; `auto`: the one that suits it by what is known about
        it, as kept in `profiles`.
        """
        self.base_url = (base_url or OPENAI_URL).rstrip("/")
        self.room = Room(context_window, max_tokens)
        self._model = model
        self._listed: str | None = None
        self._dialect = Dialect()
        self._api_key = api_key
        self._temperature = temperature
        self._timeout = timeout
        self._reading_seconds = reading_seconds
        self._headers, self._body = headers, body
        self._prompt = prompt
        self._profiles = profiles or ModelProfiles()
        self._faults = Faults(self.base_url, model, timeout, api_key, settings)
        self._idle = IdleClients()
        self.health = Health()
        """How the last call ended."""

    @property
    def address(self) -> str:
        """The address, safe to show."""
        return self._faults.address

    @property
    def known_model(self) -> str | None:
        """The model's name, if it is known without a call."""
        return self._model or self._listed or self._faults.deployment

    @property
    def model(self) -> str:
        """The model's name; if none was set, the first chat model that the endpoint lists. Raises EndpointError."""
        with Connection(direct=self._faults.is_loopback, seconds=self._timeout or None) as opened:
            return self._model_over(opened)

    @property
    def profile(self) -> ModelProfile:
        """What is known about the model by now."""
        return self._profiles.of(self.address, self.known_model)

    @property
    def prompt_style(self) -> PromptStyle:
        """Which prompt the model gets."""
        return self.profile.prompt_style if self._prompt == "auto" else self._prompt

    @property
    def reading_limit(self) -> int | None:
        """The most tokens of papers to give it, by its measured speed; None as long as that is not known."""
        speed = self.profile.prompt_speed
        return None if speed is None else int(speed * self._reading_seconds)

    def learn(self, **facts: Any) -> ModelProfile:
        """Keep facts about the model, by the names of `ModelProfile`, and return its new profile."""
        return self._profiles.learn(self.address, self.known_model, **facts)

    def stream(self, messages: Sequence[Message]) -> ModelReply:
        """Send the messages, one call, and return the reply as it arrives. The call starts at once."""
        # Loading the libraries takes seconds that should not count as the endpoint's.
        self.warm_up()
        return ModelReply(lambda reply: self._chunks(messages, reply), self._faults, self._idle)

    def complete(self, messages: Sequence[Message]) -> str:
        """Send the messages and return the whole reply without the model's thinking. Raises EndpointError.

        A reply that repeats itself without end says nothing: it is empty.
        """
        with closing(self.stream(messages)) as pieces:
            reply = without_thinking("".join(pieces))
        return "" if pieces.finish_reason == "loop" else reply

    def warm_up(self) -> None:
        """Load the libraries that the first question needs; makes no call."""
        importlib.import_module("openai")
        connection.warm_up()

    def _chunks(self, messages: Sequence[Message], reply: ModelReply) -> Iterator[str]:
        """Yield what the model sends, and note how the call ended; runs in the reading thread."""
        try:
            for piece in self._asked_twice(messages, reply):
                self.health = ANSWERS
                yield piece
        except EndpointError as fault:
            # A call that was cut off tells nothing about the endpoint.
            if not reply.connection.closed:
                self.health = Health("fails", fault.message, fault.hint)
            raise

    def _asked_twice(self, messages: Sequence[Message], reply: ModelReply) -> Iterator[str]:
        """Yield what the model sends; ask once more after a refusal that can be avoided, or a wait the server asks for.

        A server that is loading the model is asked until it has loaded it: until then, nothing is read or paid for.
        """
        again, loading_until = True, time.monotonic() + LOADING_SECONDS
        while True:
            try:
                yield from self._attempt(messages, reply)
            except Exception as fault:
                refusal = self._faults.explain(fault)
                if isinstance(refusal, LoadingError) and time.monotonic() < loading_until:
                    if reply.pause("loading", LOADING_PAUSE):
                        continue
                    return
                # What the refusal says also counts for the next question.
                met = self._adapted(refusal) or self._waited(refusal, reply, again=again)
                if again and met:
                    again = False
                    continue
                if isinstance(refusal, ContextOverflowError):
                    refusal.may_ask_again = again
                raise refusal from fault
            return

    def _waited(self, refusal: Exception, reply: ModelReply, *, again: bool) -> bool:
        """Wait as long as a busy server asks for, if it may be asked `again`; return whether to ask now."""
        seconds = refusal.seconds if isinstance(refusal, BusyError) else None
        return again and seconds is not None and seconds <= BUSY_SECONDS and reply.pause("queued", seconds)

    def _adapted(self, refusal: Exception) -> bool:
        """Remember what the refusal says about the server; return whether the same question can be asked again."""
        if isinstance(refusal, ContextOverflowError):
            if refusal.window and SMALLEST_WINDOW <= refusal.window < self.room.window:
                self.room = self.room.within(refusal.window)
            return False
        dialect = self._dialect.adapted(refusal.words) if isinstance(refusal, RefusedError) else None
        self._dialect = dialect or self._dialect
        return dialect is not None

    def _attempt(self, messages: Sequence[Message], reply: ModelReply) -> Iterator[str]:
        """Send one request; yield the text, with what comes as reasoning in front of it between tags."""
        some, incoming = False, IncomingText(reply_characters(self.room.reply))
        speed = CallSpeed(sum(len(message.text) for message in messages))
        for chunk in self._events(messages, reply.connection):
            said = next(iter(chunk["choices"]), None)
            some = some or said is not None
            delta = said["delta"] if said else {}
            reply.finish_reason = (said and said["finish_reason"]) or reply.finish_reason
            thought, text = delta.get("reasoning_content") or delta.get("reasoning") or "", delta.get("content", "")
            speed.arrived(thought or text, chunk)
            yield incoming.take(thought, text)
            if incoming.stopped:
                reply.finish_reason = incoming.stopped
                break
        if not some and not reply.connection.complete:
            raise self._faults.no_reply()
        if reply.finish_reason is None and not (some and reply.connection.complete):
            raise self._faults.broken_off()
        reply.usage = speed.usage
        if speed.speeds:
            self._profiles.observe(self.address, self.known_model, speed.speeds)

    def _events(self, messages: Sequence[Message], opened: Connection) -> Iterator[Event]:
        """Send one request and yield the events of its reply, as `app.llm.event_stream` passes them on."""
        import openai

        body = self._dialect.request(self._model_over(opened), messages, self.room.reply, self._temperature)
        try:
            response = self._post(body, opened)
        except openai.APIConnectionError as fault:
            # The server may close an idle connection at the moment in which a request is sent.
            if isinstance(fault, openai.APITimeoutError) or not opened.renew():
                raise
            response = self._post(body, opened)
        for event in opened.events(response):
            if error := event.get("error"):
                raise openai.APIError(str(error.get("message")), response.request, body=error)
            yield event

    def _post(self, body: Mapping[str, Any], opened: Connection) -> "httpx.Response":
        """Send a request and return the response as soon as its text begins."""
        import openai

        streamed: openai.Stream[object] = self._client(opened).post(
            "/chat/completions",
            cast_to=object,
            body={**body, **self._body},
            options=self._with_every_request(),
            stream=True,
            stream_cls=openai.Stream[object],
        )
        return streamed.response

    def _client(self, opened: Connection) -> "openai.OpenAI":
        import openai

        client = opened.client
        # It requires a key even if the server does not; the connection has limits of its own.
        client.openai = client.openai or openai.OpenAI(
            base_url=self._faults.server.base_url,
            api_key=self._api_key or "none",
            timeout=LOADING_SECONDS,
            max_retries=0,
            http_client=client.http,
        )
        return client.openai

    def _with_every_request(self) -> "RequestOptions":
        """Return the headers and the query that go with every request. Raises EndpointError for an unusable key."""
        import openai

        if self._api_key and (fault := key_fault(self._api_key)):
            raise self._faults.unfit_key(fault)
        server = self._faults.server
        # Azure takes anything else in `Authorization` for another kind of token.
        headers: dict[str, str | openai.Omit] = {}
        if server.azure and self._api_key:
            headers = {"api-key": self._api_key, "Authorization": openai.omit}
        return {"headers": {**headers, **self._headers}, "params": dict(server.query)}

    def _model_over(self, opened: Connection) -> str:
        if known := self.known_model:
            return known
        client, options = self._client(opened), self._with_every_request()
        try:
            # `client.models.list` would import all that the client can do: a second of the first question.
            models: Any = client.get("/models", cast_to=object, options=options)
            names = [model["id"] for model in models["data"]]
            listed = [name for name in names if isinstance(name, str)]
        except (KeyError, TypeError) as fault:
            raise self._faults.explain(ValueError()) from fault
        except Exception as fault:
            raise self._faults.explain(fault) from fault
        if not listed:
            load = said("endpoint.load_one", "Load one, or set {setting}.", setting=self._faults.settings.model)
            raise self._faults.error(said("endpoint.lists_none", "lists no model."), load)
        self._listed = chat_model(listed)
        return self._listed
