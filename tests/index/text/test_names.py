import pytest

from index.text.names import names_in, names_in_question, spellings


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is FemtoDet-XL?", ("FemtoDet-XL",)),
        ("How does GPT-4 compare to Llama-3.1 in 3D?", ("GPT-4", "Llama-3.1", "3D")),
        ("RLHF", ("RLHF",)),
        ("What is LoRA's rank?", ("LoRA",)),
        ("Are RNN-like models or LLMs better?", ("RNN", "LLM")),
        ("Is there any work on Bayesian optimisation?", ()),
        ("How many papers from 2024 are there?", ()),
        ("WHAT IS RAR?", ()),
        ("HNF4A mutations cause diabetes before the age of 14 years.", ()),
        ("", ()),
    ],
)
def test_names_in_a_question_are_spelled_like_no_english_word(question: str, names: tuple[str, ...]) -> None:
    assert names_in_question(question) == names


@pytest.mark.parametrize(
    ("name", "written"),
    [("Mamba-2", {"Mamba-2", "Mamba2", "Mamba 2"}), ("GPT4", {"GPT4", "GPT 4"}), ("RLHF", {"RLHF"})],
)
def test_spellings_of_a_name(name: str, written: set[str]) -> None:
    assert set(spellings(name)) == written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We train TernNet and a GPT-4-based agent on COCO-2017.", ["TernNet", "GPT-4", "COCO-2017"]),
        ("Levels of IL-6, p53 and TNF-α rose in BRCA1-mutant mice.", ["IL-6", "p53", "TNF-alpha", "BRCA1"]),
        ("Tern improves recall.", ["Tern"]),
        ("Methods improve and Researchers agree.", ["Researchers"]),
        ("Pre-training helps. State-of-the-art scores follow.", []),
        ("Patients took metformin and pembrolizumab.", ["metformin", "pembrolizumab"]),
        ("An increase in disease of this database.", []),
        ("In 2020, Marlow et al. and Finch (2019) disagree.", []),
        ("Matrix metalloproteases (MMPs) are cut.", []),
        ("Learning to Walk Before Running", []),
        ("Vision-Driven Learning for Planning and Control", []),
        ("It learns fast.This is Tern-2 at work.", ["Tern-2"]),
        ("A theory of Motion and Interactions in flocks.", []),
    ],
)
def test_names_are_distinguished_from_words(text: str, found: list[str]) -> None:
    assert names_in(text) == found
