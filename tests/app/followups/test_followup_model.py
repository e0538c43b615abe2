"""The model of follow-ups: up to date, right on examples it never saw, careful with questions that stand alone."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from app.followups.followup_model import KINDS, KindOf, followup_kinds, load_followup_model, stands_alone
from app.followups.followup_training import EXAMPLES_FILE, fit_followups, read_followups
from app.followups.pointing_back import points_back
from index.embedding.bundled_encoder import BundledEncoder
from index.questions.intent_training import checksum, encode_each
from index.retrieval.question_parsing import question_encoder


@pytest.fixture(scope="module")
def kind_of() -> KindOf:
    return followup_kinds(question_encoder(BundledEncoder()))


def test_it_was_fitted_to_the_current_examples() -> None:
    trained_on = load_followup_model().trained_on
    assert trained_on == checksum(EXAMPLES_FILE), "run `python -m app.followups.followup_training`"


def test_each_example_is_complete_and_occurs_once() -> None:
    examples = [*read_followups("train"), *read_followups("test")]
    assert len(examples) == len(EXAMPLES_FILE.read_text(encoding="utf-8").splitlines()) - 1
    assert {example.kind for example in examples} == set(KINDS)
    assert [question for question, times in Counter(one.question for one in examples).items() if times > 1] == []
    assert len(read_followups("test")) >= 0.09 * len(examples)


@pytest.mark.slow
def test_fitting_again_gives_the_same_model() -> None:
    examples = read_followups("train")
    again = fit_followups(examples, encode_each(BundledEncoder(), [one.question for one in examples]))
    assert again.vocabulary == load_followup_model().vocabulary
    assert np.abs(again.weights - load_followup_model().weights).max() < 0.05


@pytest.mark.slow
def test_most_examples_kept_out_are_classified_correctly(kind_of: KindOf) -> None:
    kept = read_followups("test")
    # What leans on the answer before by a pronoun is found without the model.
    right = sum(
        kind_of(one.question) == one.kind or (one.kind == "about" and points_back(one.question)) for one in kept
    )
    assert right >= 0.8 * len(kept)


@pytest.mark.parametrize(
    "question", ["in German, tidal bores", "limitations of radar", "newer radar", "the first tides"]
)
def test_a_closed_kind_has_no_word_of_a_topic(kind_of: KindOf, question: str) -> None:
    assert kind_of(question) not in ("again", "aspect", "more", "same_authors", "first", "newer")


def test_questions_of_other_people_stand_alone(kind_of: KindOf, shared: Path) -> None:
    lines = (shared / "bench" / "pubmedqa" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = Counter(kind_of(json.loads(line)["text"]) for line in lines[:100])
    assert kinds["whole"] + kinds["about"] + kinds["topic"] >= 96


def test_without_a_model_all_stand_alone() -> None:
    assert stands_alone("more") == "whole"
