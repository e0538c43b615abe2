"""Reads a file of questions with the papers and facts that a good answer has. Pure: knows no engine and no measure.

JSON Lines: `question`, `papers` (titles; none if the collection has no answer), `facts` (short strings, or lists of
alternatives) and, optionally, `kind` (a name to group by).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.errors import PaperchatError
from index.evaluation.json_lines import records
from index.identity import paper_id
from index.papers import tidy

_NEEDED = ("question", "papers", "facts")
_KEYS = (*_NEEDED, "kind")
_FORM = (
    'A line looks like this: {"question": "...", "papers": ["title"], "facts": ["68.77k", ["3 %", "three percent"]]}.'
)


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, and what a good answer cites and states."""

    text: str
    papers: Mapping[str, str]
    """Titles of the papers with the answer, by id; empty if the collection has no answer."""
    facts: tuple[tuple[str, ...], ...]
    """The facts a good answer states, each as its alternative spellings."""
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the collection has the answer."""
        return bool(self.papers)


def read_questions(file: Path, titles: Mapping[str, str]) -> tuple[LabelledQuestion, ...]:
    """Read the questions of `file`; `titles`: the library's papers, by id.

    Raises PaperchatError for a file that cannot be read or has no questions, and for a faulty line, with its number: an
    unknown or missing key, a value of the wrong type, a paper that is not in the library, a repeated question.
    """
    questions: dict[str, LabelledQuestion] = {}
    for place, record in records(file):
        question = _question(place, record, titles)
        if questions.setdefault(question.text.casefold(), question) is not question:
            raise _faulty(place, "an earlier line has the same question")
    if not questions:
        raise PaperchatError(f"{file} has no questions.", _FORM)
    return tuple(questions.values())


def _question(place: str, record: dict[str, Any], titles: Mapping[str, str]) -> LabelledQuestion:
    if unknown := [key for key in record if key not in _KEYS]:
        raise _faulty(place, f"there is no key {unknown[0]!r}; the keys are {', '.join(_KEYS)}")
    if missing := [key for key in _NEEDED if key not in record]:
        raise _faulty(place, f"the key {missing[0]!r} is missing")
    text, kind = _text(place, "question", record["question"]), record.get("kind", "")
    papers = [_text(place, "papers", title) for title in _list(place, "papers", record["papers"])]
    facts = tuple(_fact(place, fact) for fact in _list(place, "facts", record["facts"]))
    if facts and not papers:
        raise _faulty(place, "there are facts but no paper that states them")
    kind = _text(place, "kind", kind) if kind != "" else ""
    return LabelledQuestion(text, dict(_in_library(place, title, titles) for title in papers), facts, kind)


def _fact(place: str, fact: Any) -> tuple[str, ...]:
    """Return the alternative spellings of a fact."""
    ways = fact if isinstance(fact, list) and fact else [fact]
    found = tuple(_text(place, "facts", way) for way in ways)
    if faulty := [way for way in found if not any(char.isalnum() for char in way)]:
        raise _faulty(place, f"the fact {faulty[0]!r} has no letters or digits")
    return found


def _in_library(place: str, title: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """Return the id and title of a paper as the library has them."""
    id_ = paper_id(title)
    if id_ in titles:
        return id_, titles[id_]
    near = get_close_matches(title, titles.values(), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Add the paper, or correct the line."
    raise PaperchatError(f"{place}: the library has no paper {title!r}.", hint)


def _list(place: str, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _faulty(place, f"{key!r} is not a list")
    return value


def _text(place: str, key: str, value: Any) -> str:
    if not isinstance(value, str) or not tidy(value):
        raise _faulty(place, f"{key!r} is empty, or has something that is not text")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise _faulty(place, f"half a character (a lone surrogate) in {key!r}")
    return tidy(value)


def _faulty(place: str, reason: str) -> PaperchatError:
    return PaperchatError(f"{place}: {reason}.", _FORM)
