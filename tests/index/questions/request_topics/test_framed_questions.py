"""Questions within sentences about the person who asks: the model is up to date, and finds what they are about."""

import pytest

from index.questions.request_topics.framed_questions import content_of, readings_of
from index.questions.request_topics.topic_model import FRAMED_MODEL, load_topic_model
from index.questions.request_topics.topic_training import FRAMED_FILE, checksum_of_topics, read_topics
from index.text.words import terms
from tests.index.questions.asking import read


def test_it_was_fitted_to_the_current_examples() -> None:
    current = checksum_of_topics(FRAMED_FILE)
    assert load_topic_model(FRAMED_MODEL).trained_on == current, (
        "python -m index.questions.request_topics.topic_training"
    )


def test_topics_of_most_test_questions_are_found() -> None:
    """87 % of its words; 72 % of the words found belong to it."""
    kept = [
        (set(terms(content_of(one.text))), set(terms(" ".join(one.topics)))) for one in read_topics("test", FRAMED_FILE)
    ]
    recall = [len(found & wanted) / len(wanted) for found, wanted in kept]
    precision = [len(found & wanted) / max(1, len(found)) for found, wanted in kept]
    assert sum(recall) >= 0.8 * len(kept)
    assert sum(precision) >= 0.7 * len(kept)


@pytest.mark.parametrize(
    "question",
    [
        *("how do tides turn?", "which papers did I star?"),
        "does the height of the tide depend on how far away the moon is and on the shape of the bay?",
    ],
)
def test_short_questions_and_those_about_nobody_are_left_alone(question: str) -> None:
    assert content_of(question) == ""


def test_the_sentence_that_asks_is_read_on_its_own_after_the_content() -> None:
    asked = "Could you tell me which papers measure tides?"
    question = (
        f"I don't know this area well and I am writing my thesis on sea levels. {asked[:-1]}, and why they do it?"
    )
    content, asking = readings_of(question)
    assert "tides" in content
    assert asking == asked
    assert " t " not in content


def test_a_sentence_that_points_to_the_frame_is_not_read_on_its_own() -> None:
    question = "My students ask whether videos of people can replace data of robots. Which of the papers answers this?"
    assert len(list(readings_of(question))) == 1
    assert list(readings_of("how do tides turn?")) == []


def test_a_framed_request_for_papers_is_on_what_it_is_about() -> None:
    question = "I have to present to clinicians who only care about blood pressure. Which papers should I show them?"
    query = read(question, shown=())
    assert (query.intent, query.text) == ("list", "blood pressure")


def test_of_a_request_that_is_no_question_the_topic_is_read() -> None:
    assert list(readings_of("make me something nice about sea ice please")) == ["sea ice?"]


@pytest.mark.parametrize(
    "request_", ["how do tides turn?", "sea ice", "which papers are on sea ice", "We study sea ice."]
)
def test_of_a_question_key_words_and_a_statement_nothing_is_left_out(request_: str) -> None:
    assert list(readings_of(request_)) == []
