"""What is read back is what was written, for any answer."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.answer import Answer, Source, Turn
from app.chats.answer_json import MAX_BYTES, dump_answer, dump_turn, load_answer, load_turn
from app.checking.result import Check
from index.papers import Paper
from index.questions.query import Chip, Condition, Correction, Query
from index.retrieval.explanation import Explanation
from index.wording.said import listed
from tests.e2e.fake_answers import ANSWERS, HOSTILE

# Fields of any type, from the types of the records themselves; figures that no JSON can hold do not occur in answers.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
# The record only names this type, so that it stays light.
st.register_type_strategy(
    Source,
    st.builds(
        Source,
        st.from_type(Paper),
        st.lists(st.tuples(st.integers(), st.integers()), max_size=2).map(tuple),
        st.none() | st.integers(),
        st.none() | st.from_type(Explanation),
    ),
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.from_type(Answer).map(lambda answer: replace(answer, quotes=None)))
def test_any_answer_survives(answer: Answer):
    assert load_answer(dump_answer(answer)) == answer


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.from_type(Turn))
def test_what_a_chat_remembers_survives(turn: Turn):
    assert load_turn(dump_turn(turn)) == turn


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.from_type(Chip)), st.lists(st.from_type(Condition)))
def test_filters_keep_their_types(chips: list[Chip], conditions: list[Condition]):
    answer = Answer("?", "done", chips=tuple(chips), query=Query("", conditions=tuple(conditions)))
    assert load_answer(dump_answer(answer)) == answer


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_every_kind_survive(name: str):
    answer = replace(ANSWERS[name], quotes=ANSWERS[name])
    assert load_answer(dump_answer(answer)) == answer


@pytest.mark.parametrize("about", ["newest", "2024-03-01", "12", Correction("a", "b"), Condition("id", names=("x",))])
def test_what_looks_like_another_type_keeps_its_own(about: object):
    answer = Answer("?", "done", chips=(Chip("phrase", about),))  # type: ignore[arg-type]  # any of them may come
    assert load_answer(dump_answer(answer)) == answer


def test_hostile_text_is_only_text():
    answer = Answer(HOSTILE, "done", text=f"{HOSTILE}\u202e\x00 \U0001f600 'x'; DROP TABLE turns; --")
    assert load_answer(dump_answer(answer)) == answer


def test_a_long_answer_keeps_its_text_and_the_cited_papers():
    paper = Paper("T", "A sentence. " * 10_000)
    sources = (Source(paper, ((0, 11),), 1), *(Source(replace(paper, id=str(n)), ()) for n in range(30)))
    why = Explanation(1.0, 0.0, None, 0.5, 1, (), (), "")
    answer = Answer("?", "done", text="A sentence. [1]", sources=(replace(sources[0], explanation=why), *sources[1:]))
    written = dump_answer(replace(answer, checks=(Check(0, 11, "quoted", ()),)))
    assert len(written.encode()) <= MAX_BYTES
    kept = load_answer(written)
    assert kept.text == answer.text
    assert kept.sources == (replace(sources[0], explanation=why),)


def test_an_endless_text_is_cut():
    assert len(dump_answer(Answer("?", "done", text="x" * 5_000_000)).encode()) <= MAX_BYTES


def test_half_of_a_character_is_refused():
    with pytest.raises(ValueError, match=r"surrogate|utf"):
        dump_answer(Answer("\ud800", "done"))


@pytest.mark.parametrize("people", [25, 400], ids=["many authors", "a collaboration"])
def test_a_long_list_of_names_is_saved_and_read_back(people: int):
    names = [f"Ann Tide {number}" for number in range(people)]
    written = dump_answer(Answer("Who wrote it?", "done", text=listed(names, "and")))
    assert load_answer(written).text == f"{', '.join(names[:-1])} and {names[-1]}"
    assert len(written) < people * 400
