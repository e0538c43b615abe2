"""Papers similar to one: the nearest others by the vectors that the search compares."""

from index.collection import Stores
from index.papers import Paper


def similar_papers(stores: Stores, paper_id: str, limit: int) -> list[tuple[Paper, float]]:
    """Return up to `limit` papers nearest to this one with their cosines, nearest first; itself is not among them."""
    stores.vectors.refresh(stores.library.state())
    near = stores.vectors.near_papers([paper_id]).get(paper_id, [])
    cosines = {id_: cosine for id_, cosine in near if id_ != paper_id}
    return [(paper, cosines[paper.id]) for paper in stores.library.papers(list(cosines))[:limit] if paper.id in cosines]
