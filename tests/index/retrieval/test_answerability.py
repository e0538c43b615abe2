import math
from dataclasses import asdict, replace

import numpy as np
import pytest

from index.retrieval.answerability import (
    FITTED,
    Constants,
    Lead,
    Signals,
    Term,
    answerability,
    is_answerable,
    is_doubtful,
    lead_height,
    lead_of,
    signals_of,
)
from tests.bench.answerability.answerability_fit import Sample, columns, fit, minimise

HELD = Signals(cosine=0.6, margin=0.1, bm25=0.4, coverage=0.6, sentence=0.5, papers=1000, terms=5)
RARE, COMMON = Term("gecko", "Geckos", 5.0), Term("learn", "learning", 1.0)


def test_a_near_question_whose_words_occur_is_answerable() -> None:
    assert is_answerable(HELD)


def test_a_far_question_is_unanswerable_even_if_its_words_occur() -> None:
    assert not is_answerable(replace(HELD, cosine=0.1, bm25=0.3, coverage=1.0, sentence=1.0))


def test_a_near_question_is_unanswerable_if_its_words_do_not_occur() -> None:
    assert not is_answerable(replace(HELD, cosine=0.7, margin=0.02, coverage=0.1, sentence=0.05))


def test_a_technical_word_that_no_paper_has_decides_where_the_rest_is_doubtful() -> None:
    doubtful = replace(HELD, cosine=0.5, bm25=0.2, margin=0.03, coverage=0.35, sentence=0.3)
    assert FITTED.threshold < answerability(doubtful) < 0.5
    assert is_answerable(doubtful)
    assert not is_answerable(replace(doubtful, unknown=("watermarking",)))
    # One of many words, or all the rest matches well.
    assert is_answerable(replace(doubtful, unknown=("watermarking",), terms=12))
    assert is_answerable(replace(HELD, unknown=("watermarking",)))


def test_a_question_in_everyday_words_must_be_near_however_well_they_match() -> None:
    matched = replace(HELD, cosine=0.39, coverage=1.0, sentence=1.0, asks=True, lead=Lead(0.7, score=0.2, cosine=0.2))
    assert is_answerable(matched)
    assert not is_answerable(replace(matched, everyday=True))
    # In a small collection nothing is near by chance; and other encoders have other cosines.
    assert is_answerable(replace(matched, everyday=True, papers=200))
    assert is_answerable(replace(matched, everyday=True, lead=None))


def test_a_question_needs_a_paper_that_leads_but_key_words_and_statements_do_not() -> None:
    rivals = replace(HELD, lead=Lead(matched=0.2, score=0.05, cosine=0.05))
    assert is_answerable(rivals)
    assert not is_answerable(replace(rivals, asks=True))
    assert is_answerable(replace(rivals, asks=True, lead=Lead(0.7, score=0.2, cosine=0.2)))
    # Without token vectors nothing is known of it, and without words to search for nothing has to lead.
    assert is_answerable(replace(HELD, asks=True))
    assert is_answerable(replace(rivals, asks=True, terms=0))


def test_the_lead_is_over_the_sixth_paper_by_score_and_the_eleventh_by_cosine() -> None:
    tens = [place / 20 for place in range(20, 0, -1)]
    lead = lead_of(0.6, tens, tens)
    assert lead is not None
    assert [lead.matched, lead.score, lead.cosine] == pytest.approx([0.6, 0.25, 0.5])
    # With fewer papers, the best one has no rival.
    assert lead_of(0.4, [0.7, 0.6], []) == Lead(0.4, 0.7, 0.0)
    assert lead_of(None, tens, tens) is None


def test_among_more_papers_a_smaller_lead_will_do() -> None:
    asked = replace(HELD, asks=True, lead=Lead(0.5, 0.1, 0.1))
    heights = [lead_height(replace(asked, papers=papers)) for papers in (100, 1000, 10_000)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1]


def test_a_short_name_in_a_paper_is_answerable_even_if_the_encoder_does_not_know_it() -> None:
    assert is_answerable(replace(HELD, cosine=0.3, margin=0.05, bm25=0.7, coverage=1.0, sentence=1.0, terms=1))


def test_nothing_found_is_no_answer() -> None:
    nothing = signals_of([RARE], bm25=0.0, cosines=[], read=[], papers=1000)
    assert (nothing.cosine, nothing.margin, nothing.coverage, nothing.sentence) == (0, 0, 0, 0)
    assert not is_answerable(nothing)


def test_a_question_without_words_depends_on_the_vectors() -> None:
    bare = replace(HELD, margin=0.0, bm25=0.0, coverage=0.0, sentence=0.0, terms=0)
    assert is_answerable(bare)
    assert not is_answerable(replace(bare, cosine=0.3))


def signals(values: list[float]) -> Signals:
    cosine, margin, bm25, coverage, sentence = values
    return Signals(cosine, margin, bm25, coverage, sentence, papers=1000, terms=5)


@pytest.mark.parametrize("place", range(5))
def test_more_of_a_signal_makes_it_more_probable(place: int) -> None:
    weak = [0.4, 0.05, 0.2, 0.3, 0.2]
    found = []
    for step in range(21):
        weak[place] = step / 20
        found.append(answerability(signals(weak)))
    assert found == sorted(found)
    assert 0 <= found[0] < found[-1] <= 1


def test_the_more_papers_the_nearer_the_nearest_must_be() -> None:
    found = [answerability(replace(HELD, cosine=0.4, papers=papers)) for papers in (20, 300, 10_000)]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[-1]


@pytest.mark.parametrize(("few", "many"), [(0, 20), (10_000, 1_000_000)])
def test_beyond_the_fitted_sizes_the_size_changes_nothing(few: int, many: int) -> None:
    assert answerability(replace(HELD, papers=few)) == answerability(replace(HELD, papers=many))


def test_words_count_by_their_weight_in_a_paper_and_in_a_sentence_of_it() -> None:
    read = [[{"learn"}, {"gecko", "walk"}, {"learn", "walk"}], [{"learn"}]]
    found = signals_of([RARE, COMMON], bm25=6.6, cosines=[], read=read, papers=1000)
    assert found.coverage == pytest.approx(1.0)
    assert found.sentence == pytest.approx(5 / 6)
    assert found.bm25 == pytest.approx(0.5)
    assert found.terms == 2


def test_words_of_two_papers_do_not_add_up() -> None:
    found = signals_of([RARE, COMMON], bm25=1.0, cosines=[], read=[[{"learn"}], [{"gecko"}]], papers=1000)
    assert found.coverage == pytest.approx(5 / 6)


def test_the_nearest_window_is_compared_with_the_tenth() -> None:
    cosines = [0.1, *(0.5 - place / 100 for place in range(10)), 0.9]
    found = signals_of([RARE], bm25=1.0, cosines=cosines, read=[], papers=1000)
    assert found.cosine == pytest.approx(0.9)
    assert found.margin == pytest.approx(0.9 - 0.42)
    assert signals_of([RARE], bm25=1.0, cosines=[0.7, 0.4], read=[], papers=2).margin == pytest.approx(0.3)


@pytest.mark.parametrize("papers", [1, 60, 100_000])
def test_a_word_in_no_paper_is_recognised_by_its_weight(papers: int) -> None:
    nowhere, once = math.log(2 * papers + 2), math.log((papers + 1) / 1.5)
    terms = [Term("zorblat", "Zorblat-7", nowhere), Term("7", "Zorblat-7", nowhere), Term("gecko", "geckos", once)]
    found = signals_of(terms, bm25=0.0, cosines=[], read=[], papers=papers)
    assert found.unknown == ("Zorblat-7",)


def test_the_fit_finds_the_constants_that_questions_follow() -> None:
    true_constants = Constants(-6.0, 14.0, 8.0, 1.5, -1.0, 3.0, 2.0, 9.0, threshold=0.0)
    random = np.random.default_rng(0)
    rows = zip(random.random((500, 5)).tolist(), random.integers(20, 10_000, 500).tolist(), strict=True)
    questions = [replace(signals(values), papers=papers) for values, papers in rows]
    probabilities = np.array([answerability(one, true_constants) for one in questions])
    samples = [columns(one) for one in questions]
    # Each question counts both as answerable and as not, weighted by its probability.
    weights = np.concatenate([probabilities, 1 - probabilities]) / len(questions)
    found = fit(
        Sample(
            np.array([*samples, *samples]), answerable=np.arange(2 * len(questions)) < len(questions), weights=weights
        )
    )
    assert asdict(found) == pytest.approx(asdict(true_constants), rel=0.1)


def test_the_minimum_of_a_curved_valley_is_found() -> None:
    def valley(place: np.ndarray) -> tuple[float, np.ndarray]:
        """Rosenbrock's."""
        x, y = place
        slope = np.array([2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)])
        return float((1 - x) ** 2 + 100 * (y - x * x) ** 2), slope

    assert minimise(valley, np.array([-1.2, 1.0])) == pytest.approx(np.array([1.0, 1.0]), abs=1e-5)


def test_a_question_whose_best_paper_hardly_leads_is_doubtful() -> None:
    clear, near = Lead(0.6, score=0.3, cosine=0.25), Lead(0.5, score=0.1, cosine=0.1)
    assert [is_doubtful(replace(HELD, asks=True, lead=lead)) for lead in (clear, near, None)] == [False, True, False]
    assert not is_doubtful(replace(HELD, asks=False, lead=near))
