"""A table of a person's own questions: each cell a sentence of the abstract, or "not stated"."""

import csv
import io
from collections.abc import Callable

from app.engine import Engine
from app.request import OverviewRequest
from index.collection import Stores
from tests.conftest import paper

GULLS = paper("Gulls", "Gulls dive near boats. The harbour dataset has 40 recordings of gulls.")
TERNS = paper("Terns | and more", "Terns dive near ships. They are quick and small birds.")
QUESTIONS = ("Which harbour dataset is used?", "Do they dive?")


def test_each_cell_quotes_its_abstract_or_says_that_it_is_not_stated(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(GULLS, TERNS)
    request = OverviewRequest("table", (GULLS.id, TERNS.id), columns=QUESTIONS)
    *growing, answer = Engine(stores).answer(request)
    assert [step.label for step in growing[-1].steps] == list(QUESTIONS)
    assert answer.steps == ()
    head, *rows = csv.reader(io.StringIO(answer.csv))
    assert head == ["title", "id", "date", *QUESTIONS]
    cells = {row[0]: row[3:] for row in rows}
    assert cells["Gulls"] == ["The harbour dataset has 40 recordings of gulls.", "Gulls dive near boats."]
    assert cells["Terns | and more"] == ["not stated", "Terns dive near ships."]
    assert "| *not stated* |" in answer.text
    for check in answer.checks:
        assert check.verdict == "quoted"
        for number, spans in check.evidence:
            cited = next(source.paper for source in answer.sources if source.number == number)
            assert cited.abstract[slice(*spans[0])] in answer.text


PUFFINS = paper(
    "Puffins", "Puffins dive. We reach an accuracy of 81.2 % on six islands. (1) Tasks differ, and 7 % of them fail."
)
SKUAS = paper(
    "Skuas", "Skuas dive. At 90 % of the cost of other methods we lose none of the accuracy of counting tasks."
)


def test_a_figure_must_stand_beside_its_word(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(PUFFINS, SKUAS)
    columns = ("What accuracy is reported?", "On how many islands was it tested?", "How many tasks does it have?")
    answer = Engine(stores).finished(OverviewRequest("table", (PUFFINS.id, SKUAS.id), columns=columns))
    rows = {row[0]: row[3:] for row in csv.reader(io.StringIO(answer.csv))}
    sentence = "We reach an accuracy of 81.2 % on six islands."
    assert rows["Puffins"] == [sentence, sentence, "not stated"]
    assert rows["Skuas"] == ["not stated"] * 3


def test_a_sentence_that_names_the_thing_goes_first(stores: Stores, add_papers: Callable[..., object]) -> None:
    owls = paper("Owls", "Which dataset is used matters to owls. We use the NightCall dataset.")
    add_papers(owls)
    answer = Engine(stores).finished(OverviewRequest("table", (owls.id,), columns=("Which dataset is used?",)))
    assert "“We use the NightCall dataset.”" in answer.text


def test_a_question_for_an_aspect_is_answered_in_other_words(stores: Stores, add_papers: Callable[..., object]) -> None:
    problem = "Existing detectors are slow and often fail when waves are high."
    auks = paper("Auks", f"{problem} We propose AukNet, a network that counts auks. It finds 91 % of them.")
    add_papers(auks)
    columns = ("What problem does it solve?", "What limitation is stated?")
    answer = Engine(stores).finished(OverviewRequest("table", (auks.id,), columns=columns))
    (row,) = list(csv.reader(io.StringIO(answer.csv)))[1:]
    assert row[3:] == [problem, "not stated"]
