"""Sentences that tell the size of a model or the data of a paper, and the questions that ask for them."""

import pytest

from index.sentence_ranking.sizes_and_data import Asked, asked_for, telling_sentence


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How large is the model?", "model size"),
        ("how big are the models used?", "model size"),
        ("How many parameters does it have?", "model size"),
        ("Number of trainable parameters", "model size"),
        ("Model size", "model size"),
        ("How large is the dataset?", "data size"),
        ("Which dataset is used?", "dataset"),
        ("What training data do they use?", "dataset"),
        ("On which data sets was it evaluated?", "dataset"),
        ("Datasets", "dataset"),
        ("What benchmark is it evaluated on?", "benchmark"),
        ("sample size?", "sample size"),
        ("and how many people?", "sample size"),
        ("How many patients were included?", "sample size"),
        ("How many patients died?", None),
        ("Which harbour dataset is used?", None),
        ("Which dataset has the most errors?", None),
        ("How large is Okapi?", None),
        ("How many islands are there?", None),
        ("Does the model use data?", None),
    ],
)
def test_questions_that_ask_for_nothing_else(question: str, asked: Asked | None) -> None:
    assert asked_for(question) == asked


BACKGROUND = "Existing benchmarks such as GullBench are small. Gulls weigh 2.5 kg."


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("model size", "We present TernLM, an open 8B-parameter model for bird calls."),
        ("model size", "The net has 1.9 million parameters and runs on a phone."),
        ("model size", "It comes close with a parameter size of 7 billion on two tasks."),
        ("model size", "We build on open 7B and 32B backbone models."),
        ("model size", "On all shores, TernLM saves half of the cache of Auk3-4B at night."),
        ("data size", "We collect a corpus of 150,000 calls."),
        ("sample size", "In total, 148 painful wings were randomised."),
        ("sample size", "Forty-nine patients were enrolled."),
        ("sample size", "The clinic saw 60 mildly ill children."),
        ("dataset", "We release SkuaSet, a dataset of calls at sea."),
        ("dataset", "We train on 5,000 Heron recordings and freeze the rest."),
        ("dataset", "TERN is a dataset of calls."),
        ("dataset", "We tune it on a carefully curated corpus."),
        ("dataset", "We evaluate TernLM on two benchmarks: Panoptic Gulls and AukYCB."),
        ("benchmark", "It wins on benchmarks such as AukEval and GullBench."),
        ("benchmark", "Across six benchmarks, it loses nothing."),
    ],
)
def test_the_sentence_with_the_size_or_data_is_found(asked: Asked, sentence: str) -> None:
    abstract = f"{BACKGROUND} {sentence} It is 12 % better."
    found = telling_sentence(asked, abstract)
    assert found is not None
    assert abstract[slice(*found)] == sentence


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("model size", "It reads 5B tokens and improves by 4.36 % on the Puffin-1B dataset."),
        ("model size", "It surpasses the baseline Auk3-7B-Instruct by far."),
        ("data size", "Across six benchmarks, it loses nothing, and wins 54.9 % of the rest."),
        ("dataset", "We train it on H100 GPUs."),
        ("dataset", "Large gulls are rare. Code is at https://example.org/datasets/Gull."),
        ("benchmark", "Gulls fly far over the sea."),
    ],
)
def test_other_numbers_and_names_are_not_taken(asked: Asked, sentence: str) -> None:
    assert telling_sentence(asked, f"{BACKGROUND} {sentence}") is None
