"""Gives the parser its intent classifier: the model of labelled examples over the vector of the question.

The bundled encoder remembers the last questions, so the search after it does not encode the same text again.
"""

from functools import cache

from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Encoder, Vectors
from index.questions.intent import Classify
from index.questions.intent_model import intent_classifier


def question_classifier(encoder: Encoder) -> Classify:
    """Return the classifier; `encoder` is used if it is the bundled one, which the model was fitted to."""
    bundled = encoder if isinstance(encoder, BundledEncoder) else _bundled()

    def encode(question: str) -> Vectors:
        vector: Vectors = bundled.encode_tokens([question])[0][0]
        return vector

    return intent_classifier(encode)


@cache
def _bundled() -> BundledEncoder:
    return BundledEncoder()
