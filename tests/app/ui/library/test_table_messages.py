"""What the browser may ask of the table, and what is refused."""

from datetime import date

import pytest

from app.ui.library.table_messages import MOST_CHOSEN, read_change, read_ids, read_offset, read_selection
from index.browsing.table_selection import Selection
from index.questions.query import Condition
from index.stores.by_hand.paper_marks import MAX_NOTE, MAX_TAG, MarkChange


def test_chosen_values_become_conditions() -> None:
    marks = {"tag": ["x"], "read": ["no"], "starred": [], "noted": ["yes"]}
    filters = {"source": ["a.txt", "b.txt"], "year": ["2024"], **marks}
    assert read_selection({"words": "tides", "filters": filters, "sort": "upvotes", "ascending": True}) == Selection(
        "tides",
        (
            Condition("source", names=("a.txt", "b.txt")),
            Condition("tag", names=("x",)),
            Condition("read", names=("no",)),
            Condition("noted", names=("yes",)),
            Condition("date", date(2024, 1, 1), date(2024, 12, 31)),
        ),
        "upvotes",
        ascending=True,
    )


def test_a_month_is_narrower_than_its_year() -> None:
    selection = read_selection({"filters": {"year": ["2024"], "month": ["2024-02"]}})
    assert selection.conditions == (Condition("date", date(2024, 2, 1), date(2024, 2, 29)),)


def test_without_words_nothing_matches_best() -> None:
    assert read_selection({"sort": "relevance", "words": " "}).sort == "added"


@pytest.mark.parametrize(
    "sent",
    [
        {"sort": "id; DROP TABLE papers"},
        {"filters": {"abstract": ["x"]}},
        {"filters": {"year": ["20244"]}},
        {"filters": {"month": ["2024-13"]}},
        {"filters": {"source": "a.txt"}},
        {"filters": ["source"]},
    ],
)
def test_what_our_page_cannot_have_sent_is_refused(sent: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_selection(sent)


@pytest.mark.parametrize("ids", [[], ["x"], ["0123456789ab' OR 1"], "0123456789ab", [None]])
def test_ids_look_like_ids(ids: object) -> None:
    with pytest.raises(ValueError, match="no"):
        read_ids({"ids": ids})


def test_what_is_long_is_cut() -> None:
    assert len(read_ids({"ids": [f"{n:012x}" for n in range(5000)]})) == MOST_CHOSEN
    change = read_change({"note": "n" * 90_000, "add_tags": ["t" * 900] * 900})
    assert (len(change.note or ""), len(change.add_tags[0])) == (MAX_NOTE, MAX_TAG)
    assert read_offset({"offset": -5}) == 0
    assert len(read_selection({"words": "w" * 9000}).words) == 300


def test_what_is_not_sent_stays_as_it_is() -> None:
    assert read_change({"starred": False}) == MarkChange(starred=False)
