"""The language-model endpoint: any OpenAI-compatible server. Streams replies.

The door to llama_index.llms. Knows messages and text, but no papers.
"""

import importlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal, Never

from index.endpoint_errors import GENERIC_NAMES, Faults, SettingNames

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

OPENAI_URL = "https://api.openai.com/v1"
# Tokenizers differ: a text of 100 tokens here may have 115 for the model.
_SAFETY = 0.85
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message in a chat with the model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Room:
    """The size of the context window in tokens, and how many of them are reserved for the reply."""

    window: int
    reply: int

    @property
    def prompt(self) -> int:
        """The most tokens for a prompt, as `app.llm.prompts` counts them."""
        return int((self.window - self.reply) * _SAFETY)


class ModelReply(Iterator[str]):
    """A reply as it arrives: iterate over its pieces, or close it to end the call.

    A separate thread reads from the endpoint, so a stall is noticed wherever it happens.
    """

    def __init__(self, read: Callable[[], Iterator[str]], faults: Faults) -> None:
        """Start reading."""
        self._faults = faults
        self._pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        threading.Thread(target=self._pump, args=(read,), name="paperchat-endpoint", daemon=True).start()

    def __next__(self) -> str:
        """Return the next piece. Raises EndpointError."""
        try:
            # Slightly longer than the client's own limit, whose message is better.
            piece = self._pieces.get(timeout=self._faults.timeout + 1)
        except queue.Empty:
            raise self._faults.silent() from None
        if piece is None:
            raise StopIteration
        if isinstance(piece, Exception):
            raise piece
        return piece

    def close(self) -> None:
        """End the call."""
        self._closed.set()

    def _pump(self, read: Callable[[], Iterator[str]]) -> None:
        try:
            for piece in read():
                if self._closed.is_set():
                    return
                if piece:
                    self._pieces.put(piece)
                    # Let the reader have it now, not when this thread next waits for the network.
                    time.sleep(0)
            self._pieces.put(None)
        except Exception as fault:  # noqa: BLE001 - the waiting thread handles every kind of fault
            self._pieces.put(self._faults.explain(fault))


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
        timeout: float = 12.0,
        settings: SettingNames = GENERIC_NAMES,
    ) -> None:
        """`timeout`: seconds to wait for each piece of the reply, including the first."""
        self.base_url = (base_url or OPENAI_URL).rstrip("/")
        self.room = Room(context_window, max_tokens)
        self._model = model
        self._api_key = api_key
        self._temperature = temperature
        self._timeout = timeout
        self._faults = Faults(self.base_url, model, timeout, api_key, settings)
        self._making = threading.Lock()
        self._made: OpenAILike | None = None

    @property
    def address(self) -> str:
        """The address, safe to show."""
        return self._faults.address

    @property
    def known_model(self) -> str | None:
        """The model's name, if it is known without a call."""
        return self._model or self.__dict__.get("model")

    @cached_property
    def model(self) -> str:
        """The model's name; if none was set, the first one that the endpoint lists. Raises EndpointError."""
        return self._model or self._first_model()

    def stream(self, messages: Sequence[Message]) -> "ModelReply":
        """Send the messages, one call, and return the reply as it arrives. The call starts at once."""
        # Loading the libraries takes seconds that should not count as the endpoint's.
        self.warm_up()
        return ModelReply(lambda: self._chunks(messages), self._faults)

    def complete(self, messages: Sequence[Message]) -> str:
        """Send the messages, one call, and return the whole reply. Raises EndpointError."""
        return "".join(self.stream(messages))

    def warm_up(self) -> None:
        """Load the libraries that the first question needs; makes no call."""
        importlib.import_module("llama_index.llms.openai_like")

    def _chunks(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield what the model sends; runs in the reading thread."""
        finish = None
        for chunk in self._llm(self.model).stream_chat([_chat_message(message) for message in messages]):
            choices = getattr(chunk.raw, "choices", None)
            finish = choices[0].finish_reason if choices else finish
            yield chunk.delta or ""
        if finish is None:
            raise self._faults.broken_off()

    def _llm(self, model: str) -> "OpenAILike":
        """Return the LlamaIndex model, created once."""
        with self._making:
            if self._made is None or self._made.model != model:
                from llama_index.llms.openai_like import OpenAILike

                self._made = OpenAILike(
                    model=model,
                    api_base=self.base_url,
                    # The client requires a key even if the server does not.
                    api_key=self._api_key or "none",
                    is_chat_model=True,
                    context_window=self.room.window,
                    max_tokens=self.room.reply,
                    temperature=self._temperature,
                    timeout=self._timeout,
                    max_retries=0,
                )
            return self._made

    def _first_model(self) -> str:
        import openai

        with openai.OpenAI(
            base_url=self.base_url, api_key=self._api_key or "none", timeout=self._timeout, max_retries=0
        ) as client:
            try:
                listed = next(iter(client.models.list()), None)
            except (openai.OpenAIError, ValueError) as fault:
                raise self._faults.explain(fault) from fault
        if listed is None:
            raise self._faults.error("lists no model.", f"Load one, or set {self._faults.settings.model}.")
        return listed.id


def _chat_message(message: Message) -> "ChatMessage":
    from llama_index.core.base.llms.types import ChatMessage

    return ChatMessage(role=message.role, content=message.text)
