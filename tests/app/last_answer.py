"""The finished answer to a question, which most tests of answers look at."""

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question


def last_answer(engine: Engine, question: str, *history: Turn) -> Answer:
    return engine.finished(Question(question, history))
