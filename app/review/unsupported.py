"""The sentences of an answer that its check leaves open, put to the model: one call, and its reply, a line a sentence.

Knows the answer, the prompts and the endpoint. Its callers decide what is asked and what a line means.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Check, Source
from app.citations import Sentence, answer_sentences, marks_before_stop
from app.llm.endpoint import Endpoint, Message
from app.llm.numbered_lines import spoken
from app.llm.prompts import REFUSAL, count_tokens, draw_mark, fenced, fill, told
from index.endpoint_errors import EndpointError


@dataclass(frozen=True, slots=True)
class UnsupportedSentence:
    """A sentence of an answer that is not backed: what it says, what it cites, and its check."""

    said: str
    """In Markdown; a mark behind its stop stands before it."""
    sentence: Sentence
    check: Check


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is put to the model, and the sentences in it, which it numbers from 1."""

    prompt: str
    doubts: tuple[UnsupportedSentence, ...]


def doubts(answer: Answer) -> tuple[UnsupportedSentence, ...]:
    """Return the sentences of a finished answer that are not backed, in order."""
    sentences = {one.start: one for one in answer_sentences(answer.text, len(answer.cited), REFUSAL)}
    return tuple(
        UnsupportedSentence(
            " ".join(marks_before_stop(answer.text[check.start : check.end]).split()), sentences[check.start], check
        )
        for check in answer.checks
        if check.verdict != "backed" and check.start in sentences
    )


def sheet(
    name: str,
    lines: Sequence[tuple[UnsupportedSentence, str]],
    sources: Sequence[Source],
    endpoint: Endpoint,
    **values: str,
) -> Sheet:
    """Return prompts/`name`.md with as many of the lines as fit the model's window, each with all that it cites.

    `lines`: sentences, each as it is told to the model; `sources`: the cited ones, which are told as far as they fit,
    those first that a sentence cites; `values`: for slots besides fence, sources, sentences and count.
    """
    fence = draw_mark(*(told(source.paper) for source in sources), *(line for _, line in lines), *values.values())
    blocks = {source.number: fenced(fence, source.number or 0, source.paper) for source in sources}

    def filled(numbers: Iterable[int | None], chosen: Sequence[tuple[UnsupportedSentence, str]]) -> str:
        shown = "\n\n".join(block for number, block in blocks.items() if number in numbers)
        numbered = "\n".join(f"Sentence {number}: {line}" for number, (_, line) in enumerate(chosen, 1))
        return fill(name, fence=fence, sources=shown, sentences=numbered, count=str(len(chosen)), **values)

    room = endpoint.room.prompt
    numbers: set[int | None] = set()
    chosen: list[tuple[UnsupportedSentence, str]] = []
    for doubt, line in lines:
        needed = numbers | set(doubt.sentence.cited)
        if count_tokens(filled(needed, [*chosen, (doubt, line)])) <= room:
            numbers, chosen = needed, [*chosen, (doubt, line)]
    for number in blocks:
        if count_tokens(filled(numbers | {number}, chosen)) <= room:
            numbers.add(number)
    if not numbers:
        chosen = []
    return Sheet(filled(numbers, chosen), tuple(doubt for doubt, _ in chosen))


def ask(answer: Answer, endpoint: Endpoint, prompt: str) -> tuple[Answer, str | None]:
    """Return the answer with what the call cost, and what the model says without its thinking.

    None where the endpoint failed, which a notice then says.
    """
    tokens = answer.prompt_tokens + count_tokens(prompt)
    answer = replace(answer, model_calls=answer.model_calls + 1, prompt_tokens=tokens)
    try:
        said = endpoint.complete([Message("user", prompt)])
    except EndpointError as fault:
        return noted(answer, f"{fault} The answer stays as it was."), None
    return answer, spoken(said)


def noted(answer: Answer, *notices: str) -> Answer:
    """Return the answer with notices added to its own."""
    return replace(answer, notice=" ".join(filter(None, (answer.notice, *notices))))


def counted(number: int, verb: str) -> str:
    """Return a number of sentences with a verb in the present.

    >>> counted(1, "stay"), counted(2, "stay")
    ('1 sentence stays', '2 sentences stay')
    """
    return f"1 sentence {verb}s" if number == 1 else f"{number} sentences {verb}"


def unfit(number: int) -> str:
    """Return the notice that some sentences were not put to the model; empty for none."""
    return f"{counted(number, 'stay')} as before: too much for the model's context window." if number else ""
