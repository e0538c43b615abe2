"""Fills the prompts and keeps them within the model's context window. Knows papers and messages; knows no endpoint.

Abstracts, titles and questions are data: they go into one slot each, behind a mark that is drawn anew for each call,
and whatever braces they hold stay as they are.
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
# What the chat format adds to each message, in tokens, generously.
_PER_MESSAGE = 8
# Of the window, for earlier turns at most.
_HISTORY_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written from the sources: the prompt that says so, and what it is told besides them."""

    prompt: str = "answer"
    values: Mapping[str, str] = field(default_factory=dict)
    """For slots of its own."""
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By id of a paper what is told of it besides its record."""
    templates: Templates = field(default_factory=dict)
    """What replaces the prompt files, by their names."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: the messages, how many of the papers they hold, and about how long they are in tokens."""

    messages: tuple[Message, ...]
    papers: int
    tokens: int


def fill(name: str, **values: str) -> str:
    """Return prompts/`name`.md with its slots filled. Raises KeyError for a value missing or one too many."""
    template = template_text(name)
    slots = set(_SLOT.findall(template))
    if slots != values.keys():
        raise KeyError(f"prompts/{name}.md takes {sorted(slots)}, not {sorted(values)}")
    return _SLOT.sub(lambda match: values[match[1]], template)


def draw_mark(*texts: str) -> str:
    """Return a mark that is new and stands in none of `texts`, so that none of them can end its own quotation."""
    while True:
        mark = f"<<{secrets.token_hex(4)}>>"
        if not any(mark in text for text in texts):
            return mark


def fenced(fence: str, number: int, paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return a paper as prompts quote it: its text and what else its record tells, and `more` by name."""
    details = _details(paper, more)
    return fill("source", fence=fence, number=str(number), title=paper.title, details=details, abstract=paper.abstract)


def told(paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return all that `fenced` tells of a paper, for drawing a mark that is not in it."""
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

    The papers are numbered from 1 in their order; the strongest stand at both ends. What does not fit is left out: the
    oldest turns first, then the last papers; one paper always stays.
    """
    task = task or Task()
    turns = _fitting_history(history, int(room.prompt * _HISTORY_SHARE))
    said = [*(told(paper, task.told.get(paper.id)) for paper in papers), *task.values.values()]
    fence = draw_mark(question, *(turn.text for turn in turns), *said)
    blocks = [fenced(fence, number, paper, task.told.get(paper.id)) for number, paper in enumerate(papers, 1)]

    def system(sources: str) -> str:
        values = {"refusal": REFUSAL, "fence": fence, "sources": sources, **task.values}
        if template := task.templates.get(task.prompt):
            return template({**values, "question": question})
        return fill(task.prompt, **values)

    tokens = sum(count_tokens(text) + _PER_MESSAGE for text in (system(""), question, *(turn.text for turn in turns)))
    chosen: list[str] = []
    for paper, block in zip(papers, blocks, strict=True):
        # Counted apart, the abstract is counted once however often it is found.
        size = count_tokens(paper.abstract) + count_tokens(block.replace(paper.abstract, "", 1))
        if chosen and tokens + size > room.prompt:
            break
        chosen.append(block)
        tokens += size
    # The middle of a long context is read worst (Liu et al., 2023, arXiv:2307.03172): the weakest sources stand there.
    both_ends = "\n\n".join([*chosen[::2], *reversed(chosen[1::2])])
    return Prompt((Message("system", system(both_ends)), *turns, Message("user", question)), len(chosen), tokens)


def condense_prompt(question: str, history: Sequence[Turn]) -> Prompt:
    """Return the prompt that makes a follow-up understandable alone."""
    spoken = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in history[-3:])
    fence = draw_mark(question, spoken)
    text = fill("condense", fence=fence, conversation=spoken, question=question)
    return Prompt((Message("user", text),), 0, count_tokens(text) + _PER_MESSAGE)


@lru_cache(4096)
def count_tokens(text: str) -> int:
    """Return the length of `text` in tokens of cl100k_base, whose vocabulary LlamaIndex carries: no download."""
    from llama_index.core.utils import get_tokenizer

    return len(get_tokenizer()(text))


def _fitting_history(history: Sequence[Turn], room: int) -> list[Message]:
    """Return the last turns that fit, oldest first. Their numbers are dropped: they named other sources."""
    messages: list[Message] = []
    for turn in reversed(history):
        pair = [Message("user", turn.question), Message("assistant", without_marks(turn.answer))]
        room -= sum(count_tokens(message.text) + _PER_MESSAGE for message in pair)
        if room < 0:
            break
        messages = pair + messages
    return messages
