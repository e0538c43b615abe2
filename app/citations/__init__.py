"""Citations: how they are spelled, what the sentences of a finished answer cite, and what it refuses. Pure.

Knows the titles that the prompt numbers from 1, and text; knows no stream (that is `app.reply`) and no store.
"""

from app.citations.answer_sentences import Sentence, answer_sentences, marks_before_stop, sentences_citing
from app.citations.marks import inert
from app.citations.refusals import Refusal, refusal_in
from app.citations.titles import Titles

__all__ = [
    "Refusal",
    "Sentence",
    "Titles",
    "answer_sentences",
    "inert",
    "marks_before_stop",
    "refusal_in",
    "sentences_citing",
]
