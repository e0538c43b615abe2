"""What an answer needs from the model that writes it. `Endpoint` is one, `LlamaIndexModel` another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.llm.endpoint import Message, Room
from app.llm.model_profile import ModelProfile, PromptStyle

Templates = Mapping[str, Callable[[Mapping[str, str]], str]]
"""Prompts that replace files of `prompts/`, by the file's name; each is a function of the values for its slots."""


class TextStream(Iterator[str], Protocol):
    """The text of a reply as it arrives, piece by piece; an empty piece tells that the wait goes on."""

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped, if it said: `length` if the text was cut at its limit."""

    def close(self) -> None:
        """Stop reading; the call ends."""


class LanguageModel(Protocol):
    """A model that writes text from messages."""

    @property
    def room(self) -> Room:
        """How many tokens fit into a prompt and a reply."""

    @property
    def known_model(self) -> str | None:
        """The model's name, if it is known without a call."""

    @property
    def templates(self) -> Templates:
        """The prompts to use in place of the product's own."""

    @property
    def profile(self) -> ModelProfile:
        """What is known about the model by now."""

    @property
    def prompt_style(self) -> PromptStyle:
        """Which of the product's prompts the model gets."""

    def stream(self, messages: Sequence[Message]) -> TextStream:
        """Send the messages, one call, and return the reply as it arrives."""

    def complete(self, messages: Sequence[Message]) -> str:
        """Send the messages, one call, and return the whole reply."""


@dataclass(frozen=True, slots=True)
class WithTemplates:
    """A model that is to use prompts of its own."""

    model: LanguageModel
    templates: Templates

    @property
    def room(self) -> Room:
        """The room of the model."""
        return self.model.room

    @property
    def known_model(self) -> str | None:
        """The name of the model."""
        return self.model.known_model

    @property
    def profile(self) -> ModelProfile:
        """What is known about the model."""
        return self.model.profile

    @property
    def prompt_style(self) -> PromptStyle:
        """The prompt of the model."""
        return self.model.prompt_style

    def stream(self, messages: Sequence[Message]) -> TextStream:
        """Let the model reply."""
        return self.model.stream(messages)

    def complete(self, messages: Sequence[Message]) -> str:
        """Let the model reply as a whole."""
        return self.model.complete(messages)
