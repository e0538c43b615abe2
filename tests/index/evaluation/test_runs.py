"""The runs that are compared, over stores with the word-count encoder."""

from collections.abc import Callable
from typing import Any

import pytest

from index.collection import Stores
from index.evaluation.runs import DEFAULT, RUNS, best, relative
from index.identity import paper_id
from index.retrieval.search import search
from tests.conftest import paper

QUESTION = "energy of object detectors"


@pytest.fixture
def filled(stores: Stores, add_papers: Callable[..., Any]) -> Stores:
    add_papers(
        paper("Small detectors", "Object detectors for phones save energy."),
        paper("Heat pumps", "The energy of a house is halved by a pump."),
        paper("Speech", "Speech is told from noise by its rhythm."),
    )
    return stores


def test_default_is_the_search_of_the_product(filled: Stores):
    assert RUNS[DEFAULT](filled, QUESTION) == [hit.paper.id for hit in search(filled, QUESTION, 100).hits]


def test_words_alone_find_only_papers_that_share_words_and_vectors_find_all(filled: Stores):
    assert RUNS["bm25"](filled, QUESTION) == [paper_id("Small detectors"), paper_id("Heat pumps")]
    assert len(RUNS["dense"](filled, QUESTION)) == 3


@pytest.mark.parametrize("name", RUNS)
def test_each_ranks_the_best_paper_first_and_names_none_twice(filled: Stores, name: str):
    ranked = RUNS[name](filled, QUESTION)
    assert ranked[0] == paper_id("Small detectors")
    assert len(set(ranked)) == len(ranked)


@pytest.mark.parametrize("name", RUNS)
def test_a_question_without_words_is_no_error(filled: Stores, name: str):
    assert set(RUNS[name](filled, "the of")) <= {paper.id for paper in filled.library.papers()}


def test_rrf_adds_the_reciprocals_of_60_and_the_rank(filled: Stores, monkeypatch: pytest.MonkeyPatch):
    words, vectors = ["a", "b", "c", "d"], ["e", "f", "g", "d"]
    monkeypatch.setattr("index.evaluation.runs._by_words", lambda *_: dict.fromkeys(words, 1.0))
    monkeypatch.setattr("index.evaluation.runs._by_abstract", lambda *_: dict.fromkeys(vectors, 1.0))
    # d: 2/64. a and e: 1/61, which is less; were it 1 / (1 + rank), 2/5 would be less than 1/2.
    assert RUNS["rrf"](filled, QUESTION) == ["d", "a", "e", "b", "f", "c", "g"]


def test_fusion_by_score():
    fused = relative({"a": 10.0, "b": 5.0}, {"b": 0.9, "c": 0.7, "a": 0.5})
    assert fused == pytest.approx({"b": 0.3 + 0.4, "a": 0.6, "c": 0.2})
    assert list(fused) == ["b", "a", "c"]
    assert relative({}, {}) == {}


def test_of_equal_scores_the_first_named_is_the_better():
    assert list(best({"z": 1.0, "a": 1.0, "m": 2.0}, 2)) == ["m", "z"]
