from collections.abc import Sequence

import pytest

from app.checking.reasons import Reason
from app.checking.sentence_check import check, claims, score_limit
from app.checking.support import CitedAbstract, prepare

TERN = CitedAbstract(
    1,
    "Tern: sparse attention for long documents",
    "Long documents are costly to read. We present Tern, a sparse attention layer. It improves recall on NarrativeQA "
    "by 3.4 points and is 8x faster than dense attention. It does not need retraining.",
    "Ada Marlow; 2024",
)
SALT = CitedAbstract(
    2,
    "Salt and blood pressure",
    "Salt intake was associated with blood pressure in 1,240 adults. Reducing salt lowered pressure in 43.8% of them.",
)


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Tern improves recall on NarrativeQA by 3.4 points [1].", [TERN]),
        ("**Tern** is eight times faster than dense attention [1].", [TERN]),
        ("Tern needs no retraining [1].", [TERN]),
        ("Less salt lowered the pressure of about 44 percent of adults [2].", [SALT]),
        ("Tern is faster than dense attention [1], and reducing salt lowered pressure in 43.8% [2].", [TERN, SALT]),
        ("In 2024, Marlow et al. presented Tern, a sparse attention layer [1].", [TERN]),
    ],
)
def test_a_true_sentence_is_found(sentence: str, cited: list[CitedAbstract]) -> None:
    found = check(sentence, cited)
    assert found
    assert (found.verdict, found.reasons) == ("figures and names found", ())
    assert not found.flagged


@pytest.mark.parametrize(
    ("sentence", "cited", "verdict", "reason"),
    [
        (
            "Tern improves recall by 4.3 points [1].",
            [TERN],
            "partly found",
            Reason("missing figure", (1,), "4.3 points"),
        ),
        ("Tern improves recall on HotpotQA [1].", [TERN], "partly found", Reason("missing name", (1,), "HotpotQA")),
        ("Tern needs retraining [1].", [TERN], "figures and names found", Reason("denied", (1,))),
        ("Tern does not improve recall [1].", [TERN], "figures and names found", Reason("denies", (1,))),
        ("Cats prefer warm windows [1].", [TERN], "not found", Reason("little support", (1,))),
        ("Reducing salt lowered pressure [1].", [TERN], "not found", Reason("little support", (1,))),
        (
            "Tern gains 43.8% recall over dense attention [1], and reducing salt lowered blood pressure [2].",
            [TERN, SALT],
            "partly found",
            Reason("figure from another paper", (1,), "43.8%", found_in=(2,)),
        ),
        (
            "Tern improves recall on NarrativeQA by 8 points [1].",
            [TERN],
            "partly found",
            Reason("figure of something else", (1,), "8 points", "8x"),
        ),
        ("Tern needs no retraining.", [], "not found", Reason("no citation")),
    ],
)
def test_each_fault_has_its_reason(sentence: str, cited: list[CitedAbstract], verdict: str, reason: Reason) -> None:
    found = check(sentence, cited)
    assert found
    assert (found.verdict, found.reasons) == (verdict, (reason,))
    assert found.flagged


@pytest.mark.parametrize(
    "sentence", ["Tern degrades recall on NarrativeQA [1].", "Tern always improves recall on NarrativeQA [1]."]
)
def test_direction_and_strength_are_left_to_the_reader(sentence: str) -> None:
    found = check(sentence, [TERN])
    assert found
    assert (found.verdict, found.reasons) == ("figures and names found", ())


def test_what_has_neither_figures_nor_names_is_found_by_its_wording() -> None:
    found = check("Long documents are costly to read [1].", [TERN])
    assert found
    assert found.verdict == "wording found"


def test_another_count_of_the_same_things_asks_for_a_look_whatever_the_cosine() -> None:
    recipes = CitedAbstract(4, "Recipes", "We collect recipes in four languages. Ten cooks taste them.")
    found = check("Recipes in seven languages were collected [4].", [recipes], lambda _, others: [1.0] * len(others))
    assert found
    assert (found.verdict, found.reasons) == ("partly found", (Reason("other figure", (4,), "seven", "four"),))
    same = check("Recipes in four languages were collected [4].", [recipes], lambda _, others: [1.0] * len(others))
    assert same
    assert not same.flagged


def test_a_number_in_words_that_counts_other_things_is_another_figure() -> None:
    paper = CitedAbstract(4, "Tern", "Tern joins two ideas. It adds only one extra setting to the old layer.")
    found = check("Tern adds two extra settings [4].", [paper], lambda _, others: [1.0] * len(others))
    assert found
    assert found.reasons == (Reason("other figure", (4,), "two", "one"),)
    same = check("Tern joins two ideas [4].", [paper], lambda _, others: [1.0] * len(others))
    assert same
    assert not same.flagged


def test_a_count_of_things_that_are_written_in_more_words_is_the_same_count() -> None:
    paper = CitedAbstract(4, "Bots", "We compare four state-of-the-art feature sets. One has 1,000 features.")
    found = check("Four feature sets are compared [4].", [paper])
    assert found
    assert not found.flagged


def test_a_gain_computed_from_two_figures_is_found() -> None:
    paper = CitedAbstract(4, "Tern", "Tern raises recall on long documents from 77.5% to 83.9%.")
    found = [check(f"Tern raises recall on long documents by {gain} [4].", [paper]) for gain in ("6.4%", "6.5%")]
    assert [one and one.flagged for one in found] == [False, True]


@pytest.mark.parametrize(("name", "near"), [("FOXO5", "FOXO3"), ("HPM", "HPV"), ("Llama-2", "Llama-3"), ("p66", "p65")])
def test_a_name_with_another_number_or_letter_asks_for_a_look_whatever_the_cosine(name: str, near: str) -> None:
    paper = CitedAbstract(4, "Cells", "FOXO3 and HPV lower the levels of p65 in cells, as Llama-3 predicts.")
    found = check(f"{name} lowers levels in cells [4].", [paper], lambda _, others: [1.0] * len(others))
    assert found
    assert (found.verdict, found.reasons) == ("partly found", (Reason("other name", (4,), name, near),))
    same = check(f"{near} lowers levels in cells [4].", [paper], lambda _, others: [1.0] * len(others))
    assert same
    assert not same.flagged


def test_a_figure_taken_from_another_sentence_is_found() -> None:
    spices = CitedAbstract(
        3, "Spices", "Salt raised pressure in 43.8% of adults. Pepper raised it in 12.5% of children."
    )
    found = check("Salt raised pressure in 12.5% of adults [3].", [spices])
    assert found
    assert found.reasons == (Reason("wrong figure", (3,), "12.5%", "43.8%"),)


def test_the_evidence_points_into_the_abstracts() -> None:
    found = check("Tern is 8x faster [1], and salt lowered pressure in 43.8% of adults [2].", [TERN, SALT])
    assert found
    assert [evidence.number for evidence in found.evidence] == [1, 2]
    best = [
        paper.abstract[slice(*evidence.spans[0])] for paper, evidence in zip((TERN, SALT), found.evidence, strict=True)
    ]
    assert "8x faster" in best[0]
    assert "43.8%" in best[1]


def test_similarity_raises_a_paraphrase() -> None:
    def alike(sentence: str, others: Sequence[str]) -> list[float]:
        return [0.9 if "costly" in other else 0.1 for other in others]

    sentence = "Reading lengthy texts takes large budgets, notably documents [1]."
    bare, helped = check(sentence, [TERN]), check(sentence, [TERN], alike)
    assert bare
    assert helped
    assert helped.score > bare.score
    assert TERN.abstract[slice(*helped.evidence[0].spans[0])] == "Long documents are costly to read."


@pytest.mark.parametrize(
    "text",
    [
        "Here is a summary:",
        "I found three papers.",
        "## Results",
        "**Findings**",
        "What about Tern?",
        "These papers discuss salt:",
        "The sources do not say how it was trained.",
        "",
    ],
)
def test_text_without_a_claim_is_not_checked(text: str) -> None:
    assert not claims(text)
    assert check(text, [TERN]) is None


@pytest.mark.parametrize("text", ["Tern is fast [1].", "Salt lowered pressure [2]:", "- Tern needs 3 GB."])
def test_claims_are_recognised(text: str) -> None:
    assert claims(text)


def test_a_paper_without_an_abstract_is_accepted() -> None:
    found = check("Tern is sparse attention for long documents [3].", [CitedAbstract(3, TERN.title, "")])
    assert found
    assert found.verdict == "figures and names found"
    assert found.evidence == ()
    assert prepare(CitedAbstract(3, "", "")).lines


def test_words_with_similar_endings_are_not_the_same() -> None:
    games = CitedAbstract(1, "Learning in games", "We learn policies for general games. The policies are general.")
    found = check("Police are generated [1].", [games])
    assert found
    assert found.verdict == "not found"


@pytest.mark.parametrize(
    ("row", "flagged"),
    [
        ("| Tern | faster than dense attention 8x [1] | salt lowered the blood pressure in 43.8% [2] |", False),
        ("| Tern | salt lowered the blood pressure in 43.8% [1] | faster than dense attention 8x [2] |", True),
        ("| Tern | sparse attention layer | 8x faster [1] |", False),
        ("| Tern | sparse attention layer | 9x faster [1] |", True),
    ],
)
def test_a_cell_is_compared_with_the_papers_that_it_cites(row: str, flagged: bool) -> None:
    found = check(row, [TERN, SALT] if "[2]" in row else [TERN])
    assert found
    assert found.flagged == flagged


def test_an_item_of_a_list_is_compared_like_a_sentence() -> None:
    right = check("- **Tern** is 8x faster than dense attention [1]", [TERN])
    wrong = check("2. Tern is 9x faster than dense attention [1]", [TERN])
    assert right
    assert wrong
    assert (right.flagged, wrong.flagged) == (False, True)


@pytest.mark.parametrize(
    "said",
    [
        "Frogs jump far when they are warm.",
        "Warm frogs jump 40 percent farther [1].",
        "Toads sleep.",
        "Frogs jump far [1], and warm nights make them louder [2].",
    ],
)
def test_no_score_is_above_its_limit(said: str) -> None:
    cited = [CitedAbstract(1, "Frogs", "Warm frogs jump far."), CitedAbstract(2, "Nights", "Nights are loud.")]
    for similarity in (None, lambda _, others: [1.0] * len(others)):
        checked = check(said, cited, similarity)
        assert checked
        assert checked.score <= score_limit(said, cited, cosines=similarity is not None) + 1e-9
