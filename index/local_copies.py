"""What each folder has of its own of a library that several share: words, token vectors and windows."""

from index.collection import Stores
from index.missing_vectors import make_missing, missing_vectors
from index.writer_lock import writing


def follow(stores: Stores) -> None:
    """Bring them up to what others have added to a shared library. Waits for no writer elsewhere.

    Raises LibraryBusyError while another process writes to this folder.
    """
    if not stores.library.store.is_shared or _is_current(stores):
        return
    with writing(stores.lock):
        stores.words.sync(stores.library)
        for _ in make_missing(stores, missing_vectors(stores)):
            pass


def _is_current(stores: Stores) -> bool:
    return stores.words.is_current(stores.library) and not missing_copies(stores)


def missing_copies(stores: Stores) -> str:
    """Return what some papers lack, or have of another text, in words for people; empty if nothing."""
    indexed = stores.library.indexed()
    if stores.token_encoder and stores.token_vectors.revisions() != indexed:
        return "The token vectors are missing or behind"
    return "The windows are missing or behind" if stores.windows.revisions() != indexed else ""
