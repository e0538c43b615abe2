"""The evidence gate: how many questions that the collection answers it lets through, and how many others it catches.

Answerable: the queries of the set itself. Others: the queries of the other set, and everyday questions.
"""

import random
from collections.abc import Iterable, Iterator

from index.evaluation.beir import JudgedSet
from index.papers import Paper
from index.search import search
from index.stores import Stores
from tests.bench.common import load_set, median, stores_of, table
from tests.bench.everyday import QUESTIONS

_DRAWS = 3
_SIZE, _ANSWERED = 313, 160


def measure(split: str = "dev") -> Iterator[str]:
    """Answerable questions kept and off-topic ones caught, on full sets and on draws of 313 papers."""
    sets = {name: load_set(name, split) for name in ("scifact", "scitldr")}
    rows: list[tuple[object, ...]] = []
    for name, data in sets.items():
        (other,) = (found for found in sets.values() if found.name != name)
        with stores_of(name, data.papers) as stores:
            rows.append((name, *_rates(stores, data.queries.values(), other.queries.values())))
        rows.append((f"{name}, median of {_DRAWS} draws", *_of_draws(data, other)))
    head = ("collection", "papers", "answerable kept", "off-topic caught", "everyday caught", "questions of each")
    yield f"**{split} queries**, in %\n\n{table(head, rows)}"


def _rates(stores: Stores, own: Iterable[str], others: Iterable[str]) -> tuple[object, ...]:
    kept, asked = _answerable(stores, own)
    passed, foreign = _answerable(stores, others)
    let_in, everyday = _answerable(stores, QUESTIONS)
    shares = (kept / asked, 1 - passed / foreign, 1 - let_in / everyday)
    return (stores.library.count(), *(round(100 * share, 1) for share in shares), f"{asked}, {foreign}, {everyday}")


def _answerable(stores: Stores, questions: Iterable[str]) -> tuple[int, int]:
    """Return how many of the questions the gate lets through, and how many there are."""
    verdicts = [search(stores, question, 1).answerable for question in questions]
    return sum(verdicts), len(verdicts)


def _of_draws(data: JudgedSet, other: JudgedSet) -> tuple[object, ...]:
    """Return the median rates over small collections drawn from the set."""
    draws = []
    for draw in range(_DRAWS):
        random_draw = random.Random(draw)  # noqa: S311 - to repeat it, not to keep a secret
        papers, own = _subset(data, random_draw)
        others = random_draw.sample(list(other.queries.values()), 200)
        with stores_of(f"{data.name}-{_SIZE}-{draw}", papers) as stores:
            draws.append(_rates(stores, own, others))
    rates = [round(median(float(str(draw[i])) for draw in draws), 1) for i in (1, 2, 3)]
    return (draws[0][0], *rates, draws[0][4])


def _subset(data: JudgedSet, draw: random.Random) -> tuple[list[Paper], list[str]]:
    """Return `_SIZE` papers, about half of which answer a query, and the queries that they answer in full."""
    by_id = {paper.id: paper for paper in data.papers}
    asked_for = sorted({id_ for grades in data.judged.values() for id_ in grades})
    chosen = set(draw.sample(asked_for, _ANSWERED))
    chosen |= set(draw.sample(sorted(by_id.keys() - set(asked_for)), _SIZE - len(chosen)))
    own = [data.queries[id_] for id_, grades in data.judged.items() if grades.keys() <= chosen]
    return [by_id[id_] for id_ in sorted(chosen)], own
