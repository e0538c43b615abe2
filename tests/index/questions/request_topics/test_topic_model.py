"""The model of topics: up to date, right on requests kept out, careful with the topics of others."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from index.questions.query import Intent
from index.questions.request_topics.topic_model import load_topic_model
from index.questions.request_topics.topic_training import (
    EXAMPLES_FILE,
    checksum_of_topics,
    fit_topics,
    read_topics,
)
from index.questions.translation.request_training import RequestExample
from tests.index.questions.asking import read


class TestExamples:
    def test_a_tenth_is_kept_for_the_test_and_no_example_occurs_twice(self) -> None:
        train, test = read_topics("train"), read_topics("test")
        assert len(train) + len(test) == len(EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()) - 1
        assert len(test) >= 0.1 * (len(train) + len(test))
        times = Counter(one.text.casefold() for one in (*train, *test))
        assert [text for text, number in times.items() if number > 1] == []

    def test_no_request_has_two_topics(self) -> None:
        assert [one.marked for use in ("train", "test") for one in read_topics(use) if len(one.topics) > 1] == []


class TestModel:
    def test_it_was_fitted_to_the_current_examples(self) -> None:
        current = checksum_of_topics()
        assert load_topic_model().trained_on == current, "python -m index.questions.request_topics.topic_training"

    def test_topics_of_test_requests_are_found(self) -> None:
        """68 of 83; the rules alone found 29 of 79."""
        wanted = {one.text: one.topics[0] if one.topics else "" for one in read_topics("test")}
        found = {text: text[slice(*load_topic_model().topic_in(text))] for text in wanted}
        assert sum(found[text] == topic for text, topic in wanted.items()) >= 0.75 * len(wanted)

    def test_a_request_is_learned_and_not_its_topic(self) -> None:
        examples = [
            RequestExample("en", "list", f"{request} {{{topic}}} {end}".strip())
            for request, end in (("papers on", "please"), ("list papers on", "for me"), ("papers on", ""))
            for topic in ("tides", "gull eyes", "peat")
        ]
        model = fit_topics(examples)
        assert model.vocabulary == {"papers", "on", "please", "list", "for", "me"}
        assert model.trimmed("list papers on sea otters please", "sea otters please") == "sea otters"


@pytest.mark.parametrize(
    ("request_", "topic", "trimmed"),
    [
        ("papers on “tides” please", "“tides” please", "“tides” please"),
        ("papers on tides (and moons)", "tides (and moons)", "tides (and moons)"),
        ("papers on Attention Is All You Need", "Attention Is All You Need", "Attention Is All You Need"),
        ("summarise the papers on tides in bullet points", "tides in bullet points", "tides"),
        ("papers on tides", "moons", "moons"),
    ],
)
def test_only_words_that_ask_are_left_out(request_: str, topic: str, trimmed: str) -> None:
    assert load_topic_model().trimmed(request_, topic) == trimmed


@pytest.mark.parametrize("form", ["papers on {}", "how many papers are there on {}?", "summarise the papers on {}"])
def test_titles_of_others_are_kept_as_topics(form: str, shared: Path) -> None:
    """About one in a hundred loses a word at an end, such as the first article."""
    with gzip.open(shared / "bench" / "daily_papers" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines][::25]
    titles = [title for title in titles if len(title.split()) <= 12]
    cut = [title for title in titles if load_topic_model().trimmed(form.format(title), title) != title]
    assert len(titles) > 200
    assert len(cut) <= 0.025 * len(titles), cut


@pytest.mark.parametrize(
    ("question", "intent", "text"),
    [
        ("summarize all papers about otters in bullet points", "summary", "otters"),
        ("summarise what we have on otters in one paragraph", "summary", "otters"),
        ("what papers u got on otters", "list", "otters"),
        ("how many paper u have about otters", "count", "otters"),
        ("Do you have papers about the otter dams?", "list", "otter dams"),
        ("Is there paper what use otter data?", "list", "otter data"),
        ("give me 10 ideas for a thesis on otters based on these papers", "summary", "otters"),
        ("otter dam papers", "list", "otter dam"),
    ],
)
def test_requests_of_many_kinds_of_people_are_understood(question: str, intent: Intent, text: str) -> None:
    query = read(question, shown=())
    assert (query.intent, query.text) == (intent, text)
