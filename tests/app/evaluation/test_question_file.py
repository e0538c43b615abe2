"""A file of questions, and what can be wrong with one."""

import json
from pathlib import Path

import pytest

from app.evaluation.question_file import LabelledQuestion, read_questions
from index.errors import PaperchatError
from index.identity import paper_id

TIDE, KELP = "Tides and Turbines", "Kelp: Forests Below"
HELD = {paper_id(title): title for title in (TIDE, KELP)}
GOOD = {"question": "What do tides drive?", "papers": ["tides & turbines"], "facts": ["12 kW", ["tide", "tides"]]}


def read(folder: Path, *lines: object) -> tuple[LabelledQuestion, ...]:
    file = folder / "mine.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return read_questions(file, HELD)


def test_a_question_has_papers_by_title_facts_with_alternatives_and_a_kind(tmp_path: Path) -> None:
    titled = GOOD | {"papers": ["TIDES AND TURBINES."]}
    one, other = read(tmp_path, titled, "", {"question": "  Who\n sings? ", "papers": [], "facts": [], "kind": "none"})
    assert one == LabelledQuestion("What do tides drive?", {paper_id(TIDE): TIDE}, (("12 kW",), ("tide", "tides")))
    assert one.answerable
    assert other == LabelledQuestion("Who sings?", {}, (), "none")
    assert not other.answerable


def test_a_file_may_begin_with_a_mark_and_end_lines_as_windows_does(tmp_path: Path) -> None:
    line = json.dumps(GOOD | {"papers": [KELP]})
    (tmp_path / "mine.jsonl").write_bytes(f"\ufeff{line}\r\n".encode())
    assert [one.text for one in read_questions(tmp_path / "mine.jsonl", HELD)] == ["What do tides drive?"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[1]", "it is not a JSON object"),
        (GOOD | {"fact": []}, "there is no key 'fact'; the keys are question, papers, facts, kind"),
        ({"question": "Why?", "papers": []}, "the key 'facts' is missing"),
        (GOOD | {"papers": KELP}, "'papers' is not a list"),
        (GOOD | {"papers": [3]}, "'papers' is empty, or has something that is not text"),
        (GOOD | {"papers": [KELP], "facts": [""]}, "'facts' is empty, or has something that is not text"),
        (GOOD | {"papers": [KELP], "facts": [[]]}, "'facts' is empty, or has something that is not text"),
        (GOOD | {"papers": [KELP], "facts": ["--"]}, "the fact '--' has no letters or digits"),
        (GOOD | {"papers": []}, "there are facts but no paper that states them"),
        (GOOD | {"question": " "}, "'question' is empty, or has something that is not text"),
        (GOOD | {"papers": [KELP], "kind": 3}, "'kind' is empty, or has something that is not text"),
        ({"question": "\ud800", "papers": [], "facts": []}, "half a character (a lone surrogate) in 'question'"),
        ({"question": "FIRST?", "papers": [], "facts": []}, "an earlier line has the same question"),
    ],
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_an_error_names_the_line(tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(PaperchatError) as fault:
        read(tmp_path, {"question": "First?", "papers": [], "facts": []}, "", line)
    assert fault.value.message.startswith(f"{tmp_path / 'mine.jsonl'}:3: {reason}")


def test_an_unknown_paper_is_reported_with_the_closest_title(tmp_path: Path) -> None:
    with pytest.raises(PaperchatError) as fault:
        read(tmp_path, GOOD | {"papers": ["Tides and Turbine"]})
    assert fault.value.message == f"{tmp_path / 'mine.jsonl'}:1: the library has no paper 'Tides and Turbine'."
    assert fault.value.hint == f"Did you mean {TIDE!r}?"


def test_invalid_utf_8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_bytes(b'\n{"question": "\xff"}')
    with pytest.raises(PaperchatError, match=r"mine\.jsonl:2: it is not UTF-8"):
        read_questions(tmp_path / "mine.jsonl", HELD)


@pytest.mark.parametrize(("name", "reason"), [("nowhere.jsonl", "There is no file"), ("empty.jsonl", "no questions")])
def test_a_file_without_questions_is_a_fault(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "empty.jsonl").write_text("\n \n")
    with pytest.raises(PaperchatError, match=reason):
        read_questions(tmp_path / name, HELD)
