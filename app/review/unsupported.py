"""The unsupported sentences of an answer, put to the model in one call.

Knows the answer, the prompts and the endpoint. Callers choose the sentences and read the reply.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.answer import Answer, Source
from app.checking.result import Check
from app.citations import Sentence, answer_sentences, marks_before_stop
from app.llm.endpoint import Endpoint, Message
from app.llm.prompts import REFUSAL, count_tokens, draw_mark, fenced, fill, quoted_text
from app.reply import without_thinking
from index.endpoints.endpoint_errors import EndpointError
from index.wording.said import said, sentences_said

_UNCHANGED = said("notice.unchanged", "The answer was not changed.")


@dataclass(frozen=True, slots=True)
class UnsupportedSentence:
    """A sentence of an answer that is put to the model, most often a flagged one."""

    text: str
    """In Markdown, with its marks before the full stop."""
    sentence: Sentence
    check: Check
    before: str = ""
    """The sentence before it, without which its pronouns may mean nothing; empty for the first one."""

    @property
    def in_context(self) -> str:
        """The sentence, and on a second line the one before it."""
        return f"{self.text}\nBefore it: {self.before}" if self.before else self.text


@dataclass(frozen=True, slots=True)
class ReviewPrompt:
    """A prompt, and the sentences in it, which it numbers from 1."""

    text: str
    sentences: tuple[UnsupportedSentence, ...]


def unsupported_sentences(answer: Answer) -> tuple[UnsupportedSentence, ...]:
    """Return the sentences of a finished answer that are flagged, in order."""
    return tuple(one for one in checked_sentences(answer) if one.check.flagged)


def checked_sentences(answer: Answer) -> tuple[UnsupportedSentence, ...]:
    """Return the sentences of a finished answer that have a check, in order."""
    found = answer_sentences(answer.text, len(answer.cited), REFUSAL)
    texts = [" ".join(marks_before_stop(answer.text[one.start : one.end]).split()) for one in found]
    places = {one.start: place for place, one in enumerate(found)}
    return tuple(
        UnsupportedSentence(texts[place], found[place], check, texts[place - 1] if place else "")
        for check in answer.checks
        if (place := places.get(check.start)) is not None
    )


def review_prompt(
    name: str,
    lines: Sequence[tuple[UnsupportedSentence, str]],
    sources: Sequence[Source],
    endpoint: Endpoint,
    **values: str,
) -> ReviewPrompt:
    """Return prompts/`name`.md with as many lines as fit the model's context window, each with all papers it cites.

    `lines`: sentences, each with its text for the prompt. `sources`: the cited ones, as many as fit, starting with
    those that a sentence cites. `values`: for slots other than fence, sources, sentences and count.
    """
    fence = draw_mark(
        *(quoted_text(source.paper) for source in sources), *(line for _, line in lines), *values.values()
    )
    blocks = {source.number: fenced(fence, source.number or 0, source.paper) for source in sources}

    def filled(numbers: Iterable[int | None], chosen: Sequence[tuple[UnsupportedSentence, str]]) -> str:
        shown = "\n\n".join(block for number, block in blocks.items() if number in numbers)
        numbered = "\n".join(f"Sentence {number}: {line}" for number, (_, line) in enumerate(chosen, 1))
        return fill(name, fence=fence, sources=shown, sentences=numbered, count=str(len(chosen)), **values)

    room = endpoint.room.prompt
    numbers: set[int | None] = set()
    chosen: list[tuple[UnsupportedSentence, str]] = []
    for one, line in lines:
        needed = numbers | set(one.sentence.cited)
        if count_tokens(filled(needed, [*chosen, (one, line)])) <= room:
            numbers, chosen = needed, [*chosen, (one, line)]
    for number in blocks:
        if count_tokens(filled(numbers | {number}, chosen)) <= room:
            numbers.add(number)
    if not numbers:
        chosen = []
    return ReviewPrompt(filled(numbers, chosen), tuple(one for one, _ in chosen))


def ask_model(answer: Answer, endpoint: Endpoint, prompt: str) -> tuple[Answer, str | None]:
    """Return the answer with the cost of the call added, and the model's reply without its thinking.

    If the endpoint failed, the reply is None and a notice says so.
    """
    tokens = answer.prompt_tokens + count_tokens(prompt)
    answer = replace(answer, model_calls=answer.model_calls + 1, prompt_tokens=tokens)
    try:
        reply = endpoint.complete([Message("user", prompt)])
    except EndpointError as fault:
        return with_notices(answer, fault.in_full, _UNCHANGED), None
    return answer.with_call(0, None, count_tokens(reply)), without_thinking(reply)


def without_last_review(answer: Answer) -> Answer:
    """Return the answer with the notice it had before the last review: each review reports only its own result."""
    if answer.notice_before_review is None:
        return answer
    return replace(answer, notice=answer.notice_before_review, notice_before_review=None)


def with_notices(answer: Answer, *notices: str) -> Answer:
    """Return the answer with notices of a review added, without empty ones and repeats."""
    new = [one for one in notices if one not in answer.notice]
    if not new:
        return answer
    before = answer.notice if answer.notice_before_review is None else answer.notice_before_review
    return replace(answer, notice=sentences_said(answer.notice, *new), notice_before_review=before)


def unchanged_notice(count: int, reason: str) -> str:
    """Return the notice that some sentences were not reviewed; empty for none.

    >>> unchanged_notice(2, "they are in a table")
    '2 sentences were not reviewed: they are in a table.'
    """
    words = (
        "{count} sentence was not reviewed: {reason}.",
        "{count} sentences were not reviewed: {reason}.",
    )
    return said("notice.not_reviewed", words, count=count, reason=reason) if count else ""


def too_long_notice(count: int) -> str:
    """Return the notice that some sentences did not fit the prompt; empty for none."""
    return unchanged_notice(count, said("reviewed.too_long", "too long for the model's context window"))
