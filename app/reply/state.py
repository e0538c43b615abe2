"""How far a reply has been read and what is shown of it: what the rules of a reply share. Knows none of the rules."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, TypeAlias

from app.citations.titles import Titles

Mode = Literal["answer", "thinking", "code", "references"]
_SPACE = re.compile(r"\s+")
# Reaches over the longest words that tell what a number behind them means.
_CONTEXT = 48


class LineOutcome(Enum):
    """What a rule made of the next characters."""

    TAKEN = auto()
    WAIT = auto()
    """More must arrive before it is clear what they are."""
    OTHER = auto()
    """They are not what the rule is about."""


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """What there is of the line that is read, where the next one begins, and whether the line is whole."""

    text: str
    end: int
    whole: bool


@dataclass(slots=True)
class ReplyState:
    """A reply that is being read. What is shown is only ever added to, but for `take_back`."""

    titles: Titles
    tail: str = ""
    """What has arrived and is not yet done with."""
    at: int = 0
    """How much of the tail has been read."""
    complete: bool = False
    """Nothing more will arrive."""
    mode: Mode = "answer"
    line_start: bool = True
    """Nothing but white space has been read of this line."""

    text: str = ""
    """What is shown."""
    gap: str = ""
    """White space and breaks that are shown once something follows."""
    thinking: str = ""
    order: list[int] = field(default_factory=list)
    """The sources by first use."""
    unknown: list[str] = field(default_factory=list)
    """What was cited that is no source."""
    taken: str = ""
    """What has been read as the answer, as it came."""

    square: bool = False
    """A source was cited in square brackets, so numbers in round ones mean something else."""
    wrapped: bool = False
    """The whole reply stands inside a fence that says it is Markdown."""
    fence: str = ""
    """What opened the code that is read, in mode code."""
    items: int = 0
    """How many references were dropped, in mode references."""
    blank: bool = False
    """An empty line stood before, in mode references."""

    @property
    def shown_last(self) -> str:
        """The end of what is shown, which tells what a number behind it means."""
        return self.text[-_CONTEXT:]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match what comes next."""
        return pattern.match(self.tail, self.at)

    def begun(self, pattern: re.Pattern[str]) -> bool:
        """Whether what has arrived is the beginning of something, and its end may still arrive."""
        return not self.complete and self.match(pattern) is not None

    def unclear(self, end: int) -> bool:
        """Whether more text could change a match that ends here."""
        return not self.complete and end == len(self.tail)

    def line(self) -> ReplyLine:
        """Return what there is of this line."""
        newline = self.tail.find("\n", self.at)
        if newline < 0:
            return ReplyLine(self.tail[self.at :], len(self.tail), self.complete)
        return ReplyLine(self.tail[self.at : newline], newline + 1, whole=True)

    def take(self, end: int, shown: str = "") -> LineOutcome:
        """Go on at `end` and show `shown` for what lies before."""
        if self.mode == "answer":
            self.taken += self.tail[self.at : end]
        self.at = end
        if shown:
            self.text += (self.gap if self.text else "") + shown
            self.gap = ""
        return LineOutcome.TAKEN

    def take_space(self) -> LineOutcome:
        """Take white space, which is shown when something follows."""
        space = self.match(_SPACE)
        if space is None:
            return LineOutcome.OTHER
        self.gap += space[0]
        self.line_start = self.line_start or "\n" in space[0]
        return self.take(space.end())

    def enter(self, mode: Mode, end: int) -> LineOutcome:
        """Drop what lies before `end`, and read on from there as something else."""
        self.take(end)
        self.mode = mode
        self.line_start = True
        return LineOutcome.TAKEN

    def take_back(self, end: int) -> LineOutcome:
        """Turn all that was read as the answer into thinking; the answer begins at `end`."""
        self.thinking = self.taken + "\n"
        self.text = self.gap = self.taken = ""
        self.order, self.unknown = [], []
        self.square = self.wrapped = False
        self.mode, self.line_start, self.at = "answer", True, end
        return LineOutcome.TAKEN

    def cite(self, end: int, cited: Iterable[int | str]) -> LineOutcome:
        """Show marks for what is cited, numbered by first use; what is no source stays as it is."""
        marks: list[str] = []
        for named in cited:
            if isinstance(named, int) and named in self.titles:
                if named not in self.order:
                    self.order.append(named)
                marks.append(f"[{self.order.index(named) + 1}]")
            else:
                self.note_unknown(named)
                marks.append(f"[{named}]")
        return self.take(end, "".join(dict.fromkeys(marks)))

    def note_unknown(self, named: int | str) -> None:
        """Remember what was cited that is no source, once."""
        if str(named) not in self.unknown:
            self.unknown.append(str(named))


Rule: TypeAlias = Callable[[ReplyState], LineOutcome]


def first_outcome(rules: Iterable[Rule], state: ReplyState) -> LineOutcome:
    """Return the outcome of the first rule that knows the next characters."""
    return next((outcome for rule in rules if (outcome := rule(state)) is not LineOutcome.OTHER), LineOutcome.OTHER)
