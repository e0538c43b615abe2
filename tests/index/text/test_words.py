import pytest

from index.text.words import stem, terms


def test_terms_are_distinct_stems_in_order() -> None:
    assert terms("Which nets follow the tides, or net the following tide?") == ("net", "follow", "tide")


def test_names_keep_their_numbers() -> None:
    assert terms("Is o1 better than GPT-4 in 3D?") == ("o1", "better", "gpt", "4", "3d")


@pytest.mark.parametrize(("one", "other"), [("policy", "police"), ("generate", "general"), ("organ", "organise")])
def test_unrelated_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(("one", "other"), [("improves", "improvement"), ("tumours", "tumor"), ("model's", "models")])
def test_forms_of_a_word_share_their_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)
