"""Makes a follow-up question whole, so that it can be searched for: by the model, or by the question before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answer import Turn
from app.endpoint import Endpoint
from app.prompting import condense_prompt
from index.endpoint_errors import EndpointError

# What a question that leans on the one before begins with or holds.
_LEANING = re.compile(
    r"^(and|but|also|so|why|what about|how about|which of)\b"
    r"|\b(it|its|they|them|their|theirs|these|those|this|former|latter|(first|second|third|last|other) (one|paper))\b",
    re.IGNORECASE,
)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """The question to search for, what it cost, and a notice where the endpoint failed."""

    question: str
    model_calls: int = 0
    prompt_tokens: int = 0
    notice: str = ""


def make_whole(question: str, history: Sequence[Turn], endpoint: Endpoint | None) -> WholeQuestion:
    """Return the question understandable alone: by one model call, where there are turns before it and a model."""
    if not history:
        return WholeQuestion(question)
    leaning = f"{history[-1].question} {question}" if _LEANING.search(question) else question
    if endpoint is None:
        return WholeQuestion(leaning)
    prompt = condense_prompt(question, history)
    try:
        rewritten = " ".join(endpoint.complete(prompt.messages).split())
    except EndpointError as fault:
        return WholeQuestion(leaning, 1, prompt.tokens, f"{fault} Quoting instead.")
    # A model that rambles has not rewritten the question.
    usable = rewritten if 0 < len(rewritten) <= _LONGEST else leaning
    return WholeQuestion(usable, 1, prompt.tokens)
