"""Adapts the stores to what the library's table on the page needs."""

from collections.abc import Callable, Sequence

from app.ui.library.turn_taking import TurnTaking
from index import ingest
from index.browsing.facets import Facet, facets_of
from index.browsing.similar import similar_papers
from index.browsing.table_page import TablePage, TableRow, ids_of, page_of, rows_of
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.papers import Paper
from index.stores.by_hand.paper_marks import MarkChange, change_marks, tags_in_use
from index.stores.by_hand.record_edits import Edits


class CollectionTable:
    """Implements `app.ui.protocol.LibraryTable`."""

    def __init__(self, stores: Stores, changed: Callable[[], None], turns: TurnTaking | None = None) -> None:
        """Call `changed` after papers were edited, deleted or put back."""
        self._stores = stores
        self._changed = changed
        self._turns = turns or TurnTaking()

    def page(self, selection: Selection, offset: int, limit: int) -> TablePage:
        """Return some rows of the table."""
        return page_of(self._stores, selection, offset, limit)

    def facets(self, selection: Selection) -> tuple[Facet, ...]:
        """Return what the papers have in common, with counts."""
        return facets_of(self._stores, selection)

    def ids(self, selection: Selection, limit: int) -> list[str]:
        """Return the ids of the first papers."""
        return ids_of(self._stores, selection, limit)

    def row(self, paper_id: str) -> TableRow | None:
        """Return the paper with this id; None if it is not in the collection."""
        return next(iter(rows_of(self._stores, [paper_id])), None)

    def similar(self, paper_id: str, limit: int) -> list[tuple[Paper, float]]:
        """Return the papers nearest to one with their cosines, nearest first."""
        return similar_papers(self._stores, [paper_id], limit)

    def tags(self) -> dict[str, int]:
        """Return the tags of people's own, with their numbers of papers."""
        return tags_in_use(self._stores.library)

    def change_marks(self, ids: Sequence[str], change: MarkChange) -> None:
        """Change the marks of papers."""
        change_marks(self._stores.library, ids, change)

    def edit(self, paper_id: str, edits: Edits) -> None:
        """Write edits into a record."""
        with self._turns.turn():
            ingest.edit(self._stores, paper_id, edits)
        self._changed()

    def delete(self, ids: Sequence[str]) -> str:
        """Delete papers and return the name of the deletion."""
        with self._turns.turn():
            deletion = ingest.delete(self._stores, ids)
        self._changed()
        return deletion

    def undo_deletion(self, deletion: str) -> int:
        """Put the papers of a deletion back and return how many."""
        with self._turns.turn():
            papers = ingest.undo_deletion(self._stores, deletion)
        self._changed()
        return papers
