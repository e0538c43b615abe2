from collections.abc import Callable, Iterator

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry
from index.questions.query import Condition, Query
from index.retrieval.explanation import Explanation, evidence_for, explain
from index.retrieval.search import search
from tests.conftest import WordEncoder, paper

TIDE = paper("Tidal Turbines", "Turbines turn with the tide. They give energy to GPT-4 and ten houses.", upvotes=2)
SEAL = paper("Songs of Seals", "Seals sing below the ice. Each song is learned from a mother.")
BARE = paper("Ice", "")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    opened = open_stores(tmp_path_factory.mktemp("home"), WordEncoder())
    opened.library.upsert([Entry(item, line) for line, item in enumerate((TIDE, SEAL, BARE), 1)])
    for _ in ingest.catch_up(opened):
        pass
    yield opened
    opened.close()


def explained(stores: Stores, query: Query | str) -> dict[str, Explanation]:
    found = search(stores, query)
    whys = explain(stores, found, evidence_for(stores, found))
    return {hit.paper.title: why for hit, why in zip(found.hits, whys, strict=True)}


def test_ranks_and_scores_are_those_of_the_search(filled: Stores) -> None:
    question = "Which seals sing below the ice?"
    hits = search(filled, question).hits
    whys = explained(filled, question)
    first = whys[SEAL.title]
    assert (first.keyword_rank, first.semantic_rank, first.sentence) == (1, 1, "Seals sing below the ice.")
    assert (whys[TIDE.title].keyword_rank, whys[TIDE.title].semantic_rank) == (None, 2)
    assert [(why.score, why.bm25, why.cosine) for why in whys.values()] == [
        (hit.score, hit.bm25, hit.cosine) for hit in hits
    ]


def test_matched_words_are_shown_as_typed_with_any_ending(filled: Stores) -> None:
    why = explained(filled, "Which turbine turned TIDES into energy for a horse?")[TIDE.title]
    assert why.words == ("turbine", "turned", "TIDES", "energy")
    assert why.missing_words == ("horse",)


def test_stop_words_are_not_shown(filled: Stores) -> None:
    why = explained(filled, "What is it about?")[TIDE.title]
    assert (why.words, why.missing_words) == ((), ())


def test_a_name_with_a_hyphen_is_one_word(filled: Stores) -> None:
    assert explained(filled, "GPT-4 energy")[TIDE.title].words == ("GPT-4", "energy")
    assert explained(filled, "GPT-5 energy")[TIDE.title].missing_words == ("GPT-5",)


def test_words_of_the_title_match_too(filled: Stores) -> None:
    assert explained(filled, "tidal songs")[TIDE.title].words == ("tidal",)


def test_a_paper_without_an_abstract_has_no_sentence_and_no_semantic_rank(filled: Stores) -> None:
    why = explained(filled, "ice")[BARE.title]
    assert (why.sentence, why.semantic_rank, why.words) == ("", None, ("ice",))


def test_a_corrected_word_is_shown_as_searched(filled: Stores) -> None:
    assert explained(filled, "turbnies")[TIDE.title].words == ("turbines",)


def test_a_paper_of_a_comparison_is_matched_against_its_side(filled: Stores) -> None:
    whys = explained(filled, Query("seals and turbines", intent="compare", sides=("seals sing", "turbines sing")))
    assert (whys[SEAL.title].side, whys[SEAL.title].words, whys[SEAL.title].missing_words) == (
        *("seals sing", ("seals", "sing")), (),
    )  # fmt: skip
    assert (whys[TIDE.title].side, whys[TIDE.title].words, whys[TIDE.title].missing_words) == (
        *("turbines sing", ("turbines",)), ("sing",),
    )  # fmt: skip


def test_a_paper_that_only_meets_conditions_has_no_rank(filled: Stores) -> None:
    upvoted = Condition("upvotes", least=1)
    (why,) = explained(filled, Query("", (upvoted,))).values()
    assert (why.score, why.keyword_rank, why.semantic_rank, why.words, why.missing_words) == (1.0, None, None, (), ())


def test_an_acronym_matches_a_paper_that_spells_it_out(
    stores: Stores, add_papers: Callable[..., ingest.Progress]
) -> None:
    add_papers(
        paper("Lifts", "Guided lift of light (GLL) lets gulls rise."),
        paper("Light", "We study lift of light, guided by gulls."),
        paper("Streams", "Light streams carry gulls."),
    )
    whys = explained(stores, "Does GLL carry gulls?")
    assert whys["Light"].words == ("GLL", "gulls")
    assert whys["Streams"].missing_words == ("GLL",)
    assert {why.expansion for why in whys.values()} == {"Does guided lift of light carry gulls?"}
    assert explained(stores, "Do gulls rise?")["Lifts"].expansion == ""
