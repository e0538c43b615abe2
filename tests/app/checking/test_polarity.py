import pytest

from app.checking.polarity import conflict, one_sided_denial, stance


@pytest.mark.parametrize(
    ("claim", "line"),
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
        ("The drug slows tumor growth.", "The drug exacerbates tumor growth."),
        ("The gene is up-regulated in old mice.", "The gene is downregulated in old mice."),
        ("Yoga reduces the risk of stroke.", "No association was detected between yoga and stroke or its risk."),
    ],
)
def test_opposites_are_in_conflict(claim: str, line: str) -> None:
    assert conflict(stance(claim), [stance(line)])


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        ("The drug increases survival of patients.", "Survival of patients was higher with the drug."),
        ("The drug does not increase survival.", "The drug decreases survival."),
        ("The drug lowers mortality.", "The drug reduces mortality and increases survival."),
        ("It not only improves recall but also precision.", "It improves recall and precision."),
        ("Mice lacking the gene lose weight.", "Mice with a deleted gene lose weight."),
        ("Cats sleep more.", "The drug reduces mortality."),
        ("Reduced sleep increases the risk of strokes.", "Reduced sleep was a risk for strokes."),
        (
            "The diet reduces weight in obese mice.",
            "The diet of mice with diet-induced weight in obese strains is shown.",
        ),
        (
            "The drug lowers the pressure of old patients.",
            "A small-molecule drug was given to old patients with pressure.",
        ),
        (
            "Large language models remain brittle in maths proofs.",
            "Maths proofs of language models are brittle with limited data.",
        ),
        (
            "The nerve inhibits the muscle of the frog.",
            "The nerve stops the muscle; activity of the frog nerve is seen.",
        ),
        ("Cells stay differentiated in culture.", "Undifferentiated cells in culture became differentiated."),
    ],
)
def test_agreeing_sentences_are_not_in_conflict(claim: str, line: str) -> None:
    assert conflict(stance(claim), [stance(line)]) is None


def test_a_second_line_may_agree() -> None:
    claim, against = (
        stance("The drug increases survival of patients."),
        stance("The drug reduces survival of patients."),
    )
    assert conflict(claim, [against, stance("In others the drug increases survival of patients.")]) is None


def test_the_second_line_may_contradict_with_a_finding() -> None:
    claim = stance("The drug increases survival of old patients.")
    best = stance("The drug and the survival of old patients are studied.")
    against = "The drug reduces survival of old patients."
    assert conflict(claim, [best, stance(against)]) == ("increases", "reduces")
    assert conflict(claim, [best, best, stance(against)]) is None


def test_the_question_of_a_study_contradicts_nothing() -> None:
    claim = stance("The drug safely increases long survival of patients in large trials.")
    finding = "reduces survival of patients in trials."
    assert conflict(claim, [stance(f"In all cases the drug {finding}")])
    assert conflict(claim, [stance(f"We asked whether the drug {finding}")]) is None


@pytest.mark.parametrize(
    ("claim", "line", "found"),
    [
        ("BERT is not immune to the curse.", "BERT is immune to the curse.", "denies"),
        ("LLAMBO requires finetuning.", "LLAMBO does not require finetuning.", "denied"),
        ("LLAMBO does not require finetuning.", "LLAMBO requires no finetuning.", None),
        ("The drug reduces survival of patients.", "The drug increases survival of patients.", None),
        ("Patterns are old, not emergent.", "Patterns are old rather than emergent.", None),
        ("Quality is improved by it.", "It has similar, if not improved quality.", None),
        ("Quality is improved by it.", "It has not improved quality.", "denied"),
        ("Cats do not sleep.", "The drug reduces mortality of patients.", None),
    ],
)
def test_only_a_plain_not_is_a_one_sided_denial(claim: str, line: str, found: str | None) -> None:
    assert one_sided_denial(stance(claim), stance(line)) == found
