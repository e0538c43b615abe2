from collections.abc import Callable

import pytest

from app.answer import Answer, Source
from app.answers.refusal import NO_ANSWER, RefusalReason, refusal_text, refuse
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Chip, Condition
from tests.conftest import paper


@pytest.mark.parametrize(
    ("reason", "papers", "text"),
    [
        (RefusalReason(), 0, ""),
        (RefusalReason(), 1, " The closest paper is shown."),
        (RefusalReason(), 8, " The closest papers are shown."),
        (RefusalReason(missing=tuple("abcde")), 0, ""),
        (RefusalReason(topics=("Tides · sand", "Seals")), 2, " The closest papers are about Tides and Seals."),
        (RefusalReason(topics=("Tides",)), 0, ""),
        (
            RefusalReason(filters=(Chip("order", "newest"), Chip("condition", Condition("source", names=("a.txt",))))),
            0,
            " No paper matches: newest first, in a.txt.",
        ),
    ],
)
def test_a_reason_is_put_into_words(reason: RefusalReason, papers: int, text: str) -> None:
    assert refusal_text(reason, papers) == NO_ANSWER + text


@pytest.mark.parametrize(
    ("condition", "filtered", "text"),
    [
        (Condition("read", names=("yes",)), 0, "You have not marked any paper as read."),
        (Condition("starred", names=("no",)), 0, "You have starred every paper."),
        (Condition("noted", names=("yes",)), 1, "You have written a note on 1 paper, but it does not answer this."),
        (Condition("tag", names=("tides",)), 2, "2 papers match (tagged tides), but none of them answers this."),
    ],
)
def test_filters_are_put_into_words(condition: Condition, filtered: int, text: str) -> None:
    assert refusal_text(RefusalReason(filters=(Chip("condition", condition),), filtered=filtered), 0) == text


@pytest.mark.parametrize(("missing", "text"), [(("Zorblat",), "“Zorblat”."), (("a", "b", "c"), "“a”, “b” or “c”.")])
def test_a_missing_word_says_all(missing: tuple[str, ...], text: str) -> None:
    assert refusal_text(RefusalReason(missing=missing), 0) == f"No paper in your collection mentions {text}"


def test_words_of_the_question_are_no_citations() -> None:
    assert "[1]" not in refusal_text(RefusalReason(missing=("Zorb[1]lat",)), 0)


def test_a_refused_answer_keeps_the_closest_papers() -> None:
    answer = refuse(Answer("q", "writing", text="So", sources=(Source(Paper("Tides", "They turn."), ()),)))
    assert (answer.refused, answer.stage, answer.text) == (True, "done", f"{NO_ANSWER} The closest paper is shown.")
    assert len(answer.sources) == 1


def test_a_list_on_what_no_paper_mentions_says_so(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(paper("Tides", "They turn with the moon."))
    answer = Engine(stores).finished(Question("any papers on Turkish?"))
    assert answer.refused
    assert answer.text.startswith("No paper in your collection mentions “Turkish”.")
