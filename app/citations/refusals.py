"""Refusals: whether a finished answer refuses the whole question, part of it, or nothing. Knows no prompt, no model."""

import re
from dataclasses import dataclass
from typing import Literal

from app.citations.answer_sentences import answer_sentences
from app.citations.denials import denied_subject

# A sentence after a refusal about what the sources cover instead.
_INSTEAD = re.compile(
    r"\b(?:closest|nearest|related|only|instead|focus\w*|none|unrelated|other topics|(?:is|are|but|do|does) not)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whether an answer refuses the whole question, part of it, or nothing; and what is missing, if it says so."""

    kind: Literal["no", "whole", "part"]
    missing: str = ""


def refusal_in(text: str, sources: int, refusal: str) -> Refusal:
    """Return whether a finished answer says that the sources lack the answer or part of it.

    `refusal` is the fixed form, recognised in any case, quotes or emphasis; other English wordings are, too.

    >>> refusal_in("It takes 1.11 W [1]. The sources do not mention its price.", 1, "Not answered.")
    Refusal(kind='part', missing='its price')
    """
    sentences = answer_sentences(text, sources, refusal)
    texts = [text[one.start : one.end] for one in sentences]
    denials = [denied_subject(sentence, refusal) for sentence in texts]
    first = next((i for i, denial in enumerate(denials) if denial is not None), None)
    if first is None:
        return Refusal("no")
    before = any(one.claim for one in sentences[:first])
    backed = any(
        one.claim and one.cited and not (i > first and _INSTEAD.search(texts[i])) for i, one in enumerate(sentences)
    )
    return Refusal("part" if before or backed else "whole", next(filter(None, denials), ""))
