"""What a model does while it writes nothing, and for how long: the line to wait by. Pure."""

from dataclasses import dataclass
from typing import Literal

from index.text.counting import counted

Doing = Literal["connecting", "loading", "queued", "reading", "thinking", "silent", "rewording", "splitting", "judging"]

SILENCE = 15
"""Seconds without a word in the middle of an answer after which that is worth a line."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What the model is doing, and since how many seconds."""

    doing: Doing
    seconds: int = 0
    model: str = ""
    """Its name; empty if that is not known."""
    papers: int = 0
    """How many papers it was given to read."""

    @property
    def words(self) -> str:
        """What it does, without the time.

        >>> Wait("reading", 23, "llama3.2", 8).words, Wait("silent", 16).words
        ('llama3.2 is reading 8 papers', 'The model has written nothing more')
        """
        model = self.model or "The model"
        match self.doing:
            case "connecting":
                return f"Connecting to {self.model or 'the model'}"
            case "loading":
                return f"{model} is being loaded by its server"
            case "queued":
                return f"{model} takes no more questions for now and is asked again soon"
            case "reading":
                return f"{model} is reading {counted(self.papers, 'paper') if self.papers else 'the question'}"
            case "thinking":
                return f"{model} is thinking"
            case "silent":
                return f"{model} has written nothing more"
            case "rewording":
                return f"{model} is rewording the question"
            case "splitting":
                return f"{model} is splitting the question"
            case "judging":
                return f"{model} is reading the sentences again"

    @property
    def time(self) -> str:
        """Since when, as a span.

        >>> Wait("reading", 23).time, Wait("silent", 75).time
        ('23 s', '1 min 15 s')
        """
        minutes, rest = divmod(self.seconds, 60)
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
