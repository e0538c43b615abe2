import json
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.questions.chip_words import all_words
from index.questions.parser import parse_question
from index.questions.query import Chip, Condition, Names, Query
from tests.index.questions.asking import NAMES, SHOWN, TODAY, read

ABSTRACT = "We study how papers from 2024 by NVIDIA follow the tide since March. " * 6


def test_everything_in_one_question() -> None:
    query = read(
        "Show me the three newest papers from Google DeepMind since 2024 with more than ten authors about robots"
        ' that hold "the tide", but not about games'
    )
    assert query == Query(
        'robots that hold "the tide"',
        (
            Condition("authors", 11),
            Condition("organisation", names=("Google DeepMind",)),
            Condition("date", date(2024, 1, 1)),
        ),
        phrases=("the tide",),
        excluded=("games",),
        order="newest",
        intent="list",
        limit=3,
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is RAR?",
        "  What   is RAR ? ",
        "Do neural networks forget?",
        "tides",
        "How is the energy use of CNNs and transformers measured?",
        "",
        "   ",
        "?!",
    ],
)
def test_a_plain_question_stays_as_typed(question: str) -> None:
    assert read(question) == Query(question)


@pytest.mark.parametrize("text", [ABSTRACT, "papers from 2024 " + "tide" * 300, ABSTRACT + '"the tide" -dune'])
def test_a_pasted_abstract_is_searched_for_as_typed(text: str) -> None:
    assert read(text) == Query(text)


def test_a_statement_is_searched_for_as_typed() -> None:
    statement = 'We call the effect "tidal forgetting", which has grown since 2020.'
    assert read(statement) == Query(statement)


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('papers on "flash attention"', ("flash attention",)),
        ("“flash attention” and „Gezeiten“", ("flash attention", "Gezeiten")),
        ("‘chain of thought’", ("chain of thought",)),
        ("Which papers on tides mention 'slack water'?", ("slack water",)),
        ("Who says “the tide waits for no one” first?", ("the tide waits for no one",)),
        # In running text, a few words are emphasis.
        ("what is 'chain of thought' prompting", ()),
        ("‘chain of thought’ in tides", ()),
        ("Why does the model answer 'it depends' so often?", ()),
        ('How do hospitals cope with victim "surge" after an accident?', ()),
        ('papers on the "surge" of patients', ()),
        ("«thé vert»", ("thé vert",)),
        ("the model's and the user's goals", ()),
        ("rock 'n' roll 'n' blues", ()),
        ("what is the 'best' model", ()),
        ('a 5" disk and a 3" disk', ()),
        ('""', ()),
        ('"?!"', ()),
        ('one "open quote', ()),
        ('"' + "tide " * 20 + '"', ()),
    ],
)
def test_a_quotation_is_a_phrase(question: str, phrases: tuple[str, ...]) -> None:
    query = read(question)
    assert query.phrases == phrases
    assert all(phrase in query.text for phrase in phrases)


@pytest.mark.parametrize(
    ("question", "guessed"),
    [
        ("Who says “the tide waits for no one” first?", ("phrase:the tide waits for no one",)),
        ("papers that contain “the tide waits for no one”", ()),
        ("tide models in 2024", ("condition:date",)),
        ("What is measured since March?", ("condition:date",)),
        ("tide models since March", ()),
        ("papers on tides in 2024", ()),
        ("the newest tide models in 2024", ("condition:date",)),
        ("who studied the floods since 2024?", ("condition:date",)),
        ("who wrote about the floods in 2024?", ("condition:date",)),
        ("who wrote about the floods since 2024?", ()),
        ("language models from Meta", ("condition:organisation",)),
        ("papers from Meta", ()),
        ("diffusion models but not for video", ("exclusion:video",)),
        ("papers on diffusion but not for video", ()),
        ("diffusion -video", ()),
    ],
)
def test_a_filter_that_may_not_be_meant_is_a_guess(question: str, guessed: tuple[str, ...]) -> None:
    assert read(question).guessed == guessed


def test_a_quotation_is_not_parsed() -> None:
    query = read('"papers since 2023 -tides" about language')
    assert (query.conditions, query.excluded, query.intent) == ((), (), "find")


@pytest.mark.parametrize(
    ("question", "text", "excluded"),
    [
        ("diffusion -video", "diffusion", ("video",)),
        ('diffusion -"text to image" -audio', "diffusion", ("text to image", "audio")),
        ("diffusion -video since 2024", "diffusion", ("video",)),
        ("diffusion models but not for video", "diffusion models", ("video",)),
        ("papers on diffusion except video", "diffusion", ("video",)),
        ("papers on robots excluding simulation", "robots", ("simulation",)),
        ("papers about GANs, not about medicine", "GANs", ("medicine",)),
        ("Which papers do not use GANs?", "", ("GANs",)),
        ("papers on tides that don't mention wind or rain", "tides", ("wind", "rain")),
        ("papers about kelp since 2022, not urchins", "kelp", ("urchins",)),
        ("papers on RL without papers about games", "RL", ("games",)),
        ("papers about vision but not language or audio", "vision", ("language", "audio")),
        ("papers on RL other than games?", "RL", ("games",)),
        ("list all the papers except those about medicine", "", ("medicine",)),
        ('papers on diffusion but not "image editing"', "diffusion", ("image editing",)),
        ("papers on tides, nothing about ships please", "tides", ("ships",)),
        ("papers on tides but nothing on ships", "tides", ("ships",)),
        ("list papers on tides without the ones on ships", "tides", ("ships",)),
        ("papers about tides, but no ships", "tides", ("ships",)),
        ("papers on tides, no surveys", "tides", ("surveys",)),
        ("tide papers without the surveys", "tide", ("surveys",)),
        ("papers on tides, leave out ships", "tides", ("ships",)),
        ("papers on tides that aren't about ships", "tides", ("ships",)),
        ("any papers about tides. not the ship one", "tides", ("ship",)),
        ("papers on tides, not the ship ones", "tides", ("ship",)),
        ("not about ships or ports: papers on tides", "tides", ("ships", "ports")),
    ],
)
def test_exclusions_are_found(question: str, text: str, excluded: tuple[str, ...]) -> None:
    query = read(question)
    assert (query.text, query.excluded) == (text, excluded)


@pytest.mark.parametrize(
    "question",
    [
        "learning without labels",
        "not i.i.d. data",
        "non-autoregressive decoding",
        "training-free methods",
        "a - b",
        "GPT-4",
        "-5 degrees",
        "-video",
        "image -text retrieval",
        "E2f-1, -2, -3",
        "video --audio",
        "outlier detection excluding labels",
        "why does dropout help CNNs but not RNNs?",
        "necessary but not sufficient conditions",
        "does it work on images but not on text?",
        "papers that blame heat, not light",
        "Is it heat, not light?",
        "papers on methods that are fast, not accurate",
        "papers not from 2024",
        "papers where nothing about the tides is known",
        "papers on learning with no labels",
        "papers on tides without charts",
        "is there nothing on Mars?",
        "Which methods are fast but not accurate?",
        "papers on methods that are fast but not accurate",
    ],
)
def test_negations_of_the_topic_stay_in_it(question: str) -> None:
    assert read(question).excluded == ()


# The first call loads the encoder.
@given(st.text(max_size=300), st.lists(st.text(max_size=5), max_size=3))
def test_no_text_raises_an_error(text: str, shown: list[str]) -> None:
    query = read(text, shown)
    assert query.intent == "compare" or not query.sides
    assert read(text, shown) == query


PIECES = (
    "papers", "the", "from", "2024", "since", "March", "NVIDIA", "newest", "3", "top", "not", "but", '"', "-", "vs",
    "compare", "how many", "these", "second one", "authors", "with", "more than", "?", ",", "in", "last", "of",
    "Show", "Lab", "page.txt", "about", "99999", "0", "\ue000", "\uf8ff", "ſ", "１２", "İ", "\u0660", "'", "between",
    "a", "no", "week", "and",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_no_pieces_of_questions_raise_an_error(text: str) -> None:
    query = read(text)
    assert len(query.text) <= 2 * len(text) + 1
    assert all(all_words(query.chips))


@pytest.mark.parametrize("piece", [*PIECES, "a b ", "-x ", "papers from ", "last ", "1 ", "of the ", "but not a "])
def test_a_long_input_is_parsed(piece: str) -> None:
    # Backtracking that grows faster than the text would not come back from these.
    for times in (60, 500, 100_000):
        read(piece * times)
        read(" ".join([piece] * times))


@pytest.mark.parametrize(
    ("when", "topic"), list(product(["", " since March", " from last week"], ["tides", "GANs on video", "C++"]))
)
def test_the_topic_is_the_same_with_and_without_conditions(when: str, topic: str) -> None:
    assert read(f"list all papers about {topic}{when}").text == topic


def test_an_empty_library_has_no_names() -> None:
    query = parse_question("papers from NVIDIA in page.txt", today=TODAY, names=Names())
    assert (query.conditions, query.text) == ((), "NVIDIA in page.txt")


def test_strange_names_in_a_library_do_no_harm() -> None:
    names = Names(("", " ", "?!", "(", "a" * 10_000, "Show\nLab"), ("", ".txt", "[", "\\"))
    assert parse_question("papers from ( Show Lab in [", today=TODAY, names=names, shown=SHOWN).intent == "list"


class TestRealTexts:
    def test_sentences_about_papers_are_left_alone(self, shared: Path) -> None:
        """A false filter is worse than a missed one: 1 of 4,554 sentences is changed (it quotes a title)."""
        for folder in ("scifact", "scitldr"):
            lines = (shared / "bench" / folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
            texts = [json.loads(line)["text"] for line in lines]
            touched = [text for text in texts if read(text) != Query(text)]
            assert len(touched) <= 0.001 * len(texts), touched

    def test_questions_of_others_mean_no_filter_and_no_list(self, shared: Path) -> None:
        """Of 1,000 questions that researchers ask, fewer than 1 % are touched by any rule."""
        lines = (shared / "bench" / "pubmedqa" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        touched = [text for text in texts if read(text) != Query(text)]
        assert len(touched) < 0.01 * len(texts), touched

    @pytest.mark.parametrize("folder", ["scifact", "scitldr"])
    def test_as_questions_they_are_filtered_by_their_quotations_only(self, shared: Path, folder: str) -> None:
        lines = (shared / "bench" / folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines:
            query = read(f"Is it true that {json.loads(line)['text'].strip().rstrip('.')}?", classify=None)
            assert query.chips == tuple(Chip("phrase", phrase) for phrase in query.phrases), query
            assert query.intent == "find"

    def test_hostile_texts_are_parsed(self, shared: Path) -> None:
        for text in json.loads((shared / "hostile" / "blns.json").read_text(encoding="utf-8")):
            query = parse_question(text, today=TODAY, names=NAMES, shown=SHOWN)
            assert (query.conditions, query.order, query.sides) == ((), "relevance", ())


@pytest.mark.parametrize(
    ("question", "topic", "intent"),
    [
        ("how many papers are there in total", "", "count"),
        ("give me 3 papers on tides and one line why each", "tides", "list"),
        ("papers on tides, with a short summary", "tides", "list"),
        ("which should I read first about tides?", "tides", "list"),
    ],
)
def test_how_to_answer_is_no_part_of_the_topic(question: str, topic: str, intent: str) -> None:
    query = read(question)
    assert (query.text, query.intent, [one.field for one in query.conditions]) == (topic, intent, []), query


def test_how_much_better_is_no_side() -> None:
    assert read("Is OwlNet better than TideNet, and by how much?").sides == ("OwlNet", "TideNet")


def test_a_filter_that_is_all_that_is_asked_for_is_no_guess() -> None:
    assert read("between 2021 and 2022").guessed == ()
    assert [one.field for one in read("between 2021 and 2022").conditions] == ["date"]
