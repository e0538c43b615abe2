from collections.abc import Callable

import pytest

from app.answer import Answer, Turn
from app.answers.without_search.export_answer import MAX_EXPORTED, export_answer
from app.engine import Engine
from app.export import FORMATS
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Condition, Query
from index.stores.by_hand.paper_marks import MarkChange, change_marks

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
        answer = Engine(stores).finished(Question(question))
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


def test_a_choice_in_words_is_searched_for(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    answer = Engine(stores).finished(Question("csv of all papers about the wind"))
    assert answer.text.startswith("1 paper as CSV:\n\n```csv\n")
    assert [source.paper.title for source in answer.cited] == ["Dunes"]
    nothing = Engine(stores).finished(Question("csv of all papers from 1990"))
    assert nothing.text == "No paper in your collection matches, so there is nothing to export."


def test_the_chat_is_what_all_its_answers_cite(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    history = (
        Turn("what turns?", "Tides [1].", (TIDES.id,), cited=1),
        Turn("what moves?", "Dunes [1].", (DUNES.id, TIDES.id), cited=1),
    )
    answer = Engine(stores).finished(Question("export this chat as ris", history))
    assert [source.paper.title for source in answer.cited] == [TIDES.title, DUNES.title]
    alone = Engine(stores).finished(Question("export [2] as ris", history))
    assert [source.paper.title for source in alone.cited] == [TIDES.title]
    assert "no paper with that number" in Engine(stores).finished(Question("export [7] as ris", history)).text


def test_what_is_not_written_here_says_what_makes_it(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    history = (Turn("what moves?", "Dunes [1].", (DUNES.id,), cited=1),)
    text = Engine(stores).finished(Question("cite the first one in APA", history)).text
    assert text.startswith("The citation style APA is not written here. 1 paper as BibTeX, from which Zotero,")
    assert "```bibtex\n@" in text


def test_the_formats_for_export_are_listed(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES)
    text = Engine(stores).finished(Question("which formats can you export?")).text
    assert all(form.name in text for form in FORMATS.values())


def test_tags_and_notes_are_written_too(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(DUNES)
    change_marks(stores.library, [DUNES.id], MarkChange(starred=True, add_tags=("to cite",), note="Read again."))
    text = Engine(stores).finished(Question("bibtex of Dunes")).text
    assert "to cite" in text
    assert "Read again." in text


def test_a_format_beside_a_name_exports_the_paper_of_that_name(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(TIDES, DUNES)
    for question in ("bibtex dunes", "dunes bibtex", "give me the bib entry dunes"):
        answer = Engine(stores).finished(Question(question))
        assert (answer.intent, [source.paper.title for source in answer.cited]) == ("export", ["Dunes"]), question


def test_a_format_beside_other_words_is_searched_for(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES, Paper("Tools", "We read BibTeX files with errors.", sources=("a.txt",)))
    answer = Engine(stores).finished(Question("bibtex errors in the wild"))
    assert answer.intent == "find"


def test_the_citation_of_a_name_is_that_of_its_paper(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    for question in ("citation for Dunes", "give me the reference for Dunes"):
        answer = Engine(stores).finished(Question(question))
        assert answer.text.startswith("1 paper as BibTeX:"), question
        assert [source.paper.title for source in answer.cited] == ["Dunes"], question


def test_references_for_a_topic_are_papers_about_it(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    answer = Engine(stores).finished(Question("references for moving winds"))
    assert "BibTeX" not in answer.text
    assert "Dunes" in [source.paper.title for source in answer.sources]
