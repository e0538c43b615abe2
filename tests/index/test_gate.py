import pytest

from index.gate import is_answerable


def answerable(
    *, cosine: float = 0.0, bm25: float = 0.0, weights: tuple[float, ...] = (5.0,), papers: int = 1000
) -> bool:
    return is_answerable(cosine=cosine, bm25=bm25, weights=weights, papers=papers)


def test_a_near_window_or_a_paper_with_all_the_words_will_do() -> None:
    assert answerable(cosine=0.7)
    assert answerable(bm25=10.0)


def test_neither_far_windows_nor_few_words_will_do() -> None:
    assert not answerable()
    assert not answerable(cosine=0.3)
    assert not answerable(cosine=0.2, bm25=2.0)


def test_a_little_of_both_will_do() -> None:
    assert not answerable(cosine=0.4)
    assert not answerable(bm25=5.0)
    assert answerable(cosine=0.4, bm25=5.0)


def test_words_count_as_a_share_of_what_the_question_could_reach() -> None:
    assert answerable(bm25=10.0, weights=(5.0,))
    assert not answerable(bm25=10.0, weights=(5.0, 5.0, 5.0))


def test_a_question_without_words_is_left_to_the_vectors() -> None:
    assert answerable(cosine=0.7, weights=())
    assert not answerable(cosine=0.3, weights=())


def test_among_more_papers_the_nearest_has_to_be_nearer() -> None:
    assert answerable(cosine=0.57, papers=300)
    assert not answerable(cosine=0.57, papers=10_000)


@pytest.mark.parametrize(("few", "many"), [(0, 300), (1, 300), (10_000, 1_000_000)])
def test_beyond_what_was_tried_the_size_changes_nothing(few: int, many: int) -> None:
    for step in range(101):
        assert answerable(cosine=step / 100, papers=few) == answerable(cosine=step / 100, papers=many)


def test_more_never_makes_it_worse() -> None:
    found = [answerable(cosine=step / 100, bm25=3.0) for step in range(101)]
    assert found == sorted(found)
    found = [answerable(cosine=0.3, bm25=step / 10) for step in range(111)]
    assert found == sorted(found)
