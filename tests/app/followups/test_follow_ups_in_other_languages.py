"""Follow-ups in other languages than English: one of the papers by its place, more of them, and shorter."""

import pytest

from app.answer import Turn
from app.engine import Engine
from app.followups import shown_last
from app.followups.by_kind import ChatSoFar, FollowupContext, PapersAtHand, by_kind
from app.request import Question
from index.collection import Stores
from index.questions.query import Query
from tests.app.followups.asked import ask
from tests.conftest import opened, paper
from tests.index.questions.asking import SHOWN

PAPERS = [paper(f"{name} Nets", f"We use nets to catch {name}s. It works.") for name in ("Tern", "Auk", "Gull", "Skua")]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("und das zweite?", 1),
        ("was ist mit dem ersten?", 0),
        ("et le deuxième ?", 1),
        ("parle-moi du premier", 0),
        ("¿y el segundo?", 1),
        ("háblame del último", -1),
        ("第二篇呢？", 1),
        ("说说最后一篇", -1),
        ("二つ目は？", 1),
    ],
)
def test_a_paper_is_told_by_its_place(typed: str, place: int) -> None:
    made = ask("papers on tides", typed)
    assert [one.names for one in made.query.conditions] == [(SHOWN[place],)]
    assert made.query.intent == "summary"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("wann ist das zweite erschienen?", "when was the second one published?"),
        ("quand le deuxième est-il paru ?", "when was the second one published?"),
        ("¿quién escribió el segundo?", "who wrote the second one?"),
        ("第二篇是谁写的？", "who wrote the second one?"),
    ],
)
def test_the_record_of_a_paper_is_asked_for_by_its_place(typed: str, asked: str) -> None:
    made = ask("papers on tides", typed)
    assert (made.question, made.query.intent) == (asked, "record")
    assert made.query.conditions[0].names == (SHOWN[1],)


def test_places_count_in_the_last_answer_with_several() -> None:
    history = [Turn("papers on tides", "Many [1].", SHOWN), Turn("und das zweite?", "It is wet [1].", SHOWN[1:2])]
    assert shown_last(history, "und das letzte?") == SHOWN
    assert shown_last(history, "wer hat das geschrieben?") == SHOWN[1:2]


@pytest.mark.parametrize("typed", ["der erste Autor?", "in den letzten Jahren?", "les derniers articles ?"])
def test_an_ordinal_of_something_else_is_no_place(typed: str) -> None:
    assert all(one.place is None for one in ask("papers on tides", typed).query.conditions)


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return next(opened(tmp_path_factory.mktemp("birds"), *PAPERS))


@pytest.mark.parametrize("typed", ["mehr davon", "encore plus", "más de eso", "还有更多吗？"])
def test_more_goes_on_with_the_list(birds: Stores, typed: str) -> None:
    engine = Engine(birds, papers=2)
    first = engine.finished(Question("papers on nets"))
    more = engine.finished(Question(typed, (Turn.of(first),)))
    assert (more.searched, more.intent) == ("show me more", "list")


@pytest.mark.parametrize("typed", ["kürzer bitte", "plus court s'il te plaît", "más corto por favor", "简短一点"])
def test_what_was_said_is_said_shorter(birds: Stores, typed: str) -> None:
    engine = Engine(birds)
    first = engine.finished(Question("What do gull nets catch?"))
    shorter = engine.finished(Question(typed, (Turn.of(first),)))
    assert (shorter.searched, shorter.intent) == ("make it shorter", "summary")


def test_more_on_a_question_in_another_language_is_what_is_near_to_its_papers() -> None:
    chat = ChatSoFar(Query("Was wissen wir über Gezeiten?"), PapersAtHand(SHOWN, SHOWN[:2]), FollowupContext())
    found = by_kind("more", "show me more", chat)
    assert found
    assert found.query == Query("", intent="similar").among(SHOWN[:2])
