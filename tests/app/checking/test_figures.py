import pytest

from app.checking.agreement import is_computed, matches, same_unit
from app.checking.figures import figures
from index.text.plain_text import plain_text


def backed(sentence: str, abstract: str) -> bool:
    """Return whether every figure of the sentence agrees with one of the abstract."""
    stated = figures(plain_text(abstract), loose=True)
    claimed = figures(plain_text(sentence))
    assert claimed
    return all(any(matches(figure, found) and same_unit(figure, found) for found in stated) for figure in claimed)


def test_cell_lines_are_no_figures() -> None:
    assert [figure.text for figure in figures("NIH 3T3 cells of 3 mice")] == ["3"]


@pytest.mark.parametrize(
    ("sentence", "abstract"),
    [
        ("43.8 percent of them", "in 43.8% of patients"),
        ("a gain of 3 points", "a gain of 3 percentage points"),
        ("is 8x faster", "runs eight times faster"),
        ("is eight-fold cheaper", "costs 8× less"),
        ("an 8-fold gain", "a factor of 8"),
        ("1.2M images", "1,200,000 images"),
        ("1.2 million images", r"$1.2 \times 10^{6}$ images"),
        ("3B parameters", "a 3-billion-parameter model"),
        ("a 7B model", "we train Tern-7B"),
        ("a 7B model", "we tune tern-7b-instruct"),
        ("a 7 billion model", "a tern of 7b"),
        ("10k samples", "10,000 samples"),
        ("from 5 to 10 layers", "5-10 layers"),
        ("about 44% of them", "43.8% of them"),
        ("43.8% of them", "43.83% of them"),
        ("nearly 50 sites", "49 sites"),
        ("over 40% fewer", "42.1% fewer"),
        ("half of the patients", "50% of the patients"),
        ("a third of the patients", "33.3% of the patients"),
        ("two-thirds of them", "66.7% of them"),
        ("an accuracy of 95%", "an accuracy of 0.95"),
        ("twice the speed", "a 2x speedup"),
        ("two of three tasks", "2 of the 3 tasks"),
        ("twenty-five mice", "25 mice"),
        ("3 dimensions", "three core values"),
        ("64 dimensions", "64-dimensional vectors"),
        ("a rise of 0.72", "a rise of 0·72"),
        ("a loss of 3.2 points", "a change of -3.2 points"),
        ("a three-dimensional view", "a 3D view"),
        ("in 2019 alone", "started in 2019"),
        ("about 0.3% of the weights", "0.27%-0.35% of the weights"),
        ("1.5, 7 and 72 billion parameters", "Tern-1.5B/7B/72B"),
        ("from 5 to 10 million images", "5-10 million images"),
        ("5 to 10 million images", "5M and 10M images"),
        ("in 2019, 40 million birds", "40 million birds in 2019"),
        ("40 to 50% higher", "40% and 50% higher"),
        ("4.6 vs. 8.1 minutes", "4.6 minutes and 8.1 minutes"),
        ("10.4 minutes at age 4-5 to 14.1 minutes", "10.4 min at 4 to 5 years to 14.1 min"),
        ("above 31", "exceeding 31 kg"),
    ],
)
def test_a_figure_is_recognised_in_another_form(sentence: str, abstract: str) -> None:
    assert backed(sentence, abstract)


@pytest.mark.parametrize(
    ("sentence", "abstract"),
    [
        ("48.3% of them", "43.8% of them"),
        ("43.83% of them", "43.8% of them"),
        ("1.2 billion images", "1.2 million images"),
        ("improves by 3 points", "evaluated on 3 datasets"),
        ("is 3 times faster", "within 3 weeks"),
        ("5 mg a day", "5 kg a day"),
        ("nearly 50 sites", "38 sites"),
        ("over 40% fewer", "31% fewer"),
        ("in 2020 alone", "started in 2019"),
        ("two tasks", "three tasks"),
        ("4 layers", "GPT-5 and ResNet-44"),
        ("3 sites", "2.9 sites"),
        ("6.28e-28 or 3 × 10^-28", "1.3 × 10^-28"),
        ("0.3% of the weights", "0.27% of the weights"),
        ("about 2% of the weights", "1.6% of the weights"),
        ("5 to 10 million images", "5 to 10 images"),
        ("above 31 sites", "31 kg"),
    ],
)
def test_a_different_figure_is_not_recognised(sentence: str, abstract: str) -> None:
    assert not backed(sentence, abstract)


@pytest.mark.parametrize(
    ("sentence", "abstract", "computed"),
    [
        ("gains 6.4 points", "from 77.5% to 83.9%", True),
        ("gains 6 points", "from 77% to 83%", False),
        ("gains 6 points, from 77% to 83%", "", True),
        ("gains 6.5 points, from 77.5% to 83.9%", "from 77.5% to 83.9%", False),
        ("takes 2.5 s less", "from 77.5% to 80%", False),
        ("five times faster, 2 s instead of 10 s", "", True),
        ("20% faster, 8 s instead of 10 s", "", True),
        ("30% faster, 8 s instead of 10 s", "", False),
        ("10% instead of 20%", "20%", False),
        ("80% on nine sets of five tasks", "", False),
        ("over 3.1 papers", "a single author writes over 4.5 papers", False),
        ("over 3.1 points", "from 77.5% to 81%", False),
        ("0.05 higher", "from 0.35 to 0.40", True),
        ("3.5 minutes less", "4.6 vs 8.1 minutes", True),
        ("a risk 7% higher", "a relative risk of 1.07 (95% CI: 1.03, 1.12)", True),
        ("a risk 12% higher", "a relative risk of 1.07 (95% CI: 1.03, 1.12)", False),
        ("a risk 7% lower", "a relative risk of 1.07", False),
        ("a risk 46% lower", "a relative risk of 0.54", True),
        ("50% higher rates", "1.5-fold", True),
    ],
)
def test_a_figure_may_be_computed_from_two(sentence: str, abstract: str, *, computed: bool) -> None:
    figure, *beside = figures(sentence)
    assert is_computed(figure, figures(abstract), beside) == computed


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4 and Llama-3.1-8B",
        "COCO-2017, ResNet-50, L2 and F1",
        "one may ask",
        "several hundred hours and a few dozen birds",
        "see [1] and [12]",
        "(2) a loss",
        "p53",
    ],
)
def test_names_pronouns_and_marks_are_not_figures(text: str) -> None:
    assert figures(plain_text(text)) == []


def test_the_written_form_is_kept() -> None:
    assert [figure.text for figure in figures("costs $5 and 8 times more, 5-10% over, -3.2 under")] == [
        "$5",
        "8 times",
        "5",
        "10%",
        "-3.2",
    ]
