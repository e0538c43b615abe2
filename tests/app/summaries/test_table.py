import csv
import io
from datetime import date

import pytest

from app.summaries.table import ASPECTS, compare, csv_text, markdown
from app.ui.chat.prose import prose_html
from tests.app.summaries.test_aspects import OWLS
from tests.conftest import paper

LONG = paper(
    "Hives | of glass",
    "Bees are few. We propose hives of glass. "
    "On a large set of meadows in the north and the south of the country, where bees have become very rare indeed, our "
    "hives keep 87.5% of all bees alive over winter, while earlier hives of wood lost most of them in the same time.",
    date=date(2024, 3, 1),
)


def test_one_row_per_paper_and_one_cited_cell_per_aspect() -> None:
    draft = markdown(compare([OWLS, LONG]))
    lines = draft.text.splitlines()
    assert lines[0] == "| Paper | Problem | Method | Results | Limits |"
    assert lines[2].startswith("| Silent wings: owls as wind turbines [1] | “")
    assert lines[2].count(" [1] |") == 5
    # Of LONG there is no cell for limits, and its title has a bar.
    assert lines[3].startswith("| Hives \\| of glass [2] | “Bees are few.” [2] | “We propose hives of glass.” [2] |")
    assert lines[3].endswith(" [2] | |")


def test_a_page_shows_it_as_a_table() -> None:
    draft = markdown(compare([OWLS, LONG]))
    html = prose_html(draft.text, 0, {1: OWLS, 2: LONG}, draft.checks)
    assert html.count("<tr>") == 3
    assert html.count('class="check"') == len(draft.checks) == 7


def test_a_long_sentence_is_cut_to_the_clause_with_its_figures() -> None:
    (row,) = compare([LONG]).rows
    cell = row.cells[ASPECTS.index("results")]
    assert cell is not None
    assert LONG.abstract[slice(*cell.span)].startswith("On a large set")
    assert LONG.abstract[slice(*cell.span)].endswith("in the same time.")
    assert "87.5% of all bees" in LONG.abstract[slice(*cell.part)]
    assert cell.part[1] - cell.part[0] <= 180
    draft = markdown(compare([LONG]))
    assert draft.checks[-1].evidence == ((1, (cell.span,)),)


def test_an_aspect_that_no_paper_covers_has_no_column() -> None:
    text = markdown(compare([LONG])).text
    assert text.splitlines()[0] == "| Paper | Problem | Method | Results |"
    assert text.endswith("\n\nNot stated in any of these abstracts: limits.")


def test_aspects_can_be_chosen() -> None:
    assert markdown(compare([OWLS], ["results"])).text.splitlines()[0] == "| Paper | Results |"


def test_csv_has_whole_sentences() -> None:
    head, owls, hives = csv.reader(io.StringIO(csv_text(compare([OWLS, LONG])), newline=""))
    assert head == ["title", "id", "date", "problem", "method", "results", "limits"]
    assert owls[:3] == [OWLS.title, OWLS.id, ""]
    assert hives[2] == "2024-03-01"
    assert hives[5].endswith("in the same time.")
    assert hives[6] == ""


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_no_cell_is_a_formula(begin: str) -> None:
    hostile = paper(f"{begin}HYPERLINK(1)", f"{begin}1+1 is hard. We propose sums.")
    _, row = csv.reader(io.StringIO(csv_text(compare([hostile])), newline=""))
    assert row[0].startswith("'")
    assert row[3].startswith("'")


def test_no_papers_are_an_empty_table() -> None:
    assert markdown(compare([])).checks == ()
    assert csv_text(compare([])) == "title,id,date,problem,method,results,limits\r\n"
