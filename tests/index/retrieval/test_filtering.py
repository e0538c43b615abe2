from collections.abc import Iterator
from datetime import date

import pytest

from index.collection import Stores, open_stores
from index.papers import Entry, Paper
from index.questions.query import Condition, Order, Query
from index.retrieval.filtering import Filtered, apply_filters
from tests.conftest import WordEncoder, paper

OLD = paper(
    "Low Water", "Coral is seen at low tide. Crabs walk.", date=date(2022, 5, 1), upvotes=9, comments=1, author_count=2
)
NEW = paper(
    "High Water",
    "The tides are low no more. Coral sleeps.",
    date=date(2024, 5, 1),
    upvotes=4,
    comments=7,
    author_count=9,
)
BARE = paper("Sand", "Sand knows no low tide. Crabs dig.")
SINCE = Condition("date", least=date(2023, 1, 1))
MANY = Condition("authors", least=6)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    opened = open_stores(tmp_path_factory.mktemp("home"), WordEncoder())
    opened.library.upsert([Entry(item, line) for line, item in enumerate((OLD, NEW, BARE), 1)])
    opened.words.sync(opened.library)
    yield opened
    opened.close()


def filtered_by(stores: Stores, query: Query) -> Filtered:
    filtered = apply_filters(stores, query)
    assert filtered is not None
    return filtered


def left(stores: Stores, query: Query) -> tuple[list[Paper], int]:
    filtered = filtered_by(stores, query)
    return stores.library.papers(filtered.ids), filtered.incomplete


@pytest.mark.parametrize("kind", ["find", "list", "count", "compare"])
def test_a_topic_alone_filters_nothing(filled: Stores, kind: str) -> None:
    assert apply_filters(filled, Query("low tide", intent=kind)) is None  # type: ignore[arg-type]  # one of them


def test_conditions_keep_papers_that_meet_them_and_count_the_unknown(filled: Stores) -> None:
    assert left(filled, Query("", (MANY,))) == ([NEW], 1)
    assert left(filled, Query("", (SINCE, MANY))) == ([NEW], 1)


def test_papers_of_unknown_date_are_counted_separately(filled: Stores) -> None:
    assert filtered_by(filled, Query("", (SINCE,))) == Filtered((NEW.id,), 0, (BARE.id,))
    assert filtered_by(filled, Query("", (SINCE,), excluded=("crabs",))).undated == ()
    assert filtered_by(filled, Query("", (SINCE,), phrases=("no low tide",))).undated == (BARE.id,)


def test_a_paper_that_misses_one_condition_is_not_left_out_for_another(filled: Stores) -> None:
    sources = Condition("source", names=("other.txt",))
    assert left(filled, Query("", (SINCE, sources))) == ([], 0)


def test_a_phrase_must_occur_word_for_word_apart_from_endings(filled: Stores) -> None:
    assert set(left(filled, Query("", phrases=("low tides",)))[0]) == {OLD, BARE}
    assert left(filled, Query("", phrases=("Tides are low",))) == ([NEW], 0)
    assert left(filled, Query("", phrases=("low coral",))) == ([], 0)


def test_every_phrase_must_occur(filled: Stores) -> None:
    assert left(filled, Query("", phrases=("low tide", "crabs walk")))[0] == [OLD]


def test_papers_with_an_excluded_word_are_left_out(filled: Stores) -> None:
    assert left(filled, Query("", excluded=("corals",)))[0] == [BARE]
    assert set(left(filled, Query("", excluded=("crabs walk",)))[0]) == {NEW, BARE}
    assert left(filled, Query("", excluded=("coral", "crab"))) == ([], 0)


@pytest.mark.parametrize("nothing", ["xylophone", "?!", ""])
def test_an_excluded_word_in_no_paper_excludes_nothing(filled: Stores, nothing: str) -> None:
    assert len(left(filled, Query("", excluded=(nothing,)))[0]) == 3


@pytest.mark.parametrize(
    ("order", "papers"),
    [
        ("newest", [NEW, OLD]),
        ("oldest", [OLD, NEW]),
        ("upvotes", [OLD, NEW]),
        ("comments", [NEW, OLD]),
        ("authors", [NEW, OLD]),
    ],
)
def test_papers_without_the_field_come_last_in_an_order(filled: Stores, order: Order, papers: list[Paper]) -> None:
    filtered = filtered_by(filled, Query("tide", order=order))
    assert (filtered.ids, filtered.unordered) == ((*(paper.id for paper in papers), BARE.id), 1)
    assert filtered.in_order([BARE.id, OLD.id]) == [OLD.id, BARE.id]


def test_phrases_and_exclusions_keep_the_order(filled: Stores) -> None:
    assert left(filled, Query("", phrases=("coral",), excluded=("sand",), order="newest"))[0] == [NEW, OLD]


def test_an_empty_library_leaves_nothing(stores: Stores) -> None:
    assert apply_filters(stores, Query("", (SINCE,))) == Filtered((), 0)
    assert apply_filters(stores, Query("", phrases=("low tide",))) == Filtered((), 0)


STUDIES = (
    paper("Kelp for Pain", "Patients were randomly assigned to kelp or placebo."),
    paper("Kelp: A Systematic Review", "We sum up randomised trials."),
    paper("Kelp in Mice", "Mice were fed kelp."),
    paper("Kelp Again", "In this randomised, placebo-controlled trial, 40 volunteers ate kelp."),
)


@pytest.mark.parametrize(
    ("kinds", "places"), [(("trial",), [0, 3]), (("synthesis",), [1]), (("animal", "synthesis"), [1, 2])]
)
def test_kinds_of_study_are_recognised_by_words_of_the_papers(
    stores: Stores, kinds: tuple[str, ...], places: list[int]
) -> None:
    stores.library.upsert([Entry(item, line) for line, item in enumerate(STUDIES, 1)])
    stores.words.sync(stores.library)
    found, incomplete = left(stores, Query("", (Condition("study", names=kinds),)))
    assert ({one.id for one in found}, incomplete) == ({STUDIES[place].id for place in places}, 0)
