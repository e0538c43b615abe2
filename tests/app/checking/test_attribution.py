from collections.abc import Sequence

import pytest

from app.checking.attribution import Attribution, ModelInput, attribute
from app.citations import answer_sentences
from index.papers import Paper

LAMP = Paper("Lantern: Light for Deep Water", "Lamps guide divers at night. Lantern saves 40 percent of the energy.")
CORAL = Paper("Coral Counting from Drones", "Drones photograph coral at low tide. The coral is counted by colour.")
SHOAL = Paper("Shoal: Counting Herring", "Herring are counted by sound. Shoal finds 95 percent of the herring.")
PAPERS = [LAMP, CORAL, SHOAL]


def unlike(_: str, others: Sequence[str]) -> list[float]:
    return [0.0] * len(others)


def attributed(text: str, order: tuple[int, ...] = (), question: str = "") -> Attribution:
    return attribute(text, answer_sentences(text, len(order)), order, ModelInput(question, PAPERS, unlike))


def test_each_sentence_gets_the_number_of_the_paper_that_backs_it_in_the_order_of_use() -> None:
    found = attributed("Shoal finds 95 percent of the herring. The coral is counted by colour.")
    assert found.text == "Shoal finds 95 percent of the herring [1]. The coral is counted by colour [2]."
    assert found.order == (3, 2)
    assert [found.text[one.start : one.end] for one in found.sentences] == [
        "Shoal finds 95 percent of the herring [1].",
        "The coral is counted by colour [2].",
    ]
    assert [one.cited for one in found.sentences] == [(1,), (2,)]
    assert found.found == {one.start for one in found.sentences}


@pytest.mark.parametrize(
    "said",
    [
        "Lantern saves 60 percent of the energy.",
        "BeaconNet saves 40 percent of the energy.",
        "Herring sing below the ice of the northern seas.",
        "Coral is counted by colour at Stanford University.",
        "# Lantern saves 40 percent of the energy",
        "Does Lantern save 40 percent of the energy?",
    ],
)
def test_a_sentence_with_another_figure_name_or_content_gets_none(said: str) -> None:
    found = attributed(said)
    assert (found.text, found.order, found.found) == (said, (), frozenset())


def test_marks_of_the_model_are_not_touched() -> None:
    said = "Shoal finds 95 percent of the herring [1]. Lantern saves 40 percent of the energy."
    found = attributed(said, order=(2,))
    assert found.text == said.replace("energy.", "energy [2].")
    assert found.order == (2, 1)
    assert found.found == {43}


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("- The coral is counted by colour", "- The coral is counted by colour [1]"),
        ("*The coral is counted by colour.*", "*The coral is counted by colour [1].*"),
        ("It said “the coral is counted by colour.” Really?", "It said “the coral is counted by colour [1].” Really?"),
        ("| a | b |\n|---|---|\n| coral | counted by colour |", None),
        ("The coral is counted by colour [9].", "The coral is counted by colour [9] [1]."),
    ],
)
def test_the_mark_stands_before_the_stop(said: str, marked: str | None) -> None:
    found = attributed(said)
    if marked is None:
        assert found.text == said.replace("colour |", "colour [1] |")
    else:
        assert found.text == marked


def test_the_question_repeated_is_not_attributed() -> None:
    question = "Do drones photograph coral at low tide?"
    assert attributed("Yes, drones photograph coral at low tide.", question=question).found == frozenset()
    assert attributed("Drones photograph coral, which is counted by colour.", question=question).found == {0}


def test_only_abstracts_that_have_words_of_the_sentence_are_encoded() -> None:
    compared: list[str] = []

    def noted(_: str, others: Sequence[str]) -> list[float]:
        compared.extend(others)
        return [0.0] * len(others)

    assert ModelInput("", PAPERS, noted).backs("Herring and salmon gather by sound in spring.") is None
    assert any("Herring" in line for line in compared)
    assert not any("photograph" in line for line in compared)
