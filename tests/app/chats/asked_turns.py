"""A visitor, a chat, and questions that get an answer."""

from collections.abc import Iterator

from app.answer import Answer, Turn
from app.chats.chat_records import NewTurn
from app.chats.chat_store import ChatStore
from app.chats.saving import answer_and_save
from app.chats.visitors import visitor_of

ANNA, BERT = visitor_of("a" * 32), visitor_of("b" * 32)

CHAT = "c" * 32


def key(number: int) -> str:
    return f"{number:032x}"


def new(number: int, question: str = "What?", after: int | None = None, chat: str = CHAT) -> NewTurn:
    parent = "" if after is None else key(after)
    return NewTurn(chat, key(number), parent, question, {"action": "ask", "question": question})


def ask(store: ChatStore, turn: NewTurn, text: str = "It is so.", visitor: str = ANNA) -> list[Turn]:
    """Ask a question that gets this answer, and return the history that came with it."""
    seen: list[list[Turn]] = []

    def answering(history: list[Turn]) -> Iterator[Answer]:
        seen.append(history)
        yield Answer(turn.question, "searching")
        yield Answer(turn.question, "done", text=text)

    list(answer_and_save(store, visitor, turn, answering))
    return seen[0]


def texts(store: ChatStore, visitor: str = ANNA, chat: str = CHAT) -> list[str]:
    """The answers of a chat."""
    return [turn.answer.text for turn in store.path(visitor, chat)]
