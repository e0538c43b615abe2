"""How servers differ in what they take, learned from their refusals. Knows messages and words, but no network."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]

_UNSUPPORTED = re.compile(r"unsupported|not support|not allowed|not permitted|unknown|unrecogni[sz]ed|only the default")
# Chat templates without a system role; some only notice that the first message is not the user's.
_NO_SYSTEM_ROLE = re.compile(r"system\W{1,3}(?:role|messages?|prompts?)|role\W{1,8}system|roles must alternate")
# Models that write no answers, by the families' names.
_NO_CHAT = re.compile(
    r"embed|rerank|whisper|minilm|(?:^|[^a-z0-9])(?:bge|gte|e5|clip|tts|colbert|jina-clip|dall-e)(?:[^a-z0-9]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message in a chat with the model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server takes in a request."""

    system_role: bool = True
    temperature: bool = True
    length_parameter: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    usage: bool = True
    """It takes `stream_options`, which ask for the tokens of a call."""

    def adapted(self, refusal: str) -> "Dialect | None":
        """Return the dialect without what the server's refusal names; None if it names nothing of it.

        >>> Dialect().adapted("System role not supported")
        Dialect(system_role=False, temperature=True, length_parameter='max_tokens', usage=True)
        """
        words = refusal.lower()
        if self.length_parameter == "max_tokens" and "max_tokens" in words and "max_completion_tokens" in words:
            # Only reasoning models ask for this, and they do not accept a temperature either.
            return replace(self, length_parameter="max_completion_tokens", temperature=False)
        if self.usage and ("stream_options" in words or "include_usage" in words):
            return replace(self, usage=False)
        unsupported = _UNSUPPORTED.search(words) is not None
        if self.temperature and unsupported and "temperature" in words:
            return replace(self, temperature=False)
        if self.system_role and _NO_SYSTEM_ROLE.search(words) and (unsupported or "alternate" in words):
            return replace(self, system_role=False)
        return None

    def request(self, model: str, messages: Sequence[Message], reply: int, temperature: float) -> dict[str, Any]:
        """Return the body of a request for a streamed reply of at most `reply` tokens."""
        return {
            "model": model,
            "messages": [{"role": message.role, "content": message.text} for message in self._messages(messages)],
            "stream": True,
            self.length_parameter: reply,
            **({"temperature": temperature} if self.temperature else {}),
            **({"stream_options": {"include_usage": True}} if self.usage else {}),
        }

    def _messages(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Return the messages as the server takes them: without a system role, its text begins the user's message."""
        if self.system_role or not messages or messages[0].role != "system":
            return messages
        system, *rest = messages
        if not rest:
            return [Message("user", system.text)]
        return [Message(rest[0].role, f"{system.text}\n\n{rest[0].text}"), *rest[1:]]


def is_chat_model(name: str) -> bool:
    """Return whether a model writes answers, by its name: it is not an embedding, reranking or speech model.

    >>> is_chat_model("llama3.2:3b"), is_chat_model("nomic-embed-text")
    (True, False)
    """
    return not _NO_CHAT.search(name)


def chat_model(listed: Sequence[str]) -> str:
    """Return the first model whose name is not that of an embedding, reranking or speech model; else the first.

    >>> chat_model(["text-embedding-nomic-embed-text-v1.5", "my-chat-model"])
    'my-chat-model'
    """
    return next(filter(is_chat_model, listed), listed[0])
