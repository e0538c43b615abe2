"""The ranking by stars, simulated: readers star papers of the first half of their time, and the rest is held out.

A reader is a heading of a curated list; what its authors listed below it are the papers that the reader stars. Each
held-out paper is looked for among all papers listed in its week. What else the reader saw in the weeks of the stars,
the most upvoted of each week, counts as read and not starred.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

import numpy as np

from index.browsing.my_ranking import taste
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Vectors
from tests.bench.common import CACHE, bench_records, shared, table

# Fewer stars leave nothing to hold out.
_LEAST_STARS = 4
# Papers of each week that a reader looks at and does not star.
_READ_EACH_WEEK = 5
_WITHIN = (5, 10, 20)
_PIECE = 1500

Rank = Callable[["_Week", "_Reader"], Sequence[float]]


@dataclass(frozen=True)
class _Listed:
    """The papers that were ever listed, by the order of their days."""

    ids: list[str]
    days: list[Date]
    upvotes: list[int]
    vectors: Vectors

    def week_of(self, place: int) -> "_Week":
        """Return the papers listed in the week of this one."""
        week = self.days[place].isocalendar()[:2]
        return _Week(self, [i for i, day in enumerate(self.days) if day.isocalendar()[:2] == week])


@dataclass(frozen=True)
class _Week:
    """The papers of a week, by their places in all."""

    listed: _Listed
    places: list[int]


@dataclass(frozen=True)
class _Reader:
    """What a reader starred, set aside, and will star."""

    starred: list[int]
    aside: list[int]
    held_out: list[int]


def measure() -> Iterator[str]:
    """My ranking: held-out stars among the first papers of their week, against recency and upvotes."""
    listed = _listed()
    readers = [reader for reader in map(_reader(listed), _headings()) if reader]
    ranks: dict[str, Rank] = {
        "newest first": lambda week, _: [week.listed.days[i].toordinal() for i in week.places],
        "most upvoted first": lambda week, _: [week.listed.upvotes[i] for i in week.places],
        "my ranking, stars alone": lambda week, reader: _fits(week, reader, aside=False),
        "my ranking": lambda week, reader: _fits(week, reader, aside=True),
    }
    held_out = [(listed.week_of(place), reader, place) for reader in readers for place in reader.held_out]
    papers = sum(len(week.places) for week, _, _ in held_out) / len(held_out)
    yield (
        f"{len(readers)} readers, {sum(len(reader.starred) for reader in readers)} stars, {len(held_out)} held out,"
        f" {papers:.0f} papers in a week."
    )
    rows = [(name, *_figures(rank, held_out)) for name, rank in ranks.items()]
    yield table(("order", *(f"in the first {n}" for n in _WITHIN), "reciprocal rank", "median rank"), rows)


def _figures(rank: Rank, held_out: Sequence[tuple[_Week, _Reader, int]]) -> list[float]:
    """Return the share of held-out stars within the first papers, and their mean reciprocal and median rank."""
    found = [_rank(rank(week, reader), week.places.index(place)) for week, reader, place in held_out]
    shares = [float(np.mean([at <= n for at in found])) for n in _WITHIN]
    return [*shares, float(np.mean([1 / at for at in found])), float(np.median(found))]


def _rank(scores: Sequence[float], at: int) -> float:
    """Return the rank of a paper, the mean one where others have the same score."""
    own = scores[at]
    return sum(score > own for score in scores) + (sum(score == own for score in scores) + 1) / 2


def _fits(week: _Week, reader: _Reader, *, aside: bool) -> list[float]:
    vectors = week.listed.vectors
    set_aside = vectors[reader.aside] if aside else vectors[:0]
    found: list[float] = taste(vectors[week.places], vectors[reader.starred], set_aside).tolist()
    return found


def _reader(listed: _Listed) -> Callable[[list[str]], _Reader | None]:
    places = {id_: place for place, id_ in enumerate(listed.ids)}

    def read(ids: list[str]) -> _Reader | None:
        stars = sorted(places[id_] for id_ in ids if id_ in places)
        if len(stars) < _LEAST_STARS:
            return None
        first, rest = stars[: len(stars) // 2], stars[len(stars) // 2 :]
        # A week with a star in it holds nothing out.
        held_out = [star for star in rest if listed.days[star] > listed.days[first[-1]]]
        seen = {i for star in first for i in _most_upvoted(listed.week_of(star))}
        return _Reader(first, sorted(seen.difference(stars)), held_out) if held_out else None

    return read


def _most_upvoted(week: _Week) -> list[int]:
    return sorted(week.places, key=lambda i: -week.listed.upvotes[i])[:_READ_EACH_WEEK]


def _headings() -> list[list[str]]:
    """Return the ids of the papers below each heading."""
    found = defaultdict[str, list[str]](list)
    for line in (shared() / "bench" / "topics" / "qrels_dev.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        heading, paper, _ = line.split("\t")
        found[heading].append(paper)
    return list(found.values())


def _listed() -> _Listed:
    first: dict[str, dict[str, Any]] = {}
    for line in bench_records("daily_papers", "listings.jsonl.gz"):
        first.setdefault(line["paper_id"], line)
    papers = [paper for paper in bench_records("daily_papers") if paper["_id"] in first]
    papers.sort(key=lambda paper: (first[paper["_id"]]["date"], paper["_id"]))
    lines = [first[paper["_id"]] for paper in papers]
    vectors = _encoded([f"{paper['title']}\n{paper['text']}" for paper in papers])
    days = [Date.fromisoformat(line["date"]) for line in lines]
    return _Listed([paper["_id"] for paper in papers], days, [line["upvotes"] or 0 for line in lines], vectors)


def _encoded(texts: Sequence[str]) -> Vectors:
    """Return the vectors of the texts, cached on disk piece by piece: all of them take minutes."""
    encoder = BundledEncoder()
    pieces = []
    for start in range(0, len(texts), _PIECE):
        piece = texts[start : start + _PIECE]
        name = hashlib.sha256("".join(piece).encode()).hexdigest()[:12]
        file = CACHE / f"ranking-{name}-{encoder.fingerprint.replace('/', '-')}.npy"
        if not file.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            np.save(file, encoder.encode(piece))
        pieces.append(np.load(file))
    vectors: Vectors = np.concatenate(pieces)
    return vectors
