"""Fits the models of topics; `python -m index.questions.request_topics.topic_training` writes them.

Only lines marked `train` are used: those of `topic_examples.tsv`, and for questions in several parts those of
`framed_examples.tsv` as well. The topic of a request stands in braces. It is replaced by
topics of other lines, alone and joined by a small word, and by words of random letters.
"""

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from index.questions.request_topics.topic_model import (
    FRAMED_MODEL,
    MODEL_FILE,
    TopicModel,
    around_words,
    request_tokens,
)
from index.questions.translation.request_training import RequestExample, labelled, minimised, varied
from index.questions.translation.request_words import ENGLISH, tokens_with

EXAMPLES_FILE = Path(__file__).with_name("topic_examples.tsv")
FRAMED_FILE = Path(__file__).with_name("framed_examples.tsv")
# A word belongs to the vocabulary of requests if at least this many of them use it outside of their topics.
_FEWEST_USES = 2
_L2 = 1e-5
_TOPIC = re.compile(r"\{.*?\}")
# Words that requests are made of and that stand within topics, too.
_WITHIN = "of of of in in for for with on from to and and or by without between that how using about as at the".split()


def read_topics(use: str, path: Path = EXAMPLES_FILE) -> list[RequestExample]:
    """Return the examples marked `train` or `test`."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return [RequestExample(ENGLISH, "list", marked) for marked_as, marked in rows if marked_as == use]


def checksum_of_topics(*others: Path) -> str:
    """Return the checksum of the examples, by which a model that is out of date is found; `others`: more of them."""
    texts = (path.read_text(encoding="utf-8") for path in (EXAMPLES_FILE, *others))
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def fit_topics(examples: Sequence[RequestExample], trained_on: str = "") -> TopicModel:
    """Return the model fitted to the examples: the same input gives the same model."""
    uses = Counter(word for example in examples for word in _frame(example))
    vocabulary = frozenset(word for word, count in uses.items() if count >= _FEWEST_USES)
    chance = random.Random(0)  # noqa: S311 - nothing secret
    copies = [*varied(examples, chance), *_joined(examples, chance)]
    tokenised = [(copy, request_tokens(copy.text, vocabulary)) for copy in copies]
    tokens = chain.from_iterable(labelled(copy, own, around_words(own)) for copy, own in tokenised)
    places, is_topic = zip(*tokens, strict=True)
    both = minimised(places, is_topic, 2, _L2)
    return TopicModel(vocabulary, tuple((both[:, 1] - both[:, 0]).tolist()), trained_on)


def save_topics(model: TopicModel, path: Path = MODEL_FILE) -> None:
    """Write the model, its weights rounded."""
    file = {
        "trained_on": model.trained_on,
        "vocabulary": " ".join(sorted(model.vocabulary)),
        "of_topic": [round(weight, 3) for weight in model.of_topic],
    }
    path.write_text(f"{json.dumps(file, indent=None)}\n", encoding="utf-8")


def _joined(examples: Sequence[RequestExample], chance: random.Random) -> Iterable[RequestExample]:
    """Yield each request with two topics of other lines, joined by a word that requests are made of."""
    pool = [topic for example in examples for topic in example.topics]
    for example in examples:
        first, second = chance.choice(pool), chance.choice(pool)
        topic = f"{{{first} {chance.choice(_WITHIN)} {second}}}"
        before, found, after = example.marked.partition(f"{{{''.join(example.topics)}}}")
        yield replace(example, marked=f"{before}{topic}{after}") if found else example


def _frame(example: RequestExample) -> set[str]:
    """Return the words of a request outside of its topic."""
    tokens = tokens_with(_TOPIC.sub(" ", example.marked), lambda word: word)
    return {token.meaning for token in tokens if token.shape not in ("quote", "sign")}


def main() -> None:
    """Fit the models and write them."""
    save_topics(fit_topics(read_topics("train"), checksum_of_topics()))
    framed = [*read_topics("train", FRAMED_FILE), *read_topics("train")]
    save_topics(fit_topics(framed, checksum_of_topics(FRAMED_FILE)), FRAMED_MODEL)


if __name__ == "__main__":
    main()
