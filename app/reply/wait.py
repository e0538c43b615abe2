"""What a model does while it writes nothing, and for how long: the status line. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from index.text.counting import counted

Doing = Literal[
    "connecting",
    "loading",
    "queued",
    "reading",
    "thinking",
    "silent",
    "rewording",
    "splitting",
    "ranking",
    "judging",
    "rewriting",
]

SILENCE = 15
"""Seconds of silence in the middle of an answer after which the status line says so."""

_WORDS = {
    "loading": "is being loaded by the server",
    "queued": "is busy and will be asked again soon",
    "reading": "is reading",
    "thinking": "is thinking",
    "silent": "has written nothing more",
    "rewording": "is rewording the question",
    "splitting": "is splitting the question",
    "ranking": "is ranking the papers",
    "judging": "is reading the sentences again",
    "rewriting": "is rewriting the sentences",
}


# Servers that run a file call their model by its path.
_PATH = re.compile(r"(?:[/\\~]|[A-Za-z]:\\).*|.*\.gguf", re.IGNORECASE | re.DOTALL)


def spoken_name(model: str) -> str:
    """Return what to call a model: of the path of a file, the name of the file.

    >>> spoken_name("/home/ada/models/smol-q4.gguf"), spoken_name("Qwen/Qwen2.5-7B"), spoken_name("llama3.2")
    ('smol-q4.gguf', 'Qwen/Qwen2.5-7B', 'llama3.2')
    """
    return re.split(r"[/\\]", model.rstrip("/\\"))[-1] if _PATH.fullmatch(model) else model


@dataclass(frozen=True, slots=True)
class Wait:
    """What the model is doing, and for how many seconds."""

    doing: Doing
    seconds: int = 0
    model: str = ""
    """Its name; empty if unknown."""
    papers: int = 0
    """How many papers it was given to read."""
    found: int = 0
    """How many there are."""

    @property
    def words(self) -> str:
        """What it does, without the time.

        >>> Wait("reading", 23, "llama3.2", 8).words, Wait("silent", 16).words
        ('llama3.2 is reading 8 papers', 'The model has written nothing more')
        >>> Wait("reading", 23, "llama3.2", 3, found=8).words
        'llama3.2 is reading 3 of 8 papers'
        """
        if self.doing == "connecting":
            return f"Connecting to {spoken_name(self.model) or 'the model'}"
        given = f" {self._given}" if self.doing == "reading" else ""
        return f"{spoken_name(self.model) or 'The model'} {_WORDS[self.doing]}{given}"

    @property
    def _given(self) -> str:
        if not self.papers:
            return "the question"
        return f"{self.papers} of {self.found} papers" if self.papers < self.found else counted(self.papers, "paper")

    @property
    def time(self) -> str:
        """Since when, as a span.

        >>> Wait("reading", 23).time, Wait("silent", 75).time
        ('23 s', '1 min 15 s')
        """
        minutes, rest = divmod(self.seconds, 60)
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
