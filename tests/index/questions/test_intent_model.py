"""The model of labelled examples: up to date, better than the rules alone, careful with other people's questions."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.embedding.bundled_encoder import BundledEncoder
from index.questions.intent import Classify, intent_by_example
from index.questions.intent_model import INTENTS, IntentModel, intent_classifier, load_model
from index.questions.intent_training import EXAMPLES_FILE, checksum, encode_each, fit, read_examples, save
from index.questions.query import Intent
from index.retrieval.question_parsing import question_classifier
from tests.index.questions.asking import SHOWN, read


@pytest.fixture(scope="module")
def classify() -> Classify:
    return question_classifier(BundledEncoder())


class TestExamples:
    def test_a_tenth_of_the_examples_is_kept_for_the_test(self) -> None:
        train, test = read_examples("train"), read_examples("test")
        assert len(train) + len(test) >= 400
        assert len(test) >= 0.1 * (len(train) + len(test))
        assert {example.intent for example in test} == set(INTENTS)

    def test_each_line_is_complete_and_occurs_once(self) -> None:
        examples = [*read_examples("train"), *read_examples("test")]
        assert len(examples) == len(EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()) - 1
        assert {example.intent for example in examples} <= set(INTENTS)
        folded = Counter(example.question.casefold() for example in examples)
        assert [question for question, times in folded.items() if times > 1] == []


class TestModelFile:
    def test_it_was_fitted_to_the_current_examples(self) -> None:
        assert load_model().trained_on == checksum(), "run `python -m index.questions.intent_training`"

    @pytest.mark.slow
    def test_fitting_again_gives_the_same_model(self) -> None:
        examples = read_examples("train")
        questions = [example.question for example in examples]
        vectors = encode_each(BundledEncoder(), questions)
        again = fit(examples, vectors)
        assert again.vocabulary == load_model().vocabulary
        chances = [model.probabilities(questions, vectors) for model in (again, load_model())]
        assert np.abs(chances[0] - chances[1]).max() < 0.05

    def test_it_loads_as_it_was_saved(self, tmp_path: Path) -> None:
        model = IntentModel(
            frozenset({"list", "papers"}), np.ones((1409, len(INTENTS)), dtype=np.float32), frozenset({"hi"}), "abc"
        )
        save(model, tmp_path / "model.npz")
        with np.load(tmp_path / "model.npz") as file:
            assert sorted(str(file["vocabulary"]).split()) == ["list", "papers"]
            assert str(file["aside_words"]) == "hi"
            assert (file["weights"].shape, str(file["trained_on"])) == ((1409, len(INTENTS)), "abc")


def correct(examples: dict[str, Intent], classify: Classify | None) -> int:
    return sum(read(question, classify=classify).intent == intent for question, intent in examples.items())


@pytest.mark.slow
def test_it_beats_the_rules_on_held_out_examples(classify: Classify) -> None:
    """50 of 100 by the rules alone, 86 with the model."""
    examples = {example.question: example.intent for example in read_examples("test")}
    with_model, rules = correct(examples, classify), correct(examples, None)
    assert with_model >= 0.75 * len(examples)
    assert with_model >= rules + 0.15 * len(examples)


def test_questions_by_others_stay_questions(shared: Path, classify: Classify) -> None:
    """None of them asks for a list, a number or a record; as questions about what is true they do not either."""
    misread = []
    for folder in ("pubmedqa", "topics", "scifact", "scitldr"):
        lines = (shared / "bench" / folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()[:200]
        texts = [json.loads(line)["text"] for line in lines]
        texts += [f"Is it true that {text.rstrip('.')}?" for text in texts[::2]]
        misread += [text for text in texts if read(text, classify=classify).intent not in ("find", "compare")]
    assert len(misread) <= 3, misread


@pytest.mark.parametrize("form", ["{}", "What is {}?", "what's {}"])
def test_names_of_methods_are_not_small_talk(form: str, shared: Path, classify: Classify) -> None:
    with gzip.open(shared / "bench" / "daily_papers" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    names = sorted({title.partition(":")[0] for title in titles if re.match(r"\S+:", title)})[::20]
    assert len(names) > 100
    misread = [name for name in names if read(form.format(name), classify=classify).intent != "find"]
    assert len(misread) <= 0.005 * len(names), misread


@pytest.mark.parametrize(
    ("question", "intent", "text"),
    [
        ("What do we have on recommender systems?", "list", "recommender systems"),
        ("Is there any work on Bayesian optimisation?", "list", "Bayesian optimisation"),
        ("My supervisor wants articles on tree rings", "list", "tree rings"),
        ("I wonder how many articles there are on otters", "count", "otters"),
        ("Recap the papers on otters for me, please", "summary", "otters"),
    ],
)
def test_the_topic_of_a_request_is_found(question: str, intent: Intent, text: str, classify: Classify) -> None:
    query = read(question, classify=classify)
    assert (query.intent, query.text) == (intent, text)


@pytest.mark.parametrize(
    ("question", "paper"),
    [
        ("When was 2 OLMo 2 Furious published?", "2 OLMo 2 Furious"),
        ("who wrote the paper on sea otters?", "sea otters"),
        ("How many authors does Pointer Networks have?", "Pointer Networks"),
        ("publication date of Attention Is All You Need?", "Attention Is All You Need"),
        ('Who are the authors of "Who Watches Whom?"', "Who Watches Whom?"),
        ("give me the link to the Tidal Lamp paper", "Tidal Lamp"),
    ],
)
def test_the_paper_of_a_question_about_a_record_is_found(question: str, paper: str, classify: Classify) -> None:
    query = read(question, (), classify=classify)
    assert (query.intent, query.paper, query.text, query.chips) == ("record", paper, question, ())


@pytest.mark.parametrize(
    "form",
    ["When was {} published?", "who wrote {}?", "How many upvotes did {} get?", "link to {}", "Which page is {} from?"],
)
def test_a_long_title_does_not_hide_what_is_asked_about_it(form: str, shared: Path, classify: Classify) -> None:
    with gzip.open(shared / "bench" / "daily_papers" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines][::250]
    titles = [title for title in titles if len(title.split()) <= 12]
    found = [title for title in titles if read(form.format(title), (), classify=classify).intent == "record"]
    assert len(found) >= 0.9 * len(titles) > 20


def test_a_question_about_a_record_can_point_to_the_paper_shown(classify: Classify) -> None:
    query = read("who wrote it?", classify=classify)
    assert (query.intent, query.paper, query.conditions[0].names) == ("record", "", ("a",))
    query = read("and the second one, when was it published?", classify=classify)
    assert (query.intent, query.paper, query.conditions[0].names) == ("record", "", ("b",))


@pytest.mark.parametrize(
    "question", ["which journals are these from?", "who wrote them?", "which venues?", "what are their DOIs?"]
)
def test_a_question_about_records_can_point_to_all_papers_shown(question: str, classify: Classify) -> None:
    query = read(question, classify=classify)
    assert (query.intent, query.paper, query.conditions[0].names) == ("record", "", SHOWN)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hi", "small_talk"),
        ("Thanks a lot!", "small_talk"),
        ("what can I ask you?", "library"),
        ("Which sources are in my library?", "library"),
        ("LaTeX", "find"),
        ("Voila", "find"),
        ("What is GUI-Libra?", "find"),
        ("What is Hermes?", "find"),
        ("help-seeking behaviour among adolescents", "find"),
    ],
)
def test_asides_are_not_searches(question: str, intent: Intent, classify: Classify) -> None:
    assert read(question, classify=classify).intent == intent


@pytest.mark.parametrize(("chance", "intent"), [(0.59, "find"), (0.61, "list")])
def test_an_unsure_guess_stays_a_question(chance: float, intent: Intent) -> None:
    assert intent_by_example("otters?", lambda _: ("list", chance)) == intent


def always(intent: Intent) -> Classify:
    return lambda _: (intent, 1.0)


def test_a_guess_without_support_in_the_words_changes_nothing() -> None:
    guesses: dict[str, Intent] = {"please show me all": "list", "papers from NVIDIA on tides, thanks": "small_talk"}
    for question, guess in guesses.items():
        assert read(question, classify=always(guess)) == read(question)


def test_a_question_is_encoded_once() -> None:
    encoded: list[str] = []

    def encode(question: str) -> np.ndarray:
        encoded.append(question)
        return np.zeros(384, dtype=np.float32)

    read("What do we have on tides since 2024?", classify=intent_classifier(encode))
    read("list all papers on tides", classify=intent_classifier(encode))
    assert encoded == ["What do we have on tides since 2024?"]


@pytest.mark.parametrize(
    ("question", "intent", "topic"),
    [
        ("what's the top paper here", "best", ""),
        ("hottest paper?", "best", ""),
        ("what is the top paper in the library", "best", ""),
        ("does anyone here study Maltese?", "list", "Maltese"),
        ("is anybody here researching whooping cough?", "list", "whooping cough"),
        ("has anyone shown that naps help memory?", "find", "has anyone shown that naps help memory?"),
    ],
)
def test_ranks_and_people_are_no_names_of_papers(question: str, intent: Intent, topic: str) -> None:
    query = read(question, shown=())
    assert (query.intent, query.text) == (intent, topic)
