"""Searches by words, corrections and weights."""

from pathlib import Path

import pytest
import tantivy

from index.stores import word_index
from index.stores.library import Library
from index.stores.word_index import WordIndex
from index.text import words as text_words
from tests.conftest import paper
from tests.index.stores.word_index.indexed import DUNE, REEF, TIDE, found, put

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


def test_both_spellings_and_greek_letters_find_each_other(library: Library, words: WordIndex) -> None:
    british = paper("Tumours", "Behavioural modelling of IFN-γ.")
    american = paper("Tumors", "Behavioral modeling of IFN-gamma.")
    put(library, british, american)
    words.sync(library)
    for question in ("tumour", "tumors", "behavioural", "modeling", "IFN-γ", "gamma"):
        assert set(found(words, question)) == {british.id, american.id}, question
    assert words.with_phrase("behavioral modelling") == {british.id, american.id}
    assert words.corrections(["behavioural", "modelling"]) == {}


class TestSearching:
    @pytest.fixture(autouse=True)
    def synced(self, library: Library, words: WordIndex) -> None:
        put(library, TIDE, DUNE, REEF)
        words.sync(library)

    def test_the_paper_with_more_of_the_words_comes_first(self, words: WordIndex) -> None:
        assert found(words, "nets that follow") == ["Tide Nets", "Dune Maps"]
        scores = [score for _, score in words.search("nets that follow", 10)]
        assert scores[0] > scores[1] > 0

    def test_the_limit_is_respected(self, words: WordIndex) -> None:
        assert found(words, "nets that follow", 1) == ["Tide Nets"]

    def test_pairs_can_be_left_out(self, words: WordIndex) -> None:
        both, single = (dict(words.search("rope follow", 10, pairs_too=pairs)) for pairs in (True, False))
        apart = dict(words.search("follow rope", 10, pairs_too=True))
        assert both[TIDE.id] > single[TIDE.id] == pytest.approx(apart[TIDE.id])

    def test_the_words_of_an_expansion_find_papers_too_and_count_less(self, words: WordIndex) -> None:
        (alone,) = words.search("dunes", 10)
        both = dict(words.search("dunes", 10, expansion="ropes"))
        assert both.keys() == {DUNE.id, TIDE.id}
        assert both[DUNE.id] == pytest.approx(alone[1])
        assert both[TIDE.id] == pytest.approx(0.2 * words.search("ropes", 10)[0][1], rel=1e-5)
        assert words.search("dunes", 10, expansion="Dunes!") == [alone]

    @pytest.mark.parametrize("question", ["NET", "netting?", "Nétś", "(net)", "“nets”"])
    def test_case_accents_endings_and_marks_do_not_matter(self, words: WordIndex, question: str) -> None:
        assert set(found(words, question)) == {"Tide Nets", "Dune Maps"}

    @pytest.mark.parametrize("question", ["", " ", "What is this about?", "Which papers are there?", "?!", "xylophone"])
    def test_questions_without_a_word_of_the_papers_find_nothing(self, words: WordIndex, question: str) -> None:
        assert found(words, question) == []

    @pytest.mark.parametrize("question", ["GPT-4", "gpt 4", "Llama-3.1", "llama", "3D", "the sea in 3d"])
    def test_names_with_hyphens_and_numbers_are_found(self, words: WordIndex, question: str) -> None:
        assert found(words, question)[0] == "Reef Songs"

    @pytest.mark.parametrize(
        "question",
        [
            'tide" OR "x"="x',
            "text:tide AND id:*",
            "tide AND (",
            "-tide +tide",
            "tide~2^9",
            "[tide TO *]",
            "/tide.*/",
            "tide\\",
            "tide\x00\n'; DROP",
        ],
    )
    def test_query_syntax_is_plain_text(self, words: WordIndex, question: str) -> None:
        assert found(words, question) == ["Tide Nets"]

    def test_overlong_words_are_ignored(self, words: WordIndex) -> None:
        assert found(words, "tide " + "x" * 100_000) == ["Tide Nets"]

    def test_a_title_counts_twice(self, words: WordIndex, library: Library) -> None:
        put(
            library, paper("Kelp", "It is a plant on beaches and is eaten."), paper("Plants", "Kelp is one on beaches.")
        )
        words.sync(library)
        (first, _), _ = words.search("kelp", 2)
        assert first == paper("Kelp", "").id


class TestWithin:
    @pytest.fixture(autouse=True, params=["looked up", "picked"])
    def synced(
        self, library: Library, words: WordIndex, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(word_index, "HITS_FOR_A_TERM", 0 if request.param == "looked up" else 10**9)
        put(library, TIDE, DUNE, REEF)
        words.sync(library)

    def test_only_these_papers_are_found_with_the_same_scores(self, words: WordIndex) -> None:
        everywhere = dict(words.search("nets that follow", 10))
        # One hit has room, and it is not the one that would be first.
        ((id_, score),) = words.search("nets that follow", 1, {DUNE.id, REEF.id})
        assert id_ == DUNE.id
        assert score == pytest.approx(everywhere[DUNE.id])

    @pytest.mark.parametrize("ids", [set(), {"unknown"}, {REEF.id}])
    def test_nothing_is_found_if_none_of_these_papers_has_a_word(self, words: WordIndex, ids: set[str]) -> None:
        assert words.search("nets that follow", 10, ids) == []
        assert words.with_phrase("nets", ids) == words.with_topic("nets", ids) == set()

    def test_among_many_the_search_goes_on_until_it_has_found_enough(self, library: Library, words: WordIndex) -> None:
        # Those that the filter leaves are the last of all.
        many = [paper(f"Nets {number}", "Nets. " * (41 - number)) for number in range(40)]
        put(library, *many)
        words.sync(library)
        last = {one.id for one in many[-5:]}
        assert {id_ for id_, _ in words.search("nets", 5, last)} == last
        assert [id_ for id_, _ in words.search("nets", 40, last)] == [
            id_ for id_, _ in words.search("nets", 100) if id_ in last
        ]

    def test_an_id_is_not_parsed_as_a_query(self, words: WordIndex) -> None:
        assert words.search("net", 10, {"* OR id:*", TIDE.id.upper() + '"'}) == []

    def test_the_words_of_a_phrase_must_follow_each_other_apart_from_endings(self, words: WordIndex) -> None:
        assert words.with_phrase("net of ropes") == {TIDE.id}
        assert words.with_phrase("nets rope") == words.with_phrase("rope of nets") == set()
        assert words.with_phrase("who follow the wind") == {DUNE.id}
        assert words.with_phrase("net") == {TIDE.id, DUNE.id}
        assert words.with_phrase("net", {DUNE.id}) == {DUNE.id}

    @pytest.mark.parametrize("nothing", ["", "?!", "x" * 100, '"* OR'])
    def test_an_empty_phrase_is_in_no_paper(self, words: WordIndex, nothing: str) -> None:
        assert words.with_phrase(nothing) == words.with_topic(nothing) == set()

    def test_the_words_of_a_short_topic_must_be_near_each_other(self, words: WordIndex) -> None:
        assert words.with_topic("nets that follow the tide") == {TIDE.id}
        # Map and net are twelve words apart.
        assert words.with_topic("maps and nets") == set()
        assert words.with_topic("net") == {TIDE.id, DUNE.id}

    def test_the_words_of_a_pair_must_follow_each_other(self, words: WordIndex) -> None:
        assert words.with_topic("net ropes") == words.with_topic("follow wind") == set()
        assert words.with_topic("net ropes", loosely=True) == {TIDE.id}
        assert words.with_topic("follow wind", loosely=True) == {DUNE.id}
        assert words.with_topic("net of ropes") == {TIDE.id}

    def test_the_words_of_a_long_topic_can_be_anywhere(self, words: WordIndex) -> None:
        assert words.with_topic("maps, dunes, wind, nets and help") == {DUNE.id}
        assert words.with_topic("maps, dunes, wind, nets and gulls") == set()


def test_a_loose_filter_searches_until_the_limit_is_reached(words: WordIndex, library: Library) -> None:
    first = [paper(f"First {n}", "Nets and nets and nets.") for n in range(40)]
    last = [paper(f"Last {n}", "Nets, and far from it much else that is told of at length.") for n in range(10)]
    put(library, *first, *last)
    words.sync(library)
    ids = {item.id for item in last}
    assert {id_ for id_, _ in words.search("nets", 4, ids)} < ids
    assert len(words.search("nets", 4, ids)) == 4
    assert {id_ for id_, _ in words.search("nets", 99, ids)} == ids


class TestPairs:
    def test_words_side_by_side_count_more_than_words_that_meet(self, words: WordIndex, library: Library) -> None:
        together = paper("Salt", "The blue whale sings to a green lamp here.")
        apart = paper("Silt", "The blue lamp sings to a green whale here.")
        put(library, together, apart)
        words.sync(library)
        (first, high), (second, low) = words.search("blue whale", 2)
        assert (first, second) == (together.id, apart.id)
        assert high > low > 0


class TestCorrections:
    @pytest.fixture(autouse=True)
    def synced(self, library: Library, words: WordIndex) -> None:
        put(
            library,
            paper("Scans", "Registration of scans needs turbines. Registrations fail at night."),
            paper("Turbine Tables", "A turbine turns. Turbines are listed, and a table of turbines is given."),
        )
        words.sync(library)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("turbnies", "turbines"),  # swapped
            ("tubines", "turbines"),  # left out
            ("turbinnes", "turbines"),  # put in
            ("turbimes", "turbines"),  # mistaken
            ("TURBIMES", "turbines"),
            ("registartoin", "registration"),  # two slips
        ],
    )
    def test_a_typo_is_corrected(self, words: WordIndex, typed: str, meant: str) -> None:
        assert words.corrections([typed]) == {typed: meant}

    @pytest.mark.parametrize(
        "word",
        [
            "turbined",  # a form of an indexed word
            "nite",  # short
            "tbale",  # the first two letters must be right
            "turbxxes",  # two slips in a word of eight letters
            "regxxxxation",
            "zeppelins",
            "潮汐潮汐潮汐",
            "",
            "?!",
        ],
    )
    def test_a_word_that_may_be_intended_stays(self, words: WordIndex, word: str) -> None:
        assert words.corrections([word]) == {}

    def test_of_two_equally_near_words_the_more_frequent_one_wins(self, words: WordIndex, library: Library) -> None:
        # Both are one slip away.
        put(library, paper("One", "A turbane is worn."), paper("Two", "Turbinx."), paper("Three", "A turbinx again."))
        words.sync(library)
        assert words.corrections(["turbinz"]) == {"turbinz": "turbinx"}

    def test_no_words_and_no_index_correct_nothing(self, words: WordIndex, tmp_path: Path) -> None:
        assert words.corrections([]) == {}
        assert WordIndex(tmp_path / "elsewhere").corrections(["turbnies"]) == {}


class TestWeights:
    def test_rare_words_weigh_more(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE, DUNE, REEF)
        words.sync(library)
        weights = words.weights(["net", "gull", "xylophon"])
        assert weights["xylophon"] > weights["gull"] > weights["net"] > 0

    def test_no_terms_have_no_weights(self, words: WordIndex) -> None:
        assert words.weights([]) == {}


def test_names_are_found_by_their_phrase(words: WordIndex, library: Library) -> None:
    put(library, TIDE, DUNE, REEF)
    words.sync(library)
    assert [words.has_phrase(name) for name in ("GPT-4", "gpt 4", "Llama", "GPT-5", "Mamba", "the sea", "")] == [
        *(True, True, True, False, False, True, False)
    ]


def test_an_index_of_an_older_release_is_searched_until_it_is_made_anew(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_index, "HITS_FOR_A_TERM", 10**9)
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name, tokenizer in (("text", "abstracts"), ("pairs", "as_it_is"), ("acronyms", "as_it_is"), ("forms", "forms")):
        fields.add_text_field(name, tokenizer_name=tokenizer, index_option="position")
    (tmp_path / "old").mkdir()
    old, words = tantivy.Index(fields.build(), path=str(tmp_path / "old")), WordIndex(tmp_path / "old")
    for name, analyser in (("abstracts", text_words.stemmer()), ("forms", text_words.tokenizer())):
        old.register_tokenizer(name, analyser)
    old.register_tokenizer("as_it_is", text_words.stemmer())
    writer = old.writer(num_threads=1)
    for one in (TIDE, DUNE, REEF):
        writer.add_document(tantivy.Document(id=one.id, text=one.abstract))
    writer.commit()
    writer.wait_merging_threads()
    assert [id_ for id_, _ in words.search("nets", 9, {DUNE.id})] == [DUNE.id]
    put(library, TIDE, DUNE, REEF)
    assert not words.is_current(library)
    words.sync(library)
    assert words.is_current(library)
    assert [id_ for id_, _ in words.search("nets", 9, {DUNE.id})] == [DUNE.id]


def test_words_of_other_languages_find_those_spelled_nearly_like_them(library: Library, words: WordIndex) -> None:
    put(
        library,
        paper("Diffusion Models", "The models suffer from hallucinations and segmentation.", sources=("a.txt",)),
    )
    words.sync(library)
    typed = ["Diffusionsmodellen", "Halluzinationen", "segmentación", "modèles", "Brustkrebs", "models"]
    assert words.cognates(typed) == {
        "Diffusionsmodellen": "diffusion models",
        "Halluzinationen": "hallucinations",
        "segmentación": "segmentation",
        "modèles": "models",
    }
