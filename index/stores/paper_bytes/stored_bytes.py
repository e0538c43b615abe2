"""Where the bytes of papers are: in a file, or, for a library that several machines share, in its database."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import BytesFile, Extent, PaperBytes
from index.stores.paper_bytes.bytes_table import BytesTable

AT_ONCE = 500
"""So many papers are converted or moved together."""


class StoredBytes(Protocol):
    """Bytes by paper, under one fingerprint."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""

    def extent(self) -> Extent:
        """Return how much is stored."""

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the undamaged bytes of those of the papers that have any."""

    def set_aside(self) -> "StoredBytes":
        """Move the bytes of another fingerprint out of the way, unless that is done already, and return them."""

    def state(self) -> object:
        """Return what changes with each change of the bytes; None without any."""

    def has_met_damage(self) -> bool:
        """Return whether reading has met something damaged, which was left out, since the bytes were last changed."""

    def is_damaged(self) -> bool:
        """Read a sample and return whether something is wrong with it."""

    def upsert(self, papers: Sequence[PaperBytes]) -> None:
        """Store the bytes of these papers in place of earlier ones."""

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the bytes of these papers."""

    def delete_all(self) -> None:
        """Delete all of them."""


def open_stored_bytes(file: Path, fingerprint: str, library: Library | None) -> StoredBytes:
    """Open the bytes in `file`, or those of its name in the database of a library that several machines share."""
    if library and library.store.is_shared:
        return BytesTable(library, file.name, fingerprint)
    return BytesFile(file, fingerprint)


def take_in(file: Path, fingerprint: str, into: StoredBytes) -> None:
    """Move what a file of this fingerprint has to where the bytes are, if that is elsewhere; it can be repeated."""
    if isinstance(into, BytesFile) or not file.exists():
        return
    made = BytesFile(file, fingerprint)
    revisions = made.revisions()
    ids = list(revisions)
    for start in range(0, len(ids), AT_ONCE):
        read = made.read(ids[start : start + AT_ONCE])
        into.upsert([PaperBytes(id_, revisions[id_], data) for id_, data in read.items()])
    made.delete_all()


def convert(old: StoredBytes, into: StoredBytes, make: Callable[[bytes], bytes | None]) -> None:
    """Store the bytes of an older release as `make` returns them; cut off, it is resumed. They are deleted then.

    Those of which `make` returns None are left out, and those of papers that `into` has already.
    """
    aside = old.set_aside()
    revisions = aside.revisions()
    left = sorted(revisions.keys() - into.revisions().keys()) if revisions else []
    for start in range(0, len(left), AT_ONCE):
        read = aside.read(left[start : start + AT_ONCE])
        made = ((id_, make(data)) for id_, data in read.items())
        into.upsert([PaperBytes(id_, revisions[id_], data) for id_, data in made if data is not None])
    aside.delete_all()
