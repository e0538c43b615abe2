"""The measures of one answer, on answers made by hand."""

from typing import Any

import pytest

from app.answer import Answer, Source
from app.checking.reasons import Reason
from app.checking.result import Check
from app.evaluation.measures import ANSWERED, FACTS, FOUND, PRECISION, RECALL, REFUSED, judge, states_fact
from app.evaluation.question_file import LabelledQuestion
from index.papers import Paper

TIDE, KELP, SEAL = (Paper(title, "Abstract.") for title in ("Tides", "Kelp", "Seals"))


def question(*papers: Paper, facts: tuple[tuple[str, ...], ...] = ()) -> LabelledQuestion:
    return LabelledQuestion("What now?", {paper.id: paper.title for paper in papers}, facts)


def answer(*cited: Paper, text: str = "", **fields: Any) -> Answer:
    sources = (*(Source(paper, (), number) for number, paper in enumerate(cited, 1)), Source(SEAL, ()))
    return Answer("What now?", "done", text=text, sources=sources, **fields)


def test_citations_are_compared_with_the_expected_papers() -> None:
    found = judge(question(TIDE, SEAL), answer(KELP, TIDE))
    assert (found.values[PRECISION], found.values[RECALL], found.values[ANSWERED]) == (0.5, 0.5, 1.0)
    assert (found.cited, found.missing_papers) == (("Kelp", "Tides"), ("Seals",))
    assert found.failed


def test_more_papers_than_expected_are_not_a_failure() -> None:
    found = judge(question(TIDE), answer(KELP, TIDE))
    assert (found.values[PRECISION], found.values[RECALL], found.failed) == (0.5, 1.0, False)


def test_an_answer_that_cites_nothing_has_no_precision() -> None:
    found = judge(question(TIDE), answer(model="m", text="So it is."))
    assert PRECISION not in found.values
    assert found.values[RECALL] == 0


def test_a_refusal_cites_nothing_and_says_no_fact() -> None:
    wanted = question(TIDE, facts=(("12 kW",),))
    found = judge(wanted, answer(TIDE, text="Not here, nor are 12 kW.", refused=True))
    assert found.values == {RECALL: 0.0, FACTS: 0.0, ANSWERED: 0.0}
    assert (found.cited, found.missing_facts, found.refused, found.failed) == ((), ("12 kW",), True, True)


def test_without_an_answer_in_the_collection_a_refusal_is_right() -> None:
    right, wrong = (judge(question(), answer(TIDE, refused=refused)) for refused in (True, False))
    assert right.values == {REFUSED: 1.0}
    assert not right.failed
    assert wrong.values == {FOUND: 1.0, REFUSED: 0.0}
    assert wrong.failed


def test_a_fact_may_be_written_in_several_ways() -> None:
    wanted = question(TIDE, facts=(("three percent", "3 %"), ("12 kW",), ("kelp",)))
    found = judge(wanted, answer(TIDE, text="It saves 3% and gives 12\u202fkW [1]."))
    assert found.values[FACTS] == pytest.approx(2 / 3)
    assert found.missing_facts == ("kelp",)


def test_sentences_are_backed_as_they_were_checked_and_quotes_always() -> None:
    text = "Tides rise [1]. Seals fly [1]."
    checks = (Check(0, 15, "figures and names found", ()), Check(16, 30, "partly found", (Reason("no citation"),)))
    found = judge(question(TIDE), answer(TIDE, text=text, model="m", checks=checks))
    assert (found.values[FOUND], found.flagged) == (0.5, ("Seals fly [1].",))
    assert judge(question(TIDE), answer(TIDE, text="“Tides rise.” [1]")).values[FOUND] == 1
    assert FOUND not in judge(question(TIDE), answer(TIDE, text="Hm.", model="m")).values


@pytest.mark.parametrize(
    ("fields", "fallen_back"),
    [
        ({"model": "m", "model_calls": 1}, False),
        ({"model_calls": 1}, True),
        ({"model_calls": 1, "intent": "list"}, False),
        ({}, False),
    ],
)
def test_quotes_in_place_of_a_models_answer_are_recognised(fields: dict[str, Any], fallen_back: bool) -> None:
    assert judge(question(TIDE), answer(TIDE, **fields)).fallen_back is fallen_back


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("68.77K parameters", "68.77 k"),
        ("a multi\u2010modal model", "multimodal"),
        ("chain of thought", "Chain-of-Thought"),
        ("by **3.5** %", "3.5%"),
        ("about 40\\% less", "40 %"),
        ("10\u2009000 papers", "10000"),
        ("won 94.0, then", "94.0"),
        ("ends at 26.", "26"),
        ("ＦＵＬＬ width", "full"),
        ("+2.7 points", "+2.7"),
    ],
)
def test_a_fact_is_found_however_it_is_set(text: str, fact: str) -> None:
    assert states_fact(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("18 times", "8 times"),
        ("1.94.0", "94.0"),
        ("13.5 %", "3.5 %"),
        ("26B weights", "26"),
        ("26,500 papers", "26"),
        ("between 1-4 of them", "14"),
        ("see [3]", "3"),
        ("homework", "work"),
        ("works", "work"),
    ],
)
def test_a_part_of_a_word_or_number_is_no_fact(text: str, fact: str) -> None:
    assert not states_fact(text, fact)
