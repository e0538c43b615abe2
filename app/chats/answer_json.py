"""Answers as JSON and back, exactly. A field that a later paperchat adds has its default in an older answer."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from app.answer import Answer, Turn

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

MAX_BYTES = 2_000_000
"""The most bytes of one answer; of a longer one, only the text and the cited papers are stored."""
_LONGEST_TEXT = 200_000


def dump_answer(answer: Answer) -> str:
    """Return an answer as JSON of at most `MAX_BYTES`.

    Raises ValueError if it contains something that is not text, such as half of a surrogate pair.
    """
    for kept in (answer, replace(answer, quotes=None, sources=answer.cited, thinking="", csv="")):
        written = _written(_adapter(Answer), kept)
        if len(written) <= MAX_BYTES:
            return written.decode()
    text = answer.text[:_LONGEST_TEXT]
    return _written(_adapter(Answer), Answer(answer.question, answer.stage, text=text)).decode()


def load_answer(written: str) -> Answer:
    """Read an answer. Raises ValueError if the text is not one."""
    answer: Answer = _adapter(Answer).validate_json(written)
    return answer


def dump_turn(turn: Turn) -> str:
    """Return what a chat remembers about an answer as JSON."""
    return _written(_adapter(Turn), turn).decode()


def load_turn(written: str) -> Turn:
    """Read a turn. Raises ValueError if the text is not one."""
    turn: Turn = _adapter(Turn).validate_json(written)
    return turn


def _written(adapter: "TypeAdapter[T]", value: T) -> bytes:
    from pydantic_core import PydanticSerializationError

    try:
        return adapter.dump_json(value, exclude_defaults=True)
    except PydanticSerializationError as fault:
        raise ValueError(str(fault)) from fault


@cache
def _adapter(kind: type[T]) -> "TypeAdapter[T]":
    # Here, because importing both takes longer than most commands run.
    from pydantic import TypeAdapter

    from index.retrieval.explanation import Explanation  # noqa: F401 - pydantic finds it here: the record only names it

    return TypeAdapter(kind)
