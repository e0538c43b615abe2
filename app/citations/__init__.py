"""Citations: their spellings, what each sentence of a finished answer cites, and whether it refuses. Pure.

Knows text and the titles that the prompt numbers from 1; knows no stream (see `app.reply`) and no store.
"""

from app.citations.answer_sentences import Sentence, answer_sentences, marks_before_stop, sentences_citing
from app.citations.marks import without_false_marks
from app.citations.refusals import Refusal, refusal_in
from app.citations.titles import Titles

__all__ = [
    "Refusal",
    "Sentence",
    "Titles",
    "answer_sentences",
    "marks_before_stop",
    "refusal_in",
    "sentences_citing",
    "without_false_marks",
]
