import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citations import Cited, Refusal, Titles, answer_sentences, cited_in, refusal_in, renumber, sentences_citing


def cite(written: str, sources: int = 8) -> Cited:
    return renumber(written, sources, complete=True)


def test_numbers_count_up_by_first_use() -> None:
    assert cite("A [7]. B [2]. C [7][3].") == Cited("A [1]. B [2]. C [1][3].", (7, 2, 3))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("x [1,2]", "x [1][2]"),
        ("x [1, 2; 3]", "x [1][2][3]"),
        ("x [2-4]", "x [1][2][3]"),
        ("x [2–4]", "x [1][2][3]"),
        ("x 【5】", "x [1]"),
        ("x 【5†source】", "x [1]"),
        ("x [^3]", "x [1]"),
        ("x [^3, ^4]", "x [1][2]"),
        ("x [3, 3]", "x [1]"),
        ("it wins[1].", "it wins[1]."),
    ],
)
def test_spellings_of_a_citation(written: str, text: str) -> None:
    assert cite(written).text == text


@pytest.mark.parametrize("written", ["x [9]", "x [0]", "in [2023] and [999]"])
def test_unknown_numbers_stay_and_cite_nothing(written: str) -> None:
    assert cite(written) == Cited(written, ())


@pytest.mark.parametrize("written", ["an array [a]", "[1.5, 2.5]", "[Smith et al.]", "f[i]", "[]", "[ ]"])
def test_other_brackets_are_left_alone(written: str) -> None:
    assert cite(written) == Cited(written, ())


def test_a_range_of_hundreds_is_not_spelled_out() -> None:
    assert cite("x [1-900]").text == "x [1][900]"


def test_thinking_aloud_is_not_shown() -> None:
    assert cite("<think>I recall [4] ...</think>\n\nSo it is [2].") == Cited("So it is [1].", (2,))
    assert cite("<think>never ends [4]") == Cited("", ())


@given(st.text(max_size=200), st.booleans())
def test_only_known_numbers_are_ever_cited(written: str, complete: bool) -> None:
    cited = renumber(written, 3, complete=complete)
    assert set(cited.order) <= {1, 2, 3}
    assert len(set(cited.order)) == len(cited.order)


def test_sentences_citing_finds_marks_on_both_sides_of_the_stop() -> None:
    text = "One is small [1]. Two is large.[2] Three wins [1][2]!\n- Four loses [3]."
    assert sentences_citing(text, 2) == "Two is large. Three wins !"
    assert sentences_citing(text, 3) == "Four loses ."
    assert sentences_citing(text, 4) == ""


TITLES = Titles(("FemtoDet: A Detector for Phones", "FemtoNet: A Network for Phones", "Quiet"), (2023, 2024, None))


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("femtodet", [1]),
        ("FemtoDet, 2023", [1]),
        ("FemtoNet: a network...", [2]),
        ("quiet, 2020", [3]),
        ("2: FemtoNet", [2]),
        ("2: FemtoDet", None),
        ("Phones, 2024", [2]),
        ("Phones, 2022", ["Phones, 2022"]),
        ("Femto", None),
        ("2023", ["2023"]),
        ("", None),
    ],
)
def test_titles_name_a_source_where_only_one_can_be_meant(said: str, cited: list[int | str] | None) -> None:
    assert cited_in(said, TITLES) == cited


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
        ("It has `x[1]` inside.\n```\nx[1] is code.\n```", [((), True)]),
        ("The sources do not mention dogs. Let me know if it helps!", [((), False), ((), False)]),
        ("It wins [1], but the sources do not mention dogs.", [((1,), True)]),
        ("It wins [9].", [((), True)]),
        ("Yes.", [((), False)]),
    ],
)
def test_sentences_know_what_they_cite_and_whether_they_claim(
    text: str, judged: list[tuple[tuple[int, ...], bool]]
) -> None:
    assert [(one.cited, one.claim) for one in answer_sentences(text, 2)] == judged


def test_sentences_are_offsets_into_the_text() -> None:
    text = "> It wins.[1] It e.g. loses [2].\n\n- So it is."
    assert [text[one.start : one.end] for one in answer_sentences(text, 2)] == [
        "It wins.[1]",
        "It e.g. loses [2].",
        "So it is.",
    ]


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
def test_refusals_are_told_from_answers(text: str, refusal: Refusal) -> None:
    assert refusal_in(text, 2, FIXED) == refusal
