import pytest

from app.citations.refusals import Refusal, refusal_in

FIXED = "The collection does not answer this."


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (FIXED, Refusal("whole")),
        ('**"the collection does not answer this"**', Refusal("whole")),
        (f"I'm sorry. {FIXED}", Refusal("whole")),
        (f"{FIXED} The sources deal with detectors.", Refusal("whole")),
        (f"{FIXED} The closest paper is about music [1].", Refusal("whole")),
        (f"{FIXED} However, it takes 1.11 W [1].", Refusal("part")),
        (f"It takes 1.11 W [1].\n\nAs for its price, {FIXED.lower()}", Refusal("part", "its price")),
        ("The provided sources do not contain information about dogs.", Refusal("whole", "dogs")),
        ("None of the papers mention how fast it is.", Refusal("whole", "how fast it is")),
        ("There is no information on dogs in the given abstracts.", Refusal("whole", "dogs")),
        ("I cannot find any information about dogs in the sources provided.", Refusal("whole", "dogs")),
        ("I’m sorry, but I can’t answer that.", Refusal("whole")),
        ("Dogs are not mentioned in the provided sources.", Refusal("whole", "Dogs")),
        ("It takes 1.11 W [1]. The sources don’t say what it costs.", Refusal("part", "what it costs")),
        ("It takes 1.11 W [1], but the collection does not say what it costs.", Refusal("part", "what it costs")),
        ("The sources do not state its price, but it takes 1.11 W [1].", Refusal("part", "its price")),
        ("It takes 1.11 W [1].\n\nMissing: its price.", Refusal("part", "its price")),
        ("It takes 1.11 W [1].", Refusal("no")),
        ("FemtoDet does not mention dogs [1].", Refusal("no")),
        ("None of the papers use labels [1][2].", Refusal("no")),
        ("The sources agree that labels are not needed [1].", Refusal("no")),
        ("Missing values are filled in [1].", Refusal("no")),
        ("The texts do not contain labels [1].", Refusal("no")),
        ("The provided texts do not contain its price [1][2].", Refusal("whole", "its price")),
        ("", Refusal("no")),
    ],
)
def test_refusals_are_distinguished_from_answers(text: str, refusal: Refusal) -> None:
    assert refusal_in(text, 2, FIXED) == refusal
