"""Checks what a program sends to the API. Pure. A wrong value is a PaperchatError: a person wrote that program."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from app.request import OverviewIntent
from index.errors import PaperchatError

MOST_PAPERS = 1000
MOST_RESULTS = 100
LONGEST_QUESTION = 4000
LONGEST_TEXT = 400_000


def read_text(name: str, value: object, longest: int = LONGEST_QUESTION) -> str:
    """Return a text. Raises PaperchatError."""
    if not isinstance(value, str):
        raise PaperchatError(f"`{name}` is not a text.")
    if len(value) > longest:
        raise PaperchatError(f"`{name}` is longer than {longest:,} characters.")
    return value


def read_question(value: object) -> str:
    """Return a question with at least one letter. Raises PaperchatError.

    >>> read_question(" What is RAG? ")
    'What is RAG?'
    """
    if question := read_text("question", value).strip():
        return question
    raise PaperchatError("`question` is empty.")


def read_limit(value: object) -> int:
    """Return how many results are wanted. Raises PaperchatError."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_RESULTS:
        return value
    raise PaperchatError(f"`limit` is a number from 1 to {MOST_RESULTS}.")


def read_form(value: object) -> OverviewIntent:
    """Return the kind of an overview. Raises PaperchatError."""
    forms: tuple[OverviewIntent, ...] = get_args(OverviewIntent)
    for form in forms:
        if value == form:
            return form
    raise PaperchatError(f"There is no form {value!r}.", f"Choose one of {', '.join(forms)}.")


def read_papers(value: object) -> tuple[str, ...]:
    """Return what names papers: ids, titles, a source or a description. Raises PaperchatError."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not 1 <= len(value) <= MOST_PAPERS:
        raise PaperchatError(f"`papers` is a list of 1 to {MOST_PAPERS:,} texts.")
    return tuple(read_text("papers", one) for one in value)


def read_files(value: object) -> list[Path]:
    """Return the files that came with a call. Raises PaperchatError.

    Gradio has checked that what is marked as a file lies in its folder of uploads; any other path is the sender's own.
    """
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise PaperchatError("`files` is a list of uploaded files.", "In Python: handle_file('papers.txt').")
    return [_uploaded(one) for one in value]


def _uploaded(value: Any) -> Path:
    meta = value.get("meta") if isinstance(value, Mapping) else None
    if isinstance(meta, Mapping) and meta.get("_type") == "gradio.FileData" and isinstance(value.get("path"), str):
        return Path(value["path"])
    raise PaperchatError("`files` holds something that was not uploaded.", "In Python: handle_file('papers.txt').")
