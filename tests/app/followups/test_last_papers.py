"""Questions about a paper that the last answer cited."""

from collections.abc import Iterator

import pytest

from app.answer import Turn
from app.answers.refusal import NO_ANSWER
from app.engine import Engine
from app.followups import FollowupContext, joined_with_the_last, leaves_out_its_topic, with_last_papers
from index.collection import Stores
from index.questions.query import Condition, Query
from index.retrieval.search import search
from tests.app.last_answer import last_answer
from tests.conftest import opened, paper
from tests.index.questions.asking import read

LAMP = paper("Lantern: Light for Deep Water", "Lamps guide divers at night. Lantern saves 40 percent of the energy.")
CORAL = paper("Coral Counting from Drones", "Drones photograph coral at low tide. The coral is counted by colour.")
SEALS = paper("Songs of Seals", "Seals sing below the ice. Each song is learned from a mother.")


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), LAMP, CORAL, SEALS)


def test_a_question_about_a_paper_just_cited_is_never_refused(shore: Stores) -> None:
    engine = Engine(shore)
    first = last_answer(engine, "What is Lantern?")
    assert first.cited[0].paper == LAMP
    answer = last_answer(engine, "How heavy is it beside a Zorblat-7?", Turn.of(first))
    assert not answer.text.startswith(NO_ANSWER)
    assert answer.cited[0].paper == LAMP
    # Asked on its own, it is refused.
    assert last_answer(engine, "How heavy is a Zorblat-7?").refused


def test_the_papers_cited_last_stand_behind_the_best_one(shore: Stores) -> None:
    turn = Turn("What is Lantern?", "A lamp [1].", (LAMP.id, CORAL.id), cited=1)
    found = with_last_papers(shore, search(shore, Query("songs of seals"), 1), [turn])
    assert [hit.paper for hit in found.hits] == [SEALS]
    found = with_last_papers(shore, search(shore, Query("songs of seals"), 2), [turn])
    assert [hit.paper for hit in found.hits] == [SEALS, LAMP]
    assert found.answerable


def test_filters_hold_for_them_too(shore: Stores) -> None:
    query = Query("songs", (Condition("id", names=(SEALS.id,)),))
    before = search(shore, query, 2)
    assert with_last_papers(shore, before, [Turn("What is Lantern?", "", (LAMP.id,), cited=1)]) == before


def test_without_citations_nothing_changes(shore: Stores) -> None:
    before = search(shore, Query("songs"), 2)
    assert with_last_papers(shore, before, [Turn("Who won?", NO_ANSWER, (LAMP.id,))]) == before


def test_a_short_follow_up_that_finds_nothing_is_joined_with_the_question_before() -> None:
    history = [Turn("What do seals sing?", "Songs [1].", (SEALS.id,), cited=1)]
    whole = joined_with_the_last("Are there some risks?", history, read, FollowupContext())
    assert whole
    assert (whole.question, whole.points_back) == ("What do seals sing? Are there some risks?", True)
    assert (whole.query.text, whole.asks) == ("What do seals sing? Are there some risks?", "Are there some risks?")


@pytest.mark.parametrize(
    "question", ["What is an otter?", "Do sea otters hold hands while they sleep?", "and so on", "What is it then?"]
)
def test_one_that_says_what_it_is_about_is_not(question: str) -> None:
    history = [Turn("What do seals sing?", "Songs [1].", (SEALS.id,), cited=1)]
    assert joined_with_the_last(question, history, read, FollowupContext()) is None


def test_where_nothing_was_cited_there_is_nothing_to_join() -> None:
    refused = [Turn("What do seals sing?", NO_ANSWER, (SEALS.id,))]
    assert joined_with_the_last("Are there some risks?", refused, read, FollowupContext()) is None


def test_the_one_paper_at_hand_comes_first_though_another_has_more_of_the_words(shore: Stores) -> None:
    turn = Turn("What is counted from drones?", "Coral [1].", (CORAL.id,), cited=1)
    before = search(shore, Query("drones at night by divers with lamps"), 3)
    assert before.hits[0].paper == LAMP
    found = with_last_papers(shore, before, [turn])
    assert [hit.paper for hit in found.hits[:2]] == [CORAL, LAMP]
    assert found.hits[0].score > found.hits[1].score


ELLIPTICAL = ("was colour needed", "are drones cheap", "how much energy", "did tides matter")
WHOLE = ("Do seals sing below the ice?", "seals", "Who won the world cup final?", "What about zorblats?")


@pytest.mark.parametrize("question", ELLIPTICAL)
def test_a_question_that_is_near_to_no_paper_may_leave_out_its_topic(shore: Stores, question: str) -> None:
    turn = Turn("What is counted from drones?", "Coral [1].", (CORAL.id,), cited=1)
    assert leaves_out_its_topic(shore, search(shore, Query(question)), [turn])


@pytest.mark.parametrize("question", WHOLE)
def test_one_that_names_a_topic_or_is_far_from_all_papers_does_not(shore: Stores, question: str) -> None:
    turn = Turn("What is counted from drones?", "Coral [1].", (CORAL.id,), cited=1)
    assert not leaves_out_its_topic(shore, search(shore, Query(question)), [turn])
    assert not leaves_out_its_topic(shore, search(shore, Query(question)), [])
