"""Finds the topic of an English request by a linear model of the words around it. Pure.

`topic_training` fits it to `topic_examples.tsv`. It sees the words that requests are made of and, for any other word,
only how it is written: so requests are learned, and not topics.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.questions.translation.request_spans import best_spans, buckets, trimmed
from index.questions.translation.request_words import Token, tokens_with

_TOPIC = "_"
_WIDTH = 3
_BEFORE, _AFTER = ["^"] * _WIDTH, ["$"] * _WIDTH
_STOPS = frozenset(",;:.?!")
MODEL_FILE = Path(__file__).with_name("topic_model.json")
FRAMED_MODEL = Path(__file__).with_name("framed_model.json")
"""Of questions within sentences about the person who asks: they have several parts."""


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The weights, by the hash of what stands around a token."""

    vocabulary: frozenset[str]
    """The words that requests are made of."""
    of_topic: tuple[float, ...]
    """By bucket: how much each thing around a token speaks for it being of the topic."""
    trained_on: str = ""
    """The checksum of the examples."""

    def topic_in(self, request: str) -> tuple[int, int]:
        """Return where the topic of a request begins and ends; the same place twice if it has none."""
        tokens = request_tokens(request, self.vocabulary)
        weights = [sum(self.of_topic[one] for one in buckets(seen)) for seen in around_words(tokens)]
        spans = best_spans(weights, 1)
        own = trimmed(tokens[slice(*spans[0])]) if spans else ()
        return (own[0].start, own[-1].end) if own else (0, 0)

    def parts_in(self, question: str, number: int) -> tuple[str, ...]:
        """Return the parts of a question that say what it is about, in order, at most `number`."""
        tokens = request_tokens(question, self.vocabulary)
        weights = [sum(self.of_topic[one] for one in buckets(seen)) for seen in around_words(tokens)]
        parts = (trimmed(tokens[slice(*span)]) for span in best_spans(weights, number))
        return tuple(question[part[0].start : part[-1].end] for part in parts if part)

    def trimmed(self, request: str, topic: str) -> str:
        """Return the topic that rules found in a request, without words of the request at its ends.

        >>> load_topic_model().trimmed("summarise the work on lava in bullet points", "lava in bullet points")
        'lava'
        """
        start, end = self.topic_in(request)
        at = request.find(topic)
        first, last = max(start, at), min(end, at + len(topic))
        if at < 0 or first >= last:
            return topic
        tokens = request_tokens(request, self.vocabulary)
        head = [one for one in tokens if at <= one.start < first]
        tail = [one for one in tokens if last <= one.start < at + len(topic)]
        # `Help me write an essay about`: whatever else comes before it.
        left_out = tail if head and head[-1].meaning == "about" else [*head, *tail]
        return request[first:last] if all(_only_asks(one, request) for one in left_out) else topic


@lru_cache(maxsize=64)
def request_tokens(request: str, vocabulary: frozenset[str]) -> Sequence[Token]:
    """Return the tokens of a request: words of the vocabulary mean themselves, other words may be of the topic."""
    return tokens_with(request, lambda word: word if word in vocabulary else "")


def _only_asks(token: Token, request: str) -> bool:
    """Return whether a token may be left out of a topic: no bracket, no other word, no word of a title."""
    if not request[token.start].isalnum():
        return request[token.start] in _STOPS
    return (bool(token.meaning) or request[token.start : token.end].isdecimal()) and (
        token.start == 0 or token.shape != "capital"
    )


def around_words(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """Yield what speaks for or against each token being of the topic: itself, three on each side, and what lies beyond.

    Words of another kind before or after it show where the words of the request resume.
    """
    meanings = [*_BEFORE, *(token.meaning or _TOPIC for token in tokens), *_AFTER]
    others = [at for at, token in enumerate(tokens) if not token.meaning] or [-1]
    for at, token in enumerate(tokens):
        third, second, first, own, next_, after, last = meanings[at : at + 2 * _WIDTH + 1]
        beyond = f"{0 <= others[0] < at:d}{others[-1] > at:d}"
        yield [
            *(f"is {own}", f"shape {token.shape}", f"is {own} {beyond}", f"beyond {beyond}"),
            *(f"is {first} {own}", f"is {own} {next_} next", f"within {first} {own} {next_}"),
            *(f"before {first}", f"before {second} {first}", f"before {third} {second} {first}"),
            *(f"after {next_}", f"after {next_} {after}", f"after {next_} {after} {last}"),
            *(f"is {own} before {second} {first} {beyond}", f"is {own} after {next_} {after} {beyond}"),
            *(f"first {first} {beyond}", f"next {next_} {beyond}"),
        ]


@cache
def load_topic_model(path: Path = MODEL_FILE) -> TopicModel:
    """Return a model that is delivered with paperchat."""
    file = json.loads(path.read_text(encoding="utf-8"))
    return TopicModel(frozenset(file["vocabulary"].split()), tuple(file["of_topic"]), file["trained_on"])
