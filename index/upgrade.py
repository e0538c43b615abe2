"""Brings stores that an older release wrote up to date, without encoding anything again."""

from itertools import islice

from index.collection import Stores

_PAPERS_AT_ONCE = 500


def bring_up_to_date(stores: Stores) -> None:
    """Make of stores that can be used, but are of an older release, what a new one would be."""
    _add_missing_nodes(stores)
    stores.token_vectors.convert_old()


def _add_missing_nodes(stores: Stores) -> None:
    """Store the LlamaIndex node of each passage; release 0.1 kept the vectors alone.

    A run that is interrupted is repeated as a whole the next time.
    """
    if stores.vectors.has_nodes():
        return
    from index.chunking import AbstractParser, document_of, passage_of

    parser = AbstractParser(encoder=stores.encoder)
    indexed = iter(stores.library.indexed())
    while ids := list(islice(indexed, _PAPERS_AT_ONCE)):
        nodes = parser([document_of(paper) for paper in stores.library.papers(ids)])
        stores.vectors.add_nodes([passage_of(node) for node in nodes])
    stores.vectors.mark_nodes()
