import pytest

from index.text.spelling import in_one_spelling


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("optimisation", "optimization"),
        ("generalised", "generalized"),
        ("analyse", "analyze"),
        ("behavioural", "behavioral"),
        ("tumours", "tumors"),
        ("neighbourhoods", "neighborhoods"),
        ("modelling", "modeling"),
        ("mislabelled", "mislabeled"),
        ("centre", "center"),
        ("fibres", "fibers"),
        ("leukaemia", "leukemia"),
        ("oestrogen", "estrogen"),
        ("foetal", "fetal"),
        ("diarrhoea", "diarrhea"),
        ("dialogues", "dialogs"),
        ("programmes", "programs"),
        ("defence", "defense"),
        ("ageing", "aging"),
        ("judgement", "judgment"),
        ("artefacts", "artifacts"),
        ("leucocytes", "leukocytes"),
        ("sulphate", "sulfate"),
        ("IFN-γ", "IFN-gamma"),
        ("β-Catenin", "beta-Catenin"),
    ],
)
def test_british_and_american_spellings_agree(british: str, american: str) -> None:
    assert in_one_spelling(british) == american == in_one_spelling(american)


@pytest.mark.parametrize(
    "word", ["raise", "noise", "hour", "contour", "size", "acre", "aerial", "maker", "wall", "NAS"]
)
def test_other_words_are_unchanged(word: str) -> None:
    assert in_one_spelling(word) == word


def test_punctuation_and_spaces_are_unchanged() -> None:
    assert in_one_spelling("Colour (of 3 Tumours): 5%.") == "color (of 3 tumors): 5%."
