"""The language-model endpoint: any OpenAI-compatible server. Streams replies.

The door to llama_index.llms and openai. Knows messages and text, but no papers.
"""

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Never

from app.llm.connection import Connection
from app.llm.model_reply import ModelReply
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
        self._listed: str | None = None
        self._api_key = api_key
        self._temperature = temperature
        self._timeout = timeout
        self._faults = Faults(self.base_url, model, timeout, api_key, settings)

    @property
    def address(self) -> str:
        """The address, safe to show."""
        return self._faults.address

    @property
    def known_model(self) -> str | None:
        """The model's name, if it is known without a call."""
        return self._model or self._listed

    @property
    def model(self) -> str:
        """The model's name; if none was set, the first one that the endpoint lists. Raises EndpointError."""
        if known := self.known_model:
            return known
        with Connection(lambda: None) as connection:
            return self._model_over(connection)

    def stream(self, messages: Sequence[Message]) -> ModelReply:
        """Send the messages, one call, and return the reply as it arrives. The call starts at once."""
        # Loading the libraries takes seconds that should not count as the endpoint's.
        self.warm_up()
        return ModelReply(lambda reply: self._chunks(messages, reply), self._faults)

    def complete(self, messages: Sequence[Message]) -> str:
        """Send the messages, one call, and return the whole reply. Raises EndpointError."""
        with closing(self.stream(messages)) as pieces:
            return "".join(pieces)

    def warm_up(self) -> None:
        """Load the libraries that the first question needs; makes no call."""
        importlib.import_module("llama_index.llms.openai_like")

    def _chunks(self, messages: Sequence[Message], reply: ModelReply) -> Iterator[str]:
        """Yield what the model sends; runs in the reading thread."""
        llm = self._llm(reply.connection)
        some = False
        for chunk in llm.stream_chat([_chat_message(message) for message in messages]):
            choices = getattr(chunk.raw, "choices", None)
            reply.finish_reason = (choices[0].finish_reason if choices else None) or reply.finish_reason
            some = some or bool(choices)
            yield chunk.delta or ""
        if reply.finish_reason is None and not (some and reply.connection.complete):
            raise self._faults.broken_off()

    def _llm(self, connection: Connection) -> "OpenAILike":
        """Return the LlamaIndex model for one call."""
        from llama_index.llms.openai_like import OpenAILike

        options: dict[str, Any] = {
            "model": self._model_over(connection),
            "api_base": self.base_url,
            # The client requires a key even if the server does not.
            "api_key": self._api_key or "none",
            "is_chat_model": True,
            "context_window": self.room.window,
            "max_tokens": self.room.reply,
            "temperature": self._temperature,
            "timeout": self._timeout,
            "max_retries": 0,
            "http_client": connection.client,
        }
        return OpenAILike(**options)

    def _model_over(self, connection: Connection) -> str:
        if known := self.known_model:
            return known
        import openai

        client = openai.OpenAI(
            base_url=self.base_url,
            api_key=self._api_key or "none",
            timeout=self._timeout,
            max_retries=0,
            http_client=connection.client,
        )
        try:
            listed = next(iter(client.models.list()), None)
        except (openai.OpenAIError, ValueError) as fault:
            raise self._faults.explain(fault) from fault
        if listed is None:
            raise self._faults.error("lists no model.", f"Load one, or set {self._faults.settings.model}.")
        self._listed = listed.id
        return listed.id


def _chat_message(message: Message) -> "ChatMessage":
    from llama_index.core.base.llms.types import ChatMessage

    return ChatMessage(role=message.role, content=message.text)
