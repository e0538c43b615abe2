import pytest

from index.sentence_ranking.definitions import definition_strength, requested_term


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is membership inference?", "membership inference"),
        ("whats KelpNet", "KelpNet"),
        ("what's an induction head", "induction head"),
        ("define tidal locking", "tidal locking"),
        ("What does KelpNet do?", "KelpNet"),
        ("what does tidal locking mean", "tidal locking"),
        ("what is meant by “tidal locking”?", "tidal locking"),
        ("tell me about the concept of tidal locking", "tidal locking"),
    ],
)
def test_what_is_to_be_explained(question: str, term: str) -> None:
    assert requested_term(question) == term


@pytest.mark.parametrize(
    "question",
    [
        *(
            "What is it?",
            "what is the best optimiser",
            "What is new?",
            "what are their limits",
            "what is the effect of salt",
        ),
        *(
            "What is known about tides?",
            "what does it do",
            "Why is KelpNet fast?",
            "explain these",
            "tell me about that paper",
        ),
    ],
)
def test_other_questions_want_no_definition(question: str) -> None:
    assert requested_term(question) == ""


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("KelpNet", "We present KelpNet, a network that counts kelp."),
        ("kelpnet", "KelpNet is a network that counts kelp."),
        ("tidal locking", "Tidal locking refers to a moon that shows one face."),
        ("induction head", "One part is the induction head (IH), which performs a copy."),
        ("KN", "Kelp networks (KN) count."),
        ("TTFK", "It cuts the time until the answer (known as ``time to first kelp'', or TTFK)."),
        ("kelp arithmetic", "A recent finding known as kelp arithmetic adds models."),
        ("kelp faking", "It is seen to engage in kelp faking: floating only while watched."),
        ("kelp drift", "We term this effect of the margin, seen in all models, kelp drift."),
    ],
)
def test_a_sentence_says_what_a_thing_is(term: str, sentence: str) -> None:
    assert definition_strength(term, sentence) > 0


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("KelpNet", "KelpNet outperforms all others on two datasets."),
        ("kelp maps", "Without images or kelp maps, the network finds a way."),
        ("kelp models", "We release the code and the trained kelp models."),
        ("Kelp", "KelpNet is a network."),
    ],
)
def test_other_sentences_with_its_name_do_not(term: str, sentence: str) -> None:
    assert definition_strength(term, sentence) == 0


def test_the_paper_of_that_name_says_it_where_it_presents_something() -> None:
    presents = "Here we propose the first network that counts kelp."
    assert definition_strength("KelpNet", presents, of_it=True) > definition_strength("KelpNet", presents) == 0


def test_what_is_spelled_out_says_more_than_what_is_only_presented() -> None:
    assert definition_strength("KN", "Kelp networks (KN) count.") > definition_strength("KN", "We propose KN to count.")
