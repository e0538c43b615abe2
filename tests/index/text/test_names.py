import pytest

from index.text.names import asked_for, spellings


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
def test_names_are_what_no_word_is_spelled_like(question: str, names: tuple[str, ...]) -> None:
    assert asked_for(question) == names


@pytest.mark.parametrize(
    ("name", "written"),
    [("Mamba-2", {"Mamba-2", "Mamba2", "Mamba 2"}), ("GPT4", {"GPT4", "GPT 4"}), ("RLHF", {"RLHF"})],
)
def test_a_name_is_written_in_several_ways(name: str, written: set[str]) -> None:
    assert set(spellings(name)) == written
