"""Texts made one paper at a time: a small model says what each paper says, and its sentences are joined here.

Only sentences that the paper backs are used; if there are none, the paper is quoted. If the endpoint fails, the
remaining papers are quoted as well.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from app.answer import QUOTING, Answer, cited_papers
from app.answers.notes import Note, note_with_marks
from app.checking.answer_check import check_answer
from app.checking.attribution import ModelInput
from app.checking.result import Check
from app.checking.support import Similarity
from app.citations import Titles, answer_sentences
from app.citations.marks import without_marks
from app.llm.language_model import LanguageModel
from app.llm.prompts import REFUSAL, count_tokens, short_prompt
from app.reply import ReplyReader
from app.reply.usage import Usage
from app.reply.wait import Wait
from app.summaries.quoting import Span, quoted
from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.wording.said import sentences_said

ABOUT_PAPER = "What does this paper do, and what does it find?"
"""The question for an overview."""


@dataclass(frozen=True, slots=True)
class PaperText:
    """What a model says about one paper; while it is still writing, everything it has written."""

    text: str
    """Plain text or inline Markdown without marks; when finished, only the sentences that the paper backs."""
    tokens: int
    """An estimate for the tokens of the prompt."""
    finished: bool = False
    usage: Usage | None = None
    """The tokens of the call, if it is finished and the server counted them."""
    written: int = 0
    """An estimate for the tokens that the model wrote."""
    wait: Wait | None = None
    """What the model does while no text comes."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a text that is about one paper."""

    paper: Paper
    number: int
    """The number the paper is cited by."""
    quote: tuple[Span, ...] = ()
    """The sentences of the abstract to show if the model says nothing."""
    question: str = ABOUT_PAPER
    heading: str = ""
    text: str = ""
    """What the model says."""
    finished: bool = True
    """What the model says is whole, and all of it is backed."""


def about_paper(
    model: LanguageModel, question: str, paper: Paper, similarity: Similarity
) -> Generator[PaperText, None, None]:
    """Yield what the model answers from one paper as it writes, then the part that the paper backs. One call.

    Raises EndpointError.
    """
    prompt, reader = short_prompt(question, [paper], model.room), ReplyReader(Titles.of([paper]))
    with closing(model.stream(prompt.messages)) as pieces:
        for piece in pieces:
            reply = reader.feed(piece)
            wait = pieces.wait(thinking=bool(reply.thinking) and not reply.text.strip())
            if wait:
                wait = replace(wait, model=model.known_model or "", papers=1, found=1)
            yield PaperText(without_marks(reply.text), prompt.tokens, wait=wait)
    reply = reader.finish(REFUSAL)
    given = ModelInput(question, [paper], similarity)
    written = [without_marks(reply.text[one.start : one.end]) for one in reply.sentences if one.claim]
    backed = [sentence for sentence in written if given.backs(sentence)]
    tokens = count_tokens(f"{reply.thinking}{reply.text}")
    yield PaperText(" ".join(dict.fromkeys(backed)), prompt.tokens, finished=True, usage=pieces.usage, written=tokens)


def write_parts(
    model: LanguageModel,
    answer: Answer,
    parts: Sequence[Part],
    similarity: Similarity,
    shown: Callable[[Answer, Sequence[Part]], Answer],
) -> Generator[Answer, None, tuple[Answer, Sequence[Part]]]:
    """Yield the answer as the model writes the parts, one call each; return it with its costs, and the parts.

    `shown` puts the parts into the answer.
    """
    written = list(parts)
    for at, part in enumerate(parts):
        before = answer = replace(answer, model_calls=answer.model_calls + 1)
        try:
            for said in about_paper(model, part.question, part.paper, similarity):
                written[at] = replace(part, text=said.text, finished=said.finished)
                tokens = before.prompt_tokens + said.tokens
                answer = replace(
                    before, model=model.known_model, prompt_tokens=tokens, papers_read=at + 1, wait=said.wait
                )
                if said.finished:
                    answer = answer.with_call(said.tokens, said.usage, said.written)
                yield shown(answer, written)
        except EndpointError as fault:
            written[at] = part
            return replace(answer, notice=sentences_said(answer.notice, fault.in_full, QUOTING)), written
    return answer, written


@dataclass(frozen=True, slots=True)
class Assembled:
    """The parts as Markdown."""

    text: str
    said: tuple[Span, ...]
    """Where the sentences of the model are in it."""
    quotes: tuple[Check, ...]
    """The checks of what is quoted."""


def assembled(parts: Sequence[Part]) -> Assembled:
    """Return the parts put together: each with its heading, and with what the model says or a quote."""
    text, said, quotes = "", list[Span](), list[Check]()
    for part in parts:
        text += "\n\n" if text else ""
        text += f"**{part.heading}**\n\n" if part.heading else ""
        start = len(text)
        if part.text:
            text += note_with_marks(Note(part.paper, part.text), part.number) if part.finished else part.text
            said.append((start, len(text)))
        elif part.quote:
            text += quoted(part.paper.abstract, part.quote)
            quotes.append(Check(start, len(text), "quoted", (), ((part.number, part.quote),)))
            text += f" [{part.number}]"
    return Assembled(text, tuple(said), tuple(quotes))


def with_checks(answer: Answer, parts: Assembled, similarity: Similarity, start: int = 0) -> Answer:
    """Return the answer, whose text has the parts from `start` on, with their checks; the model's marks are ours."""
    said = [(first + start, last + start) for first, last in parts.said]
    sentences = [
        one
        for one in answer_sentences(answer.text, len(answer.cited), REFUSAL)
        if any(first <= one.start < last for first, last in said)
    ]
    attributed = {one.start for one in sentences}
    checks = check_answer(answer.text, sentences, cited_papers(answer.sources), similarity, attributed)
    quotes = [replace(check, start=check.start + start, end=check.end + start) for check in parts.quotes]
    return replace(answer, checks=tuple(sorted((*checks, *quotes), key=lambda check: check.start)))
