"""How the scripted endpoint serves embeddings and reranking."""

import base64
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


def shared_words(question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text how much of the question's words it holds, 0 to 1."""
    words = set(question.lower().split())
    return [len(words & set(text.lower().split())) / len(words) for text in texts]


@dataclass(frozen=True)
class Reranking:
    """How /rerank is served: as Text Embeddings Inference does (`texts`) or as the others do (`documents`)."""

    form: Literal["texts", "documents"] = "documents"
    path: str = "/v1/rerank"
    at_once: int = 1000
    """More texts than this are refused."""
    key: str = "results"
    """Under which key the form `documents` gives its results."""
    score: Callable[[str, Sequence[str]], list[float]] = shared_words


def in_base64(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
