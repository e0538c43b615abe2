"""A search over a collection that is empty, half indexed or changing; and what it computes once."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Entry, Paper
from index.questions.query import Query
from index.retrieval import explanation, prepare
from index.retrieval.explanation import evidence_for, explain
from index.retrieval.query_expansion import expand_query
from index.retrieval.search import search
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion
from index.text.words import terms
from tests.conftest import paper
from tests.index.retrieval.search.searched import DUNE, LIFTS, PAPERS, REEF, TIDE, Add, titles


class TestPreparingOnce:
    papers = LIFTS

    @pytest.mark.parametrize(
        ("query", "texts"),
        [
            (Query("What is GLL?"), ["What is GLL?"]),
            (Query("GLL", intent="list"), ["GLL"]),
            (
                Query("GLLs and straw", intent="compare", sides=("GLLs", "straw")),
                ["GLLs", "straw", "GLLs and straw"],
            ),
        ],
    )
    def test_a_question_is_expanded_once_for_search_evidence_and_explanation(
        self, world: Stores, monkeypatch: pytest.MonkeyPatch, query: Query, texts: list[str]
    ) -> None:
        expanded: list[str] = []

        def counting(words: WordIndex, text: str) -> Expansion:
            expanded.append(text)
            return expand_query(words, text)

        monkeypatch.setattr(prepare, "expand_query", counting)
        found = search(world, query, 40)
        assert explain(world, found, evidence_for(world, found))
        assert expanded == texts

    def test_the_words_of_a_question_are_looked_up_again_when_papers_have_come(
        self, stores: Stores, add_papers: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked_up: list[str] = []

        def counting(words: WordIndex, question: str, *given: object, **named: object) -> object:
            looked_up.append(question)
            return find(words, question, *given, **named)  # type: ignore[arg-type]  # passed on

        find = WordIndex.search
        monkeypatch.setattr(WordIndex, "search", counting)
        add_papers(DUNE)
        assert [titles(stores, "tide") for _ in range(2)] == [[DUNE.title]] * 2
        add_papers(TIDE)
        assert titles(stores, "tide")[0] == TIDE.title
        assert looked_up == ["tide", "tide"]

    def test_a_text_is_stemmed_for_the_evidence_and_not_again_for_the_explanation(
        self, world: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stemmed: list[str] = []

        def counting(text: str) -> tuple[str, ...]:
            stemmed.append(text)
            return terms(text)

        found = search(world, Query("GLL", intent="list"), 40)
        for module in (prepare, explanation):
            monkeypatch.setattr(module, "terms", counting)
        explain(world, found, evidence_for(world, found))
        titles = [hit.paper.title for hit in found.hits]
        parts = [part for hit in found.hits for part in hit.paper.abstract.split(". ")]
        # And the one word of the question.
        assert len([text for text in stemmed if text not in titles]) == len(parts) + 1


class TestStates:
    def test_an_empty_collection_has_no_hits(self, stores: Stores) -> None:
        found = search(stores, "Tidewright")
        assert (found.hits, found.answerable) == ((), False)

    def test_what_is_removed_is_not_found(self, stores: Stores, add_papers: Add) -> None:
        add_papers(*PAPERS)
        ingest.remove(stores, [TIDE.id])
        assert TIDE.title not in titles(stores, "Tidewright nets tide")

    def test_words_alone_find_papers_while_vectors_are_missing(self, stores: Stores) -> None:
        stores.library.upsert([Entry(item, line) for line, item in enumerate(PAPERS, 1)])
        stores.words.sync(stores.library)
        (hit,) = search(stores, "Tidewright").hits
        assert (hit.paper, hit.windows) == (TIDE, {})

    def test_vectors_alone_find_papers_while_words_are_missing(
        self, stores: Stores, add_papers: Add, tmp_path: Path
    ) -> None:
        add_papers(*PAPERS)
        stores.close()
        shutil.rmtree(tmp_path / "home" / "tantivy")
        opened = open_stores(tmp_path / "home", stores.encoder)
        found = search(opened, "nets of rope follow the tide").hits
        opened.close()
        assert found[0].paper == TIDE
        assert {hit.bm25 for hit in found} == {0}

    def test_a_paper_without_an_abstract_is_found_by_its_title(self, stores: Stores, add_papers: Add) -> None:
        bare = paper("Limpetware", "")
        add_papers(*PAPERS, bare)
        found = search(stores, "Limpetware")
        (hit,) = (hit for hit in found.hits if hit.paper == bare)
        assert (hit.keyword_rank, hit.windows) == (1, {})
        assert evidence_for(stores, replace(found, hits=(hit,))) == [[]]
        assert ingest.is_search_behind(stores) == ""

    def test_a_reader_sees_what_a_writer_adds(self, stores: Stores, add_papers: Add, tmp_path: Path) -> None:
        add_papers(DUNE)
        reader = open_stores(tmp_path / "home", stores.encoder)
        assert titles(reader, "Tidewright") == [DUNE.title]
        add_papers(TIDE, REEF)
        assert titles(reader, "Tidewright")[0] == TIDE.title
        assert search(reader, "Tidewright").hits[0].windows
        reader.close()


def test_vectors_find_what_keywords_do_not_and_only_answerable_questions_pass(
    bundled: BundledEncoder, tmp_path: Path
) -> None:
    stores = open_stores(tmp_path / "real", bundled)
    papers: tuple[Paper, ...] = (
        paper("Nocturne", "We treat sleeplessness in adults with evening light. Patients fall asleep sooner."),
        paper("Ledger", "We forecast the prices of shares with trees. Profits grow by four percent."),
        paper("Rover", "A robot walks over rubble with learned steps. It falls less often than before."),
    )
    stores.library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)])
    for _ in ingest.catch_up(stores):
        pass
    found = search(stores, "insomnia therapy")
    assert found.hits[0].paper.title == "Nocturne"
    assert found.hits[0].bm25 == 0
    assert search(stores, "How are patients with sleeplessness treated?").answerable
    assert not search(stores, "What is the best recipe for pancakes?").answerable
    stores.close()
