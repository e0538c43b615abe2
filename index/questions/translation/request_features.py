"""What the model of requests sees of a question: the meanings of its words, and what stands around each. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from index.questions.translation.request_words import Token

_TOPIC = "_"
_BEFORE, _AFTER = "^", "$"
_LONGEST_RUN, _FARTHEST = 3, 3
_SIGNS = frozenset(("sign", "quote"))
_NO_WORDS = frozenset((_TOPIC, _BEFORE, _AFTER, "?"))


def of_question(tokens: Sequence[Token], language: str) -> set[str]:
    """Return what a question is made of: the runs of up to three of its meanings, other words being the topic.

    >>> from index.questions.translation.request_words import tokens_of
    >>> sorted(one for one in of_question(tokens_of("Wer schrieb LoRA?", "de"), "de") if one.endswith("_"))
    ['de: write _', 'who write _', 'write _']
    """
    line = [_BEFORE]
    for token in tokens:
        meaning = token.meaning or _TOPIC
        if meaning not in _SIGNS and not meaning == line[-1] == _TOPIC:
            line.append(meaning)
    line.append(_AFTER)
    sizes = range(1, _LONGEST_RUN + 1)
    seen = {" ".join(line[at : at + size]) for size in sizes for at in range(len(line) - size + 1)} - _NO_WORDS
    known = [meaning for meaning in line if meaning not in _NO_WORDS]
    seen |= {f"{one} .. {other}" for at, one in enumerate(known) for other in known[at + 1 : at + 1 + _FARTHEST]}
    seen |= {f"{language}: {one} {other}" for one, other in pairwise(line)}
    seen.add("has a topic" if _TOPIC in line else "has none")
    return seen


def around(tokens: Sequence[Token], at: int, language: str) -> list[str]:
    """Return what speaks for or against a token being of the topic: itself, and two tokens on each side of it."""
    meanings = [_BEFORE, _BEFORE, *(token.meaning or _TOPIC for token in tokens), _AFTER, _AFTER]
    before_last, before, own, after, after_next = meanings[at : at + 5]
    left, shape, right = ["", *(token.shape for token in tokens), ""][at : at + 3]
    seen = [
        *(f"is {own}", f"shape {shape}", f"before {before}", f"after {after}"),
        *(
            f"before {before_last} {before}",
            f"after {after} {after_next}",
            f"is {before} {own}",
            f"is {own} {after} next",
        ),
    ]
    own_shape = f"is {own} {shape}"
    return [
        *(*seen, *(f"{language}: {one}" for one in seen)),
        *(f"within {before} {own} {after}", f"shapes {left} {shape}", f"shapes {shape} {right} next", own_shape),
    ]
