"""Fills the prompts and fits them into the model's context window. Knows papers and messages, but no endpoint.

Abstracts, titles and questions are data: each goes into one slot, fenced by a random mark that none of them has, and
any braces in them stay as they are.
"""

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from app.answer import Turn
from app.citations.marks import without_marks
from app.llm.endpoint import Message, Room
from app.llm.language_model import Templates
from index.papers import Paper

if TYPE_CHECKING:
    import tiktoken

REFUSAL = "The collection does not answer this."
# The vocabulary cl100k_base, which LlamaIndex ships under the name that tiktoken gives it in a cache.
_VOCABULARY = Path("core", "_static", "tiktoken_cache", "9b5ad71b2ce5302211f9c61530b329a4922fc6a4")
# How cl100k_base cuts a text before it looks for tokens, from tiktoken.
_PIECES = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]"
    r"|\s+(?!\S)|\s"
)
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
    """Values for the slots that only this prompt has."""
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
    left_out: int = 0
    """How many papers did not fit."""
    rules: str = ""
    """Its text without papers and question; empty if it has no rules."""


def fill(name: str, **values: str) -> str:
    """Return prompts/`name`.md with its slots filled. Raises KeyError for a missing or unexpected value."""
    template = template_text(name)
    slots = set(_SLOT.findall(template))
    if slots != values.keys():
        raise KeyError(f"prompts/{name}.md takes {sorted(slots)}, not {sorted(values)}")
    return _SLOT.sub(lambda match: values[match[1]], template)


def draw_mark(*texts: str) -> str:
    """Return a random mark that is in none of `texts`, so that none of them can close its own fence.

    It stays the same as long as no text has it: the beginning of a prompt is then in the server's cache.
    """
    return next(mark for mark in map(_mark, count()) if not any(mark in text for text in texts))


@cache
def _mark(number: int) -> str:  # noqa: ARG001 - each number has its own
    """Return one of this process's marks, which nobody can know beforehand."""
    return f"<<{secrets.token_hex(4)}>>"


def fenced(fence: str, number: int, paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return a paper as prompts quote it: its text, other fields of its record, and `more` by name."""
    details = _details(paper, more)
    return fill("source", fence=fence, number=str(number), title=paper.title, details=details, abstract=paper.abstract)


def quoted_text(paper: Paper, more: Mapping[str, str] | None = None) -> str:
    """Return all the text that `fenced` quotes of a paper, for drawing a mark that is not in it."""
    return f"{paper.text}\n{_details(paper, more)}"


def _details(paper: Paper, more: Mapping[str, str] | None) -> str:
    month = "" if paper.date_precision == "year" else "%B "
    details = {
        **(more or {}),
        "Date": paper.date and f"{paper.date:{month}%Y}" + (" (year inferred)" if paper.date_inferred else ""),
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

    The papers are numbered from 1 in their order. What does not fit is left out: the oldest turns first, then the last
    papers; at least one paper always stays.
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
    chosen, tokens = _fitting(papers, blocks, tokens, room.prompt)
    messages = (Message("system", system("\n\n".join(chosen))), *turns, Message("user", question))
    return Prompt(messages, len(chosen), tokens, len(papers) - len(chosen), system(""))


def short_prompt(question: str, papers: Sequence[Paper], room: Room) -> Prompt:
    """Return the prompt for a small model: abstracts and a question, nothing else.

    Such a model repeats any rule or example, and refuses as soon as a refusal is offered.
    """
    fence = draw_mark(question, *(paper.text for paper in papers))
    blocks = [
        fill("short_source", fence=fence, number=str(number), title=paper.title, abstract=paper.abstract)
        for number, paper in enumerate(papers, 1)
    ]
    tokens = count_tokens(fill("short_answer", sources="", question=question)) + _PER_MESSAGE
    chosen, tokens = _fitting(papers, blocks, tokens, room.prompt)
    text = fill("short_answer", sources="\n\n".join(chosen), question=question)
    return Prompt((Message("user", text),), len(chosen), tokens, len(papers) - len(chosen))


def _fitting(papers: Sequence[Paper], blocks: Sequence[str], tokens: int, most: int) -> tuple[list[str], int]:
    """Return the blocks of the first papers that fit, at least one, and the tokens with them."""
    chosen: list[str] = []
    for paper, block in zip(papers, blocks, strict=True):
        # Counted on its own, an abstract is counted once (cached) however often it is found.
        size = count_tokens(paper.abstract) + count_tokens(block.replace(paper.abstract, "", 1))
        if chosen and tokens + size > most:
            break
        chosen.append(block)
        tokens += size
    return chosen, tokens


def condense_prompt(question: str, history: Sequence[Turn]) -> Prompt:
    """Return the prompt that rewrites a follow-up to stand alone."""
    conversation = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in history[-3:])
    fence = draw_mark(question, conversation)
    text = fill("condense", fence=fence, conversation=conversation, question=question)
    return Prompt((Message("user", text),), 0, count_tokens(text) + _PER_MESSAGE)


def translation_prompt(question: str) -> Prompt:
    """Return the prompt that puts a question into English."""
    text = fill("translate", fence=draw_mark(question), question=question)
    return Prompt((Message("user", text),), 0, count_tokens(text) + _PER_MESSAGE)


@lru_cache(1024)
def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens in `text`; what looks like a special token is text like any other."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> "tiktoken.Encoding":
    # LlamaIndex ships the vocabulary, so nothing is downloaded. Its `get_tokenizer` reads it too, but importing that
    # costs a page that answers 700 modules, and the memory for them, which it needs for nothing else.
    import tiktoken

    lines = _shipped_file().read_bytes().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
    return tiktoken.Encoding("cl100k_base", pat_str=_PIECES, mergeable_ranks=ranks, special_tokens={})


def _shipped_file() -> Path:
    """Return where LlamaIndex's vocabulary is, without importing it."""
    found = find_spec("llama_index")
    folders = found.submodule_search_locations if found else None
    places = [Path(folder) / _VOCABULARY for folder in folders or ()]
    return next(place for place in places if place.exists())


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
