import pytest

from index.questions.at_hand.shown_places import places_in


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("2", [1]),
        ("[1], [2] and [4]", [0, 1, 3]),
        ("[1][3]", None),
        ("papers 2 to 4", [1, 2, 3]),
        ("numbers 1, 2 and 2", [0, 1]),
        ("#1 & #5", [0, 4]),
        ("the first and the third paper", [0, 2]),
        ("the last two", [3, 4]),
        ("the 3rd one", [2]),
        ("7", []),
        ("0", []),
        ("the first paper on tides", None),
        ("2024", None),
        ("all", None),
    ],
)
def test_places_among_five(words: str, places: list[int] | None) -> None:
    assert places_in(words, 5) == places
