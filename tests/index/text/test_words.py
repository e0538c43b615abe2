from index.text.words import terms


def test_terms_are_stems_in_order_and_once() -> None:
    assert terms("Which nets follow the tides, or net the following tide?") == ("net", "follow", "tide")


def test_names_keep_their_numbers() -> None:
    assert terms("Is o1 better than GPT-4 in 3D?") == ("o1", "better", "gpt", "4", "3d")
