"""The map of a collection: the position of each paper, and the topics. Derived from the library and the vectors.

It is one file that also records what it was made from. It is renamed into place, so a map is either complete or absent.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.collection import Stores
from index.embedding.encoder import Vectors
from index.map.clusters import FEW_PAPERS, cluster, lay_out_clusters
from index.map.layout import PLACED_BY, Indices, Points, lay_out, weighted_mean
from index.map.naming import name_groups
from index.map.noun_phrases import read_terms
from index.map.topics import Topic, hills_in_groups, topic_counts
from index.papers import Paper

# Increase it if maps are made differently: all maps are then rebuilt.
_VERSION = 4
SIDE = 65_535
"""Positions are whole numbers from 0 to this."""
_CHANGED_AT_MOST = 0.2
"""A new layout, in which papers jump, is made if more than this share of papers were added or removed."""
_READ_FOR_A_NAME = 60
_BATCH = 500

ReadVectors = Callable[[], tuple[Sequence[str], Vectors]]
"""Gives the ids of all papers and a unit vector for each, float32, shape (papers, dimension)."""
FindNear = Callable[[Sequence[str]], Mapping[str, Sequence[tuple[str, float]]]]
"""Gives for each of these papers some dozens of its nearest others, with their cosines."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a map was made from."""

    version: int
    library: str
    encoder: str
    revision: int


@dataclass(frozen=True, slots=True)
class PaperMap:
    """The positions of the papers; `ids`, `titles`, `x`, `y` and `topic` have one entry per paper."""

    origin: Origin
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    x: tuple[int, ...]
    y: tuple[int, ...]
    topic: tuple[int, ...]
    """The number of the topic of each paper."""
    topics: tuple[Topic, ...]
    groups: tuple[Topic, ...]
    changed: int = 0
    """Papers added or removed since the layout was made."""


def update_map(stores: Stores, read_vectors: ReadVectors, find_near: FindNear, *, new_layout: bool = False) -> PaperMap:
    """Bring the map up to date with the library, and return it. Only `index.ingest`, the one writer, may call this.

    New papers are placed among the existing ones; after many, or with `new_layout`, all are laid out again. Only a new
    layout reads all vectors, which is by far the slowest step in a large collection.
    """
    old = None if new_layout else load_map(stores)
    if old and old.origin == _origin_of(stores):
        return old
    made = (_extended(stores, old, find_near) if old else None) or _laid_out(stores, *read_vectors())
    _write(_file(stores), made)
    return made


def load_map(stores: Stores) -> PaperMap | None:
    """Return the last map, which may be behind the library; None if this library has none."""
    found = _read(_file(stores))
    return found if found and _same_making(found.origin, _origin_of(stores)) else None


def is_current(stores: Stores) -> bool:
    """Return whether there is a map that matches the library."""
    found = load_map(stores)
    return found is not None and found.origin == _origin_of(stores)


def _laid_out(stores: Stores, ids: Sequence[str], vectors: Vectors) -> PaperMap:
    # By id, so that the order in which papers were added makes no difference.
    rows = {id_: row for row, id_ in enumerate(ids)}
    titles = _titles(stores, sorted(rows))
    ordered = vectors[[rows[id_] for id_ in titles]]
    points, topic, parents = arrange(ordered)
    topics, groups = _named(stores, list(titles), points, topic, parents)
    across, down = _whole(points)
    return PaperMap(
        _origin_of(stores), tuple(titles), tuple(titles.values()), across, down, tuple(topic.tolist()), topics, groups
    )


def arrange(vectors: Vectors) -> tuple[Points, Indices, list[int]]:
    """Return the point and the topic of each paper, and the group of each topic."""
    many, few = topic_counts(len(vectors))
    if many == 1 or len(vectors) > FEW_PAPERS:
        points = lay_out(vectors)
        return points, *hills_in_groups(points, many, few)
    topic, parents = cluster(vectors, many, few)
    return lay_out_clusters(vectors, topic, parents), topic, parents


def _named(
    stores: Stores, ids: Sequence[str], points: Points, topic: Indices, parents: Sequence[int]
) -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """Return the topics and the groups."""
    if not ids:
        return (), ()
    group = np.array(parents)[topic]
    group_names, topic_names = _names(stores, ids, (group, topic))
    groups = _topics(group_names, points, group, range(len(group_names)))
    return _topics(topic_names, points, topic, parents), groups


def _names(stores: Stores, ids: Sequence[str], partitions: Sequence[Indices]) -> list[list[str]]:
    """Return the names of the parts of each partition, from some papers of each part of the last and finest one."""
    finest = partitions[-1]
    chosen: list[int] = []
    for number in range(int(finest.max()) + 1):
        members = np.flatnonzero(finest == number)
        chosen += members[:: -(-len(members) // _READ_FOR_A_NAME)].tolist()
    texts = {paper.id: paper.text for paper in _papers(stores, [ids[row] for row in chosen])}
    terms = read_terms([texts.get(ids[row], "") for row in chosen])
    return [name_groups(terms, partition[chosen].tolist()) for partition in partitions]


def _topics(called: Sequence[str], points: Points, members: Indices, groups: Sequence[int]) -> tuple[Topic, ...]:
    middles = np.stack([np.median(points[members == number], axis=0) for number in range(len(called))])
    sizes = np.bincount(members, minlength=len(called)).tolist()
    parts = zip(called, *_whole(middles), sizes, groups, strict=True)
    return tuple(Topic(name, x, y, size, group) for name, x, y, size, group in parts)


def _extended(stores: Stores, old: PaperMap, find_near: FindNear) -> PaperMap | None:
    """Return the old map with the changes since; None if there are too many for its layout."""
    came = {p.id: p.title for papers in stores.library.changed_since(old.origin.revision) for p in papers}
    there = set(stores.library.matching(()).ids)
    kept = [row for row, id_ in enumerate(old.ids) if id_ in there and id_ not in came]
    changed = old.changed + len(came) + len(set(old.ids) - there)
    if not kept or changed > _CHANGED_AT_MOST * (len(kept) + len(came)):
        return None
    points = np.stack([old.x, old.y], axis=1)[kept].astype(np.float32) / np.float32(SIDE)
    found = _placed({old.ids[row]: place for place, row in enumerate(kept)}, points, find_near(list(came)))
    if not found.keys() >= came.keys():
        return None
    topic = [old.topic[row] for row in kept]
    topic += [topic[int(((points - found[id_]) ** 2).sum(axis=1).argmin())] for id_ in came]
    across, down = _whole(np.stack([*points, *(found[id_] for id_ in came)]))
    return replace(
        old,
        origin=_origin_of(stores),
        ids=(*(old.ids[row] for row in kept), *came),
        titles=(*(old.titles[row] for row in kept), *came.values()),
        x=across,
        y=down,
        topic=tuple(topic),
        topics=_recounted(old.topics, topic),
        groups=_recounted(old.groups, [old.topics[number].group for number in topic]),
        changed=changed,
    )


def _placed(
    rows: Mapping[str, int], points: Points, near: Mapping[str, Sequence[tuple[str, float]]]
) -> dict[str, Points]:
    """Return a point for each paper that has neighbours with a row in `points`."""
    placed: dict[str, Points] = {}
    for id_, found in near.items():
        known = sorted(((cosine, rows[other]) for other, cosine in found if other in rows), reverse=True)[:PLACED_BY]
        if known:
            cosines, of = zip(*known, strict=True)
            placed[id_] = weighted_mean(points[list(of)], np.array(cosines, dtype=np.float32))
    return placed


def _recounted(topics: Sequence[Topic], members: Sequence[int]) -> tuple[Topic, ...]:
    sizes = Counter(members)
    return tuple(replace(topic, papers=sizes[number]) for number, topic in enumerate(topics))


def _papers(stores: Stores, ids: Sequence[str]) -> Iterator[Paper]:
    for start in range(0, len(ids), _BATCH):
        yield from stores.library.papers(ids[start : start + _BATCH])


def _titles(stores: Stores, ids: Sequence[str]) -> dict[str, str]:
    """Return the titles by id, in order, without papers that the library does not have."""
    return {paper.id: paper.title for paper in _papers(stores, ids)}


def _whole(points: Points) -> tuple[tuple[int, ...], tuple[int, ...]]:
    across, down = np.rint(points * SIDE).astype(int).T.tolist()
    return tuple(across), tuple(down)


# The file


def _file(stores: Stores) -> Path:
    return stores.lock.with_name("map.json")


def _origin_of(stores: Stores) -> Origin:
    return Origin(_VERSION, stores.library.name, stores.encoder.fingerprint, stores.library.revision)


def _same_making(one: Origin, other: Origin) -> bool:
    return replace(one, revision=0) == replace(other, revision=0)


def _read(file: Path) -> PaperMap | None:
    try:
        saved: dict[str, Any] = json.loads(file.read_bytes())
        return PaperMap(
            origin=Origin(**saved.pop("origin")),
            topics=tuple(Topic(**topic) for topic in saved.pop("topics")),
            groups=tuple(Topic(**group) for group in saved.pop("groups")),
            changed=saved.pop("changed"),
            **{name: tuple(column) for name, column in saved.items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(file: Path, made: PaperMap) -> None:
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(made)), encoding="utf-8")
    part.replace(file)
