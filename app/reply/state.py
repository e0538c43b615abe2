"""The state of a reply being read, which its rules share. Knows none of the rules."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, TypeAlias

from app.citations.titles import Titles

Mode = Literal["answer", "thinking", "code", "references"]
_SPACE = re.compile(r"\s+")
# Long enough for the words that decide what a following number means.
_CONTEXT = 48


class LineOutcome(Enum):
    """What a rule did with the next characters."""

    TAKEN = auto()
    WAIT = auto()
    """More text must arrive before it is clear what they are."""
    OTHER = auto()
    """The rule does not apply to them."""


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """The current line as far as it has arrived, where the next line begins, and whether it is whole."""

    text: str
    end: int
    whole: bool


@dataclass(slots=True)
class ReplyState:
    """A reply that is being read. The shown text only grows, except for `take_back`."""

    titles: Titles
    tail: str = ""
    """What has arrived and is not finished yet."""
    at: int = 0
    """How much of the tail has been read."""
    complete: bool = False
    """No more text will arrive."""
    mode: Mode = "answer"
    line_start: bool = True
    """Only white space has been read of the current line."""

    text: str = ""
    """The shown text."""
    gap: str = ""
    """White space and breaks to show once something follows."""
    thinking: str = ""
    order: list[int] = field(default_factory=list)
    """The sources in the order of their first use."""
    unknown: list[str] = field(default_factory=list)
    """Citations that match no source."""
    taken: str = ""
    """The raw text read as the answer."""

    square: bool = False
    """A source was cited in square brackets, so numbers in round brackets mean something else."""
    wrapped: bool = False
    """The whole reply is inside a code fence marked as Markdown."""
    fence: str = ""
    """The fence that opened the code, in mode code."""
    items: int = 0
    """How many references were dropped, in mode references."""
    blank: bool = False
    """The line before was empty, in mode references."""

    @property
    def shown_last(self) -> str:
        """The end of the shown text, which decides what a following number means."""
        return self.text[-_CONTEXT:]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern at the current place."""
        return pattern.match(self.tail, self.at)

    def begun(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the text so far could be the beginning of something that is still arriving."""
        return not self.complete and self.match(pattern) is not None

    def unclear(self, end: int) -> bool:
        """Return whether more text could change a match that ends here."""
        return not self.complete and end == len(self.tail)

    def line(self) -> ReplyLine:
        """Return the current line as far as it has arrived."""
        newline = self.tail.find("\n", self.at)
        if newline < 0:
            return ReplyLine(self.tail[self.at :], len(self.tail), self.complete)
        return ReplyLine(self.tail[self.at : newline], newline + 1, whole=True)

    def take(self, end: int, shown: str = "") -> LineOutcome:
        """Continue at `end`, showing `shown` in place of the text before it."""
        if self.mode == "answer":
            self.taken += self.tail[self.at : end]
        self.at = end
        if shown:
            self.text += (self.gap if self.text else "") + shown
            self.gap = ""
        return LineOutcome.TAKEN

    def take_space(self) -> LineOutcome:
        """Take white space, to be shown when something follows."""
        space = self.match(_SPACE)
        if space is None:
            return LineOutcome.OTHER
        self.gap += space[0]
        self.line_start = self.line_start or "\n" in space[0]
        return self.take(space.end())

    def enter(self, mode: Mode, end: int) -> LineOutcome:
        """Drop the text before `end` and continue there in another mode."""
        self.take(end)
        self.mode = mode
        self.line_start = True
        return LineOutcome.TAKEN

    def take_back(self, end: int) -> LineOutcome:
        """Turn everything read as the answer into thinking; the answer begins at `end`."""
        self.thinking = self.taken + "\n"
        self.text = self.gap = self.taken = ""
        self.order, self.unknown = [], []
        self.square = self.wrapped = False
        self.mode, self.line_start, self.at = "answer", True, end
        return LineOutcome.TAKEN

    def cite(self, end: int, cited: Iterable[int | str]) -> LineOutcome:
        """Show marks for the cited sources, numbered by first use; unknown ones stay as they are."""
        marks: list[str] = []
        for named in cited:
            if isinstance(named, int) and named in self.titles:
                marks.append(f"[{self.number_of(named)}]")
            else:
                self.note_unknown(named)
                marks.append(f"[{named}]")
        return self.take(end, "".join(dict.fromkeys(marks)))

    def number_of(self, source: int) -> int:
        """Return the number by which readers know a source of the prompt: by its first use."""
        if source not in self.order:
            self.order.append(source)
        return self.order.index(source) + 1

    def note_unknown(self, named: int | str) -> None:
        """Remember a citation that matches no source, once."""
        if str(named) not in self.unknown:
            self.unknown.append(str(named))


Rule: TypeAlias = Callable[[ReplyState], LineOutcome]


def first_outcome(rules: Iterable[Rule], state: ReplyState) -> LineOutcome:
    """Return the outcome of the first rule that applies to the next characters."""
    return next((outcome for rule in rules if (outcome := rule(state)) is not LineOutcome.OTHER), LineOutcome.OTHER)
