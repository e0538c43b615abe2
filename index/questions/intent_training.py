"""Fits the intent model to `intent_examples.tsv`; `python -m index.questions.intent_training` writes it.

Only lines marked `train` are used: a tenth is marked `test` and kept out. Needs numpy and the bundled encoder only.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from index.embedding.encoder import Encoder
from index.questions.intent_model import INTENTS, MODEL_FILE, Array, IntentModel, chances, features, question_words
from index.questions.query import ASIDES, Intent

EXAMPLES_FILE = Path(__file__).with_name("intent_examples.tsv")
# A word belongs to the vocabulary of requests if at least this many examples use it.
_FEWEST_USES = 3
_L2 = 1e-4
_STEPS, _RATE, _MEMORY, _SQUARED_MEMORY = 300, 0.05, 0.9, 0.999


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its intent."""

    question: str
    intent: Intent


def read_examples(use: str) -> list[Example]:
    """Return the examples marked `train` or `test`."""
    return [Example(question, cast("Intent", label)) for question, label in labelled_questions(EXAMPLES_FILE, use)]


def labelled_questions(path: Path, use: str) -> list[tuple[str, str]]:
    """Return the questions of a file of examples that are marked `train` or `test`, each with its label."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return [(question, label) for label, marked, question in rows if marked == use]


def vocabulary_of(questions: Iterable[str], fewest_uses: int) -> frozenset[str]:
    """Return the words that at least this many of the questions use."""
    uses = Counter(word for question in questions for word in set(question_words(question)))
    return frozenset(word for word, count in uses.items() if count >= fewest_uses)


def checksum(path: Path = EXAMPLES_FILE) -> str:
    """Return the checksum of the examples, by which a model that is out of date is found."""
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()


def encode_each(encoder: Encoder, questions: Iterable[str]) -> Array:
    """Return the vectors of the questions, encoded one by one: in a batch, each would depend on the others a little."""
    return np.vstack([encoder.encode([question]) for question in questions])


def fit(examples: Sequence[Example], vectors: Array, trained_on: str = "") -> IntentModel:
    """Return the model fitted to the examples, whose vectors are given: the same input gives the same model."""
    questions = [example.question for example in examples]
    vocabulary = vocabulary_of(questions, _FEWEST_USES)
    inputs = features(questions, vectors, vocabulary)
    wanted = np.eye(len(INTENTS), dtype=np.float32)[[INTENTS.index(example.intent) for example in examples]]
    aside_words = frozenset(
        word for example in examples if example.intent in ASIDES for word in question_words(example.question)
    )
    return IntentModel(vocabulary, minimise(inputs, wanted), aside_words, trained_on)


def save(model: IntentModel, path: Path = MODEL_FILE) -> None:
    """Write the model, its weights in half precision."""
    np.savez(
        path,
        weights=model.weights.astype(np.float16),
        vocabulary=np.array(" ".join(sorted(model.vocabulary))),
        aside_words=np.array(" ".join(sorted(model.aside_words))),
        trained_on=np.array(model.trained_on),
    )


def minimise(inputs: Array, wanted: Array) -> Array:
    """Return the weights that minimise cross-entropy with an L2 penalty, by Adam over all examples at once."""
    weights = np.zeros((inputs.shape[1], wanted.shape[1]), dtype=np.float32)
    mean, squared = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        error = (chances(inputs, weights) - wanted) / np.float32(len(inputs))
        gradient: Array = inputs.T @ error + np.float32(_L2) * weights
        mean = _MEMORY * mean + (1 - _MEMORY) * gradient
        squared = _SQUARED_MEMORY * squared + (1 - _SQUARED_MEMORY) * gradient**2
        scale = np.sqrt(squared / (1 - _SQUARED_MEMORY**step)) + 1e-8
        weights -= _RATE * mean / (1 - _MEMORY**step) / scale
    return weights


def main() -> None:
    """Fit the model and write it."""
    from index.embedding.bundled_encoder import BundledEncoder

    examples = read_examples("train")
    save(fit(examples, encode_each(BundledEncoder(), [example.question for example in examples]), checksum()))


if __name__ == "__main__":
    main()
