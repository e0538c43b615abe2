"""Fills the prompts and fits them into the model's context window. Knows papers and messages, but no endpoint.

Abstracts, titles and questions are data: each goes into one slot, fenced by a mark drawn at random for each call, and
any braces in them stay as they are.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from app.answer import Turn
from app.citations.marks import without_marks
from app.llm.endpoint import Message, Room
from app.llm.language_model import Templates
from index.papers import Paper

REFUSAL = "The collection does not answer this."

_PROMPTS = Path(__file__).parents[2] / "prompts"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
# Tokens that the chat format adds to each message, estimated generously.
_PER_MESSAGE = 8
# The largest share of the prompt for earlier turns.
_HISTORY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Task:
    """What to write from the sources: the prompt, and the values it takes besides them."""

    prompt: str = "answer"
    values: Mapping[str, str] = field(default_factory=dict)
    """Values for its own slots."""
    details: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """More details of papers besides their records: by id, then by name."""
    templates: Templates = field(default_factory=dict)
    """What replaces the prompt files, by their names."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The messages to send, how many of the papers are in them, and roughly how many tokens they have."""

    messages: tuple[Message, ...]
    papers: int
    tokens: int


def fill(name: str, **values: str) -> str:
    """Return prompts/`name`.md with its slots filled. Raises KeyError for a missing or unexpected value."""
    template = template_text(name)
    slots = set(_SLOT.findall(template))
    if slots != values.keys():
        raise KeyError(f"prompts/{name}.md takes {sorted(slots)}, not {sorted(values)}")
    return _SLOT.sub(lambda match: values[match[1]], template)


def draw_mark(*texts: str) -> str:
    """Return a random mark that is in none of `texts`, so that none of them can close its own fence."""
    while True:
        mark = f"<<{secrets.token_hex(4)}>>"
        if not any(mark in text for text in texts):
            return mark


def fenced(fence: str, number: int, paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return a paper as prompts quote it: its text, other fields of its record, and `more` by name."""
    details = _details(paper, more)
    return fill("source", fence=fence, number=str(number), title=paper.title, details=details, abstract=paper.abstract)


def quoted_text(paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return all the text that `fenced` quotes of a paper, for drawing a mark that is not in it."""
    return f"{paper.text}\n{_details(paper, more)}"


def _details(paper: Paper, more: Mapping[str, str] | None) -> str:
    details = {
        **(more or {}),
        "Date": paper.date and f"{paper.date:%B %Y}" + (" (year inferred)" if paper.date_inferred else ""),
        "Organisation": paper.organisation,
        "Authors": paper.author_count,
    }
    return "".join(f"{name}: {value}\n" for name, value in details.items() if value)


@cache
def template_text(name: str) -> str:
    """Return prompts/`name`.md with its slots."""
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8").rstrip("\n")


def answer_prompt(
    question: str, papers: Sequence[Paper], history: Sequence[Turn], room: Room, task: Task | None = None
) -> Prompt:
    """Return the prompt for what `task` asks to be written from `papers`, an answer where it asks for nothing else.

    The papers are numbered from 1 in their order; the strongest are at both ends. What does not fit is left out: the
    oldest turns first, then the last papers; at least one paper always stays.
    """
    task = task or Task()
    turns = _fitting_history(history, int(room.prompt * _HISTORY_SHARE))
    quoted = [*(quoted_text(paper, task.details.get(paper.id)) for paper in papers), *task.values.values()]
    fence = draw_mark(question, *(turn.text for turn in turns), *quoted)
    blocks = [fenced(fence, number, paper, task.details.get(paper.id)) for number, paper in enumerate(papers, 1)]

    def system(sources: str) -> str:
        values = {"refusal": REFUSAL, "fence": fence, "sources": sources, **task.values}
        if template := task.templates.get(task.prompt):
            return template({**values, "question": question})
        return fill(task.prompt, **values)

    tokens = sum(count_tokens(text) + _PER_MESSAGE for text in (system(""), question, *(turn.text for turn in turns)))
    chosen: list[str] = []
    for paper, block in zip(papers, blocks, strict=True):
        # Counted on its own, an abstract is counted once (cached) however often it is found.
        size = count_tokens(paper.abstract) + count_tokens(block.replace(paper.abstract, "", 1))
        if chosen and tokens + size > room.prompt:
            break
        chosen.append(block)
        tokens += size
    # Models read the middle of a long context worst (Liu et al., 2023, arXiv:2307.03172): the weakest sources go there.
    both_ends = "\n\n".join([*chosen[::2], *reversed(chosen[1::2])])
    return Prompt((Message("system", system(both_ends)), *turns, Message("user", question)), len(chosen), tokens)


def condense_prompt(question: str, history: Sequence[Turn]) -> Prompt:
    """Return the prompt that rewrites a follow-up to stand alone."""
    conversation = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in history[-3:])
    fence = draw_mark(question, conversation)
    text = fill("condense", fence=fence, conversation=conversation, question=question)
    return Prompt((Message("user", text),), 0, count_tokens(text) + _PER_MESSAGE)


@lru_cache(4096)
def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens in `text`; LlamaIndex ships that vocabulary, so nothing is downloaded."""
    from llama_index.core.utils import get_tokenizer

    return len(get_tokenizer()(text))


def _fitting_history(history: Sequence[Turn], room: int) -> list[Message]:
    """Return the latest turns that fit, oldest first, without their marks: the numbers were of other sources."""
    messages: list[Message] = []
    for turn in reversed(history):
        pair = [Message("user", turn.question), Message("assistant", without_marks(turn.answer))]
        room -= sum(count_tokens(message.text) + _PER_MESSAGE for message in pair)
        if room < 0:
            break
        messages = pair + messages
    return messages
