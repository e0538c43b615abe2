import pytest

from index.retrieval import fusion
from index.retrieval.fusion import Candidates, best_cosines, fuse, nearest, ranks, refine, sorted_by_score, with_rest

# As they are chosen: shares of the whole.
WORDS, WINDOW, CHUNK = (
    weight / (fusion.BM25_WEIGHT + fusion.WINDOW_WEIGHT + fusion.ABSTRACT_WEIGHT)
    for weight in (fusion.BM25_WEIGHT, fusion.WINDOW_WEIGHT, fusion.ABSTRACT_WEIGHT)
)


def test_nothing_found_has_no_scores() -> None:
    assert fuse(Candidates({}, {}, {})) == {}


def test_a_paper_that_is_best_in_everything_scores_1() -> None:
    both = {"a": {"a:0-2": 1.0}, "b": {"b:0-2": 0.0}}
    found = fuse(Candidates({"a": 3.0, "b": 1.5}, both, both))
    assert found == {"a": pytest.approx(1.0), "b": pytest.approx(0.5 * WORDS)}


def test_each_part_adds_its_weight() -> None:
    near = {"a": {"a:0-2": 0.5}}
    alone = (Candidates({"a": 3.0}, {}, {}), Candidates({}, {}, near), Candidates({}, near, {}))
    assert [fuse(found)["a"] for found in alone] == pytest.approx([WORDS, 0.5 * WINDOW, 0.5 * CHUNK])
    assert fuse(Candidates({"a": 3.0}, near, near))["a"] == pytest.approx(WORDS + 0.5 * (WINDOW + CHUNK))


def test_words_count_as_a_share_of_the_best() -> None:
    few, many = (fuse(Candidates({"a": 2.0 * by, "b": 1.0 * by}, {}, {})) for by in (1, 50))
    assert few == many
    assert few["a"] == 2 * few["b"]


def test_a_paper_that_is_not_among_the_nearest_counts_a_little_less_than_the_farthest_that_is() -> None:
    near = {"a": {"a:0-2": 0.75}, "b": {"b:0-2": 0.25}}
    found = fuse(Candidates({"c": 1.0}, {}, near))
    assert 0.7 * found["b"] < found["c"] - WORDS < found["b"]


def test_a_negative_cosine_lowers_no_score() -> None:
    found = fuse(Candidates({"a": 1.0, "b": 1.0}, {"a": {"a:0-3": -0.5}}, {"a": {"a:0-2": -0.9}}))
    assert found == {"a": pytest.approx(WORDS), "b": pytest.approx(WORDS)}


def test_the_nearest_passage_counts() -> None:
    spans = {"a": {"a:0-2": 0.25, "a:1-3": 0.5}}
    assert best_cosines(spans) == {"a": 0.5}
    assert fuse(Candidates({}, {}, spans))["a"] == pytest.approx(0.5 * WINDOW)


def test_equal_scores_are_ordered_by_id() -> None:
    assert sorted_by_score({"c": 0.5, "a": 0.5, "b": 0.75}) == ["b", "a", "c"]
    assert ranks({"c": 0.5, "a": 0.5, "b": 0.75}) == {"b": 1, "a": 2, "c": 3}


def test_late_interaction_adds_its_weight() -> None:
    share = fusion.LATE_INTERACTION_WEIGHT / (
        fusion.BM25_WEIGHT + fusion.WINDOW_WEIGHT + fusion.ABSTRACT_WEIGHT + fusion.LATE_INTERACTION_WEIGHT
    )
    assert refine({"a": 0.5}, {"a": 1.0})["a"] == pytest.approx(0.5 * (1 - share) + share)
    assert refine({"a": 0.5}, {"a": 0.0})["a"] == pytest.approx(0.5 * (1 - share))


def test_papers_without_late_interaction_keep_their_order_behind_the_others() -> None:
    scores = {paper: 0.9 - place / 100 for place, paper in enumerate("abcdef")}
    refined = refine(scores, {"a": 0.1, "b": 0.5, "c": 0.3})
    assert sorted_by_score(refined) == ["b", "c", "a", "d", "e", "f"]
    assert refined["a"] - refined["d"] == pytest.approx((scores["a"] - scores["d"]) * 1.4 / 2.4)


def test_a_first_paper_without_words_counts_as_the_lowest() -> None:
    refined = refine({"a": 0.5, "b": 0.5, "c": 0.5}, {"b": 0.6, "c": 0.2})
    assert refined["a"] == refined["c"] < refined["b"]


def test_without_late_interaction_scores_stay() -> None:
    assert refine({"a": 0.5, "b": 0.25}, {}) == {"a": 0.5, "b": 0.25}


def test_the_first_papers_are_chosen_from_the_nearest_passages() -> None:
    spans = {f"p{rank:03}": {f"p{rank:03}:0-2": 1 - rank / 1000} for rank in range(300)}
    found = nearest(Candidates(dict.fromkeys(spans, 1.0), spans, spans))
    assert [len(part) for part in (found.bm25, found.chunks, found.windows)] == [200, 60, 200]
    assert list(found.windows) == list(spans)[:200]


def test_the_rest_stands_below_the_first_papers_in_its_own_order() -> None:
    scores = with_rest({"a": 0.6, "b": 0.5}, {"a": 0.1, "c": 0.3, "d": 0.4})
    assert sorted_by_score(scores) == ["a", "b", "d", "c"]
