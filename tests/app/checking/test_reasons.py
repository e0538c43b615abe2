from typing import get_args

import pytest

from app.checking.reasons import COUNTABLE, Reason, ReasonKind, in_words


@pytest.mark.parametrize("kind", get_args(ReasonKind))
def test_every_kind_has_its_own_words(kind: ReasonKind) -> None:
    words = {in_words(Reason(other, (1,), "x", "y", (2,), "why")) for other in get_args(ReasonKind)}
    assert in_words(Reason(kind, (1,), "x", "y", (2,), "why")) in words
    assert len(words) >= len(get_args(ReasonKind)) - 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("no citation"), "cites no paper"),
        (Reason("missing figure", (1, 3), "9 %"), "“9 %” does not occur in [1] or [3]"),
        (Reason("name from another paper", (1,), "Tern", found_in=(2,)), "“Tern” is in [2], not in [1]"),
        (Reason("other figure", (1,), "seven", "four"), "[1] has “four” of these, not “seven”"),
        (Reason("other name", (1,), "FOXO5", "FOXO3"), "[1] has “FOXO3”, not “FOXO5”"),
        (Reason("figure of something else", (1,), "8 points", "8x"), "[1] has no “8 points”, only “8x”"),
        (Reason("wrong figure", (1,), "8", "9"), "[1] has “9” for this, and “8” for something else"),
        (Reason("model rejects", (1,), remark="it is old"), "the model says that [1] does not support this: it is old"),
        (Reason("model rejects", (1,)), "the model says that [1] does not support this"),
    ],
)
def test_a_reason_in_words(reason: Reason, words: str) -> None:
    assert in_words(reason) == words


def test_only_figures_and_names_are_countable() -> None:
    assert {kind.rpartition(" ")[2] for kind in COUNTABLE} <= {"figure", "name", "paper", "else"}
    assert not any(kind.startswith("model") for kind in COUNTABLE)
