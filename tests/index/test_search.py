import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import ingest
from index.encoder import BundledEncoder
from index.papers import Entry, Paper
from index.search import backing, evidence_for, search
from index.stores import Stores, open_stores
from tests.conftest import paper

Add = Callable[..., ingest.Progress]

TIDE = paper("Tidewright: Nets for the Shore", "Nets of rope follow the tide. A gull looks on. It costs nothing.")
DUNE = paper("Dune Maps", "Maps of dunes help those who walk. The wind moves them at night. A gull looks on.")
REEF = paper("Reef Songs", "Songs are sung under the sea. Fish listen to them. Nobody claps.")
KELP = paper("Kelp Tables", "Tables are made of kelp. They are wet. We eat from them.")
PAPERS = (TIDE, DUNE, REEF, KELP)


def titles(stores: Stores, question: str, limit: int = 8) -> list[str]:
    return [hit.paper.title for hit in search(stores, question, limit).hits]


class TestRanking:
    @pytest.fixture(autouse=True)
    def filled(self, add_papers: Add) -> None:
        add_papers(*PAPERS)

    @pytest.mark.parametrize("question", ["Tidewright", "tidewright?", "What is Tidewright?", "TIDEWRIGHT nets"])
    def test_a_coined_name_comes_first(self, stores: Stores, question: str) -> None:
        assert titles(stores, question)[0] == TIDE.title

    def test_each_paper_comes_once_however_many_passages_match(self, stores: Stores) -> None:
        found = titles(stores, "Who looks on? A gull. What do maps and nets do?")
        assert len(found) == len(set(found)) == 4

    def test_no_more_papers_than_asked_for(self, stores: Stores) -> None:
        everything = titles(stores, "a gull looks on")
        assert titles(stores, "a gull looks on", 2) == everything[:2]
        assert titles(stores, "a gull looks on", 0) == []

    def test_scores_fall_from_at_most_one(self, stores: Stores) -> None:
        hits = search(stores, "nets that follow the tide").hits
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= scores[-1] < scores[0] <= 1
        assert hits[0].bm25 > 0
        assert all(0 < cosine <= 1.000001 for cosine in hits[0].windows.values())

    def test_a_paper_without_a_word_of_it_is_found_by_its_vector(self, stores: Stores) -> None:
        hits = {hit.paper.id: hit for hit in search(stores, "kelp").hits}
        assert hits[KELP.id].bm25 > 0
        assert hits[TIDE.id].bm25 == 0
        assert hits[TIDE.id].windows

    def test_the_windows_of_a_hit_are_its_own(self, stores: Stores) -> None:
        for hit in search(stores, "a gull looks on").hits:
            # Three sentences have two windows.
            assert set(hit.windows) == {(0, 2), (1, 3)}

    def test_the_best_sentence_is_the_one_that_answers(self, stores: Stores) -> None:
        question = "When does the wind move dunes?"
        hits = search(stores, question).hits
        ranked = evidence_for(stores, question, hits)
        assert len(ranked) == len(hits)
        assert hits[0].paper == DUNE
        texts = [DUNE.abstract[item.start : item.end] for item in ranked[0]]
        assert texts[0] == "The wind moves them at night."
        assert sorted(texts) == [
            "A gull looks on.",
            "Maps of dunes help those who walk.",
            "The wind moves them at night.",
        ]

    @pytest.mark.parametrize("question", ["", "  ", "\n"])
    def test_no_question_has_no_hits(self, stores: Stores, question: str) -> None:
        found = search(stores, question)
        assert found.hits == ()
        assert not found.answerable

    @pytest.mark.parametrize("question", ["?!", "潮汐", "' OR 1=1; --", "tide " * 5000, "\x00", "text:(tide AND"])
    def test_no_question_is_too_much(self, stores: Stores, question: str) -> None:
        assert len(titles(stores, question)) <= 8

    def test_what_is_removed_is_not_found(self, stores: Stores) -> None:
        ingest.remove(stores, [TIDE.id])
        assert TIDE.title not in titles(stores, "Tidewright nets tide")

    def test_a_claim_is_backed_by_the_sentence_that_shares_its_words(self, stores: Stores) -> None:
        first, *rest = backing(stores, "The fish of the reef listen", REEF)
        assert REEF.abstract[first.start : first.end] == "Fish listen to them."
        assert rest == []
        assert backing(stores, "The moon is far away", REEF) == []


class TestStates:
    def test_an_empty_collection_has_no_hits(self, stores: Stores) -> None:
        found = search(stores, "Tidewright")
        assert (found.hits, found.answerable) == ((), False)

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
        (hit,) = (hit for hit in search(stores, "Limpetware").hits if hit.paper == bare)
        assert (hit.words_rank, hit.windows) == (1, {})
        assert evidence_for(stores, "Limpetware", [hit]) == [[]]
        assert ingest.is_behind(stores) == ""

    def test_a_reader_sees_what_a_writer_adds(self, stores: Stores, add_papers: Add, tmp_path: Path) -> None:
        add_papers(DUNE)
        reader = open_stores(tmp_path / "home", stores.encoder)
        assert titles(reader, "Tidewright") == [DUNE.title]
        add_papers(TIDE, REEF)
        assert titles(reader, "Tidewright")[0] == TIDE.title
        assert search(reader, "Tidewright").hits[0].windows
        reader.close()


def test_meaning_finds_what_words_do_not_and_the_gate_tells(bundled: BundledEncoder, tmp_path: Path) -> None:
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
