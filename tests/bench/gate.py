"""The evidence gate: how many questions that a collection answers it lets through, and how many others it catches.

Answerable: the queries of the set itself, and our short questions on the sample and the saved pages. Others: the
queries of the other set, our questions on other things, and queries of the set whose papers a draw does not hold.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date

from index import ingest
from index.evaluation.beir import JudgedSet
from index.gate import answerability
from index.papers import Paper
from index.search import search
from index.sources import read
from index.stores import Stores
from tests.bench import everyday, gate_questions
from tests.bench.common import ROOT, load_set, percentile, seed_pages, stores_of, table

_DRAWS = 3
_SIZE, _ANSWERED = 313, 160
_FOREIGN = 200
_KEPT = (0.9, 0.95, 0.97, 0.99)
_OWN = {
    "everyday": everyday.QUESTIONS,
    "other fields": gate_questions.OTHER_FIELDS,
    "keywords, off-topic": gate_questions.KEYWORDS_OFF_TOPIC,
    "coined names": gate_questions.ABSENT_NAMES,
}
_ANSWERABLE = ("answerable", "answerable, short")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate said of one question."""

    collection: str
    kind: str
    passed: bool
    probability: float


def measure(split: str = "dev") -> Iterator[str]:
    """What passes, by collection and kind of question, and what is caught where more or fewer are kept."""
    verdicts = [*_of_sets(split), *_of_pages(split)]
    yield f"**{split} queries**\n\n{table(_HEAD, _rows(verdicts))}"
    head = ("caught, in %, where are kept", *(f"{kept:.0%}" for kept in _KEPT))
    yield f"**ROC**, one threshold for all collections\n\n{table(head, _roc(verdicts))}"


_HEAD = ("collection", "kind", "questions", "let through, in %", "AUC against the answerable")


def _of_sets(split: str) -> Iterator[Verdict]:
    sets = {name: load_set(name, split) for name in ("scifact", "scitldr")}
    for name, data in sets.items():
        (other,) = (found for found in sets.values() if found.name != name)
        chosen = random.Random(0)  # noqa: S311 - to repeat it, not to keep a secret
        foreign = chosen.sample(list(other.queries.values()), _FOREIGN)
        with stores_of(name, data.papers) as stores:
            yield from _verdicts(
                stores, name, {"answerable": data.queries.values(), "other set": foreign, **_own(split)}
            )
        for draw in range(_DRAWS):
            yield from _of_draw(data, foreign, split, draw)


def _of_draw(data: JudgedSet, foreign: Sequence[str], split: str, draw: int) -> Iterator[Verdict]:
    """Ask a small collection drawn from the set; the draws of a set count as one collection."""
    papers, judged = _subset(data, random.Random(draw))  # noqa: S311 - to repeat it
    kept = {paper.id for paper in papers}
    own = [data.queries[id_] for id_ in judged]
    missing = [data.queries[id_] for id_, grades in data.judged.items() if not grades.keys() & kept][:_FOREIGN]
    kinds = {"answerable": own, "papers held out": missing, "other set": foreign, **_own(split)}
    with stores_of(f"{data.name}-{_SIZE}-{draw}", papers) as stores:
        yield from _verdicts(stores, f"{data.name}, draws of {_SIZE}", kinds)


def _of_pages(split: str) -> Iterator[Verdict]:
    """Ask the sample and the saved pages in few words."""
    short = {"answerable, short": _half(gate_questions.ON_SAMPLE, split)}
    near = {"near": _half(gate_questions.NEAR_SEEDS, split)}
    seeds = {"answerable, short": [*short["answerable, short"], *_half(gate_questions.ON_SEEDS, split)]}
    pages = {
        "sample": (list(ingest.gather([ROOT / "index" / "sample" / "daily-papers.txt"])), short),
        "saved pages": (seed_pages(), seeds | near),
    }
    for name, (inputs, kinds) in pages.items():
        with stores_of(name, _papers(inputs)) as stores:
            yield from _verdicts(stores, name, {**kinds, **_own(split)})


def _verdicts(stores: Stores, collection: str, kinds: Mapping[str, Iterable[str]]) -> Iterator[Verdict]:
    for kind, questions in kinds.items():
        for question in questions:
            found = search(stores, question)
            probability = answerability(found.signals) if found.signals else float(found.answerable)
            yield Verdict(collection, kind, found.answerable, probability)


def _rows(verdicts: Iterable[Verdict]) -> Iterator[tuple[object, ...]]:
    for collection, of_collection in _grouped(verdicts, lambda verdict: verdict.collection):
        answerable = [verdict.probability for verdict in of_collection if verdict.kind in _ANSWERABLE]
        for kind, found in _grouped(of_collection, lambda verdict: verdict.kind):
            passed = f"{100 * sum(verdict.passed for verdict in found) / len(found):.1f}"
            others = [verdict.probability for verdict in found]
            area = "" if kind in _ANSWERABLE else f"{_auc(answerable, others):.3f}"
            yield collection, kind, len(found), passed, area


def _roc(verdicts: Sequence[Verdict]) -> Iterator[tuple[object, ...]]:
    answerable = [verdict.probability for verdict in verdicts if verdict.kind in _ANSWERABLE]
    thresholds = [_threshold(answerable, kept) for kept in _KEPT]
    yield "threshold", *(f"{threshold:.2f}" for threshold in thresholds)
    for kind, found in _grouped(verdicts, lambda verdict: verdict.kind):
        if kind not in _ANSWERABLE:
            caught = (sum(verdict.probability < threshold for verdict in found) for threshold in thresholds)
            yield kind, *(f"{100 * number / len(found):.1f}" for number in caught)


def _threshold(probabilities: Sequence[float], kept: float) -> float:
    """Return the highest threshold that lets this share through."""
    return -percentile([-probability for probability in probabilities], kept)


def _auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return how often one of `higher` is above one of `lower`, equal ones counted half: the area under the ROC."""
    above = sum((one > other) + (one == other) / 2 for one in higher for other in lower)
    return above / (len(higher) * len(lower))


def _grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> list[tuple[str, list[Verdict]]]:
    """Return the verdicts by a key, in the order in which the keys first occur."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    return list(groups.items())


def _own(split: str) -> dict[str, Sequence[str]]:
    return {kind: _half(questions, split) for kind, questions in _OWN.items()}


def _half(questions: Sequence[str], split: str) -> Sequence[str]:
    """Return the half of our questions that the constants were fitted with (train), or the other one."""
    return questions[0 if split == "train" else 1 :: 2]


def _papers(inputs: Iterable[ingest.Input]) -> list[Paper]:
    readings = (read(item.data, item.name, Date(2026, 1, 1)) for item in inputs)
    return [entry.paper for reading in readings for entry in reading.entries]


def _subset(data: JudgedSet, draw: random.Random) -> tuple[list[Paper], dict[str, Mapping[str, int]]]:
    """Return `_SIZE` papers, about half of which answer a query, and the grades of queries that they answer in full."""
    by_id = {paper.id: paper for paper in data.papers}
    asked_for = sorted({id_ for grades in data.judged.values() for id_ in grades})
    chosen = set(draw.sample(asked_for, _ANSWERED))
    chosen |= set(draw.sample(sorted(by_id.keys() - set(asked_for)), _SIZE - len(chosen)))
    own = {id_: grades for id_, grades in data.judged.items() if grades.keys() <= chosen}
    return [by_id[id_] for id_ in sorted(chosen)], own
