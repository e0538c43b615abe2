"""Reads a file of questions with the papers and facts that a good answer has. Pure: knows no engine and no measure.

JSON lines: `question`, `papers` (titles; none where the collection does not hold the answer), `facts` (short strings,
each of which may be a list of alternatives) and, if wanted, `kind` (a name to group by).
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
_FORM = 'A line has the form {"question": "...", "papers": ["title"], "facts": ["68.77k", ["3 %", "three percent"]]}.'


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what a good answer to it has."""

    text: str
    papers: Mapping[str, str]
    """Titles by id of the papers that it is to be answered from; empty: the collection does not hold the answer."""
    facts: tuple[tuple[str, ...], ...]
    """What a good answer says: of each fact the ways in which it may be written."""
    kind: str = ""

    @property
    def answerable(self) -> bool:
        """The collection holds the answer."""
        return bool(self.papers)


def read_questions(file: Path, held: Mapping[str, str]) -> tuple[Question, ...]:
    """Read the questions of `file`; `held`: titles by id of the papers of the library.

    Raises PaperchatError for a file that cannot be read or holds none, and for a faulty line with its file and number:
    a key too many or missing, a value of another type, a paper that the library does not hold, a question asked before.
    """
    questions: dict[str, Question] = {}
    for place, record in records(file):
        question = _question(place, record, held)
        if questions.setdefault(question.text.casefold(), question) is not question:
            raise _faulty(place, "this question was asked in an earlier line")
    if not questions:
        raise PaperchatError(f"{file} holds no questions.", _FORM)
    return tuple(questions.values())


def _question(place: str, record: dict[str, Any], held: Mapping[str, str]) -> Question:
    if unknown := [key for key in record if key not in _KEYS]:
        raise _faulty(place, f"there is no key {unknown[0]!r}; the keys are {', '.join(_KEYS)}")
    if missing := [key for key in _NEEDED if key not in record]:
        raise _faulty(place, f"the key {missing[0]!r} is missing")
    text, kind = _text(place, "question", record["question"]), record.get("kind", "")
    papers = [_text(place, "papers", title) for title in _list(place, "papers", record["papers"])]
    facts = tuple(_fact(place, fact) for fact in _list(place, "facts", record["facts"]))
    if facts and not papers:
        raise _faulty(place, "facts without a paper that holds them")
    told = _text(place, "kind", kind) if kind != "" else ""
    return Question(text, dict(_held(place, title, held) for title in papers), facts, told)


def _fact(place: str, fact: Any) -> tuple[str, ...]:
    """Return the ways in which a fact may be written."""
    ways = fact if isinstance(fact, list) and fact else [fact]
    found = tuple(_text(place, "facts", way) for way in ways)
    if faulty := [way for way in found if not any(char.isalnum() for char in way)]:
        raise _faulty(place, f"the fact {faulty[0]!r} has no letter and no digit")
    return found


def _held(place: str, title: str, held: Mapping[str, str]) -> tuple[str, str]:
    """Return id and title of a paper as the library has it."""
    id_ = paper_id(title)
    if id_ in held:
        return id_, held[id_]
    near = get_close_matches(title, held.values(), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Add the paper, or mend the line."
    raise PaperchatError(f"{place}: the library holds no paper {title!r}.", hint)


def _list(place: str, key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _faulty(place, f"{key!r} is not a list")
    return value


def _text(place: str, key: str, value: Any) -> str:
    if not isinstance(value, str) or not tidy(value):
        raise _faulty(place, f"{key!r} holds something that is not text, or is empty")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise _faulty(place, f"half a character (a lone surrogate) in {key!r}")
    return tidy(value)


def _faulty(place: str, reason: str) -> PaperchatError:
    return PaperchatError(f"{place}: {reason}.", _FORM)
