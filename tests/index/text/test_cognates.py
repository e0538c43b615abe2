"""Words of other languages and their English relatives."""

from index.text.cognates import by_key, in_english


def test_few_letters_tell_relatives_only_where_the_words_begin_alike() -> None:
    known = by_key([("said", 9), ("data", 9), ("arbs", 2), ("item", 2)])
    assert in_english("caídas", known) == ""
    assert in_english("Daten", known) == "data"
    assert in_english("Arbeiten", known) == ""


def test_a_word_longer_than_any_compound_is_not_taken_apart() -> None:
    known = by_key([("tidal" * 20, 1), ("tides", 1)])
    assert in_english("tides", known) == "tides"
    assert in_english("tidal" * 20, known) == ""
