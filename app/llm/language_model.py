"""What an answer needs from the model that writes it. `Endpoint` is one, `LlamaIndexModel` another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.llm.endpoint import Message, Room
from app.llm.model_profile import ModelProfile, PromptStyle
from app.reply.usage import Usage
from app.reply.wait import Wait

Templates = Mapping[str, Callable[[Mapping[str, str]], str]]
"""Prompts that replace files of `prompts/`, by the file's name; each is a function of the values for its slots."""


class TextStream(Iterator[str], Protocol):
    """The text of a reply as it arrives, piece by piece; an empty piece tells that the wait goes on."""

    @property
    def finish_reason(self) -> str | None:
        """Why the model stopped, if it said: `length` if the text was cut at its limit.

        `loop`: it was stopped because it repeated itself.
        """

    @property
    def usage(self) -> Usage | None:
        """The tokens of the call as the server counted them, once the reply has ended; None if it did not."""

    def wait(self, *, thinking: bool) -> Wait | None:
        """Return what the model does while there is no text, None while it writes; `thinking`: it has only thought."""

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

    @property
    def reading_limit(self) -> int | None:
        """The most tokens of papers that it reads in the time a reader waits; None if that is not known."""

    def learn(self, **facts: bool) -> ModelProfile:
        """Keep facts about the model, by the names of `ModelProfile`."""

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
        """The full prompt if there are templates, so that they are used; else that of the model."""
        return "full" if self.templates else self.model.prompt_style

    @property
    def reading_limit(self) -> int | None:
        """The limit of the model."""
        return self.model.reading_limit

    def learn(self, **facts: bool) -> ModelProfile:
        """Keep facts about the model."""
        return self.model.learn(**facts)

    def stream(self, messages: Sequence[Message]) -> TextStream:
        """Let the model reply."""
        return self.model.stream(messages)

    def complete(self, messages: Sequence[Message]) -> str:
        """Let the model reply as a whole."""
        return self.model.complete(messages)
