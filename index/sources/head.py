"""The beginning of a file, from which alone its format is recognised. Pure."""

import re
from dataclasses import dataclass

_HEAD = 60_000
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file: its text, and the start of each line that is not blank, stripped."""

    text: str
    lines: tuple[str, ...]
    file: str = ""
    """The file's name, which decides only between formats that look alike."""

    @classmethod
    def of(cls, text: str, file: str = "") -> "Head":
        """Return the head of the text of a file."""
        head = text[:_HEAD].replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip()
        lines = (line.strip()[:_LONGEST_LINE] for line in head.splitlines())
        return cls(head, tuple(line for line in lines if line), file)

    @property
    def suffix(self) -> str:
        """What follows the last dot of the file's name, in lower case."""
        return self.file.rpartition(".")[2].casefold()

    def count(self, pattern: re.Pattern[str]) -> int:
        """Return how many lines begin with the pattern."""
        return sum(1 for line in self.lines if pattern.match(line))

    def starts(self, pattern: re.Pattern[str]) -> bool:
        """Return whether the file begins with the pattern."""
        return pattern.match(self.text) is not None
