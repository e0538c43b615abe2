"""The errors that are meant for people. Everything else that is raised is a bug and keeps its traceback."""

from typing import TypeVar

from index.wording.said import sentences_said

Kind = TypeVar("Kind", bound=BaseException)


class PaperchatError(Exception):
    """An error the user can fix: `message` says what is wrong and where, `hint` what to do next (may be empty)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.in_full

    @property
    def in_full(self) -> str:
        """The message and the hint, which the page can say in another language."""
        return sentences_said(self.message, self.hint)


class LibraryBusyError(PaperchatError):
    """Another process is writing to the library."""


class ReadOnlyError(LibraryBusyError):
    """The folder can only be read: what is in it can be searched, and nothing can be added."""


class StoreUnreachableError(PaperchatError):
    """A server that holds a store does not answer. What it holds is not lost, so nothing may be rebuilt for that."""


class VectorFilesError(PaperchatError):
    """Chroma failed to read or to write its files, for whatever reason."""


class StoppedError(PaperchatError):
    """The user pressed Ctrl-C, or the process is about to end."""


def cause_of(fault: BaseException | None, kind: type[Kind]) -> Kind | None:
    """Return the first of this kind among an error and what caused it; None if there is none."""
    while fault is not None and not isinstance(fault, kind):
        fault = fault.__cause__ or fault.__context__
    return fault
