"""The model of requests in other languages: up to date, right on examples kept out, careful with what is no request."""

from collections import Counter

import pytest

from index.questions.intent_training import read_examples
from index.questions.translation.request_model import QUESTION, load_request_model
from index.questions.translation.request_spans import best_spans
from index.questions.translation.request_training import (
    EXAMPLES_FILE,
    RequestExample,
    checksum_of_requests,
    fit_requests,
    read_requests,
)
from index.questions.translation.request_words import language_of_request, tokens_of
from index.questions.translation.translated_requests import request_in_english


class TestExamples:
    def test_each_language_has_examples_of_each_kind_for_training_and_test(self) -> None:
        train, test = read_requests("train"), read_requests("test")
        assert len(train) + len(test) == len(EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()) - 1
        kinds = {example.kind for example in train}
        languages = {example.language for example in train}
        wanted = {(language, kind) for language in languages for kind in kinds}
        assert {(example.language, example.kind) for example in train} == wanted
        assert {(example.language, example.kind) for example in test} == wanted
        assert len(test) >= 0.25 * (len(train) + len(test))

    def test_none_occurs_twice(self) -> None:
        times = Counter(one.text.casefold() for one in (*read_requests("train"), *read_requests("test")))
        assert [text for text, number in times.items() if number > 1] == []


class TestModel:
    def test_it_was_fitted_to_the_current_examples(self) -> None:
        current = checksum_of_requests()
        assert load_request_model().trained_on == current, "python -m index.questions.translation.request_training"

    def test_test_requests_are_read_correctly_or_left_alone(self) -> None:
        requests = [example for example in read_requests("test") if example.kind != QUESTION]
        found = [(example, load_request_model().read(example.text)) for example in requests]
        sure = [(example, read) for example, read in found if read.kind != QUESTION and read.chance >= 0.7]
        right = [1 for example, read in sure if read.kind == example.kind and set(example.topics) <= set(read.topics)]
        assert len(right) >= 0.6 * len(requests)
        assert len(sure) - len(right) <= 0.1 * len(requests)

    def test_questions_to_be_answered_stay_as_they_are(self) -> None:
        questions = [example.text for example in read_requests("test") if example.kind == QUESTION]
        assert sum(request_in_english(text) != text for text in questions) <= 0.1 * len(questions)

    def test_nothing_in_english_is_touched(self) -> None:
        questions = [example.question for use in ("train", "test") for example in read_examples(use)]
        assert [question for question in questions if request_in_english(question) != question] == []

    def test_a_request_is_learned_from_its_examples_and_found_in_another_language(self) -> None:
        model = fit_requests(
            [
                RequestExample("de", "authors", "Wer hat {Gull Eye} geschrieben?"),
                RequestExample("de", "authors", "Autoren von {Auk}"),
                RequestExample("de", QUESTION, "Warum kommt die Flut?"),
                RequestExample("fr", QUESTION, "Pourquoi la mer monte ?"),
            ]
        )
        read = model.read("Qui a écrit Tide Tables?")
        assert (read.kind, read.topics) == ("authors", ("Tide Tables",))
        assert model.read("Warum steigt die See?").kind == QUESTION


@pytest.mark.parametrize(
    ("weights", "number", "spans"),
    [
        ([-1.0, 2.0, -0.5, 2.0, -3.0, 1.0], 1, [(1, 4)]),
        ([-1.0, 2.0, -0.5, 2.0, -3.0, 1.0], 2, [(1, 4), (5, 6)]),
        ([3.0, 3.0], 2, [(0, 2)]),
        ([-1.0, -2.0], 1, []),
        ([], 1, []),
    ],
)
def test_the_spans_that_weigh_most_are_chosen(weights: list[float], number: int, spans: list[tuple[int, int]]) -> None:
    assert sorted(best_spans(weights, number)) == spans


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wer hat LoRA geschrieben?", "de"),
        ("Qui a écrit LoRA ?", "fr"),
        ("quien escribio lora", "es"),
        ("谁写了LoRA", "zh"),
        ("LoRAの著者は", "ja"),
        ("danke", "de"),
        ("Was the tide measured?", "en"),
        ("die casting of aluminium", "en"),
        ("General Long-Context Surveys Survey Papers", "en"),
        ("LoRA", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_words_of_requests(text: str, language: str) -> None:
    assert language_of_request(text) == language


def test_characters_that_mean_something_together_are_one_token() -> None:
    assert [token.meaning for token in tokens_of("《Gull Eye》的作者是谁？", "zh")] == [
        *("quote", "", "", "quote", "of", "author", "is", "who", "?"),
    ]
