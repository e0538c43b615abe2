import pytest

from index.questions.chip_words import all_words
from index.questions.query import Condition
from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "condition", "text"),
    [
        ("papers by more than ten authors", Condition("authors", 11), ""),
        ("single-author papers", Condition("authors", 1, 1), ""),
        ("papers with a single author on tides", Condition("authors", 1, 1), "tides"),
        ("two-author papers on tides", Condition("authors", 2, 2), "tides"),
        ("papers by two authors on tides", Condition("authors", 2, 2), "tides"),
        ("papers with at least 5 authors", Condition("authors", 5), ""),
        ("papers with 5 or more authors", Condition("authors", 5), ""),
        ("papers with 5 authors or more", Condition("authors", 5), ""),
        ("tides, 10+ authors", Condition("authors", 10), "tides"),
        ("papers with at most 3 authors", Condition("authors", None, 3), ""),
        ("papers with fewer than 3 authors", Condition("authors", None, 2), ""),
        ("papers with between 2 and 5 authors", Condition("authors", 2, 5), ""),
        ("papers which have more than 3 comments", Condition("comments", 4), ""),
        ("papers with no comments", Condition("comments", 0, 0), ""),
        ("tide models with over 50 upvotes", Condition("upvotes", 51), "tide models"),
        ("over 50 upvotes", Condition("upvotes", 51), ""),
        ("papers with more than a hundred likes", Condition("upvotes", 101), ""),
    ],
)
def test_a_count_is_a_condition(question: str, condition: Condition, text: str) -> None:
    query = read(question)
    assert (query.conditions, query.text) == ((condition,), text)


@pytest.mark.parametrize(
    "question",
    [
        "detecting bots from posts with more than 50 upvotes",
        "code with more than 3 comments",
        "Which papers use more than 100 comments from a forum?",
        "Which papers use more than 100 comments?",
        "papers with more than 100 comments from Reddit",
        "how many authors does RAR have?",
        "two authors argue",
        "The authors propose a method with two stages.",
        "a model of author attribution by two annotators",
    ],
)
def test_other_counts_stay_in_the_topic(question: str) -> None:
    assert read(question).conditions == ()


@pytest.mark.parametrize(
    ("question", "names", "text"),
    [
        ("papers from Show Lab", ("Show Lab",), ""),
        ("papers from the show lab about tides", ("Show Lab",), "tides"),
        ("papers by Google DeepMind on robots", ("Google DeepMind",), "robots"),
        ("papers by google", ("Google",), ""),
        ("papers of NVIDIA", ("NVIDIA",), ""),
        ("NVIDIA papers on video", ("NVIDIA",), "video"),
        ("nvidia papers on video", ("NVIDIA",), "video"),
        ("Show Lab's papers", ("Show Lab",), ""),
        ("language models from Meta", ("Meta",), "language models"),
        ("papers from Google or Meta", ("Google", "Meta"), ""),
        ("papers by Google, Meta and Apple on tides", ("Google", "Meta", "Apple"), "tides"),
        ("papers by Gogle Deepmind", ("Google DeepMind",), ""),
        ("papers from NVIDA", ("NVIDIA",), ""),
        ("papers from Universite de Brest", ("Université de Brest",), ""),
        ("what was published by Apple about tides?", ("Apple",), "what about tides?"),
    ],
)
def test_a_known_organisation_is_a_condition(question: str, names: tuple[str, ...], text: str) -> None:
    query = read(question)
    assert query.conditions == (Condition("organisation", names=names),)
    assert query.text == text


@pytest.mark.parametrize(
    "question",
    [
        "disease detection from apple leaves",
        "detection of apple disease",
        "learning from Meta data",
        "the meta papers of learning",
        "papers from Unknown Lab",
        "papers from Appel",
        "what does Google DeepMind do?",
        "papers not by Google",
    ],
)
def test_other_names_stay_in_the_topic(question: str) -> None:
    assert read(question).conditions == ()


@pytest.mark.parametrize(
    ("question", "source", "text"),
    [
        ("papers in page.txt", "page.txt", ""),
        ("list papers from page.txt about tides", "page.txt", "tides"),
        ("papers from the page 000_2024_march", "000_2024_march.txt", ""),
        ("papers in 000_2024_march", "000_2024_march.txt", ""),
        ("papers from the file week 12.html", "Week 12.html", ""),
        ("papers from the source page", "page.txt", ""),
    ],
)
def test_a_source_is_a_condition(question: str, source: str, text: str) -> None:
    query = read(question)
    assert query.conditions == (Condition("source", names=(source,)),)
    assert query.text == text


@pytest.mark.parametrize("question", ["papers in page", "layout of page 12", "which page lists RAR?", "in other.txt"])
def test_a_bare_word_is_not_a_source(question: str) -> None:
    assert read(question).conditions == ()


@pytest.mark.parametrize(
    ("question", "ids", "words", "text"),
    [
        ("in these three papers, what data is used?", "abc", "in these 3 papers", "what data is used?"),
        ("which of these use ImageNet?", "abcd", "in these 4 papers", "ImageNet"),
        ("how many of them use ImageNet?", "abcd", "in these 4 papers", "ImageNet"),
        ("among them, which one uses ImageNet?", "abcd", "in these 4 papers", "uses ImageNet"),
        ("who trained nets in those papers?", "abcd", "in these 4 papers", "who trained nets?"),
        ("summarise the papers above", "abcd", "in these 4 papers", ""),
        ("what data is used in the above papers?", "abcd", "in these 4 papers", "what data is used?"),
        ("what about the second one?", "b", "in the second paper", ""),
        ("does the last one use RL?", "d", "in the last paper", "use RL?"),
        ("in the third one, what data is used?", "c", "in the third paper", "what data is used?"),
        ("compare the first two", "ab", "in the first 2 papers", ""),
        ("the last two papers", "cd", "in the last 2 papers", ""),
    ],
)
def test_papers_shown_before_are_a_condition(question: str, ids: str, words: str, text: str) -> None:
    query = read(question)
    assert query.conditions[0].names == tuple(ids)
    assert all_words(query.chips) == (words,)
    assert query.text == text


@pytest.mark.parametrize(
    "question",
    [
        "who wrote the first paper on GANs?",
        "the first one to use attention",
        "is the second one-shot method faster?",
        "the last layer",
        "the first two layers",
        "how are these models trained?",
        "the fifth one",
    ],
)
def test_similar_words_stay_in_the_topic(question: str) -> None:
    assert read(question).conditions == ()


def test_without_papers_shown_the_words_stay_in_the_topic() -> None:
    query = read("which of these use ImageNet?", shown=())
    assert (query.conditions, query.text) == ((), "ImageNet")
