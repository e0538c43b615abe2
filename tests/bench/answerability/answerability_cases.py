"""The data that answerability is measured and fitted on: questions to collections, and the search's signals.

Answerable: the queries of the set itself, and our short questions on the sample and the saved pages. Not answerable:
queries of the other set, our questions on other topics, and queries whose papers are missing from a draw.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from typing import TypeVar
from zlib import crc32

from index import ingest
from index.collection import Stores
from index.evaluation.beir import JudgedSet
from index.papers import Paper
from index.retrieval.answerability import Signals, answerability
from index.retrieval.search import search
from index.sources import read
from index.text.words import terms
from tests.bench.answerability import answerability_questions, everyday
from tests.bench.common import ROOT, files_at, load_set, seed_pages, stores_of

ANSWERABLE, SHORT, KEYWORDS = "answerable", "answerable, short", "answerable, keywords"
HELD = (ANSWERABLE, SHORT, KEYWORDS)
"""The kinds of question that the collection can answer."""
# The share of papers in a draw that answer a query.
_ANSWERED = 0.51
# How many words are left of a question cut down to keywords.
_KEYWORDS = 3
_WORD = re.compile(r"[^\W_][\w'’-]*")
_OWN = {
    "everyday": everyday.QUESTIONS,
    "other fields": answerability_questions.OTHER_FIELDS,
    "keywords, off-topic": answerability_questions.KEYWORDS_OFF_TOPIC,
    "coined names": answerability_questions.ABSENT_NAMES,
}

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many questions and collections to use."""

    draws: Mapping[int, int] = field(default_factory=lambda: {313: 3})
    """How many collections of each size to draw from each set; the draws of one size count as one collection."""
    own: int | None = None
    """The most answerable queries per collection; None for all."""
    foreign: int = 200
    """How many queries of the other set, and of papers held out, per collection."""
    keywords: bool = False
    """Whether to ask the whole sets their queries cut down to three keywords as well."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question, with the signals of its search and whether it was judged answerable."""

    collection: str
    kind: str
    signals: Signals | None
    passed: bool

    @property
    def probability(self) -> float:
        """The probability of an answer; 0 if a name in the question is in no paper."""
        if self.signals is None:
            return float(self.passed)
        return 0.0 if self.signals.absent else answerability(self.signals)


def cases(split: str, plan: Plan) -> Iterator[Case]:
    """Yield the questions of a split, asked of SciFact, SciTLDR, draws of both, the sample and the saved pages."""
    sets = {name: load_set(name, split) for name in ("scifact", "scitldr")}
    for name, data in sets.items():
        (other,) = (found for found in sets.values() if found.name != name)
        foreign = random.Random(0).sample(list(other.queries.values()), plan.foreign)  # noqa: S311 - to repeat it
        with stores_of(name, data.papers) as stores:
            own = list(data.queries.values())[: plan.own]
            short = {KEYWORDS: [_keywords(stores, question) for question in own]} if plan.keywords else {}
            yield from _asked(stores, name, {ANSWERABLE: own, **short, "other set": foreign, **_own(split)})
        for size, draws in plan.draws.items():
            for draw in range(draws):
                yield from _of_draw(data, foreign, plan, (size, draw))
    if split != "train":
        yield from of_held_out_half(plan)
    yield from _of_pages(split)


def of_held_out_half(plan: Plan, split: str = "dev") -> Iterator[Case]:
    """Yield half of PubMedQA's questions, asked of half of its papers: train, or those that nothing was fitted on."""
    data = load_set("pubmedqa")
    kept = half_of_pubmedqa()
    ids = {paper.id for paper in kept}
    own = [data.queries[id_] for id_, grades in data.judged.items() if grades.keys() <= ids]
    missing = [data.queries[id_] for id_, grades in data.judged.items() if not grades.keys() & ids]
    own, missing = ([text for text in texts if _is_train(text) == (split == "train")] for texts in (own, missing))
    kinds = {ANSWERABLE: own[: plan.own], "papers held out": missing[: plan.foreign], **_own(split)}
    with stores_of("pubmedqa-half", kept) as stores:
        yield from _asked(stores, "pubmedqa, half of it", kinds)


def half_of_pubmedqa() -> list[Paper]:
    """Return the papers of PubMedQA that are kept where the others are left out."""
    return [paper for paper in load_set("pubmedqa").papers if crc32(paper.id.encode()) % 2]


def _is_train(question: str) -> bool:
    return crc32(f"x{question}".encode()) % 2 == 1


def grouped(found: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    """Return the items grouped by key, in the order in which the keys first occur."""
    groups: dict[K, list[T]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _of_draw(data: JudgedSet, foreign: Sequence[str], plan: Plan, place: tuple[int, int]) -> Iterator[Case]:
    """Yield questions asked of a small collection drawn from the set."""
    size, draw = place
    papers, judged = subset(data, size, random.Random(draw))  # noqa: S311 - to repeat it
    kept = {paper.id for paper in papers}
    missing = [data.queries[id_] for id_, grades in data.judged.items() if not grades.keys() & kept][: plan.foreign]
    own = [data.queries[id_] for id_ in judged][: plan.own]
    kinds = {ANSWERABLE: own, "papers held out": missing, "other set": foreign, **_own(data.split)}
    with stores_of(f"{data.name}-{size}-{draw}", papers) as stores:
        yield from _asked(stores, f"{data.name}, draws of {size}", kinds)


def _of_pages(split: str) -> Iterator[Case]:
    """Yield short questions, asked of the sample and the saved pages."""
    short = {SHORT: _half(answerability_questions.ON_SAMPLE, split)}
    near = {"near": _half(answerability_questions.NEAR_SEEDS, split)}
    seeds = {SHORT: [*short[SHORT], *_half(answerability_questions.ON_SEEDS, split)]}
    pages = {
        "sample": (files_at([ROOT / "index" / "sample" / "daily-papers.txt"]), short),
        "saved pages": (seed_pages(), seeds | near),
    }
    for name, (inputs, kinds) in pages.items():
        with stores_of(name, papers_of(inputs)) as stores:
            yield from _asked(stores, name, {**kinds, **_own(split)})


def _asked(stores: Stores, collection: str, kinds: Mapping[str, Iterable[str]]) -> Iterator[Case]:
    for kind, questions in kinds.items():
        for question in questions:
            found = search(stores, question)
            yield Case(collection, kind, found.signals, found.answerable)


def _keywords(stores: Stores, question: str) -> str:
    """Return the question's words that are rarest in the collection, in their order."""
    stems = {word: terms(word) for word in _WORD.findall(question)}
    weights = {word: max(stores.words.weights(stems[word]).values()) for word in stems if stems[word]}
    rarest = sorted(weights, key=lambda word: -weights[word])[:_KEYWORDS]
    return " ".join(word for word in weights if word in rarest)


def _own(split: str) -> dict[str, Sequence[str]]:
    return {kind: _half(questions, split) for kind, questions in _OWN.items()}


def _half(questions: Sequence[str], split: str) -> Sequence[str]:
    """Return the half of our questions that the constants were fitted on (train), or the other half."""
    return questions[0 if split == "train" else 1 :: 2]


def papers_of(inputs: Iterable[ingest.Input]) -> list[Paper]:
    """Return the papers that files hold, as often as they hold them."""
    readings = (read(item.data, item.name, Date(2026, 1, 1)) for item in inputs)
    return [entry.paper for reading in readings for entry in reading.entries]


def subset(data: JudgedSet, size: int, draw: random.Random) -> tuple[list[Paper], dict[str, Mapping[str, int]]]:
    """Return `size` papers, about half of which answer a query, and the grades of the queries they fully answer."""
    by_id = {paper.id: paper for paper in data.papers}
    asked_for = sorted({id_ for grades in data.judged.values() for id_ in grades})
    chosen = set(draw.sample(asked_for, min(round(_ANSWERED * size), len(asked_for))))
    chosen |= set(draw.sample(sorted(by_id.keys() - set(asked_for)), size - len(chosen)))
    own = {id_: grades for id_, grades in data.judged.items() if grades.keys() <= chosen}
    return [by_id[id_] for id_ in sorted(chosen)], own
