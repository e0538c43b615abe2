import pytest

from index.text.acronyms import Acronyms, Expansion, definitions, expand_acronyms

KNOWN = Acronyms(
    [
        ("LLM", "large language models", "large_language_model", 5),
        ("LLM", "large language model", "large_language_model", 2),
        ("ER", "endoplasmic reticulum", "endoplasmic_reticulum", 2),
        ("ER", "estrogen receptor", "estrogen_receptor", 1),
        ("HR", "heart rate", "heart_rate", 1),
        ("HR", "hazard ratio", "hazard_ratio", 1),
        ("HR", "human resources", "human_resource", 1),
        ("hER", "human heron", "human_heron", 1),
        ("NO", "nitric oxide", "nitric_oxide", 3),
    ]
)


def stems(word: str) -> list[str]:
    return [piece.removesuffix("s") for piece in word.lower().split("-")]


def expanded(text: str) -> str:
    return expand_acronyms(text, KNOWN, stems, lambda word: word in {"no", "er"}).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Retrieval-augmented generation (RAG) helps.", ("RAG", "retrieval-augmented generation")),
        ("RAG (retrieval-augmented generation) helps.", ("RAG", "retrieval-augmented generation")),
        ("We use Graph Neural Networks (GNNs; see below).", ("GNN", "graph neural networks")),
        ("A hazard ratio (HR, 1.2 to 1.4) was seen.", ("HR", "hazard ratio")),
        ("Rectified linear units (ReLUs) fire.", ("ReLU", "rectified linear units")),
        ("We found that induced pluripotent stem cells (iPSCs) grow.", ("iPSC", "induced pluripotent stem cells")),
        ("By state-of-the-art (SOTA) means.", ("SOTA", "state-of-the-art")),
    ],
)
def test_a_definition_is_found_on_either_side_of_the_brackets(text: str, found: tuple[str, str]) -> None:
    assert definitions(text) == {found}


@pytest.mark.parametrize(
    "text",
    [
        "It works (see Table 2) and ends.",
        "Large herons (RAG) fly.",
        "They sing. Large language (LLM) it is not.",
        "Herons (Figure) fly.",
        "(RAG) comes first.",
        "Nets of rope (an RAG system) follow.",
        "An unclosed bracket (RAG",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert definitions(text) == set()


def test_a_definition_may_be_turned_around() -> None:
    known = definitions("The time to an answer (known as the ``time to first token'', or TTFT) falls.")
    assert known == {("TTFT", "time to first token")}
    assert definitions("We use a gated unit or LSTM, and Adam or SGD.") == set()


def test_an_acronym_is_spelled_out_as_in_most_papers() -> None:
    assert expanded("Do LLMs sing?") == "Do large language models sing?"
    assert expanded("What stresses the ER?") == "What stresses the endoplasmic reticulum?"


def test_small_letters_match_unless_the_word_is_ordinary() -> None:
    assert expanded("do llms or an llm sing?") == "do large language models or an large language models sing?"
    assert expanded("no er sings") == ""


def test_capitals_match_only_the_same_capitals() -> None:
    assert expanded("The Her and the HER sing.") == ""
    assert expanded("The hER sings.") == "The human heron sings."


def test_an_ambiguous_acronym_is_not_expanded() -> None:
    assert expanded("What raises HR?") == ""


def test_long_forms_are_abbreviated_with_any_ending() -> None:
    assert expanded("Does a Large Language Model inhale nitric oxide?") == "Does a LLM inhale NO?"


def test_the_replacements_are_returned() -> None:
    found = expand_acronyms("LLMs with nitric oxide", KNOWN, stems, lambda _: False)
    assert found.swaps == (("LLMs", "large language models"), ("nitric oxide", "NO"))


def test_a_text_without_acronyms_is_not_expanded() -> None:
    assert expand_acronyms("Herons sing at dawn.", KNOWN, stems, lambda _: False) == Expansion()


def test_what_introduces_an_acronym_is_found_in_any_of_its_forms() -> None:
    for between in ("or", ", or", "in short", ", in short,", "abbreviated as", "hereafter"):
        assert definitions(f"We measure the time to first token {between} TTFT of servers.") == {
            ("TTFT", "time to first token")
        }
    assert definitions("We measure kelp in short KELP or the TIDE.") == set()


def test_an_acronym_in_small_letters_means_what_most_papers_mean_however_they_write_it() -> None:
    retrieval = ("retrieval-augmented generation", "retriev_augment_gener")
    defined = [("RAG", *retrieval, 5), ("RAG", "red amber green", "red_amber_green", 3), ("Rag", *retrieval, 1)]
    assert Acronyms(defined).usual_expansion("rag") == "retrieval-augmented generation"
