import pytest

from app.answers.unanswered.unstated_details import unstated_detail
from index.papers import Paper

OKAPI = Paper("Okapi: Tuned Models", "We tune models in 26 languages with a learning rate of 0.1.")
PERP = Paper("Pruning Again", "PerpNet retrains what was pruned, on a single GPU, in 30 epochs.")


@pytest.mark.parametrize(
    ("question", "papers", "detail"),
    [
        ("How many GPUs does Okapi need?", [OKAPI], "GPUs"),
        # The paper that is asked about is the first; what another says of its own is no answer.
        ("How many GPUs does Okapi need?", [OKAPI, PERP], "GPUs"),
        ("Which batch size does PerpNet use?", [PERP, OKAPI], "batch size"),
        ("How many GPUs are needed?", [OKAPI, PERP], ""),
        ("Which learning rate does Okapi use?", [OKAPI], ""),
        ("How many epochs does PerpNet take?", [PERP], ""),
        ("Who is the first author of Okapi?", [OKAPI], "first author"),
        ("Who wrote PerpNet?", [PERP, OKAPI], "author"),
        ("Who tunes Okapi?", [OKAPI], ""),
        ("Who are the authors?", [Paper("On Writing", "The author is a crab.")], ""),
        ("What is Okapi?", [OKAPI], ""),
        # Any thing that the named paper has no word of, and not only common details.
        ("Which loss function does Okapi use?", [OKAPI], "loss function"),
        ("Which perplexity does PerpNet have?", [PERP], "perplexity"),
        ("Which languages does Okapi speak?", [OKAPI], ""),
        ("Which loss function is common?", [OKAPI], ""),
        ("Which technique does Okapi use?", [OKAPI], ""),
        ("Okapi needs many GPUs.", [OKAPI], ""),
        # By the type of what is asked: a figure beside the word, any figure, a year.
        ("How many languages does Okapi cover?", [OKAPI], ""),
        ("How many models does Okapi tune?", [Paper("Okapi", "We tune models. It takes 3 days.")], "models"),
        ("How much memory does Okapi take?", [Paper("Okapi", "It saves memory. It takes 3 GB.")], ""),
        ("How much memory does Okapi take?", [Paper("Okapi", "It saves memory.")], "memory"),
        ("How much faster is Okapi?", [Paper("Okapi", "It is quick.")], "figure"),
        ("How much faster is Okapi?", [Paper("Okapi", "It is quick: 3x.")], ""),
        ("In which year was Okapi tuned?", [OKAPI], "year"),
        ("What is the context length of PerpNet?", [PERP], "context length"),
        ("On how many GPUs was PerpNet trained?", [PERP], ""),
        ("What is the main idea of PerpNet?", [PERP], ""),
        ("What fraction of the weights does PerpNet retrain?", [PERP], "fraction of the weights"),
        ("What fraction of the weights does PerpNet retrain?", [Paper("PerpNet", "It retrains 5 %.")], ""),
        ("What accuracy does PerpNet reach?", [Paper("PerpNet", "It is right in 85.3% of cases.")], ""),
        ("How many GPUs does Okapi need?", [], ""),
    ],
)
def test_a_detail_is_unstated_if_no_relevant_abstract_states_it(
    question: str, papers: list[Paper], detail: str
) -> None:
    assert unstated_detail(question, papers) == detail
