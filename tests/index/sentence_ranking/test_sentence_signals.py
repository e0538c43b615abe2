import pytest

from index.sentence_ranking.sentence_signals import (
    QuestionWords,
    SentenceSignals,
    candidate_sentences,
    depends_on_previous,
)
from tests.index.plain_stems import plain_stems

ABSTRACT = "Nets follow tides. Gulls look on. We introduce nets of gulls and tides by watching 12 of them."


def signals(
    question: str = "Tides?", weights: dict[str, float] | None = None, title: str = "", abstract: str = ABSTRACT
) -> list[SentenceSignals]:
    asked = QuestionWords(question, weights or {}, plain_stems)
    return [one.signals for one in candidate_sentences(asked, title, abstract, {(0, 2): 0.4, (1, 3): 0.8})]


def test_sentences_keep_their_order_and_name_the_words_they_share() -> None:
    asked = QuestionWords("Tides?", {"gull": 0.5, "look": 0.25, "kelp": 0.25}, plain_stems)
    found = candidate_sentences(asked, "", ABSTRACT, {})
    assert [ABSTRACT[one.start : one.end].split(maxsplit=1)[0] for one in found] == ["Nets", "Gulls", "We"]
    assert found[1].words == {"gull", "look"}


def test_the_overlap_is_the_weight_of_the_shared_words() -> None:
    found = signals(weights={"tide": 0.7, "gull": 0.3})
    assert [one.overlap for one in found] == pytest.approx([0.7, 0.3, 1.0])
    assert [one.neighbours for one in found] == pytest.approx([0.3, 1.0, 0.3])


def test_words_of_the_title_do_not_rank_sentences() -> None:
    found = signals(weights={"tide": 0.7, "gull": 0.3}, title="Tides")
    assert [one.beyond_title for one in found] == pytest.approx([0.0, 1.0, 1.0])


def test_a_sentence_is_as_near_as_its_best_window_and_the_worst_if_in_none() -> None:
    assert [one.cosine for one in signals()] == [0.4, 0.8, 0.8]
    found = candidate_sentences(QuestionWords("", {}, plain_stems), "", ABSTRACT, {(0, 1): 0.6, (1, 2): 0.2})
    assert found[2].signals.cosine == 0.2


def test_a_short_sentence_of_the_questions_words_is_to_the_point() -> None:
    assert [round(one.to_the_point, 2) for one in signals(weights={"gull": 1.0})] == [0.0, 0.33, 0.09]


def test_the_requested_detail_is_recognised() -> None:
    assert [one.wanted_figure for one in signals("How many tides?")] == [0.0, 0.0, 1.0]
    assert [one.wanted_figure for one in signals("Which tides?")] == [0.0, 0.0, 0.0]
    assert [one.figure for one in signals("Which tides?")] == [0.0, 0.0, 1.0]


def test_what_a_sentence_does_is_read_off_its_words() -> None:
    abstract = "We propose nets. We found tides. Nets were then measured. Weather is mild."
    found = signals(abstract=abstract)
    assert [one.proposes for one in found] == [1.0, 0.0, 0.0, 0.0]
    assert [one.finds for one in found] == [0.0, 1.0, 0.0, 0.0]
    assert [one.procedure for one in found] == [0.0, 0.0, 1.0, 0.0]
    assert [one.position for one in found] == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_short_sentences_are_short_by_how_much_is_missing() -> None:
    found = signals(abstract=f"Nets follow tides. Gulls{' and gulls' * 6} look.")
    assert found[0].shortness > 1
    assert found[1].shortness == 0.0
    assert found[0].length < found[1].length


def test_a_pronoun_leans_on_the_sentence_before() -> None:
    assert [one.leans for one in signals(abstract="Nets are old. They follow tides.")] == [0.0, 1.0]
    assert depends_on_previous("These nets follow tides.")
    assert not depends_on_previous("Items follow tides.")


def test_no_abstract_has_no_sentences() -> None:
    assert signals(abstract="") == []
