"""Papers similar to others: the nearest by the vectors that the search compares."""

from collections.abc import Collection, Sequence

from index.collection import Stores
from index.papers import Paper

# A long abstract has a few passages; the nearest one counts.
_PASSAGES_EACH = 3


def similar_papers(
    stores: Stores, paper_ids: Sequence[str], limit: int, within: Collection[str] | None = None
) -> list[tuple[Paper, float]]:
    """Return up to `limit` papers nearest to these as a whole, nearest first, with their cosines.

    The given ones are not among them. `within`: only papers of these.
    """
    stores.vectors.refresh(stores.library.state())
    known, vectors = stores.vectors.paper_vectors(paper_ids) if paper_ids else ([], None)
    if vectors is None or not known:
        return []
    reach = _PASSAGES_EACH * (limit + len(known))
    best: dict[str, float] = {}
    for paper_id, _, cosine in stores.vectors.search(vectors.mean(axis=0), reach, within):
        best.setdefault(paper_id, cosine)
    near = [paper_id for paper_id in best if paper_id not in set(paper_ids)]
    return [(paper, best[paper.id]) for paper in stores.library.papers(near[:limit]) if paper.id in best]
