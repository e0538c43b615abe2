"""Reads requests in other languages: what is asked for, and which words name the topic. Two small linear models.

`index.questions.translation.request_training` fits them to `request_examples.tsv`. A language or a way of asking is
taught by new lines there.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.questions.translation.request_features import around, of_question
from index.questions.translation.request_words import ENGLISH, Token, language_of_request, tokens_of

Array = NDArray[np.float32]
MODEL_FILE = Path(__file__).with_name("request_model.npz")
QUESTION = "question"
"""What is no request: a question to be answered, a statement, key words; and anything in English."""
SIDES = 2
"""How many topics a comparison names."""
COMPARE = "compare"
BUCKETS = 4096
# Signs at the ends of a topic that are none of it.
_EDGES = "quote", "sign"


@dataclass(frozen=True, slots=True)
class RequestRead:
    """A request: what it asks for, how sure that is, and its topics as typed."""

    kind: str
    chance: float
    topics: tuple[str, ...]


_NO_REQUEST = RequestRead(QUESTION, 1.0, ())


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

    def read(self, question: str) -> RequestRead:
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
        return RequestRead(kind, float(chances[best] / chances.sum()), topics)

    def _topics(self, question: str, tokens: Sequence[Token], language: str, number: int) -> tuple[str, ...]:
        seen = (buckets(around(tokens, at, language)) for at in range(len(tokens)))
        spans = sorted(best_spans([float(self.of_topic[own].sum()) for own in seen], number))
        trimmed = (_trimmed(tokens[first:last]) for first, last in spans)
        return tuple(question[own[0].start : own[-1].end] for own in trimmed if own)


def buckets(seen: Iterable[str]) -> list[int]:
    """Return the row of the weights for each of these; the same thing seen twice counts once."""
    return sorted({zlib.crc32(one.encode()) % BUCKETS for one in seen})


def best_spans(weights: Sequence[float], number: int) -> list[tuple[int, int]]:
    """Return up to `number` spans, each with something between it and the next, whose weights add up to the most.

    >>> sorted(best_spans([-1, 2, -0.5, 2, -3, 1, -1], 1)), sorted(best_spans([-1, 2, -0.5, 2, -3, 1, -1], 2))
    ([(1, 4)], [(1, 4), (5, 6)])
    """
    # For each number of spans, what the best ones that end before, or just before, a token weigh.
    closed: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (number + 1)
    open_: list[tuple[float, tuple[tuple[int, int], ...]]] = [(-np.inf, ())] * (number + 1)
    for at, weight in enumerate(weights):
        opened = [
            max(
                (open_[used][0] + weight, _longer(open_[used][1])),
                (closed[used - 1][0] + weight, (*closed[used - 1][1], (at, at + 1))),
            )
            for used in range(1, number + 1)
        ]
        closed = [closed[0], *(max(closed[used], open_[used]) for used in range(1, number + 1))]
        open_ = [open_[0], *opened]
    return list(max([*closed, *open_])[1])


def _longer(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return (*spans[:-1], (spans[-1][0], spans[-1][1] + 1)) if spans else ()


def _trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens without quotation marks and other signs at both ends."""
    inner = [at for at, token in enumerate(tokens) if token.shape not in _EDGES]
    return tokens[inner[0] : inner[-1] + 1] if inner else ()


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
