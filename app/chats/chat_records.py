"""The records of saved chats. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.answer import Answer

TurnState = Literal["running", "done", "stopped", "interrupted", "failed"]
"""Stopped: by the person. Interrupted: by the end of the process that wrote it. Failed: by an error."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat as a list shows it."""

    id: str
    title: str
    pinned: bool
    changed: float
    """When its last turn began, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A question that is asked, and where in a chat."""

    chat: str
    """The id that the browser generated for the chat; it begins with its first turn."""
    key: str
    """The id that the browser generated for the turn."""
    parent: str
    """The key of the turn before it; empty for the first. Two turns with one parent are two branches."""
    question: str
    request: Mapping[str, object]
    """What the page sends to ask the same again."""
    goes_on: bool = False
    """The parent must be the last turn of the chat, which is so unless another window has gone on with it."""


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """A turn on the branch that is shown."""

    key: str
    place: int
    """How many turns come before it."""
    question: str
    request: Mapping[str, object]
    state: TurnState
    answer: Answer
    """The text so far, unless the turn is done."""
    fault: tuple[str, str] | None
    """What went wrong and what to do, if it failed."""
    branch: int
    """Which of the branches that begin here is shown, from 1."""
    branches: tuple[str, ...]
    """The keys of the turns that these branches begin with, the oldest first."""
