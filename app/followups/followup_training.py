"""Fits the model of follow-ups to `followup_examples.tsv`; `python -m app.followups.followup_training` writes it.

Only lines marked `train` are used: a tenth is marked `test` and kept out. Needs numpy and the bundled encoder only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from app.followups.followup_model import CLOSED, KINDS, MODEL_FILE, FollowupKind, FollowupModel
from index.questions.intent_model import Array, features, question_words
from index.questions.intent_training import checksum, encode_each, labelled_questions, minimise, vocabulary_of

EXAMPLES_FILE = Path(__file__).with_name("followup_examples.tsv")
# A word belongs to the vocabulary of follow-ups if at least this many examples use it.
_FEWEST_USES = 2


@dataclass(frozen=True, slots=True)
class FollowupExample:
    """A follow-up and its kind."""

    question: str
    kind: FollowupKind


def read_followups(use: str) -> list[FollowupExample]:
    """Return the examples marked `train` or `test`."""
    rows = labelled_questions(EXAMPLES_FILE, use)
    return [FollowupExample(question, cast("FollowupKind", label)) for question, label in rows]


def fit_followups(examples: Sequence[FollowupExample], vectors: Array, trained_on: str = "") -> FollowupModel:
    """Return the model fitted to the examples, whose vectors are given: the same input gives the same model."""
    questions = [example.question for example in examples]
    vocabulary = vocabulary_of(questions, _FEWEST_USES)
    wanted = np.eye(len(KINDS), dtype=np.float32)[[KINDS.index(example.kind) for example in examples]]
    weights = minimise(features(questions, vectors, vocabulary), wanted)
    return FollowupModel(vocabulary, weights, _words(examples, CLOSED), _words(examples, ("about",)), trained_on)


def _words(examples: Sequence[FollowupExample], kinds: Sequence[FollowupKind]) -> frozenset[str]:
    return frozenset(word for example in examples if example.kind in kinds for word in question_words(example.question))


def save_followups(model: FollowupModel, path: Path = MODEL_FILE) -> None:
    """Write the model, its weights in half precision."""
    np.savez(
        path,
        weights=model.weights.astype(np.float16),
        vocabulary=np.array(" ".join(sorted(model.vocabulary))),
        closed_words=np.array(" ".join(sorted(model.closed_words))),
        leaning_words=np.array(" ".join(sorted(model.leaning_words))),
        trained_on=np.array(model.trained_on),
    )


def main() -> None:
    """Fit the model and write it."""
    from index.embedding.bundled_encoder import BundledEncoder

    examples = read_followups("train")
    vectors = encode_each(BundledEncoder(), [example.question for example in examples])
    save_followups(fit_followups(examples, vectors, checksum(EXAMPLES_FILE)))


if __name__ == "__main__":
    main()
