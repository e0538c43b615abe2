"""What a watched question has reported is remembered, whatever happens to the records."""

from datetime import UTC, datetime

from index.collection import Stores
from index.papers import Entry, Paper
from index.stores.by_hand.watched_questions import (
    forget_question,
    mark_as_reported,
    reported_ids,
    reported_papers,
    watch_question,
    watched,
)
from tests.conftest import paper

GULLS = paper("Gulls dive", "Gulls dive for fish.")
EARLY, LATE = datetime(2026, 11, 27, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)


def add(stores: Stores, *papers: Paper) -> None:
    stores.library.upsert([Entry(one, line) for line, one in enumerate(papers, 1)])


def test_a_question_is_watched_once_and_forgotten_with_what_it_reported(stores: Stores) -> None:
    library = stores.library
    assert [watch_question(library, "b"), watch_question(library, "a", ["x"]), watch_question(library, "b")] == [
        *(True, True, False)
    ]
    assert watched(library) == ["a", "b"]
    assert (reported_ids(library, "a"), reported_ids(library, "b")) == ({"x"}, set())
    assert [forget_question(library, "a"), forget_question(library, "a")] == [True, False]
    assert (watched(library), reported_ids(library, "a")) == (["b"], set())


def test_what_was_reported_comes_latest_first_without_what_was_known_or_is_gone(stores: Stores) -> None:
    terns, seals = paper("Terns", "Terns dive."), paper("Seals", "Seals hunt.")
    add(stores, GULLS, terns, seals)
    watch_question(stores.library, "birds", [seals.id])
    mark_as_reported(stores.library, "birds", [(GULLS.id, "Gulls dive for fish.")], EARLY)
    mark_as_reported(stores.library, "birds", [(terns.id, ""), ("gone", "")], LATE)
    earlier = reported_papers(stores.library, "birds", 9)
    assert [(one.paper.title, one.reported, one.quote) for one in earlier] == [
        ("Terns", LATE, ""),
        ("Gulls dive", EARLY, "Gulls dive for fish."),
    ]
    assert len(reported_papers(stores.library, "birds", 1)) == 1


def test_a_record_merged_with_a_reported_one_counts_as_reported(stores: Stores) -> None:
    listed = Paper("Gulls dive", "Gulls dive for fish.", arxiv_id="2611.00012", sources=("a.txt",))
    other = Paper("On gulls", "Gulls dive for fish.", doi="10.1000/gulls", sources=("b.txt",))
    add(stores, listed, other)
    watch_question(stores.library, "birds")
    mark_as_reported(stores.library, "birds", [(other.id, "")], EARLY)
    both = Paper("Gulls dive", "Gulls dive for fish.", arxiv_id="2611.00012", doi="10.1000/gulls", sources=("c.txt",))
    add(stores, both)
    (kept,) = stores.library.papers()
    assert reported_ids(stores.library, "birds") == {kept.id}
