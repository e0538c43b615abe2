import pytest

from app.checking.polarity import conflict, stance
from app.checking.strength import overclaims


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("The drug increases survival of patients.", "The drug reduced survival of patients."),
        ("Pruning improves accuracy on long inputs.", "Pruning degrades the accuracy on long inputs."),
        ("Tern outperforms Finch on retrieval.", "Tern underperforms Finch on retrieval."),
        ("Tern is faster than Finch in training.", "Tern is slower than Finch in training."),
        ("The gene promotes tumor growth.", "The gene inhibits tumor growth."),
        ("Sleep is positively associated with recall.", "Sleep is negatively associated with recall."),
        ("Sleep is not associated with recall.", "Sleep is associated with recall."),
        ("Sleep is associated with recall.", "Sleep is not associated with recall."),
        ("The drug does not increase survival.", "The drug increases survival."),
        ("We find no evidence that sleep aids recall.", "We find evidence that sleep aids recall."),
        ("The estimate is unstable at high noise.", "The estimate is stable at high noise."),
    ],
)
def test_opposites_are_in_conflict(said: str, held: str) -> None:
    assert conflict(stance(said), [stance(held)])


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("The drug increases survival of patients.", "Survival of patients was higher with the drug."),
        ("The drug does not increase survival.", "The drug decreases survival."),
        ("The drug lowers mortality.", "The drug reduces mortality and increases survival."),
        ("It not only improves recall but also precision.", "It improves recall and precision."),
        ("Mice lacking the gene lose weight.", "Mice with a deleted gene lose weight."),
        ("Cats sleep more.", "The drug reduces mortality."),
    ],
)
def test_agreement_is_not(said: str, held: str) -> None:
    assert conflict(stance(said), [stance(held)]) is None


def test_a_second_line_may_agree() -> None:
    said, against = stance("The drug increases survival of patients."), stance("The drug reduces survival of patients.")
    assert conflict(said, [against, stance("In others the drug increases survival of patients.")]) is None


@pytest.mark.parametrize(
    ("sentence", "source", "words"),
    [
        ("It always helps.", "It may help.", ["always"]),
        ("This proves that it works.", "This suggests that it works.", ["proves"]),
        ("It eliminates errors entirely.", "It reduces errors.", ["eliminates"]),
        ("It wins on all tasks.", "It wins on most tasks.", ["all"]),
        ("It is state-of-the-art.", "It is a useful baseline.", ["state-of-the-art"]),
        ("Smoke causes cough.", "Smoke is associated with cough.", ["causes"]),
        ("We prove convergence.", "Convergence is proven.", []),
        ("It wins on all tasks.", "It wins on every task.", []),
        ("It is state of the art.", "It outperforms earlier systems.", []),
    ],
)
def test_strong_words_need_a_strong_source(sentence: str, source: str, words: list[str]) -> None:
    assert overclaims(sentence, source, source) == words
