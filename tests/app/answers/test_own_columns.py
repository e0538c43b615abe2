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
