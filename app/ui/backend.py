"""What the page asks of the rest of the program. Pure: the page knows the engine by this protocol alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.answer import Answer, Turn
from index.ingest import Progress


@dataclass(frozen=True, slots=True)
class Collection:
    """What the header and the list of sources tell."""

    papers: int
    sources: tuple[tuple[str, int], ...]
    """The names of the sources, each with the number of its papers."""
    model: str | None
    """The model that writes the answers; None where they quote."""


class Backend(Protocol):
    """The engine behind the page. Called from several threads at once."""

    def answer(self, question: str, history: Sequence[Turn]) -> Iterator[Answer]:
        """Yield whole snapshots of the answer; the last one is done. Raises PaperchatError, also in the middle."""
        ...

    def add_files(self, paths: Sequence[Path]) -> Iterator[Progress]:
        """Add the files' papers, yielding how far it is. Raises PaperchatError, also in the middle."""
        ...

    def example_questions(self) -> list[str]:
        """Return questions that this collection can answer."""
        ...

    def collection(self) -> Collection:
        """Return what is in the collection now."""
        ...
