"""Any LlamaIndex LLM as the model that writes our answers."""

from collections.abc import Generator, Iterator, Sequence
from types import MappingProxyType
from typing import ClassVar

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.llms import LLM

from app.llm.endpoint import Message, Room
from app.llm.language_model import Templates
from app.llm.model_profile import UNKNOWN, ModelProfile, PromptStyle
from app.reply.wait import Wait


class LlamaIndexReply(Iterator[str]):
    """The reply of an LLM; what its server says besides the text is not known."""

    finish_reason: ClassVar[None] = None
    usage: ClassVar[None] = None

    def __init__(self, pieces: Generator[str, None, None]) -> None:
        self._pieces = pieces

    def __next__(self) -> str:
        """Return the next piece."""
        return next(self._pieces)

    def wait(self, *, thinking: bool) -> Wait | None:
        """Return whether the model thinks; since when is not known."""
        return Wait("thinking") if thinking else None

    def close(self) -> None:
        """Stop reading; the call ends."""
        self._pieces.close()


class LlamaIndexModel:
    """Wraps an LLM. What it raises reaches the caller as it is."""

    templates: ClassVar[Templates] = MappingProxyType({})
    profile: ClassVar[ModelProfile] = UNKNOWN
    prompt_style: ClassVar[PromptStyle] = "full"
    reading_limit: ClassVar[None] = None

    def __init__(self, llm: LLM) -> None:
        self._llm = llm

    @property
    def room(self) -> Room:
        """How many tokens fit into a prompt and a reply. Some LLMs give no usable length for the reply."""
        window, reply = self._llm.metadata.context_window, self._llm.metadata.num_output
        return Room(window, reply if 0 < reply < window else window // 4)

    @property
    def known_model(self) -> str:
        """The model's name."""
        return self._llm.metadata.model_name

    def learn(self, **_: bool) -> ModelProfile:
        """Nothing is kept about an LLM that a program chose."""
        return UNKNOWN

    def stream(self, messages: Sequence[Message]) -> LlamaIndexReply:
        """Send the messages and return the reply as it arrives; the call begins with the first piece."""
        return LlamaIndexReply(self._pieces(messages))

    def _pieces(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        chat = [ChatMessage(role=message.role, content=message.text) for message in messages]
        for reply in self._llm.stream_chat(chat):
            yield reply.delta or ""

    def complete(self, messages: Sequence[Message]) -> str:
        """Send the messages and return the whole reply."""
        return "".join(self.stream(messages))
