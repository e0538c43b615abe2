"""Papers summed up: which papers are meant, by the model or in their own words, and what is cited."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.llm.endpoint import Endpoint
from index.collection import Stores
from index.questions.chip_words import all_words
from tests.app.last_answer import last_answer
from tests.conftest import opened, paper
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

LANTERN = paper(
    "Lantern: Light for Deep Water",
    "Lamps that guide divers waste energy. We propose Lantern, a lamp that dims with the tide. "
    "Experiments show that Lantern saves 40 percent of the energy of a lamp.",
    organisation="Reef Lab",
    upvotes=12,
    sources=("harbour.txt",),
)
CORAL = paper(
    "Coral Counting from Drones",
    "Coral is hard to count at high tide. We present a drone that counts coral by colour. "
    "Results show that it finds 90 percent of the coral.",
    organisation="Reef Lab",
    upvotes=40,
    sources=("harbour.txt",),
)
TURBINE = paper(
    "Tidal Turbines",
    "Turbines turn with the tide. We build a turbine of wood. It gives energy to ten houses.",
    date=date(2024, 6, 2),
    sources=("other.txt",),
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("harbour"), LANTERN, CORAL, TURBINE)


def connected(stores: Stores, endpoint: ScriptedEndpoint) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", None))


def quoted(answer: Answer) -> list[str]:
    """What each check of an answer is about, as its evidence has it."""
    papers = {source.number: source.paper for source in answer.cited}
    return [
        " ".join(papers[number].abstract[start:end] for number, spans in check.evidence for start, end in spans)
        for check in answer.checks
    ]


@pytest.mark.parametrize("question", ["Summarise the Lantern paper", f"Summarise “{LANTERN.title}”", "tl;dr: lantern"])
def test_one_paper_is_summarised_in_its_own_words(harbour: Stores, question: str) -> None:
    answer = last_answer(Engine(harbour), question)
    assert [source.paper.title for source in answer.sources] == [LANTERN.title]
    assert "**Results:** “Experiments show that Lantern saves 40 percent of the energy of a lamp.” [1]" in answer.text
    assert "not stated in the abstract" in answer.text
    assert (answer.intent, answer.model, answer.refused, answer.stage) == ("summary", None, False, "done")
    assert answer.checks
    for check, sentence in zip(answer.checks, quoted(answer), strict=True):
        assert check.verdict == "quoted"
        assert sentence in answer.text[check.start : check.end].replace("”", "").replace("“", "")


def test_several_papers_give_themes_and_a_table(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Summarise papers about the tide")
    assert {source.paper.title for source in answer.cited} == {LANTERN.title, CORAL.title, TURBINE.title}
    assert "Themes" in answer.text
    assert "| Paper |" in answer.text


def test_a_digest_covers_one_source(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Digest of harbour.txt")
    assert all_words(answer.chips) == ("in harbour.txt",)
    assert answer.text.startswith("**2 papers in harbour.txt**")
    assert "Coral Counting from Drones (40 upvotes) [1]" in answer.text
    assert TURBINE.title not in [source.paper.title for source in answer.sources]


def test_a_table_comes_with_its_csv(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Comparison table of papers from Reef Lab")
    assert {row["title"]: row["results"] for row in csv.DictReader(io.StringIO(answer.csv))} == {
        LANTERN.title: "Experiments show that Lantern saves 40 percent of the energy of a lamp.",
        CORAL.title: "Results show that it finds 90 percent of the coral.",
    }


def test_papers_shown_before_are_compared(harbour: Stores) -> None:
    before = Turn("Which papers are about coral?", "One [1].", (CORAL.id, TURBINE.id))
    answer = last_answer(Engine(harbour), "Compare them", before)
    assert (answer.intent, {source.paper.title for source in answer.cited}) == ("table", {CORAL.title, TURBINE.title})
    one = last_answer(Engine(harbour), "Summarise the second one", before)
    assert [source.paper.title for source in one.sources] == [TURBINE.title]


def test_an_unknown_topic_is_not_summarised(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Summarise papers about zymurgy")
    assert answer.refused
    assert "No paper in your collection mentions “zymurgy”." in answer.text


def test_a_summary_by_the_model_is_checked(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(
        Say(
            "- **Results:** Lantern saves 40 percent of the energy of a lamp [1].\n"
            "- **Limits:** Not stated in the abstract."
        )
    )
    answer = last_answer(connected(harbour, endpoint), "Summarise Lantern")
    assert "**Problem:**" in endpoint.prompt
    assert endpoint.prompt.count("Title: ") == 1
    assert (answer.model, answer.model_calls, answer.refused, answer.notice) == ("tiny-model", 1, False, "")
    assert [check.verdict for check in answer.checks] == ["figures and names found"]


def test_the_prompt_names_the_form_of_the_overview(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Both deal with reefs [1][2]."))
    last_answer(connected(harbour, endpoint), "Digest of harbour.txt")
    assert "the digest of a page of papers" in endpoint.prompt
    # The most upvoted paper is the first.
    assert endpoint.prompt.index(f"source 1\nTitle: {CORAL.title}") > 0


def test_a_table_quotes_even_with_a_model(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    answer = last_answer(connected(harbour, endpoint), "Comparison table of papers from Reef Lab")
    assert (answer.model, answer.model_calls, endpoint.requests) == (None, 0, [])


def test_a_model_that_fails_leaves_a_summary_that_quotes(harbour: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    answer = last_answer(connected(harbour, endpoint), "Summarise Lantern")
    assert "**TLDR:**" in answer.text
    assert "Quoting instead." in answer.notice
    assert answer.model is None


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Stores]:
    yield from opened(
        tmp_path, *(paper(f"Tides, Part {n}", f"Tides come and go. We count tide {n}.") for n in range(15))
    )


def test_papers_that_are_left_out_are_counted(many: Stores) -> None:
    answer = last_answer(Engine(many), "Summarise papers about tides")
    assert "This covers the closest 12 of 15 papers." in answer.notice


def test_papers_without_an_abstract_are_left_out_with_a_notice(tmp_path: Path) -> None:
    papers = (paper("A Title Alone", ""), LANTERN, CORAL)
    for stores in opened(tmp_path, *papers):
        answer = last_answer(Engine(stores), "Summarise all papers")
        assert answer.notice == "1 paper left out: no indexed abstract."
        assert {source.paper.title for source in answer.cited} == {LANTERN.title, CORAL.title}


@pytest.mark.parametrize(
    "question",
    [
        "Compare Lantern and Tidal Turbines in a table",
        "a comparison table of Lantern and Tidal Turbines",
        "How do Tidal Turbines and Lantern differ, in tabular form?",
    ],
)
def test_named_papers_are_compared_in_a_table(harbour: Stores, endpoint: ScriptedEndpoint, question: str) -> None:
    for engine in (Engine(harbour), connected(harbour, endpoint)):
        answer = last_answer(engine, question)
        assert {source.paper.title for source in answer.sources} == {LANTERN.title, TURBINE.title}
        assert (answer.intent, answer.model, answer.text.count("\n| ")) == ("table", None, 3)
        assert len(list(csv.reader(io.StringIO(answer.csv)))) == 3
    assert endpoint.requests == []


def test_a_table_names_the_side_that_the_collection_lacks(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Compare Lantern and Zorblat in a table")
    assert [source.paper.title for source in answer.sources] == [LANTERN.title]
    assert answer.notice == "Your collection seems to have nothing on Zorblat."


def test_the_sides_of_a_table_may_be_topics(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Compare coral counting and energy of lamps in a table")
    assert [source.paper.title for source in answer.sources][:2] == [CORAL.title, LANTERN.title]


def test_two_names_of_one_paper_give_its_row(harbour: Stores) -> None:
    answer = last_answer(Engine(harbour), "Compare Lantern and lamps that guide divers in a table")
    assert [source.paper.title for source in answer.cited] == [LANTERN.title]


@pytest.mark.parametrize("question", ["in a table", "and as a table, please", "can you put them in a table?"])
def test_a_comparison_is_put_in_a_table_afterwards(harbour: Stores, question: str) -> None:
    compared = last_answer(Engine(harbour), "Compare Lantern and Tidal Turbines")
    answer = last_answer(Engine(harbour), question, Turn.of(compared))
    assert {source.paper.title for source in answer.cited} == {LANTERN.title, TURBINE.title}
    assert answer.intent == "table"
    longer = last_answer(Engine(harbour), "and coral counting?", Turn.of(compared), Turn.of(answer))
    assert {source.paper.title for source in longer.cited} == {LANTERN.title, TURBINE.title, CORAL.title}
