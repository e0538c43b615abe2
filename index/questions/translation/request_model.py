"""Reads requests in other languages: what is asked for, and which words name the topic. Two small linear models.

`index.questions.translation.request_training` fits them to `request_examples.tsv`. A language or a way of asking is
taught by new lines there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.questions.translation.request_features import around, of_question
from index.questions.translation.request_spans import best_spans, buckets, trimmed
from index.questions.translation.request_words import ENGLISH, Token, language_of_request, tokens_of

Array = NDArray[np.float32]
MODEL_FILE = Path(__file__).with_name("request_model.npz")
QUESTION = "question"
"""What is no request: a question to be answered, a statement, key words; and anything in English."""
SIDES = 2
"""How many topics a comparison names."""
COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A request: what it asks for, how sure that is, and its topics as typed."""

    kind: str
    chance: float
    topics: tuple[str, ...]


_NO_REQUEST = ReadRequest(QUESTION, 1.0, ())


@dataclass(frozen=True, slots=True)
class RequestModel:
    """The weights of both models, by the hash of what they see."""

    kinds: tuple[str, ...]
    of_kinds: Array
    """Shape (buckets, kinds)."""
    of_topic: Array
    """Shape (buckets,): how much each thing around a token speaks for it being of the topic."""
    trained_on: str = ""
    """The checksum of the examples."""

    def read(self, question: str) -> ReadRequest:
        """Return what a question asks for, and its topics: none, one, or two that are compared."""
        language = language_of_request(question)
        if language == ENGLISH:
            return _NO_REQUEST
        tokens = tokens_of(question, language)
        scores = self.of_kinds[buckets(of_question(tokens, language))].sum(axis=0)
        chances = np.exp(scores - scores.max())
        best = int(scores.argmax())
        kind = self.kinds[best]
        if kind == QUESTION:
            return _NO_REQUEST
        topics = self._topics(question, tokens, language, SIDES if kind == COMPARE else 1)
        return ReadRequest(kind, float(chances[best] / chances.sum()), topics)

    def _topics(self, question: str, tokens: Sequence[Token], language: str, number: int) -> tuple[str, ...]:
        seen = (buckets(around(tokens, at, language)) for at in range(len(tokens)))
        spans = sorted(best_spans([float(self.of_topic[own].sum()) for own in seen], number))
        found = (trimmed(tokens[first:last]) for first, last in spans)
        return tuple(question[own[0].start : own[-1].end] for own in found if own)


@cache
def load_request_model() -> RequestModel:
    """Return the model that is delivered with paperchat."""
    with np.load(MODEL_FILE) as file:
        return RequestModel(
            tuple(str(file["kinds"]).split()),
            file["of_kinds"].astype(np.float32),
            file["of_topic"].astype(np.float32),
            str(file["trained_on"]),
        )
