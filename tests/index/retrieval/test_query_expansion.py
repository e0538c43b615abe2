from collections.abc import Iterator
from pathlib import Path

import pytest

from index.papers import Entry
from index.retrieval import query_expansion
from index.retrieval.prepare import query_terms
from index.retrieval.query_expansion import expand_query
from index.stores.library import Library
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion
from tests.conftest import paper

GULL = paper("Gulls", "Guided lift of light (GLL) lets gulls rise. Gas is not needed.")
GAS = paper("Gases", "General air streams (GAS) carry the gulls.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db")
    opened.upsert([Entry(GULL, 1), Entry(GAS, 2)])
    yield opened
    opened.close()


@pytest.fixture
def words(tmp_path: Path, library: Library) -> WordIndex:
    index = WordIndex(tmp_path / "tantivy")
    index.sync(library)
    return index


def test_a_question_is_expanded_with_the_words_of_the_papers(words: WordIndex) -> None:
    assert expand_query(words, "What does GLL do?").text == "What does guided lift of light do?"
    assert expand_query(words, "What do guided lifts of light do?").text == "What do GLL do?"


def test_an_everyday_word_in_lower_case_is_not_an_acronym(words: WordIndex) -> None:
    assert expand_query(words, "Is gas needed?") == Expansion()
    assert expand_query(words, "Is GAS needed?").text == "Is general air streams needed?"


def test_a_question_with_both_forms_is_not_expanded(words: WordIndex) -> None:
    assert expand_query(words, "What does guided lift of light (GLL) do?") == Expansion()


def test_a_pasted_text_is_not_expanded(words: WordIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_expansion, "MAX_WORDS", 3)
    assert expand_query(words, "Does GLL fly?").text
    assert expand_query(words, "Does the GLL fly?") == Expansion()


def test_an_empty_index_expands_nothing(tmp_path: Path) -> None:
    assert expand_query(WordIndex(tmp_path / "none"), "What does GLL do?") == Expansion()


def test_definitions_are_read_again_once_the_index_is_written(words: WordIndex, library: Library) -> None:
    assert expand_query(words, "What is a BHN?") == Expansion()
    library.upsert([Entry(paper("Herons", "A big heron nest (BHN) is built."), 3)])
    words.sync(library)
    assert expand_query(words, "What is a BHN?").text == "What is a big heron nest?"


def test_stems_are_found_in_a_text_that_has_the_expansion_instead(words: WordIndex) -> None:
    query = query_terms(words, "What does GLL do?")
    assert "gll" in query.stems_in("Lifts, guided by light.")
    assert "gll" not in query.stems_in("Guided by light.")
    assert query_terms(words, "Who flies?").stems_in("Guided by light.") == ["guid", "light"]


def test_the_question_and_its_expansion_are_weighted_separately(words: WordIndex) -> None:
    query = query_terms(words, "What does GLL lift?")
    assert list(query.weights) == ["gll", "lift"]
    assert "light" in query.expansion_weights
    assert not query.weights.keys() & query.expansion_weights.keys()
    assert sum(query.shares.values()) == pytest.approx(1)
