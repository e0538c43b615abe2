"""Classifies the intent of a question by a small linear model over its embedding and its word n-grams.

`index.questions.intent_training` fits the model to `intent_examples.tsv`. To teach it a new way of asking, add a line
there and run `python -m index.questions.intent_training`.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.questions.query import ASIDES, OVERVIEWS, Intent

Array = NDArray[np.float32]
Encode = Callable[[str], Array]
"""Returns the unit vector of a text from the bundled encoder: float32, shape (384,)."""

INTENTS: tuple[Intent, ...] = (
    *("find", "list", "count", "compare", "summary", "digest", "table"),
    *("record", "best", "library", "small_talk", "export"),
)
"""The intents, in the order of the columns of the weights."""
# The least probability of one of these together: questions by others have less.
_SURE_OF_PAPERS = 0.75
_OF_PAPERS: tuple[Intent, ...] = ("list", *OVERVIEWS)
MODEL_FILE = Path(__file__).with_name("intent_model.npz")
_BUCKETS = 1024
_LONGEST_GRAM = 3
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[?!:]")
_TOPIC = "_"


@dataclass(frozen=True, slots=True)
class IntentModel:
    """A multinomial logistic regression: one column of weights per intent, the last row is the bias."""

    vocabulary: frozenset[str]
    """The words that requests are made of; runs of other words count as one placeholder for the topic."""
    weights: Array
    """Shape (384 + number of buckets + 1, number of intents)."""
    aside_words: frozenset[str] = frozenset()
    """The words of the examples of asides (`ASIDES`). A question with another word, perhaps a name, is not one."""
    trained_on: str = ""
    """The checksum of the examples it was fitted to."""

    def probabilities(self, questions: Sequence[str], vectors: Array) -> Array:
        """Return the probability of each intent: float32, shape (questions, intents)."""
        return chances(features(questions, vectors, self.vocabulary), self.weights)

    def classify(self, question: str, encode: Encode) -> tuple[Intent, float]:
        """Return the most likely intent and its probability.

        Where it is sure that papers on a topic are asked for, that is the probability: whether as a list or summed up
        may be a matter of taste (`write a paragraph about tides`).
        """
        # First the words: the vector may have to be waited for.
        words = hashed_n_grams([question], self.vocabulary)
        may_be_aside = self.aside_words.issuperset(question_words(question))
        (row,) = chances(np.hstack([encode(question)[np.newaxis], words]), self.weights)
        if not may_be_aside:
            row[[INTENTS.index(aside) for aside in ASIDES]] = 0
        best = INTENTS[int(row.argmax())]
        of_papers = float(sum(row[INTENTS.index(intent)] for intent in _OF_PAPERS))
        either = best in _OF_PAPERS and of_papers >= _SURE_OF_PAPERS
        return best, of_papers if either else float(row.max())


def chances(inputs: Array, weights: Array) -> Array:
    """Return the probability of each column of the weights for each row of `features`: float32."""
    scores = inputs @ weights
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)


def features(questions: Sequence[str], vectors: Array, vocabulary: frozenset[str]) -> Array:
    """Return the vectors and the hashed word n-grams of the questions, side by side."""
    return np.hstack([vectors, hashed_n_grams(questions, vocabulary)])


def hashed_n_grams(questions: Sequence[str], vocabulary: frozenset[str]) -> Array:
    """Return the hashed word n-grams of the questions, each row of unit length, and a 1 for the bias."""
    hashed = np.zeros((len(questions), _BUCKETS + 1), dtype=np.float32)
    for row, question in enumerate(questions):
        hashed[row, [zlib.crc32(gram.encode()) % _BUCKETS for gram in n_grams(question, vocabulary)]] = 1
    hashed /= np.maximum(1, np.sqrt(hashed.sum(axis=1, keepdims=True)))
    hashed[:, -1] = 1
    return hashed


def n_grams(question: str, vocabulary: frozenset[str]) -> set[str]:
    """Return runs of one to three words, where other words than those of the vocabulary are one placeholder.

    >>> sorted(n_grams("papers on sea otters", frozenset(["papers", "on"])))[:4]
    ['^ papers', '^ papers on', '_ $', 'on']
    """
    masked = ["^", *_masked(question, vocabulary), "$"]
    sizes = range(1, _LONGEST_GRAM + 1)
    grams = {" ".join(masked[at : at + size]) for size in sizes for at in range(len(masked) - size + 1)}
    return grams - {"^", "$", _TOPIC}


def question_words(text: str) -> list[str]:
    """Return the lower-case words and the question, exclamation and colon marks of a text."""
    return _WORD.findall(text.casefold().replace("’", "'"))


@cache
def load_model() -> IntentModel:
    """Return the model that is delivered with paperchat."""
    with np.load(MODEL_FILE) as file:
        return IntentModel(
            frozenset(str(file["vocabulary"]).split()),
            file["weights"].astype(np.float32),
            frozenset(str(file["aside_words"]).split()),
            str(file["trained_on"]),
        )


def intent_classifier(encode: Encode) -> Callable[[str], tuple[Intent, float]]:
    """Return a function that gives the most likely intent of a question, and its probability."""
    return lambda question: load_model().classify(question, encode)


def _masked(question: str, vocabulary: frozenset[str]) -> Iterator[str]:
    before = ""
    for word in question_words(question):
        token = word if word in vocabulary else _TOPIC
        if not token == before == _TOPIC:
            yield token
        before = token
