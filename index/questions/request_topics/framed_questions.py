"""Finds what a long question asks that stands among sentences about the person who asks it. Pure.

`I am writing a thesis on tides; which papers measure their height, and why?` is about `tides`, `measure their height`.
The words around would count as words that the papers lack. `topic_training` fits the model to `framed_examples.tsv`.
"""

import re
from collections.abc import Iterator

from index.questions.phrases import has_topic, is_question, is_statement
from index.questions.request_topics.topic_model import FRAMED_MODEL, load_topic_model
from index.text.sentences import sentences
from index.text.words import terms

# Shorter questions have no room for a frame.
_FEWEST_WORDS = 15
_MOST_PARTS = 4
# Of a question, all words count.
_QUESTION = re.compile(
    r"(?:and\s+|so\s+)*(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could|should"
    r"|would|will)\b",
    re.IGNORECASE,
)
# `..., and why they prefer it`: it asks on about what is asked before.
_REASONS = re.compile(r",?\s+(?:and|with|or)\s+(?:why|how|what|whether)\b[^?]*", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:this|these|those|it|its|they|them|their)\b(?!\s+(?:papers|studies)\b)", re.IGNORECASE)
_OF_THE_ASKER = re.compile(r"\b(?:i|we|my|our)\b", re.IGNORECASE)


def content_of(question: str) -> str:
    """Return the parts of a framed question that say what it is about, in one line; empty for any other question."""
    if not _is_framed(question):
        return ""
    parts = load_topic_model(FRAMED_MODEL).parts_in(question, _MOST_PARTS)
    # The `t` of `don't` is not a part.
    return " ".join(part for part in parts if len(part) > 1 and terms(part))


def readings_of(question: str) -> Iterator[str]:
    """Yield what to search for in place of a framed question or a request, the likelier first; else nothing.

    That is its content, and then the sentence in it that asks, where this says what it asks about. Of a request for a
    text, such as `an abstract for my talk on tides`, it is the topic.
    """
    if not _is_framed(question):
        yield from _topic_of_request(question)
        return
    if content := content_of(question):
        yield f"{content}?"
    *frame, asking = sentences(question)
    plain = _REASONS.sub("", asking)
    if frame and is_question(plain) and has_topic(plain) and not _POINTS.search(plain):
        yield plain


def _topic_of_request(text: str) -> Iterator[str]:
    """Yield the topic of a request that is not a question, if everything else in it only asks."""
    if is_statement(text) or "?" in text or _QUESTION.match(text):
        return
    topic = load_topic_model().trimmed(text, text)
    if topic != text and terms(topic):
        yield f"{topic}?"


def _is_framed(question: str) -> bool:
    enough = len(question.split()) >= _FEWEST_WORDS and not is_statement(question)
    return enough and bool(_OF_THE_ASKER.search(question))
