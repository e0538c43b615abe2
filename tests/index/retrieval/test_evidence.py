import pytest

from index.retrieval.evidence import Evidence, rank_sentences

ABSTRACT = "Nets follow tides. Gulls look on. Nets of gulls and tides."


def stems(text: str) -> list[str]:
    return [word.rstrip(".").removesuffix("s") for word in text.lower().split()]


def ranked(weights: dict[str, float], windows: dict[tuple[int, int], float] | None = None) -> list[tuple[str, float]]:
    found = rank_sentences("Tides?", ABSTRACT, weights, stems, windows or {})
    return [(ABSTRACT[item.start : item.end], item.score) for item in found]


def test_a_sentence_scores_by_the_words_it_has() -> None:
    found = ranked({"tide": 0.7, "gull": 0.3})
    assert [text for text, _ in found] == ["Nets of gulls and tides.", "Nets follow tides.", "Gulls look on."]
    assert [score for _, score in found] == pytest.approx([0.5, 0.35, 0.15])


def test_a_sentence_scores_by_its_best_window() -> None:
    found = ranked({}, {(0, 2): 0.4, (1, 3): 0.8})
    assert [text for text, _ in found] == ["Gulls look on.", "Nets of gulls and tides.", "Nets follow tides."]
    assert [score for _, score in found] == pytest.approx([0.4, 0.4, 0.2])


def test_words_decide_between_the_sentences_of_a_window() -> None:
    text, score = ranked({"look": 1.0}, {(0, 2): 0.9})[0]
    assert text == "Gulls look on."
    assert score == pytest.approx(0.95)


def test_a_sentence_in_no_known_window_counts_as_the_worst() -> None:
    scores = dict(ranked({}, {(0, 1): 0.6, (1, 2): 0.2}))
    assert scores["Nets of gulls and tides."] == pytest.approx(scores["Gulls look on."]) == pytest.approx(0.1)


def test_a_negative_cosine_lowers_no_score() -> None:
    assert dict(ranked({"look": 1.0}, {(0, 3): -0.5}))["Gulls look on."] == pytest.approx(0.5)


def test_the_matched_words_are_returned() -> None:
    found = rank_sentences("Tides?", ABSTRACT, {"gull": 0.5, "look": 0.25, "kelp": 0.25}, stems, {})
    assert found[0] == Evidence(19, 33, 0.375, frozenset({"gull", "look"}))


def test_without_any_hint_sentences_keep_their_order() -> None:
    assert [text for text, _ in ranked({})] == ["Nets follow tides.", "Gulls look on.", "Nets of gulls and tides."]


def test_no_abstract_has_no_sentences() -> None:
    assert rank_sentences("Tides?", "", {"tide": 1.0}, stems, {}) == []


def test_a_question_for_a_figure_prefers_sentences_that_have_one() -> None:
    abstract = "Nets catch much fish. They caught 12.5 tons."

    def best(question: str) -> str:
        found = rank_sentences(question, abstract, {"net": 0.2}, stems, {})[0]
        return abstract[found.start : found.end]

    assert best("What do nets catch?") == "Nets catch much fish."
    assert best("How much do nets catch?") == "They caught 12.5 tons."
