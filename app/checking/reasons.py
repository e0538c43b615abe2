"""Why a reader should compare a sentence with its paper: a typed reason, and its wording for people. Pure.

Everything but `in_words` works with the type; the wording is never read back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

ReasonKind = Literal[
    "no citation",
    "no longer there",
    "cut",
    "little support",
    "partial support",
    "missing figure",
    "figure from another paper",
    "figure of something else",
    "wrong figure",
    "other figure",
    "missing name",
    "name from another paper",
    "other name",
    "denies",
    "denied",
    "another fits better",
    "contradicted",
    "model supports",
    "model supports the rest",
    "model supports partly",
    "model rejects",
]

FIGURES: frozenset[ReasonKind] = frozenset(
    ["missing figure", "figure from another paper", "figure of something else", "wrong figure", "other figure"]
)
COUNTABLE: frozenset[ReasonKind] = FIGURES | {"missing name", "name from another paper", "other name"}
"""A figure or a name is not in the paper cited for it. No model's judgement overrules that."""
HINTS: frozenset[ReasonKind] = frozenset(["denies", "denied"])
"""Only one side has a "not". This changes no verdict: it asks the reader to look."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to compare a sentence with its paper, or what the model says of it."""

    kind: ReasonKind
    cited: tuple[int, ...] = ()
    """The numbers of the papers that the sentence, or its clause, cites."""
    subject: str = ""
    """The figure, name or word of the sentence that the reason is about."""
    instead: str = ""
    """What the paper has in its place."""
    found_in: tuple[int, ...] = ()
    """The numbers of the other papers that do have the figure or name."""
    remark: str = ""
    """The model's own explanation, as plain text."""


def in_words(reason: Reason, names: Mapping[int, str] = MappingProxyType({})) -> str:
    """Return a reason as a short phrase for people; `names`: what papers are called where they have no `[n]`.

    >>> in_words(Reason("missing figure", (1, 2), "43.8%")), in_words(Reason("denies", (1,)))
    ('“43.8%” does not occur in [1] or [2]', 'this says “not” where [1] does not')
    """
    papers, subject, instead = _papers(reason.cited, names), f"“{reason.subject}”", f"“{reason.instead}”"
    remark = f": {reason.remark}" if reason.remark else ""
    elsewhere = f"{subject} is in {_papers(reason.found_in, names)}, not in {papers}"
    words: dict[ReasonKind, str] = {
        "no citation": "cites no paper",
        "no longer there": f"the sentence behind it is no longer in {papers}",
        "cut": f"too long to compare in full: only {reason.subject} were read",
        "little support": f"little of this is in {papers}",
        "partial support": f"only part of this is in {papers}",
        "missing figure": f"{subject} does not occur in {papers}",
        "figure from another paper": elsewhere,
        "figure of something else": f"{papers} has no {subject}, only {instead}",
        "wrong figure": f"{papers} has {instead} for this, and {subject} for something else",
        "other figure": f"{papers} has {instead} of these, not {subject}",
        "missing name": f"{subject} does not occur in {papers}",
        "name from another paper": elsewhere,
        "other name": f"{papers} has “{reason.instead}”, not {subject}",
        "denies": f"this says “not” where {papers} does not",
        "denied": f"{papers} says “not” where this does not",
        "another fits better": f"{subject} in your collection fits this better than {papers}",
        "contradicted": f"the entailment model reads {papers} as contradicting this",
        "model supports": f"the model says that {papers} supports this",
        "model supports the rest": f"the model says that {papers} supports the rest",
        "model supports partly": f"the model says that {papers} supports only part of this{remark}",
        "model rejects": f"the model says that {papers} does not support this{remark}",
    }
    return words[reason.kind]


def _papers(numbers: Sequence[int], names: Mapping[int, str]) -> str:
    return " or ".join(names.get(number, f"[{number}]") for number in numbers)
