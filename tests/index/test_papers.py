from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.identity import fold, paper_id
from index.papers import Paper, Problem, tidy
from index.record_merging import merge

SIGHTINGS = st.builds(
    Paper,
    title=st.sampled_from(["Tide Nets", "TIDE-Nets", "Tide nets!"]),
    abstract=st.sampled_from(["Short.", "Other.", "A longer text.", "The longest text of all."]),
    author_count=st.none() | st.integers(1, 9),
    organisation=st.none() | st.sampled_from(["Dune Lab", "Reef Lab"]),
    date=st.none() | st.dates(date(2020, 1, 1), date(2021, 12, 31)),
    date_inferred=st.booleans(),
    comments=st.none() | st.integers(0, 9),
    upvotes=st.none() | st.integers(0, 9),
    sources=st.sampled_from([("a.txt",), ("b.txt",), ("c.txt",)]),
)


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("Tide Nets: Learning from Waves", "tide nets – learning from waves"),
        ("Tide-Nets, Learning  from\nWaves?", "TIDENETS: “Learning” from *Waves*"),
        ("Étude of Waves", "E\N{COMBINING ACUTE ACCENT}tude of waves"),
        ("Ｗａｖｅ ２", "wave 2"),
        ("Straße", "STRASSE"),
    ],
)
def test_titles_that_differ_in_case_and_punctuation_are_one_paper(title: str, same: str) -> None:
    assert fold(title) == fold(same)
    assert paper_id(title) == paper_id(same) == Paper(title, "").id


@pytest.mark.parametrize(("left", "right"), [("Wave 2", "Wave 3"), ("GPT-4", "GPT-4o"), ("波", "海"), ("?!", "!?")])
def test_titles_that_differ_in_a_letter_are_two_papers(left: str, right: str) -> None:
    assert paper_id(left) != paper_id(right)


def test_an_id_is_twelve_hexadecimal_digits() -> None:
    assert len(paper_id("Wave")) == 12
    int(paper_id("Wave"), 16)


def test_tidy_leaves_single_spaces_and_nothing_unseen() -> None:
    assert tidy("\ufeff A\t\tb\x00\x1bc\u200b\r\nd\xa0 e ") == "A b c d e"
    assert tidy(" \n\t") == ""


def test_a_digest_depends_on_the_text_alone() -> None:
    paper = Paper("Wave", "Text.", author_count=1)
    assert paper.digest == Paper("Wave", "Text.", author_count=2).digest
    assert paper.digest != Paper("Wave", "Text!").digest


def test_a_problem_names_its_place() -> None:
    assert str(Problem("a.txt", 7, "odd")) == "a.txt:7: odd"
    assert str(Problem("a.txt", None, "odd")) == "a.txt: odd"


def test_merging_fills_in_missing_fields() -> None:
    known = Paper("Wave", "Text.", comments=3, sources=("b.txt",))
    seen = Paper(
        "WAVE", "Longer text.", author_count=2, date=date(2024, 5, 1), upvotes=8, comments=1, sources=("a.txt",)
    )
    merged = merge(known, seen)
    assert (merged.title, merged.abstract) == ("WAVE", "Longer text.")
    assert (merged.author_count, merged.date, merged.comments, merged.upvotes) == (2, date(2024, 5, 1), 3, 8)
    assert merged.sources == ("a.txt", "b.txt")


def test_a_written_year_beats_an_inferred_one() -> None:
    written = Paper("Wave", "Text.", date=date(2023, 5, 1))
    inferred = Paper("Wave", "Text.", date=date(2025, 5, 1), date_inferred=True)
    for merged in (merge(written, inferred), merge(inferred, written)):
        assert (merged.date, merged.date_inferred) == (date(2023, 5, 1), False)


def test_an_inferred_year_beats_none() -> None:
    inferred = Paper("Wave", "Text.", date=date(2025, 5, 1), date_inferred=True)
    merged = merge(Paper("Wave", "Text."), inferred)
    assert (merged.date, merged.date_inferred) == (date(2025, 5, 1), True)


def test_the_text_can_be_chosen() -> None:
    long, short = Paper("Wave", "A long text.", comments=4), Paper("Wave", "Short.")
    merged = merge(long, short, text_from=short)
    assert (merged.abstract, merged.comments) == ("Short.", 4)


@given(st.lists(SIGHTINGS, min_size=2, max_size=4))
def test_any_order_of_sightings_gives_the_same_record(sightings: list[Paper]) -> None:
    # What has no date has no inferred year.
    seen = [replace(paper, date_inferred=paper.date_inferred and paper.date is not None) for paper in sightings]
    records = {reduce(merge, order) for order in permutations(seen)}
    assert len(records) == 1


@given(SIGHTINGS)
def test_a_paper_merged_with_itself_is_itself(paper: Paper) -> None:
    assert merge(paper, paper) == paper


def test_the_same_tags_in_their_own_order_are_no_change() -> None:
    seen = Paper("A title", "An abstract.", tags=("vision", "field study"), sources=("a.bib",))
    assert merge(seen, seen) == seen
    assert merge(seen, replace(seen, tags=("animals", "vision"))).tags == ("animals", "field study", "vision")
