"""Where the bytes of papers are: in a file, or, for a library that several machines share, in its database."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes
from index.stores.paper_bytes.bytes_table import BytesTable

_AT_ONCE = 500


class StoredBytes(Protocol):
    """Bytes by paper, under one fingerprint."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the bytes of those of the papers that have some, and whole ones."""

    def state(self) -> object:
        """Return what changes with each change of the bytes; None without any."""

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
    for start in range(0, len(ids), _AT_ONCE):
        read = made.read(ids[start : start + _AT_ONCE])
        into.upsert([PaperBytes(id_, revisions[id_], data) for id_, data in read.items()])
    made.delete_all()
