"""The reader of saved pages, on pages written here: every known layout, and the problems reported for the rest."""

import textwrap
from datetime import date as Date
from itertools import pairwise

import pytest

from index.papers import Paper, Reading
from tests.index.sources.listing_pages import HEAD, TIDE, TODAY, read

DUNE = (
    "Maps of dunes grow old because the wind does not wait for the printer. Dune Maps draws only what stays, and tells "
    "the reader what may have gone. Readers lose their way half as often, e.g. at dusk, and they like the paper."
)


def page(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def papers(text: str) -> list[Paper]:
    """The papers of a page in which everything was understood."""
    reading = read(text)
    assert reading.problems == ()
    return [entry.paper for entry in reading.entries]


def only(text: str) -> Paper:
    (found,) = papers(text)
    return found


def problems(text: str) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.reason) for problem in read(text).problems]


def titles(text: str) -> list[str]:
    return [entry.paper.title for entry in read(text).entries]


class TestCards:
    def test_a_plain_page(self) -> None:
        reading = read(HEAD + page("Tide Nets", TIDE, "Dune Maps", DUNE))
        assert [(entry.paper.title, entry.paper.abstract, entry.line) for entry in reading.entries] == [
            ("Tide Nets", TIDE, 13),
            ("Dune Maps", DUNE, 17),
        ]
        assert reading.problems == ()
        assert reading.entries[0].paper == Paper("Tide Nets", TIDE, sources=("page.txt",))

    def test_a_page_without_a_head_and_without_a_last_newline(self) -> None:
        assert only(f"Tide Nets\n\n{TIDE}").abstract == TIDE

    def test_only_furniture_is_nothing(self) -> None:
        assert read(HEAD) == Reading((), ())

    @pytest.mark.parametrize(
        "title",
        [
            "2 OLMo 2 Furious",
            "3D",
            "Über Wellen: Étude №5 in 潮汐",
            "Can Nets Follow the Tide?",
            "*Tide* “Nets” -- what's next!",
            "Tide Nets v1.5.",
            "May 1 Be Late",
            " ".join(["Tide"] * 30),
            " ".join(["Tide"] * 29) + " Nets?",
            "A" * 200,
        ],
    )
    def test_titles_of_many_kinds(self, title: str) -> None:
        dune, tide = papers(page("Dune Maps", DUNE, title, TIDE))
        assert (dune.abstract, tide.title, tide.abstract) == (DUNE, title, TIDE)

    def test_a_title_wrapped_over_two_lines(self) -> None:
        found = papers(page("Tide Nets: How Rope Follows the\nWater and Why It Matters", TIDE, "Dune Maps", DUNE))
        assert [item.title for item in found] == [
            "Tide Nets: How Rope Follows the Water and Why It Matters",
            "Dune Maps",
        ]

    def test_abstracts_wrapped_at_80_columns(self) -> None:
        text = page("Tide Nets", textwrap.fill(TIDE, 80), "  • 7 authors\n·\nMay 2, 2023 1", "Dune Maps", DUNE)
        tide, dune = papers(text)
        assert (tide.abstract, tide.author_count, dune.abstract) == (TIDE, 7, DUNE)

    def test_details_glued_to_a_wrapped_abstract(self) -> None:
        text = page(f"Tide Nets\n\n{textwrap.fill(TIDE, 80)}\n  • 7 authors\n·\nMay 2, 2023 1", "Dune Maps", DUNE)
        tide, dune = papers(text)
        assert (tide.abstract, tide.author_count, dune.title) == (TIDE, 7, "Dune Maps")

    def test_title_and_abstract_without_a_blank_line(self) -> None:
        tide, dune = papers(f"Tide Nets\n{TIDE}\nDune\nMaps\n{DUNE}\n")
        assert (tide.title, tide.abstract) == ("Tide Nets", TIDE)
        assert (dune.title, dune.abstract) == ("Dune Maps", DUNE)

    def test_the_same_card_twice_is_two_entries(self) -> None:
        card = f"Tide Nets\n\n{TIDE}\n\n"
        reading = read(card + card)
        assert [entry.line for entry in reading.entries] == [1, 5]
        assert len({entry.paper.id for entry in reading.entries}) == 1

    def test_an_abstract_in_one_sentence(self) -> None:
        text = page("Tide Nets", "We show that nets of rope can follow the tide on 12 beaches.", "Dune Maps", DUNE)
        assert [item.title for item in papers(text)] == ["Tide Nets", "Dune Maps"]

    @pytest.mark.parametrize("newline", ["\r\n", "\r"])
    def test_newlines_of_other_systems(self, newline: str) -> None:
        text = page("Tide Nets", TIDE, "  • 7 authors\n·\nMay 2, 2023 1", "Dune Maps", DUNE)
        assert read(text.replace("\n", newline)) == read(text)

    def test_white_space_within_lines_is_tidied(self) -> None:
        found = only(page("  Tide\t Nets\u200b ", f" {TIDE.replace(' ', '  ')} "))
        assert (found.title, found.abstract) == ("Tide Nets", TIDE)


class TestDetails:
    @pytest.mark.parametrize(
        ("details", "authors", "date", "comments"),
        [
            ("  • 7 authors\n·\nOct 29, 2023 1", 7, Date(2023, 10, 29), 1),
            ("  • 7 authors\n·\nOct 29, 2023", 7, Date(2023, 10, 29), None),
            ("  • 1 author\n·\nOct 2, 2023 0", 1, Date(2023, 10, 2), 0),
            ("  • 1,024 authors\n·\nOct 2, 2023 12", 1024, Date(2023, 10, 2), 12),
            ("7 authors\n·\nOct 29, 2023", 7, Date(2023, 10, 29), None),
            ("• 7 authors · Oct 29, 2023 1", 7, Date(2023, 10, 29), 1),
            ("· 7 authors\n· Oct 29, 2023\n· 3 comments", 7, Date(2023, 10, 29), 3),
            ("  • 7 authors\n·\nOct 29, 2023\n4", 7, Date(2023, 10, 29), 4),
            ("  • 7 authors", 7, None, None),
            ("·\nOct 29, 2023 1", None, Date(2023, 10, 29), 1),
            ("Oct 29, 2023 1", None, Date(2023, 10, 29), 1),
            ("Oct 29, 2023", None, Date(2023, 10, 29), None),
            ("  • 7 authors\n\n·\n\nOct 29, 2023 1", 7, Date(2023, 10, 29), 1),
        ],
    )
    @pytest.mark.parametrize("joint", ["\n\n", "\n"], ids=["apart", "glued"])
    def test_details_of_many_kinds(
        self, details: str, authors: int | None, date: Date | None, comments: int | None, joint: str
    ) -> None:
        tide, dune = papers(f"Tide Nets\n\n{TIDE}{joint}{details}\n\nDune Maps\n\n{DUNE}\n")
        assert tide == Paper(
            "Tide Nets", TIDE, author_count=authors, date=date, comments=comments, sources=("page.txt",)
        )
        assert dune == Paper("Dune Maps", DUNE, sources=("page.txt",))

    @pytest.mark.parametrize("joint", ["\n\n", "\n"], ids=["apart", "glued"])
    def test_an_organisation_in_place_of_authors(self, joint: str) -> None:
        found = only(f"Tide Nets\n\n{TIDE}{joint}reeflab Reef Lab\n·\nMay 2, 2024 3\n")
        assert (found.organisation, found.author_count, found.date, found.comments) == (
            "Reef Lab",
            None,
            Date(2024, 5, 2),
            3,
        )

    def test_an_organisation_beside_authors(self) -> None:
        found = only(page("Tide Nets", TIDE, "reeflab Reef Lab\n·\n7 authors\n·\nMay 2, 2024"))
        assert (found.organisation, found.author_count, found.date) == ("Reef Lab", 7, Date(2024, 5, 2))

    def test_the_number_after_the_day_counts_comments_not_upvotes(self) -> None:
        found = only(page("56", "Tide Nets", TIDE, "  • 7 authors\n·\nMay 2, 2024 3"))
        assert (found.comments, found.upvotes) == (3, 56)

    @pytest.mark.parametrize("joint", ["\n\n", "\n"], ids=["apart", "glued"])
    def test_upvotes_before_the_title(self, joint: str) -> None:
        text = page(f"12{joint}Tide Nets", TIDE, "  • 7 authors\n·\nMay 2, 2024", f"44{joint}Dune Maps", DUNE)
        assert [(item.title, item.upvotes, item.comments) for item in papers(text)] == [
            ("Tide Nets", 12, None),
            ("Dune Maps", 44, None),
        ]

    def test_upvotes_do_not_spill_over(self) -> None:
        assert [item.upvotes for item in papers(page("12", "Tide Nets", TIDE, "Dune Maps", DUNE))] == [12, None]

    @pytest.mark.parametrize("who", ["Submitted by\nsandy", "Submitted by\n\nsandy", "Submitted by sandy"])
    @pytest.mark.parametrize("votes", ["", "12\n\n"])
    def test_who_submitted_it_is_no_part_of_the_paper(self, who: str, votes: str) -> None:
        text = page(f"{who}\n\n{votes}Tide Nets", TIDE, f"{who}\n\n{votes}Dune Maps", DUNE)
        assert [item.title for item in papers(text)] == ["Tide Nets", "Dune Maps"]

    def test_details_between_title_and_abstract(self) -> None:
        tide, dune = papers(page("Tide Nets", "• 7 authors\n·\nMay 2, 2024", TIDE, "Dune Maps", DUNE))
        assert (tide.author_count, tide.date, dune.author_count) == (7, Date(2024, 5, 2), None)


class TestYears:
    def dates(self, days: list[str], today: Date = TODAY) -> list[tuple[Date | None, bool]]:
        cards = [page(f"Tide {n}", TIDE, f"  • 2 authors\n·\n{day}") for n, day in enumerate(days)]
        reading = read("\n".join(cards), today)
        return [(entry.paper.date, entry.paper.date_inferred) for entry in reading.entries]

    def test_a_bare_day_is_of_the_year_after_the_last_that_is_written(self) -> None:
        assert self.dates(["Jun 8 2", "Dec 31, 2022", "May 1, 2023 4", "Sep 30"]) == [
            (Date(2024, 6, 8), True),
            (Date(2022, 12, 31), False),
            (Date(2023, 5, 1), False),
            (Date(2024, 9, 30), True),
        ]

    def test_on_a_page_without_years_it_is_the_last_such_day(self) -> None:
        assert self.dates(["Jun 15", "Jun 16", "Jan 1 3"]) == [
            (Date(2025, 6, 15), True),
            (Date(2024, 6, 16), True),
            (Date(2025, 1, 1), True),
        ]

    def test_a_leap_day_is_of_a_leap_year(self) -> None:
        assert self.dates(["Feb 29", "May 1, 2023"]) == [(Date(2024, 2, 29), True), (Date(2023, 5, 1), False)]

    def test_a_bare_day_without_authors_and_comments_is_still_a_date(self) -> None:
        tide, dune = papers(HEAD + page("Tide Nets", TIDE, "Jun 8", "Dune Maps", DUNE))
        assert (tide.date, tide.date_inferred, dune.date) == (Date(2025, 6, 8), True, None)

    def test_the_day_of_the_head_dates_nothing(self) -> None:
        assert [item.date for item in papers(HEAD + page("Tide Nets", TIDE))] == [None]
        two_pages = HEAD + page("Tide Nets", TIDE) + "\n" + HEAD + page("Dune Maps", DUNE)
        assert [item.date for item in papers(two_pages)] == [None, None]


class TestProblems:
    def test_a_title_without_an_abstract(self) -> None:
        text = HEAD + page("Reef Songs", "Tide Nets", TIDE, "Lost Shore")
        assert titles(text) == ["Tide Nets"]
        assert [line for line, _ in problems(text)] == [13, 19]
        assert all("title without an abstract" in reason for _, reason in problems(text))

    def test_an_abstract_without_a_title(self) -> None:
        text = page(DUNE, "Tide Nets", TIDE, DUNE, "Dune Maps", DUNE)
        assert titles(text) == ["Tide Nets", "Dune Maps"]
        assert [line for line, _ in problems(text)] == [1, 7]
        assert all("abstract without a title" in reason for _, reason in problems(text))

    def test_garbage_after_a_bullet(self) -> None:
        text = page("Tide Nets", TIDE, "  • seven of nine\n·\nMay 2, 2024", "Dune Maps", DUNE, "• 3 authors")
        assert titles(text) == ["Tide Nets", "Dune Maps"]
        ((line, reason),) = problems(text)
        assert line == 5
        assert "seven of nine" in reason
        assert read(text).entries[1].paper.author_count == 3

    def test_details_before_any_paper(self) -> None:
        text = page("  • 7 authors\n·\nMay 2, 2024", "Tide Nets", TIDE)
        ((line, reason),) = problems(text)
        assert line == 1
        assert "no paper before them" in reason
        assert [(entry.paper.title, entry.paper.author_count) for entry in read(text).entries] == [("Tide Nets", None)]

    @pytest.mark.parametrize(
        ("day", "rest"), [("Feb 30", ", 2023"), ("Apr 31", ""), ("Jan 0", ", 2024"), ("Feb 29", ", 2023 1")]
    )
    def test_a_day_that_never_was(self, day: str, rest: str) -> None:
        text = page("Dune Maps", DUNE, "Tide Nets", TIDE, f"  • 7 authors\n·\n{day}{rest}")
        ((line, reason),) = problems(text)
        # The paper's line.
        assert line == 5
        assert day in reason
        tide = read(text).entries[1].paper
        assert (tide.title, tide.author_count, tide.date, tide.date_inferred) == ("Tide Nets", 7, None, False)

    def test_title_and_wrapped_abstract_in_one_block_are_reported(self) -> None:
        text = page(f"Tide Nets\n{textwrap.fill(TIDE, 80)}", "Dune Maps", DUNE)
        assert titles(text) == ["Dune Maps"]
        assert [line for line, _ in problems(text)] == [1]

    def test_problems_come_in_the_order_of_the_page(self) -> None:
        text = page("Reef Songs", "Tide Nets", TIDE, "• what", DUNE, "Dune Maps", DUNE, "May 40, 2024", "Lost Shore")
        lines = [line for line, _ in problems(text) if line]
        assert len(lines) == 5
        assert all(left < right for left, right in pairwise(lines))

    @pytest.mark.parametrize("number", ["9" * 30, "1" * 5000], ids=["30 digits", "5000 digits"])
    @pytest.mark.parametrize("details", ["  • {} authors", "  • 3 authors\n·\nMay 2, 2024 {}", "• {} comments", "{}"])
    def test_a_number_beyond_reason_is_no_count(self, number: str, details: str) -> None:
        text = page("Dune Maps", DUNE, "Tide Nets", TIDE, details.format(number))
        reading = read(text)
        assert [entry.paper.title for entry in reading.entries] == ["Dune Maps", "Tide Nets"]
        counts = [value for e in reading.entries for value in (e.paper.author_count, e.paper.comments, e.paper.upvotes)]
        assert all(value is None or value < 2**31 for value in counts)
        assert reading.problems


def test_a_dot_in_a_title_makes_it_no_detail() -> None:
    assert papers(page("Nets · Ropes · Tides", TIDE))[0].title == "Nets · Ropes · Tides"


@pytest.mark.parametrize(
    ("line", "authors", "organisation"),
    [("7 authors · Oct 29, 2023 1", 7, None), ("showlab Show Lab · Oct 29, 2023 1", None, "Show Lab")],
)
def test_details_on_one_line_need_no_bullet(line: str, authors: int | None, organisation: str | None) -> None:
    tide, dune = papers(page("Tide Nets", TIDE, line, "Dune Maps", DUNE))
    assert (tide.author_count, tide.organisation, tide.date, tide.comments) == (
        authors,
        organisation,
        Date(2023, 10, 29),
        1,
    )
    assert (dune.title, dune.date) == ("Dune Maps", None)
