"""Splits a question into parts that can be searched for alone: by a model's reply, or by rules. Pure."""

import re
from collections.abc import Sequence

from index.text.capitals import upper_first
from index.text.plain_text import content_stems, plain_text
from index.text.sentences import sentences

MAX_PARTS = 4
_LONGEST = 200

# Like "1. ", "- ", "Question 2: " and "Q3) ".
_LEAD = re.compile(r"^\W*(?:(?:(?:sub-?)?question|q|part)?\s*\d{1,2}\s*[.):-]+\s*)?", re.IGNORECASE)
_JOINT = re.compile(
    r"(\s*;\s*|,?\s+and\s+(?:also\s+)?(?=(?:what|which|who|whose|when|where|why|how)\b))", re.IGNORECASE
)
# A pronoun needs the words before it to be understood.
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|these|those|this|former|latter|ones?|each other)\b", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"its|their", re.IGNORECASE)
_ASKING = re.compile(r"(?:what|which|who|whose|when|where|why|how)\b", re.IGNORECASE)
_MIN_WORDS = 2


def parts_by_rules(question: str, sides: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the parts of a question: the sides of a comparison, or the questions it joins; itself if it is only one.

    >>> parts_by_rules("How do tides move sand, and what do seals eat in winter?")
    ('How do tides move sand', 'What do seals eat in winter?')
    >>> parts_by_rules("What is a spring tide and why does it rise?")
    ('What is a spring tide and why does it rise?',)
    """
    if len(sides) > 1:
        return _bounded(sides)
    parts: list[str] = []
    for sentence in sentences(question):
        # Piece, joint, piece and so on.
        cut = _JOINT.split(sentence)
        for joint, piece in zip((" ", *cut[1::2]), cut[::2], strict=True):
            # A separate question may be as short as "What is RAR?"; a clause after `and` needs more words.
            least = 1 if joint == " " else _MIN_WORDS
            if not parts or (_stands_alone(piece, least) and _asks(parts[-1])):
                parts.append(upper_first(piece))
            else:
                parts[-1] += joint + piece
    return _bounded(parts) or (question,)


def _stands_alone(piece: str, least: int) -> bool:
    return len(content_stems(piece)) >= least and not any(
        # In "How does a seal find its way", the pronoun refers to the seal.
        not (_POSSESSIVE.fullmatch(pointer[0]) and content_stems(piece[: pointer.start()]))
        for pointer in _POINTING.finditer(piece)
    )


def _asks(piece: str) -> bool:
    return len(content_stems(piece)) >= (1 if _ASKING.match(piece) else _MIN_WORDS)


def read_parts(reply: str, question: str) -> tuple[str, ...]:
    r"""Return the questions in a model's reply that split `question`; empty if there are none.

    >>> read_parts("Sure! The parts:\n1. What moves **sand**?\n2. What do seals eat?\nHope it helps.", "Sand? Seals?")
    ('What moves sand?', 'What do seals eat?')
    """
    asked = set(content_stems(question))
    lines = [plain_text(_LEAD.sub("", line)).strip(" \"“”'") for line in reply.splitlines()]
    parts = [
        line
        for line in lines
        if len(line) <= _LONGEST and not line.endswith(":") and (line.endswith("?") or asked & set(content_stems(line)))
    ]
    return tuple(dict.fromkeys(parts))[:MAX_PARTS]


def _bounded(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts without repeats; those beyond the maximum are joined to the last one."""
    once = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    return tuple([*once[: MAX_PARTS - 1], " ".join(once[MAX_PARTS - 1 :])] if len(once) > MAX_PARTS else once)
