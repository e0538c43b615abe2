"""The table over the collection: its order, its search as one types, its conditions, a page of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.browsing.table_page import ids_of, page_of
from index.browsing.table_selection import Selection, Sort
from index.collection import Stores
from index.questions.query import Condition
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import opened, paper

APPLES = paper(
    "apples in Rain", "Diffusion of water in apples.", date=date(2024, 3, 1), upvotes=7, comments=0,
    listed_on=(date(2024, 3, 2), date(2024, 5, 9)), categories=("cs.CL", "cs.AI"),
)  # fmt: skip
BEES = paper("Bees at Noon", "Bees diffuse scent.", date=date(2023, 1, 5), upvotes=70, listed_on=(date(2024, 5, 1),))
CROWS = paper("Crows count", "Crows count to four.", comments=3, categories=("cs.CLX",), tags=("Bird's “eye”",))
ALL = {item.id: item.title for item in (APPLES, BEES, CROWS)}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    for stores in opened(tmp_path_factory.mktemp("few"), APPLES, BEES, CROWS):
        change_marks(stores.library, [CROWS.id], MarkChange(note="Ask Zenobia about 100% of it", starred=True))
        yield stores


def titles(stores: Stores, selection: Selection) -> list[str]:
    page = page_of(stores, selection, 0, 50)
    assert page.total == len(page.rows)
    return [row.paper.title for row in page.rows]


@pytest.mark.parametrize(
    ("sort", "descending", "ascending"),
    [
        ("listed", "ABC", "BAC"),
        ("date", "ABC", "BAC"),
        ("upvotes", "BAC", "ABC"),
        ("comments", "CAB", "ACB"),
        ("title", "CBA", "ABC"),
    ],
)
def test_it_is_sorted_and_what_has_no_value_comes_last(
    few: Stores, sort: Sort, descending: str, ascending: str
) -> None:
    found = [
        "".join(title[0].upper() for title in titles(few, Selection(sort=sort, ascending=up))) for up in (False, True)
    ]
    assert found == [descending, ascending]


def test_what_was_added_last_comes_first(tmp_path: Path) -> None:
    from index.papers import Entry

    for stores in opened(tmp_path, BEES):
        stores.library.upsert([Entry(APPLES, 1)])
        rows = page_of(stores, Selection(), 0, 50).rows
        assert [row.paper.title for row in rows] == ["apples in Rain", "Bees at Noon"]
        assert rows[0].added
        assert rows[1].added
        assert rows[0].added > rows[1].added


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("diffusion", {"apples in Rain", "Bees at Noon"}),
        ("diff", {"apples in Rain", "Bees at Noon"}),
        ("noo", {"Bees at Noon"}),
        ("bees noo", {"Bees at Noon"}),
        ("BEES at no", {"Bees at Noon"}),
        ("apple ", {"apples in Rain"}),
        ("bees apples", set()),
        ("zenobia", {"Crows count"}),
        ("100%", {"Crows count"}),
        ("%", {"Crows count"}),
        ("  ", set(ALL.values())),
        ("(", set()),
        ('"*[]{}^~:\\', set()),
    ],
)
@pytest.mark.parametrize("sort", ["relevance", "title"])
def test_it_is_searched_as_one_types(few: Stores, words: str, found: set[str], sort: Sort) -> None:
    assert set(titles(few, Selection(words, sort=sort))) == found


def test_a_whole_word_in_the_title_comes_before_a_beginning(tmp_path: Path) -> None:
    begun, whole = paper("Counters", "Some count."), paper("Count", "They count.")
    for stores in opened(tmp_path, begun, whole):
        assert titles(stores, Selection("count", sort="relevance")) == ["Count", "Counters"]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([Condition("category", names=("cs.CL",))], ["apples in Rain"]),
        ([Condition("tag", names=("bird's “eye”",))], ["Crows count"]),
        ([Condition("starred", names=("yes",))], ["Crows count"]),
        ([Condition("date", date(2023, 1, 1), date(2023, 12, 31))], ["Bees at Noon"]),
        ([Condition("source", names=("page.txt",)), Condition("upvotes", 7, 7)], ["apples in Rain"]),
    ],
)
def test_it_is_filtered(few: Stores, conditions: list[Condition], found: list[str]) -> None:
    assert titles(few, Selection(conditions=tuple(conditions), sort="title", ascending=True)) == found
    for sort in ("relevance", "title"):
        assert titles(few, Selection("bees", tuple(conditions), sort)) == [title for title in found if "Bees" in title]


def test_a_page_is_a_part_and_knows_the_total(few: Stores) -> None:
    for selection in (Selection(sort="title"), Selection("s", sort="relevance"), Selection("s", sort="title")):
        every = page_of(few, selection, 0, 50)
        parts = [page_of(few, selection, offset, 1) for offset in range(3)]
        assert [row for part in parts for row in part.rows] == list(every.rows)
        assert {part.total for part in parts} == {len(every.rows)}


def test_rows_have_the_marks_and_ids_can_be_had_alone(few: Stores) -> None:
    row = page_of(few, Selection("zenobia"), 0, 50).rows[0]
    assert (row.paper, row.marks.starred) == (few.library.papers([CROWS.id])[0], True)
    assert ids_of(few, Selection(sort="title"), 2) == [CROWS.id, BEES.id]


def test_words_are_found_in_tags_as_in_notes(tmp_path: Path) -> None:
    gulls, terns = paper("Gulls", "Gulls dive."), paper("Terns", "Terns dive.")
    for stores in opened(tmp_path, gulls, terns):
        change_marks(stores.library, [terns.id], MarkChange(add_tags=("to cite",), note="for the introduction"))
        assert titles(stores, Selection("cite introduction", sort="relevance")) == ["Terns"]
        assert titles(stores, Selection("cite nothing", sort="relevance")) == []


@pytest.mark.parametrize("sort", ["relevance", "title"])
def test_words_are_found_in_the_record(tmp_path: Path, sort: Sort) -> None:
    terns = paper("Terns", "Terns dive.", authors=("Jörg Müller", "Ann Auk"), venue="ACL 2024")
    gulls = paper("Gulls", "Gulls and Müller cells.", organisation="Reef Lab", authors=("Bo Que",))
    for stores in opened(tmp_path, terns, gulls):
        for words, found in (
            ("mueller", ["Terns"]), ("jörg müller", ["Terns"]), ("acl", ["Terns"]), ("reef lab", ["Gulls"]),
            ("lab reef", ["Gulls"]), ("muller reef", []), ("Que", ["Gulls"]),
        ):  # fmt: skip
            assert titles(stores, Selection(words, sort=sort)) == found
        assert set(titles(stores, Selection("müller", sort=sort))) == {"Gulls", "Terns"}
        assert titles(stores, Selection("mueller", (Condition("organisation", names=("Reef Lab",)),), sort)) == []


def test_pages_go_on_from_the_papers_with_the_words_to_those_with_them_in_their_record(tmp_path: Path) -> None:
    gulls, terns = paper("Gulls", "Gulls dive."), paper("Terns", "Terns dive and dive.")
    others = [paper(name, "They swim.", venue="Dive Days") for name in ("Seals", "Otters")]
    for stores in opened(tmp_path, gulls, terns, *others):
        change_marks(stores.library, [gulls.id], MarkChange(note="how to dive"))
        every = ids_of(stores, Selection("dive", sort="relevance"), 50)
        assert (set(every[:2]), set(every[2:])) == ({gulls.id, terns.id}, {other.id for other in others})
        for size in (1, 3):
            pages = [page_of(stores, Selection("dive", sort="relevance"), start, size) for start in range(0, 4, size)]
            assert [row.paper.id for page in pages for row in page.rows] == every
            assert {page.total for page in pages} == {4}
