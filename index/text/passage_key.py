"""What passages are called in the stores. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassageKey:
    """Which passage: sentences `first` to `last` (exclusive) of a paper's abstract.

    >>> PassageKey.parse("tide:0-2") == PassageKey("tide", 0, 2)
    True
    """

    paper_id: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.paper_id}:{self.first}-{self.last}"

    @classmethod
    def parse(cls, text: str) -> "PassageKey":
        """Parse what `str` returns."""
        paper_id, _, span = text.rpartition(":")
        first, _, last = span.partition("-")
        return cls(paper_id, int(first), int(last))
