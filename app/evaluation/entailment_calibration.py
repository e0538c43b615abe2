"""Calibrates an entailment model on labelled pairs: from which probability of a contradiction on is it believed?

The threshold comes from one half of the pairs; what is marked with it is counted in the other. Reads the pairs, too:
JSON Lines with `premise`, `hypothesis` and `label`, as the public sets of natural language inference are shared.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from app.checking.entailment import ReadPairs, contradiction, windows
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract
from index.errors import PaperchatError
from index.evaluation.json_lines import faulty, records

Label = Literal["supported", "contradicted", "not enough"]
_SPELLINGS: dict[str, Label] = {
    **dict.fromkeys(("supported", "supports", "support", "entailment", "entails"), "supported"),
    **dict.fromkeys(("contradicted", "refuted", "refutes", "contradict", "contradiction"), "contradicted"),
    **dict.fromkeys(("not_enough", "not enough", "not enough info", "nei", "neutral"), "not enough"),
}
_FORM = (
    'A line looks like this: {"premise": "...", "hypothesis": "...", "label": "supported"}; or contradicted, neutral.'
)
# With fewer true pairs in a half, 5 % of them are too few to count.
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, and whether it says a sentence."""

    premise: str
    sentence: str
    label: Label


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold that marks the wanted share of true sentences, and what it marks of the half not fitted on."""

    threshold: float
    marked: dict[Label, tuple[int, int]]
    """How many sentences are marked and how many there are, by label."""


def read_pairs(file: Path) -> list[Pair]:
    """Read the pairs of a file. Raises PaperchatError, which names a faulty line."""
    pairs = [_pair(place, record) for place, record in records(file)]
    if not pairs:
        raise PaperchatError(f"{file} has no pairs.", _FORM)
    return pairs


def calibrate(read: ReadPairs, pairs: Iterable[Pair], share: float) -> Calibration:
    """Return the threshold from which the model marks this share of true sentences, and what it marks of the rest."""
    halves: dict[bool, dict[Label, list[float]]] = {
        half: {one: [] for one in get_args(Label)} for half in (True, False)
    }
    for pair in pairs:
        halves[_is_fitted(pair)][pair.label].append(contradiction_read(read, pair.premise, pair.sentence))
    true = halves[True]["supported"]
    if min(len(true), len(halves[False]["supported"])) < _FEWEST:
        raise PaperchatError("There are too few supported pairs to calibrate with.", f"Give {4 * _FEWEST} or more.")
    threshold = threshold_at(true, share)
    marked = {
        label: (sum(one >= threshold for one in found), len(found)) for label, found in halves[False].items() if found
    }
    return Calibration(threshold, marked)


def contradiction_read(read: ReadPairs, premise: str, sentence: str) -> float:
    """Return from which threshold down an answer's sentence would be marked; 0 if never.

    As in an answer, the model reads the closest sentences of the text, and only where words were found.
    """
    checked = check(f"{sentence} [1]", [CitedAbstract(1, "", premise)])
    if checked is None or checked.verdict == "not found" or not checked.evidence:
        return 0.0
    return contradiction(read, sentence, windows(premise, checked.evidence[0].spans))


def threshold_at(true: Sequence[float], share: float) -> float:
    """Return the least threshold that marks at most this share of true sentences.

    >>> threshold_at([0.1, 0.2, 0.3, 0.9], 0.25)
    0.3001
    """
    ranked = sorted(true, reverse=True)
    # Rounded up, so that what was counted as left alone stays so.
    return min(1.0, ranked[int(len(ranked) * share)] + 0.0001)


def _pair(place: str, record: dict[str, Any]) -> Pair:
    texts = [record.get(key) for key in ("premise", "hypothesis")]
    label = _SPELLINGS.get(str(record.get("label")).lower())
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise faulty(place, "premise or hypothesis is missing")
    if label is None:
        raise faulty(place, f"the label {record.get('label')!r} is none of supported, contradicted, neutral")
    return Pair(str(texts[0]), str(texts[1]), label)


def _is_fitted(pair: Pair) -> bool:
    """Return whether a pair belongs to the half that sets the threshold, regardless of the rest of the file."""
    digest = hashlib.blake2b(f"{pair.premise}\n{pair.sentence}".encode(), digest_size=4).digest()
    return digest[0] % 2 == 0


def sample_pairs(pairs: Iterable[Pair], most: int) -> Iterator[Pair]:
    """Yield up to this many pairs of each label, the same ones each time, wherever in the file they stand."""
    seen = dict.fromkeys(get_args(Label), 0)
    for pair in sorted(pairs, key=lambda one: hashlib.blake2b(one.sentence.encode(), digest_size=8).digest()):
        seen[pair.label] += 1
        if seen[pair.label] <= most:
            yield pair
