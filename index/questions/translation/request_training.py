"""Fits the model of requests; `python -m index.questions.translation.request_training` writes it.

Only lines of `request_examples.tsv` marked `train` are used; a third is marked `test` and kept out. The topic of a
request stands in braces. It is replaced by topics of other lines and by letters drawn at random, so that requests are
learned and not topics. The English examples of intents are read by the meanings of their words, too; a topic alone is
no request.
"""

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from index.questions.intent_training import EXAMPLES_FILE as INTENT_EXAMPLES
from index.questions.intent_training import read_examples
from index.questions.translation.request_features import around, of_question
from index.questions.translation.request_model import (
    COMPARE,
    MODEL_FILE,
    QUESTION,
    Array,
    RequestModel,
)
from index.questions.translation.request_spans import BUCKETS, buckets
from index.questions.translation.request_words import ENGLISH, WORDS_FILE, Token, tokens_of

EXAMPLES_FILE = Path(__file__).with_name("request_examples.tsv")
_TOPIC = re.compile(r"\{(.*?)\}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HAS_CHARACTERS = re.compile("[\u3040-\u9fff]")
_FIRST_CHARACTER, _LAST_CHARACTER = 0x4E00, 0x9FA5
_L2_OF_KINDS, _L2_OF_TOPIC = 1e-4, 1e-5
_STEPS, _RATE, _MEMORY, _SQUARED_MEMORY = 200, 0.1, 0.9, 0.999


@dataclass(frozen=True, slots=True)
class RequestExample:
    """A request, with its topics in braces."""

    language: str
    kind: str
    marked: str

    @property
    def text(self) -> str:
        """The request as one would type it."""
        return _TOPIC.sub(r"\1", self.marked)

    @property
    def topics(self) -> tuple[str, ...]:
        """What it is about."""
        return tuple(_TOPIC.findall(self.marked))


def read_requests(use: str, path: Path = EXAMPLES_FILE) -> list[RequestExample]:
    """Return the examples marked `train` or `test`."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return [RequestExample(language, kind, marked) for language, marked_as, kind, marked in rows if marked_as == use]


def checksum_of_requests() -> str:
    """Return the checksum of what the model is fitted to, by which one that is out of date is found."""
    texts = (path.read_text(encoding="utf-8").encode() for path in (EXAMPLES_FILE, WORDS_FILE, INTENT_EXAMPLES))
    return hashlib.sha256(b"".join(texts)).hexdigest()


def english_requests() -> list[RequestExample]:
    """Return the English examples whose intent is a kind of request here, or that are questions to be answered."""
    kinds = {"find": QUESTION, **{kind: kind for kind in ("list", "count", "summary", COMPARE)}}
    examples = (one for one in read_examples("train") if one.intent in kinds)
    return [RequestExample(ENGLISH, kinds[one.intent], one.question) for one in examples]


def fit_requests(
    examples: Sequence[RequestExample], english: Sequence[RequestExample] = (), trained_on: str = ""
) -> RequestModel:
    """Return the model fitted to the examples, and to `english` ones without marks: the same input gives the same."""
    copies = list(varied(examples, random.Random(0)))  # noqa: S311 - nothing secret
    kinds = tuple(dict.fromkeys(example.kind for example in examples))
    alone = {(example.language, topic): None for example in examples for topic in example.topics}
    labelled = [*copies, *english, *(RequestExample(language, QUESTION, topic) for language, topic in alone)]
    seen = [buckets(of_question(tokens_of(one.text, one.language), one.language)) for one in labelled]
    of_kinds = minimised(seen, [kinds.index(one.kind) for one in labelled], len(kinds), _L2_OF_KINDS)
    requests = [copy for copy in copies if copy.kind != QUESTION]
    places, is_topic = zip(*chain.from_iterable(map(_labelled_tokens, requests)), strict=True)
    both = minimised(places, is_topic, 2, _L2_OF_TOPIC)
    return RequestModel(kinds, of_kinds, both[:, 1] - both[:, 0], trained_on)


def save_requests(model: RequestModel, path: Path = MODEL_FILE) -> None:
    """Write the model, its weights in half precision."""
    np.savez_compressed(
        path,
        kinds=np.array(" ".join(model.kinds)),
        of_kinds=model.of_kinds.astype(np.float16),
        of_topic=model.of_topic.astype(np.float16),
        trained_on=np.array(model.trained_on),
    )


def varied(examples: Sequence[RequestExample], chance: random.Random) -> Iterable[RequestExample]:
    """Yield each example with its own topics, in lower case, then with those of others and with made-up ones."""
    pools: dict[str, list[str]] = {}
    for example in examples:
        pools.setdefault(example.language, []).extend(example.topics)
    for example in examples:
        yield example
        if example.topics:
            yield replace(example, marked=example.marked.casefold())
            for draw in (_other, _unseen):
                topic = partial(draw, pool=pools[example.language], chance=chance)
                yield replace(example, marked=_TOPIC.sub(topic, example.marked))


def _other(_: re.Match[str], pool: Sequence[str], chance: random.Random) -> str:
    return f"{{{chance.choice(pool)}}}"


def _unseen(topic: re.Match[str], pool: Sequence[str], chance: random.Random) -> str:  # noqa: ARG001
    """Return one to three words of random letters, or some random characters."""
    if _HAS_CHARACTERS.search(topic[1]):
        drawn = "".join(chr(chance.randint(_FIRST_CHARACTER, _LAST_CHARACTER)) for _ in range(chance.randint(2, 6)))
        return f"{{{drawn}}}"
    words = ("".join(chance.choices(_LETTERS, k=chance.randint(2, 10))) for _ in range(chance.randint(1, 3)))
    return f"{{{' '.join(chance.choice((str.title, str.lower, str.upper))(word) for word in words)}}}"


def _labelled_tokens(example: RequestExample) -> Iterable[tuple[list[int], int]]:
    tokens = tokens_of(example.text, example.language)
    return labelled(example, tokens, (around(tokens, at, example.language) for at in range(len(tokens))))


def labelled(
    example: RequestExample, tokens: Sequence[Token], around_each: Iterable[Sequence[str]]
) -> Iterable[tuple[list[int], int]]:
    """Yield the buckets of what is around each token of a request, and 1 if it is of a topic."""
    topic_at = set[int]()
    for number, found in enumerate(_TOPIC.finditer(example.marked)):
        start = found.start() - 2 * number
        topic_at.update(range(start, start + len(found[1])))
    for token, seen in zip(tokens, around_each, strict=True):
        yield buckets(seen), int(token.start in topic_at)


def minimised(seen: Sequence[Sequence[int]], wanted: Sequence[int], classes: int, l2: float) -> Array:
    """Return the weights that minimise cross-entropy with an L2 penalty, by Adam over all examples at once."""
    rows = np.repeat(np.arange(len(seen)), [len(own) for own in seen])
    columns = np.fromiter(chain.from_iterable(seen), dtype=np.intp)
    target = np.eye(classes)[list(wanted)]
    weights = np.zeros((BUCKETS, classes))
    mean, squared = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = np.stack([np.bincount(rows, weights[columns, one], len(seen)) for one in range(classes)], axis=1)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (chances / chances.sum(axis=1, keepdims=True) - target) / len(seen)
        gradient = np.stack([np.bincount(columns, error[rows, one], BUCKETS) for one in range(classes)], axis=1)
        gradient = np.add(gradient, l2 * weights)
        mean = _MEMORY * mean + (1 - _MEMORY) * gradient
        squared = _SQUARED_MEMORY * squared + (1 - _SQUARED_MEMORY) * gradient**2
        scale = np.sqrt(squared / (1 - _SQUARED_MEMORY**step)) + 1e-8
        weights -= _RATE * mean / (1 - _MEMORY**step) / scale
    return np.asarray(weights, dtype=np.float32)


def main() -> None:
    """Fit the model and write it."""
    save_requests(fit_requests(read_requests("train"), english_requests(), checksum_of_requests()))


if __name__ == "__main__":
    main()
