"""The files and addresses that papers came from, as the page lists them: named, read again, removed; and the sample."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.fetch.download import Downloader
from app.fetch.fetched_papers import fetch_papers
from app.fetch.source_address import is_source_address
from app.ui.languages.catalogue import translated
from app.ui.languages.said_in_words import in_words
from app.ui.library.turn_taking import TurnTaking
from app.ui.protocol import CollectionOverview
from index import ingest
from index.collection import Stores
from index.errors import PaperchatError
from index.ingest import FileReport, Input
from index.sample import SAMPLE
from index.stores.listed import source_names


class CollectionSources:
    """Implements `app.ui.protocol.SourceList`."""

    def __init__(self, stores: Stores, changed: Callable[[], None], turns: TurnTaking | None = None) -> None:
        """Call `changed` after papers came or went."""
        self._stores = stores
        self._changed = changed
        self._turns = turns or TurnTaking()

    def overview(self) -> CollectionOverview:
        """Return how many papers and which sources there are now."""
        library = self._stores.library
        with library.database.connect() as db:
            at_hand = {name for name, path in source_names.paths_by_name(db).items() if _is_at_hand(path)}
        return CollectionOverview(library.count(), tuple(library.sources().items()), frozenset(at_hand))

    def remove(self, name: str) -> tuple[int, str]:
        """Remove a source with the papers that are in no other; return how many went, and the name of the deletion."""
        with self._turns.turn():
            before = self._stores.library.count()
            deletion = ingest.delete(self._stores, [name])
            removed = before - self._stores.library.count()
        self._changed()
        return removed, deletion

    def put_back(self, deletion: str) -> int:
        """Put the papers of a removed source back; return how many."""
        with self._turns.turn():
            papers = ingest.undo_deletion(self._stores, deletion)
        self._changed()
        return papers

    def read_again(self, name: str) -> FileReport:
        """Read a source again where it is, and return the result. Raises PaperchatError if it is not there."""
        with self._stores.library.database.connect() as db:
            path = source_names.path_of(db, name)
        if is_source_address(path):
            return replace(self._added(list(fetch_papers([path], Downloader()))), name=name)
        if not _is_at_hand(path):
            raise PaperchatError(translated("add.no_copy", name=name), translated("add.no_copy_hint"))
        return replace(self._added(list(ingest.gather([Path(path)]))), name=name)

    def rename(self, name: str, given: str) -> tuple[str, str]:
        """Name a source, by its file again where `given` is empty; return its name and the one given before.

        Raises PaperchatError if it is not there, or if another one has this name.
        """
        with self._stores.library.database.begin() as db:
            return source_names.rename(db, name, given)

    def add_sample(self) -> FileReport:
        """Add the sample collection."""
        return self._added(list(ingest.gather([SAMPLE])))

    def _added(self, inputs: list[Input]) -> FileReport:
        with self._turns.turn():
            *_, last = ingest.add(self._stores, inputs)
        self._changed()
        report = last.files[0]
        if report.failed:
            reason = in_words(report.problems[0].reason) if report.problems else ""
            raise PaperchatError(translated("add.nothing_read", name=report.name), reason)
        return report


def _is_at_hand(path: str) -> bool:
    """Whether a source can be read again: of what was uploaded, only the name is known."""
    return is_source_address(path) or Path(path).is_absolute()
