"""What kind of follow-up a question is, by a linear model of labelled examples, as for the intent of a question.

`app.followups.followup_training` fits the model to `followup_examples.tsv`. To teach it a new way of asking, add a line
there and run `python -m app.followups.followup_training`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from index.questions.intent_model import Array, Encode, chances, features, question_words

FollowupKind = Literal[
    "again", "aspect", "about", "narrow", "more", "same_authors", "compare", "best", "first", "newer", "topic", "whole"
]
"""What a question may be after an answer: `again` wants the same in other words, `aspect` a part of the paper at hand
(its results), `about` leans on what was shown, `narrow` chooses among it, `more` goes on with it, `same_authors` wants
other papers by its authors, `compare` sets it beside something, `best` asks which of it is the best, `first` which of
it came first, `newer` what came after it, `topic` the same of another topic; `whole` stands alone."""
KINDS: tuple[FollowupKind, ...] = get_args(FollowupKind)
"""The kinds, in the order of the columns of the weights."""
MODEL_FILE = Path(__file__).with_name("followup_model.npz")
CLOSED: tuple[FollowupKind, ...] = ("again", "aspect", "more", "same_authors", "best", "first", "newer")
"""The kinds that name no topic. A question with a word that is in none of their examples is of another kind."""
_LEAST_SURE = 0.4

KindOf = Callable[[str], FollowupKind]
"""Returns the kind of a follow-up; `whole` where nothing tells."""


@dataclass(frozen=True, slots=True)
class FollowupModel:
    """A multinomial logistic regression: one column of weights per kind, the last row is the bias."""

    vocabulary: frozenset[str]
    """The words that follow-ups are made of; runs of other words count as one placeholder for the topic."""
    weights: Array
    """Shape (384 + number of buckets + 1, number of kinds)."""
    closed_words: frozenset[str]
    """The words of the examples of closed kinds."""
    leaning_words: frozenset[str]
    """Those of the examples of `about`. A question with any other word that points back does so by a pronoun."""
    trained_on: str = ""
    """The checksum of the examples it was fitted to."""

    def kind_of(self, question: str, vector: Array) -> FollowupKind:
        """Return the most likely kind; `whole` if none is likely."""
        row = chances(features([question], vector[np.newaxis], self.vocabulary), self.weights)[0]
        words = set(question_words(question))
        if not words <= self.closed_words:
            row[[KINDS.index(kind) for kind in CLOSED]] = 0
        if not words <= self.closed_words | self.leaning_words:
            row[KINDS.index("about")] = 0
        best = int(row.argmax())
        return KINDS[best] if row[best] >= _LEAST_SURE else "whole"


@cache
def load_followup_model() -> FollowupModel:
    """Return the model that is delivered with paperchat."""
    with np.load(MODEL_FILE) as file:
        return FollowupModel(
            frozenset(str(file["vocabulary"]).split()),
            file["weights"].astype(np.float32),
            frozenset(str(file["closed_words"]).split()),
            frozenset(str(file["leaning_words"]).split()),
            str(file["trained_on"]),
        )


def followup_kinds(encode: Encode) -> KindOf:
    """Return a function that gives the kind of a follow-up."""
    return lambda question: load_followup_model().kind_of(question, encode(question))


def stands_alone(_: str) -> FollowupKind:
    """Return that a question stands alone: what is known without a model."""
    return "whole"
