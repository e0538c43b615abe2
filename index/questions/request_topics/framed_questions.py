"""Finds what a long question asks that stands among sentences about the person who asks it. Pure.

`I am writing a thesis on tides; which papers measure their height, and why?` is about `tides`, `measure their height`.
The words around would count as words that the papers lack. `topic_training` fits the model to `framed_examples.tsv`.
"""

import re

from index.questions.phrases import is_statement
from index.questions.request_topics.topic_model import FRAMED_MODEL, load_topic_model
from index.text.words import terms

# Shorter questions have no room for a frame.
_FEWEST_WORDS = 15
_MOST_PARTS = 4
_OF_THE_ASKER = re.compile(r"\b(?:i|we|my|our)\b", re.IGNORECASE)


def content_of(question: str) -> str:
    """Return the parts of a framed question that say what it is about, in one line; empty for any other question."""
    if len(question.split()) < _FEWEST_WORDS or is_statement(question) or not _OF_THE_ASKER.search(question):
        return ""
    return " ".join(filter(terms, load_topic_model(FRAMED_MODEL).parts_in(question, _MOST_PARTS)))
