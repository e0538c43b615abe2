"""Fitted decisions, such as whether to flag a clause when part of its wording is missing. Pure.

A logistic regression over signals that the check has anyway. Its constants lie in decision.json beside this file;
`python -m tests.bench checking_fit` writes them from sentences that people wrote.
"""

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.checking.support import Clause, Support, claimed_stems
from index.text.names import looks_like_name
from index.text.plain_text import content_stems

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

DECISION_FILE = Path(__file__).with_name("decision.json")
Writer = Literal["person", "model"]
"""Who wrote a sentence. People word freely what they read, and know more of a paper than its abstract; a model that was
given abstracts repeats what they say, or invents."""
# Of four words or more that a model adds to a title, the abstract must have this share, allowing one: else they are
# made up. On the train parts that flags no true sentence of a model that nothing else flags.
_ADDED, _LEAST_ADDED = 4, 0.34


@dataclass(frozen=True, slots=True)
class ClauseSignals:
    """How near a clause is to its papers."""

    cosine: float
    """The cosine of the clause with the closest line of a paper."""
    covered: float
    """The share of its content words that the papers have."""
    pairs: float
    """The share of its neighbouring content words that are neighbours there, too."""
    closest: float
    """The share of its words, without the missing names, that the closest line of each paper has."""
    marked_names: float
    """The missing names that are clearly names by their spelling: with a second capital, or a digit."""
    plain_names: float
    """The other missing names."""
    spelling: float
    """The share of a missing name that a word of the papers begins with, the least of all; 1 without missing names."""
    words: float
    """The number of its content words."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A function of one signal, straight between its bends."""

    slope: float
    bends: Mapping[float, float]
    """The values of the signal at which the slope changes, each with the change."""

    def at(self, value: float) -> float:
        """Return the function's value."""
        bent = sum(change * (value - bend) for bend, change in self.bends.items() if value > bend)
        return self.slope * value + bent


@dataclass(frozen=True, slots=True)
class Decision:
    """A fitted decision: a curve for each signal, and the sum of them from which something is flagged."""

    bias: float
    thresholds: Mapping[Writer, float]
    """One for each kind of writer."""
    curves: Mapping[str, Curve]

    def doubt(self, signals: "DataclassInstance") -> float:
        """Return the log odds that the papers do not say this."""
        return self.bias + sum(self.curves[name].at(value) for name, value in asdict(signals).items())

    def needs_review(self, signals: "DataclassInstance", writer: Writer = "person") -> bool:
        """Return whether the doubt is large enough."""
        return self.doubt(signals) > self.thresholds[writer]


@cache
def fitted(file: Path = DECISION_FILE) -> Decision:
    """Return the decision in a file; without one, that about clauses."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    curves = {
        name: Curve(curve["slope"], {float(bend): change for bend, change in curve["bends"].items()})
        for name, curve in stored["curves"].items()
    }
    return Decision(stored["bias"], stored["thresholds"], curves)


def signals_of(clause: Clause, supports: Sequence[Support], missing_names: Sequence[str]) -> ClauseSignals:
    """Return the signals of a clause; `supports` with cosines, one for each of its papers."""
    stems = content_stems(clause.text)
    own = frozenset(stems)
    rest = own - {stem for name in missing_names for stem in content_stems(name)}
    neighbours = list(pairwise(stems))
    shared = sum(any(pair in paper.pairs for paper in clause.papers) for pair in neighbours)
    covered = frozenset[str]().union(*(one.covered for one in supports))
    nearest = (max((rest & line.stems for line in one.paper.lines), key=len) for one in supports)
    marked = sum(looks_like_name(name, certain=True) for name in missing_names)
    return ClauseSignals(
        cosine=max((one.cosine or 0.0 for one in supports), default=0.0),
        covered=len(covered) / (len(own) or 1),
        pairs=shared / (len(neighbours) or 1),
        closest=len(frozenset[str]().union(*nearest)) / (len(rest) or 1),
        marked_names=float(marked),
        plain_names=float(len(missing_names) - marked),
        spelling=min((_likeness(name, clause) for name in missing_names), default=1.0),
        words=float(len(own)),
    )


def is_made_of_titles(clause: Clause) -> bool:
    """Return whether the abstracts hardly have what a clause adds to their titles, as if a model knew only the titles.

    Sharing the words of the title would otherwise support anything that is said about the right paper.
    """
    added = claimed_stems(clause.text).difference(*(paper.lines[0].stems for paper in clause.papers))
    there = added.intersection(stem for paper in clause.papers for line in paper.lines[1:] for stem in line.stems)
    return len(added) >= _ADDED and (len(there) + 1) / (len(added) + 1) < _LEAST_ADDED


def _likeness(name: str, clause: Clause) -> float:
    """Return the share of a name that a word, or joined words, of the papers begins with."""
    letters = name.lower().replace("-", "")
    near = (word for paper in clause.papers for word in _neighbours(letters, paper.forms.ordered))
    return max((_in_common(letters, word) for word in near), default=0) / (len(letters) or 1)


def _in_common(one: str, other: str) -> int:
    """Return the length of the beginning that both share."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _neighbours(word: str, ordered: Sequence[str]) -> Sequence[str]:
    """Return the two words next to `word` in alphabetical order: no other shares a longer beginning with it."""
    place = bisect_left(ordered, word)
    return ordered[max(place - 1, 0) : place + 1]
