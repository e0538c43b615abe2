from collections.abc import Callable

import pytest

from app.answer import Answer, Turn
from app.answers.without_search.export_answer import MAX_EXPORTED, export_answer
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Condition, Query

ASKED = Answer("export these as BibTeX", "searching")
TIDES = Paper("Tides of ``` Water", "They turn with the moon [3].", sources=("a.txt",))
DUNES = Paper("Dunes", "They move with the wind.", sources=("a.txt",))


def test_the_papers_that_the_last_answer_cites_are_exported(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    history = [Turn("what moves?", "Dunes [1].", (DUNES.id, TIDES.id), cited=1), Turn("thanks", "Happy to help.")]
    answer = export_answer(stores, ASKED, Query("", intent="export"), history)
    assert answer.text.startswith("1 paper as BibTeX:\n\n```bibtex\n@")
    assert "Dunes" in answer.text
    assert "Tides" not in answer.text
    assert [source.paper.id for source in answer.cited] == [DUNES.id]
    assert (answer.stage, answer.intent, answer.refused) == ("done", "export", False)


def test_what_a_refusal_shows_is_not_exported(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    history = [
        Turn("what moves?", "Dunes [1].", (DUNES.id,), cited=1),
        Turn("who swims?", "Nothing.", (TIDES.id,), refused=True),
    ]
    answer = export_answer(stores, ASKED, Query("", intent="export"), history)
    assert [source.paper.id for source in answer.cited] == [DUNES.id]


def test_a_paper_is_exported_by_its_name(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    for question in ("cite Dunes in bibtex", "bibtex for the dunes paper", "how should I cite the paper on wind?"):
        *_, answer = Engine(stores).answer(Question(question))
        assert [source.paper.title for source in answer.cited] == ["Dunes"], question


def test_filters_choose_the_papers_and_the_request_the_format(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(TIDES, DUNES)
    query = Query("", (Condition("id", names=(TIDES.id,)),), intent="export")
    text = export_answer(stores, Answer("RIS of the first one", "searching"), query).text
    # A title with backticks does not end the block.
    assert text.startswith("1 paper as RIS:\n\n````ris\nTY  - ")
    assert text.endswith("\n````")


def test_a_long_export_says_where_it_ends(stores: Stores, add_papers: Callable[..., object]) -> None:
    papers = [Paper(f"Dune number {n}", f"It moves {n} metres.", sources=("a.txt",)) for n in range(MAX_EXPORTED + 2)]
    add_papers(*papers)
    turn = Turn("list them", "...", tuple(paper.id for paper in papers), cited=len(papers))
    text = export_answer(stores, ASKED, Query("", intent="export"), [turn]).text
    assert text.startswith("50 papers as BibTeX, the first 50 of 52:")


@pytest.mark.parametrize("conditions", [(), (Condition("starred", names=("yes",)),)])
def test_without_papers_it_says_what_to_do(
    conditions: tuple[Condition, ...], stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(TIDES)
    answer = export_answer(stores, ASKED, Query("", conditions, intent="export"))
    assert "export" in answer.text
    assert "```" not in answer.text
    assert not answer.sources


def test_the_engine_exports_instead_of_searching(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    history = (Turn("what moves?", "Dunes [1].", (DUNES.id,), cited=1),)
    for asked in ("export these as BibTeX", "give me the BibTeX of these papers"):
        answer = Engine(stores).finished(Question(asked, history))
        assert (answer.intent, [source.paper.id for source in answer.cited]) == ("export", [DUNES.id]), asked
