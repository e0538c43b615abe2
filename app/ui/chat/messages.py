"""The messages between browser and server in a chat. Pure. The browser's side is static/chat.js."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from app.answer import Turn
from app.chats.chat_records import NewTurn
from app.chats.visitors import read_page_id, visitor_of
from app.request import OverviewIntent, OverviewRequest, Question, Request

Action = Literal["ask", "deepen", "overview", "check", "rewrite", "recheck"]
# Our page never sends more than this; anything longer is cut.
_LONGEST_TEXT = 4000
_MAX_ITEMS = 1000
_LONGEST_COLUMN, _MOST_COLUMNS = 300, 8


@dataclass(frozen=True, slots=True)
class AskMessage:
    """The browser asks for an answer in place of turn number `turn`."""

    visitor: str
    """The name that the visitor's chats are kept under."""
    chat: str
    key: str
    """The browser's id for the turn."""
    parent: str
    """That of the turn before it; empty for the first."""
    action: Action
    turn: int
    run: str
    """The browser's id for the answer."""
    question: str
    """The heading of the turn, and for `ask` and `deepen` the question itself."""
    dropped: tuple[str, ...] = ()
    """Keys of the chips that the reader dropped."""
    standalone: str = ""
    """The question as the reader reworded it for the search."""
    intent: OverviewIntent = "summary"
    """The kind of overview."""
    papers: tuple[str, ...] = ()
    """Ids of the papers for an overview, or of those that are asked; empty for all."""
    source: str = ""
    """The file whose papers an overview is about."""
    restored: tuple[str, ...] = ()
    """Keys of the chips that the reader switched on again."""
    columns: tuple[str, ...] = ()
    """Questions of the reader's own, for the columns of a table."""
    goes_on: bool = False
    """The turn is to follow the last one of the chat."""

    @property
    def place(self) -> tuple[str, str, str]:
        """Whose turn it is, in which chat, and its key."""
        return self.visitor, self.chat, self.key

    @property
    def new_turn(self) -> NewTurn:
        """What is kept of the question, with what the page sends to ask it again."""
        request = {
            "action": self.action,
            "question": self.question,
            "dropped": self.dropped,
            "restored": self.restored,
            "standalone": self.standalone,
            "intent": self.intent,
            "papers": self.papers,
            "source": self.source,
            "columns": self.columns,
        }
        return NewTurn(self.chat, self.key, self.parent, self.question, request, self.goes_on)


class TurnMessage(NamedTuple):
    """The server shows one turn."""

    run: str
    turn: int
    html: str
    """The whole turn; empty if all that changed is its text."""
    panel: str
    """The cards of its papers; empty if they are as they were."""
    live: bool
    stopped: bool = False
    """Somebody stopped the answer, perhaps in another window."""
    went_on: bool = False
    """The chat has gone on in another window: the page shows that, and asks again."""
    text: str = ""
    """The text as HTML, if all else of the turn is as it was."""


def read_message(sent: Mapping[str, Any]) -> AskMessage:
    """Return the browser's message, checked and cut to size. Raises ValueError if our page cannot have sent it."""
    action, intent = sent["action"], sent.get("intent", "summary")
    if action not in get_args(Action) or intent not in get_args(OverviewIntent):
        raise ValueError(f"unknown action {action!r} or intent {intent!r}")
    parent = sent.get("parent", "")
    return AskMessage(
        visitor_of(sent["visitor"]),
        read_page_id(sent["chat"]),
        read_page_id(sent["key"]),
        read_page_id(parent) if parent else "",
        action,
        int(sent["turn"]),
        _text(sent["run"]),
        _text(sent["question"]),
        _texts(sent.get("dropped", ())),
        _text(sent.get("standalone", "")),
        intent,
        _texts(sent.get("papers", ())),
        _text(sent.get("source", "")),
        _texts(sent.get("restored", ())),
        tuple(text[:_LONGEST_COLUMN] for text in _texts(sent.get("columns", ()))[:_MOST_COLUMNS] if text.strip()),
        bool(sent.get("goes_on")),
    )


def request_of(message: AskMessage, history: Sequence[Turn]) -> Request:
    """Return the request to the engine for a message other than a review."""
    if message.action == "overview":
        return OverviewRequest(
            message.intent, message.papers, message.source, dropped=message.dropped, columns=message.columns
        )
    deepen = message.action == "deepen"
    return Question(
        message.question,
        tuple(history),
        message.dropped,
        message.standalone,
        multi_step=deepen,
        within=message.papers,
        restored=message.restored,
    )


def _text(value: object) -> str:
    return str(value)[:_LONGEST_TEXT]


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise ValueError(f"not a list: {values!r}")  # noqa: TRY004 - one error for any malformed message
    return tuple(map(_text, values[:_MAX_ITEMS]))
