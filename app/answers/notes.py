"""Notes: what each paper says about a question. One call reads a few papers; a note arrives when its line is complete.

Knows how models write such lines. A note is always plain text, whatever the model writes.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from app.checking.prompt_injection import instructions_in
from app.citations import Titles, without_false_marks
from app.llm.endpoint import Endpoint, Message
from app.llm.numbered_lines import numbered_lines, one_line
from app.llm.prompts import count_tokens, draw_mark, fenced, fill, quoted_text
from app.reply import ReplyReader
from index.papers import Paper
from index.text.sentences import sentences

PER_CALL = 4
"""Papers per call: few enough for a small model to keep apart."""
_LONGEST = 500

_NOTHING = re.compile(
    r"\W*(?:(?:none|nothing|n/?a)\W*(?:\(.*)?$|(?:not relevant|irrelevant|no relevant|nothing (?:relevant|about|on|of)"
    r"|none\s*[:;,–—(-])|(?:it|this (?:paper|abstract)|the (?:paper|abstract)) (?:says|does) (?:nothing|not)\b)",
    re.IGNORECASE,
)
_STOP = re.compile(r"\s*[.!?…]*\s*$")


@dataclass(frozen=True, slots=True)
class Note:
    """What a paper says about the question; the text is empty if it says nothing."""

    paper: Paper
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes so far, in the order of the papers, and their cost."""

    notes: tuple[Note, ...] = ()
    model_calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    @property
    def useful(self) -> tuple[Note, ...]:
        """The notes that say something."""
        return tuple(note for note in self.notes if note.text)


def take_notes(
    endpoint: Endpoint, question: str, parts: Sequence[str], papers: Sequence[Paper]
) -> Generator[Notes, None, None]:
    """Yield the notes as they arrive: one call for each `PER_CALL` papers. Raises EndpointError.

    A paper without a line in the reply, or that does not fit into the context window, has no note.
    """
    taken = Notes()
    for first in range(0, len(papers), PER_CALL):
        prompt, fitting = notes_prompt(endpoint, question, parts, papers[first : first + PER_CALL])
        if not fitting:
            continue
        tokens = taken.prompt_tokens + count_tokens(prompt)
        taken = replace(taken, model_calls=taken.model_calls + 1, prompt_tokens=tokens)
        yield taken
        before, reply = taken.notes, ""
        with closing(_growing(endpoint, prompt)) as growing:
            for reply in growing:
                notes = (*before, *_read(reply, fitting))
                if notes != taken.notes:
                    taken = replace(taken, notes=notes)
                    yield taken
        taken = replace(taken, answer_tokens=taken.answer_tokens + count_tokens(reply))
        yield taken


def notes_prompt(
    endpoint: Endpoint, question: str, parts: Sequence[str], papers: Sequence[Paper]
) -> tuple[str, tuple[Paper, ...]]:
    """Return the prompt and the papers in it, numbered from 1: those that fit into the context window."""
    fence = draw_mark(question, *parts, *map(quoted_text, papers))
    other_parts = "\n".join(part for part in parts if part != question)

    def filled(chosen: Sequence[Paper]) -> str:
        blocks = "\n\n".join(fenced(fence, number, paper) for number, paper in enumerate(chosen, 1))
        return fill("notes", fence=fence, sources=blocks, question=question, parts=other_parts, count=str(len(chosen)))

    fitting: tuple[Paper, ...] = ()
    for paper in papers:
        if count_tokens(filled((*fitting, paper))) <= endpoint.room.prompt:
            fitting = (*fitting, paper)
    return filled(fitting), fitting


def note_with_marks(note: Note, number: int) -> str:
    """Return a note with the number of its paper at the end of each sentence.

    >>> note_with_marks(Note(Paper("Tides", "Tides rise."), "It rises. By 3 m"), 2)
    'It rises [2]. By 3 m [2].'
    """
    return " ".join(
        _STOP.sub(f" [{number}].", sentence, count=1) for sentence in sentences(without_false_marks(note.text))
    )


def _growing(endpoint: Endpoint, prompt: str) -> Generator[str, None, None]:
    """Yield the complete lines of the reply so far, without the model's thinking; at the end, all of it."""
    reader = ReplyReader(Titles((), ()))
    pieces = endpoint.stream([Message("user", prompt)])
    whole = ""
    try:
        for piece in pieces:
            lines = reader.feed(piece).text.rpartition("\n")[0]
            if lines != whole:
                whole = lines
                yield whole
    finally:
        pieces.close()
    yield reader.finish().text


def _read(reply: str, papers: Sequence[Paper]) -> tuple[Note, ...]:
    lines = numbered_lines(reply, len(papers))
    notes = (Note(papers[number - 1], _text(lines[number])) for number in sorted(lines))
    # An instruction to a model is not a note and must not reach the next call.
    return tuple(note for note in notes if not instructions_in(note.text))


def _text(line: str) -> str:
    return "" if _NOTHING.match(line) else one_line(line, _LONGEST)
