import pytest

from app.citations.titles import Titles

TITLES = Titles(
    ("FemtoDet: A Detector for Phones", "FemtoNet: A Network for Phones", "Quiet", "RAR", "Rar"),
    (2023, 2024, None, None, None),
)


def test_titles_count_from_one() -> None:
    assert [number for number in range(-1, 8) if number in TITLES] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("written", "named", "named_whole"),
    [
        ("femtodet: a detector for phones", 1, 1),
        ("FemtoDet", 1, None),
        ("FemtoDet: a detector", 1, None),
        ("Femto", None, None),
        ("Quiet", 3, None),
        ("RAR", None, None),
        ("...", None, None),
    ],
)
def test_a_source_is_named_by_its_title_or_beginning(written: str, named: int | None, named_whole: int | None) -> None:
    assert (TITLES.number_of_title(written), TITLES.number_of_title(written, whole=True)) == (named, named_whole)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("FemtoDet, 2023", 1),
        ("FemtoDet (2023a)", 1),
        ("FemtoDet, 2022", None),
        ("Quiet, 2020", 3),
        ("the network for phones, 2024", 2),
        ("Phones", None),
        ("2023", None),
    ],
)
def test_a_name_with_a_year_must_agree_with_the_year(written: str, number: int | None) -> None:
    assert TITLES.number_of_dated_title(written) == number
