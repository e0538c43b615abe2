import pytest

from index.questions.chip_words import all_words
from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("compare LoRA and full fine-tuning", ("LoRA", "full fine-tuning")),
        ("Compare LoRA with full fine-tuning.", ("LoRA", "full fine-tuning")),
        ("LoRA vs full fine-tuning", ("LoRA", "full fine-tuning")),
        ("LoRA vs. adapters?", ("LoRA", "adapters")),
        ("GAN versus VAE vs diffusion", ("GAN", "VAE", "diffusion")),
        ("compare LoRA, adapters and prompt tuning", ("LoRA", "adapters", "prompt tuning")),
        ("what's the difference between RLHF and DPO?", ("RLHF", "DPO")),
        ("differences between RLHF and DPO for alignment", ("RLHF for alignment", "DPO for alignment")),
        ("can you explain me the difference between RLHF and DPO?", ("RLHF", "DPO")),
        ("tell me the differences between RLHF and DPO", ("RLHF", "DPO")),
        ("how does LoRA compare to prompt tuning?", ("LoRA", "prompt tuning")),
        ("how is LoRA different from adapters?", ("LoRA", "adapters")),
        ("how do LoRA and adapters differ?", ("LoRA", "adapters")),
        ("is dropout better than weight decay?", ("dropout", "weight decay")),
        ("are CNNs more robust than transformers?", ("CNNs", "transformers")),
        ("compare the energy use of CNNs and transformers", ("energy use of CNNs", "energy use of transformers")),
        ("compare CNNs with transformers on small data", ("CNNs on small data", "transformers on small data")),
        (
            "How does the quality of life of people treated with A compare to those treated with B?",
            ("quality of life of people treated with A", "quality of life of people treated with B"),
        ),
        (
            "how does the quality of life of people treated with A compare to B?",
            ("quality of life of people treated with A", "quality of life of people treated with B"),
        ),
        (
            "how does the pain of people with A compare to people with B?",
            ("pain of people with A", "pain of people with B"),
        ),
        ("compare using a corpus versus an encyclopedia", ("corpus", "encyclopedia")),
        ('compare "the tide" and "the dune"', ('"the tide"', '"the dune"')),
    ],
)
def test_the_sides_are_found(question: str, sides: tuple[str, ...]) -> None:
    query = read(question)
    assert (query.intent, query.sides, query.text) == ("compare", sides, question)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare LoRA and QLoRA in a table", ("LoRA", "QLoRA")),
        ("LoRA vs adapters as a table?", ("LoRA", "adapters")),
        ("how do LoRA and adapters differ, in tabular form", ("LoRA", "adapters")),
        ("a comparison table of LoRA, adapters and prompt tuning", ("LoRA", "adapters", "prompt tuning")),
        ("Make me a table comparing LoRA with QLoRA", ("LoRA", "QLoRA")),
        ("Compare LoRA and QLoRA in a table for small models", ("LoRA for small models", "QLoRA for small models")),
        ("show me a table of LoRA vs QLoRA", ("LoRA", "QLoRA")),
        ("a comparison table of papers on tides and dunes", ()),
        ("a comparison table of question answering", ()),
        ("make a table of tides and dunes", ()),
    ],
)
def test_a_table_may_compare_sides(question: str, sides: tuple[str, ...]) -> None:
    query = read(question)
    assert (query.intent, query.sides) == ("table", sides)


def test_a_quoted_title_that_is_compared_is_no_filter() -> None:
    query = read("compare “Counting Tides by the Sound of Their Waves” with “Sand and Wind”")
    assert (query.intent, query.phrases, query.chips) == ("compare", (), ())


def test_conditions_are_removed_from_the_sides() -> None:
    query = read("compare LoRA and adapters in papers from 2024")
    assert (all_words(query.chips), query.sides) == (("in 2024",), ("LoRA", "adapters"))


@pytest.mark.parametrize(
    "question",
    [
        "compare LoRA and adapters in a table in papers from 2024",
        "compare LoRA and adapters as a table for papers published in 2024",
        "compare LoRA and adapters in papers from 2024 in a table",
    ],
)
def test_conditions_hold_for_a_table_wherever_it_is_asked_for(question: str) -> None:
    query = read(question)
    assert (query.intent, all_words(query.chips), query.sides) == ("table", ("in 2024",), ("LoRA", "adapters"))


@pytest.mark.parametrize(
    "question",
    [
        "compare them",
        "compare it with BERT",
        "is it better than BERT?",
        "is accuracy higher than 90%?",
        "accuracy vs. speed trade-off",
        "compare question and answer generation and search",
        "compare",
        "what is comparative genomics?",
        "how do models compare?",
        "compare LoRA and LoRA",
        "list papers about video vs text",
        "What studies compare using a large corpus versus an encyclopedia?",
        "Sleep in cities: night shifts versus day shifts",
        "Night shifts versus day shifts in nurses: do they differ?",
        "Measuring tides by rope vs. by radar in shallow and in deep water over years",
    ],
)
def test_without_clear_sides_it_is_not_a_comparison(question: str) -> None:
    query = read(question)
    assert (query.intent == "compare", query.sides) == (False, ())
