"""Lets the engine answer questions one after another, each without a history. Knows no report."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.engine import Engine
from app.evaluation.measures import AnswerOutcome, judge
from app.evaluation.question_file import LabelledQuestion
from app.llm.reranker import ListwiseReranker
from app.request import Question


def answer_questions(engine: Engine, questions: Sequence[LabelledQuestion]) -> Iterator[AnswerOutcome]:
    """Yield the outcome for each question, in order. Models and indexes are loaded first, untimed."""
    engine.find(questions[0].text, 1)
    if engine.endpoint:
        engine.endpoint.warm_up()
    for question in questions:
        *_, answer = engine.answer(Question(question.text))
        yield judge(question, answer)


def without_model(engine: Engine) -> Engine:
    """Return the engine without its language model; the model then no longer reranks either."""
    reranker = None if isinstance(engine.reranker, ListwiseReranker) else engine.reranker
    return replace(engine, endpoint=None, reranker=reranker)
