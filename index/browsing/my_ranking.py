"""New papers in the order of a person's taste: close to what they starred, far from what they set aside.

Set aside is what was read and not starred. `python -m tests.bench ranking` measures it against recency and upvotes.
"""

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sql

from index.collection import Stores
from index.embedding.encoder import Vectors
from index.stores.tables import PRESENT, paper_marks, papers

# Stars and papers set aside that count, the newest in the collection first.
_MOST_MARKED = 100
# Papers near to each star that are ranked: those that are near to none stay in their order.
_NEAR_EACH = 200
# A person has several interests: a paper need only be near to a few of the stars.
NEAREST = 3
ASIDE_WEIGHT = 0.5
"""How much being close to papers that were set aside counts against a paper."""


def my_ranking(stores: Stores) -> list[str]:
    """Return the papers that are near to the starred ones, neither starred nor read themselves, the best first."""
    stores.vectors.refresh(stores.library.state())
    return stores.library.cached("my ranking", lambda db: _ranked(stores, db))


def taste(papers: Vectors, starred: Vectors, aside: Vectors) -> Vectors:
    """Return how well each paper fits, from unit vectors: float32, shape (papers,).

    >>> axes = np.eye(3, dtype=np.float32)
    >>> taste(axes, axes[:1], axes[2:]).tolist()
    [1.0, 0.0, -0.5]
    """
    return _nearness(papers, starred) - np.float32(ASIDE_WEIGHT) * _nearness(papers, aside)


def _nearness(papers: Vectors, to: Vectors) -> Vectors:
    """Return the mean cosine of each paper with the few nearest of the others; 0 without others."""
    if not len(to):
        return np.zeros(len(papers), dtype=np.float32)
    cosines = np.sort(papers @ to.T, axis=1)[:, -NEAREST:]
    mean: Vectors = cosines.mean(axis=1)
    return mean


def _ranked(stores: Stores, db: sql.Connection) -> list[str]:
    starred = _marked(db, paper_marks.c.starred)
    if not starred:
        return []
    read = _marked(db, paper_marks.c.read & sql.not_(paper_marks.c.starred))
    _, stars = stores.vectors.paper_vectors(starred[:_MOST_MARKED])
    _, aside = stores.vectors.paper_vectors(read[:_MOST_MARKED]) if read else ([], stars[:0])
    near = {id_ for star in stars for id_, *_ in stores.vectors.search(star, _NEAR_EACH)}
    ids, vectors = _vectors(stores, sorted(near.difference(starred, read)))
    fits = taste(vectors, stars, aside) if ids else ()
    return [id_ for _, id_ in sorted(zip(fits, ids, strict=True), key=lambda pair: (-float(pair[0]), pair[1]))]


def _vectors(stores: Stores, ids: Sequence[str]) -> tuple[list[str], Vectors]:
    return stores.vectors.paper_vectors(ids) if ids else ([], np.zeros((0, 0), dtype=np.float32))


def _marked(db: sql.Connection, mark: sql.ColumnElement[bool]) -> list[str]:
    """Return the papers with a mark, the newest first."""
    query = sql.select(papers.c.id).join(paper_marks, paper_marks.c.paper_id == papers.c.id).where(PRESENT, mark)
    return list(db.scalars(query.order_by(papers.c.added.desc(), papers.c.id)))
