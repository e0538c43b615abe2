"""The questions that the test of a model asks, and what the replies show. Knows the prompts, but no server and no page.

Each is a call of a few words about invented papers, so that no model can know the answer.
"""

import re
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

from app.answer import Turn
from app.citations import refusal_in
from app.citations.marks import numbers_in
from app.llm.endpoint import Endpoint, Message
from app.llm.prompts import REFUSAL, answer_prompt, condense_prompt, count_tokens, draw_mark, fill
from app.reply import without_thinking
from index.papers import Paper

PAPERS = (
    Paper(
        "TarnNet: Counting Lake Birds from Low-Resolution Drones",
        "Counting water birds from the air needs models that run on the drone itself. TarnNet is a detector with 1.9 "
        "million parameters. On the Heron-9 benchmark it finds 87.5 % of the birds.",
    ),
    Paper(
        "QuellTune: Quiet Adapters for Small Speech Models",
        "Fine-tuning a speech model for a new dialect damages what it knew. QuellTune trains only the bias terms of "
        "the attention layers. It lowers the word error rate from 18.4 % to 12.1 %.",
    ),
)
ANSWERABLE = (("How many of the birds does TarnNet find?", "87.5", 1), ("Which terms does QuellTune train?", "bias", 2))
UNANSWERABLE = "How long do the batteries of electric ferries last?"

_CODE_WORD = "quillwort"
_CODE_QUESTION = "Which code word stands at the very beginning of the text above? Write only that word."
_EXAMPLE = re.compile(r"larch|mirex|14 cm|third summer", re.IGNORECASE)
# Enough to judge a reply; some models do not stop by themselves.
_ENOUGH = 400
_FILLER = "Field note {number}: the water at post {number} was clear, and nothing was found there on day {number}. "


@dataclass(frozen=True, slots=True)
class TrialReply:
    """A reply."""

    text: str
    """Without thoughts."""
    first: float
    """Seconds until the first piece."""
    pieces: int
    thinks: bool
    """It had thoughts and no text: the reply ended before the answer."""


def asked(endpoint: Endpoint, messages: Sequence[Message]) -> Generator[float, None, TrialReply]:
    """Yield the seconds waited, so that the caller can stop, and return the reply. Raises EndpointError."""
    # What loading the libraries takes is not the model's.
    endpoint.warm_up()
    start = time.monotonic()
    text, first, pieces = "", 0.0, 0
    with closing(endpoint.stream(messages)) as reply:
        for piece in reply:
            if piece:
                first = first or time.monotonic() - start
                pieces += 1
                text += piece
            if len(without_thinking(text)) > _ENOUGH:
                break
            yield time.monotonic() - start
    answer = without_thinking(text).strip()
    return TrialReply(answer, first, pieces, not answer and bool(text.strip()))


def question_messages(question: str, endpoint: Endpoint) -> Sequence[Message]:
    """Return the full prompt of a question about the invented papers."""
    return answer_prompt(question, PAPERS, (), endpoint.room).messages


def answers(reply: str, fact: str) -> bool:
    """Return whether a reply contains the fact that was asked for.

    >>> answers("It finds 87.5% of them [1].", "87.5"), answers(REFUSAL, "87.5")
    (True, False)
    """
    return fact in reply.lower() and not refuses(reply)


def cites(reply: str, number: int) -> bool:
    """Return whether a reply cites the right paper and no paper that is not there.

    >>> cites("It finds 87.5 % [1].", 1), cites("It finds 87.5 %.", 1), cites("87.5 % [7].", 1)
    (True, False, False)
    """
    cited = numbers_in(reply)
    return number in cited and all(1 <= one <= len(PAPERS) for one in cited)


def refuses(reply: str) -> bool:
    """Return whether a reply says that the papers lack the answer."""
    return refusal_in(reply, len(PAPERS), REFUSAL).kind == "whole"


def example_messages() -> Sequence[Message]:
    """Return a question with a worked example before it."""
    text = fill("trial_example", abstract=PAPERS[0].abstract, question="What does TarnNet do?")
    return [Message("user", text)]


def copies_example(reply: str) -> bool:
    """Return whether a reply repeats the example."""
    return _EXAMPLE.search(reply) is not None


def follow_up_messages() -> Sequence[Message]:
    """Return a follow-up that only the conversation makes clear."""
    turn = Turn("What is TarnNet?", "TarnNet is a detector that counts lake birds from drones.")
    return condense_prompt("How many parameters does it have?", [turn]).messages


def rewrites(reply: str) -> bool:
    """Return whether a reply is the follow-up made to stand alone, and not an answer to it.

    >>> rewrites("How many parameters does TarnNet have?"), rewrites("TarnNet has 1.9 million parameters.")
    (True, False)
    """
    line = reply.strip().strip("\"'")
    return "tarnnet" in line.lower() and "parameter" in line.lower() and line.endswith("?") and line.count("\n") == 0


def long_messages(tokens: int) -> Sequence[Message]:
    """Return a prompt of about this many tokens with a word at its beginning that is asked for at its end."""
    note = count_tokens(_FILLER.format(number=500))
    notes = "".join(_FILLER.format(number=number) for number in range(100, 100 + max(1, tokens // note)))
    mark = draw_mark(notes)
    return [
        Message("system", f"The code word is {_CODE_WORD}.\n\n{mark}\n{notes}\n{mark}"),
        Message("user", _CODE_QUESTION),
    ]


def recalls_word(reply: str) -> bool:
    """Return whether a reply contains the word from the beginning."""
    return _CODE_WORD in reply.lower()
