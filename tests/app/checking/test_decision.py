"""The fitted decision: what may be worded otherwise, and what may not."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from app.checking.answer_check import check_answer
from app.checking.decision import DECISION_FILE, ClauseSignals, Curve, Writer, fitted
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract, Similarity
from app.citations import answer_sentences
from index.papers import Paper

TERN = CitedAbstract(
    1,
    "Tern: Sparse attention for long documents",
    "Tern attends to few tokens of a long document. It needs 4.3 GB of memory on the BookSum benchmark. "
    "Its quality stays that of dense attention for documents of two hundred pages.",
)
NEAR = ClauseSignals(
    cosine=0.8, covered=0.9, pairs=0.5, closest=0.7, marked_names=0, plain_names=0, spelling=1, words=10
)


def alike(value: float) -> Similarity:
    def cosines(_: str, others: Sequence[str]) -> list[float]:
        return [value] * len(others)

    return cosines


def test_a_curve_bends_where_it_says() -> None:
    curve = Curve(1.0, {2.0: 3.0})
    assert [curve.at(value) for value in (1.0, 2.0, 3.0)] == [1.0, 2.0, 6.0]


def test_a_doubt_grows_with_what_is_missing() -> None:
    decision = fitted()
    worse = [replace(NEAR, cosine=0.3), replace(NEAR, covered=0.3), replace(NEAR, marked_names=2, spelling=0.2)]
    assert not decision.needs_review(NEAR)
    assert all(decision.doubt(one) > decision.doubt(NEAR) + 1 for one in worse)
    assert decision.needs_review(replace(NEAR, cosine=0.2, covered=0.1, pairs=0, closest=0.1))


def test_less_doubt_is_enough_for_what_a_model_wrote() -> None:
    decision = fitted()
    assert decision.thresholds["model"] < decision.thresholds["person"]
    unsure = next(
        one
        for one in (replace(NEAR, cosine=0.5, pairs=0.0, covered=share / 100) for share in range(90, 10, -1))
        if decision.needs_review(one, "model")
    )
    assert not decision.needs_review(unsure, "person")


def test_an_answer_is_read_as_a_models() -> None:
    paper = Paper(TERN.title, TERN.abstract)
    sentence = "Tern helps reviewers to judge every claim of long documents quickly and fairly [1]."
    (found,) = check_answer(sentence, answer_sentences(sentence, 1), {1: paper}, alike(0.45))
    by_person = check(sentence, [TERN], alike(0.45))
    assert by_person
    assert (found.flagged, by_person.flagged) == (True, False)


def test_words_of_the_title_do_not_speak_for_what_a_model_adds_to_them() -> None:
    made_up = "Tern is a sparse attention by which reviewers of journals judge the ethics of grants [1]."
    added = "Tern is a sparse attention for long documents that attends to few tokens and keeps the quality [1]."
    results = [check(text, [TERN], alike(0.95), writer) for text in (made_up, added) for writer in get_args(Writer)]
    assert [one.flagged for one in results if one] == [False, True, False, False]


def test_the_file_has_a_curve_for_every_signal() -> None:
    assert json.loads(DECISION_FILE.read_text(encoding="utf-8"))["curves"].keys() == set(ClauseSignals.__slots__)


def test_a_name_that_begins_otherwise_is_named_but_may_pass() -> None:
    sentence = "Tern is an attention for long documents that attends to few tokens, as an LLM does [1]."
    found = check(sentence, [TERN], alike(0.85))
    assert found
    assert [reason.subject for reason in found.reasons] == ["LLM"]
    # Never called more than it is.
    assert found.verdict in {"wording found", "partly found"}


def test_a_figure_in_digits_asks_for_a_look_whatever_else_is_found() -> None:
    found = check("Tern needs 5.1 GB of memory on the BookSum benchmark [1].", [TERN], alike(0.99))
    assert found
    assert found.verdict == "partly found"


def test_words_far_from_the_paper_are_flagged() -> None:
    found = check("Gulls migrate over the northern sea in autumn [1].", [TERN], alike(0.1))
    assert found
    assert found.verdict == "not found"
