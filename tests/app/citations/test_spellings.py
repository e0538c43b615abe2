import pytest

from app.citations.spellings import cited_in, cited_in_parentheses, listed_numbers
from app.citations.titles import Titles

TITLES = Titles(("FemtoDet: A Detector for Phones", "FemtoNet: A Network for Phones", "Quiet"), (2023, 2024, None))


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("femtodet", [1]),
        ("FemtoDet, 2023", [1]),
        ("FemtoNet: a network...", [2]),
        ("quiet, 2020", [3]),
        ("2: FemtoNet", [2]),
        ("2: FemtoDet", None),
        ("Phones, 2024", [2]),
        ("Phones, 2022", ["Phones, 2022"]),
        ("Femto", None),
        ("2023", ["2023"]),
        ("", None),
    ],
)
def test_a_title_cites_a_source_if_it_is_unambiguous(written: str, cited: list[int | str] | None) -> None:
    assert cited_in(written, TITLES) == cited


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("1,2", [1, 2]),
        ("1, 2; 3", [1, 2, 3]),
        ("2-4", [2, 3, 4]),
        ("2–4", [2, 3, 4]),
        ("2 to 4", [2, 3, 4]),
        ("5†source", [5]),
        ("4:0†a.txt", [4]),
        ("3, p. 12", [3]),
        ("^3", [3]),
        ("^3, ^4", [3, 4]),
        ("3, 3", [3]),
        ("9", [9]),
        ("0", [0]),
        ("999", [999]),
        ("Sources 1 and 2", [1, 2]),
        ("see Ref. #4", [4]),
    ],
)
def test_lists_of_numbers(written: str, numbers: list[int]) -> None:
    assert listed_numbers(written) == numbers
    assert cited_in(written, TITLES) == numbers


def test_a_long_range_is_not_expanded() -> None:
    assert listed_numbers("1-900") == [1, 900]


@pytest.mark.parametrize("written", ["a", "i", "1.5, 2.5", "0, 1", "MASK", "", " "])
def test_other_brackets_cite_nothing(written: str) -> None:
    assert cited_in(written, TITLES) is None


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("Source 2", [2]),
        ("FemtoDet: A Detector for Phones", [1]),
        ("Quiet", None),
        ("FemtoDet, 2023; Smith & Lee, 2021", [1, "Smith & Lee, 2021"]),
        ("ICLR 2023", None),
        ("on phones", None),
    ],
)
def test_round_brackets_cite_with_a_keyword_or_title(written: str, cited: list[int | str] | None) -> None:
    assert cited_in_parentheses(written, TITLES) == cited
