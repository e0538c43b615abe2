import pytest

from app.citations.answer_sentences import answer_sentences, sentences_citing


def test_sentences_citing_finds_marks_on_both_sides_of_the_stop() -> None:
    text = "One is small [1]. Two is large.[2] Three wins [1][2]!\n- Four loses [3]."
    assert sentences_citing(text, 2) == "Two is large. Three wins !"
    assert sentences_citing(text, 3) == "Four loses ."
    assert sentences_citing(text, 4) == ""


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("It wins [1]. It is small.", [((1,), True), ((), True)]),
        ("It wins. [1] It is small.[2][1]", [((1,), True), ((2, 1), True)]),
        ("It wins. [1] says that it is small.", [((), True), ((1,), True)]),
        ("**It wins.** [1]\nIt loses", [((1,), True), ((), True)]),
        ("It wins.\n\n[1][2]", [((1, 2), True)]),
        ("It wins, says one paper\nand another [2].", [((2,), True)]),
        ("# It wins\n**It wins**\nThese win:\nDoes it win?", [((), False)] * 4),
        ("1. It wins [2]\n2. It loses\n   - It draws [1]", [((2,), True), ((), True), ((1,), True)]),
        ("| model | wins |\n|---|---|\n| it | all [1] |", [((), False), ((1,), True)]),
        ("| m | wins |\n|---|---|\n| it | all [1] |\n\n```\nx\n```", [((), False), ((1,), True)]),
        ("| m | wins |\n|---|---|\n| it | all [1] |\n\n---\nIt wins.", [((), False), ((1,), True), ((), True)]),
        ("It has `x[1]` inside.\n```\nx[1] is code.\n```", [((), True)]),
        ("The sources do not mention dogs. Let me know if it helps!", [((), False), ((), False)]),
        ("It wins [1], but the sources do not mention dogs.", [((1,), True)]),
        ("It wins [9].", [((), True)]),
        ("Yes.", [((), False)]),
    ],
)
def test_citations_and_claims_of_sentences(text: str, judged: list[tuple[tuple[int, ...], bool]]) -> None:
    assert [(one.cited, one.claim) for one in answer_sentences(text, 2)] == judged


def test_sentences_are_offsets_into_the_text() -> None:
    text = "> It wins.[1] It e.g. loses [2].\n\n- So it is."
    assert [text[one.start : one.end] for one in answer_sentences(text, 2)] == [
        "It wins.[1]",
        "It e.g. loses [2].",
        "So it is.",
    ]
