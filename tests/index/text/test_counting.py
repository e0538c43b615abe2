import pytest

from index.text.counting import counted


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "paper", "0 papers"),
        (1, "paper", "1 paper"),
        (2, "query", "2 queries"),
        (2, "day", "2 days"),
        (1234, "vote", "1,234 votes"),
    ],
)
def test_a_noun_agrees_with_its_number(count: int, noun: str, words: str) -> None:
    assert counted(count, noun) == words
