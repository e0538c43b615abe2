"""An old answer against its papers as they are now."""

from dataclasses import replace

from app.answer import Answer, Source
from app.checking.result import Check
from app.review.recheck import ChangesSince, changes_since, check_again
from index.papers import Paper

TURBINES = Paper("Tidal Turbines", "Bays are slow. The turbine yields 12 kW in a bay. Fish pass.")
BUOYS = Paper("Wave Buoys", "A buoy yields 3 kW on a calm day.")
YIELD, CALM = "The turbine yields 12 kW in a bay.", BUOYS.abstract
TEXT = f"“{YIELD}” [1] A buoy yields 3 kW [2]."


def span(paper: Paper, text: str) -> tuple[int, int]:
    return paper.abstract.index(text), paper.abstract.index(text) + len(text)


ANSWER = Answer(
    "What is yielded?",
    "done",
    text=TEXT,
    sources=(Source(TURBINES, (span(TURBINES, YIELD),), 1), Source(BUOYS, (span(BUOYS, CALM),), 2)),
    checks=(
        Check(0, TEXT.index(" A buoy"), "quoted", (), ((1, (span(TURBINES, YIELD),)),)),
        Check(TEXT.index("A buoy"), len(TEXT), "figures and names found", (), ((2, (span(BUOYS, CALM),)),)),
    ),
)


def now(*papers: Paper) -> dict[str, Paper]:
    return {paper.id: paper for paper in papers}


def alike(_: str, others: object) -> list[float]:
    return [1.0 for _ in list(others)]  # type: ignore[call-overload]


def test_what_did_not_change_stays_as_it_is() -> None:
    known = now(replace(TURBINES, upvotes=9), BUOYS)
    assert not changes_since(ANSWER, known)
    assert check_again(ANSWER, known, alike) is ANSWER


def test_a_sentence_that_moved_keeps_its_check_and_lights_in_its_new_place() -> None:
    changed = replace(TURBINES, abstract=f"First of all, tides. {TURBINES.abstract}")
    assert changes_since(ANSWER, now(changed, BUOYS)) == ChangesSince(changed=(1,))
    again = check_again(ANSWER, now(changed, BUOYS), alike)
    assert [check.verdict for check in again.checks] == ["quoted", "figures and names found"]
    assert again.sources[0].paper is changed
    for spans in (again.checks[0].evidence[0][1], again.sources[0].evidence):
        assert changed.abstract[slice(*spans[0])] == YIELD


def test_a_quote_that_is_gone_is_not_found() -> None:
    changed = replace(TURBINES, abstract="Bays are slow. The turbine yields 9 kW in a bay.")
    again = check_again(ANSWER, now(changed, BUOYS), alike)
    assert [check.verdict for check in again.checks] == ["not found", "figures and names found"]
    assert again.checks[0].reasons[0].kind == "no longer there"


def test_a_written_sentence_is_compared_with_the_new_text() -> None:
    changed = replace(BUOYS, abstract="A buoy yields 5 kW on a calm day.")
    again = check_again(ANSWER, now(TURBINES, changed), alike)
    assert again.checks[0] == ANSWER.checks[0]
    assert again.checks[1].verdict != "figures and names found"
    assert any("3" in reason.subject for reason in again.checks[1].reasons)


def test_a_paper_that_is_gone_backs_nothing_and_keeps_its_text() -> None:
    assert changes_since(ANSWER, now(TURBINES)) == ChangesSince(gone=(2,))
    again = check_again(ANSWER, now(TURBINES), alike)
    assert again.sources[1] == ANSWER.sources[1]
    assert again.checks[1].verdict == "not found"
    assert again.checks[1].evidence == ()
