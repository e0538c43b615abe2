"""What the writers of exports share: what one is, and how they write the names of authors."""

from collections.abc import Callable, Sequence

from index.papers import Paper

Writer = Callable[[Sequence[Paper]], str]


def split_name(name: str) -> tuple[str, str]:
    """Return given names and family name."""
    given, _, family = name.rpartition(" ")
    return given, family


def turned(paper: Paper) -> list[str]:
    return [f"{family}, {given}" for given, family in map(split_name, paper.authors)]
