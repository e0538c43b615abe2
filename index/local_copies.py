"""What each folder has of its own of a library that several share: words and token vectors."""

from index.collection import Stores
from index.indexing import make_token_vectors, outdated_token_vectors
from index.writer_lock import writing


def follow(stores: Stores) -> None:
    """Bring them up to what others have added to a shared library. Waits for no writer elsewhere.

    Raises LibraryBusyError while another process writes to this folder.
    """
    if not stores.library.store.is_shared or _is_current(stores):
        return
    with writing(stores.lock):
        stores.words.sync(stores.library)
        for _ in make_token_vectors(stores, outdated_token_vectors(stores)):
            pass


def _is_current(stores: Stores) -> bool:
    return stores.words.is_current(stores.library) and not lacks_token_vectors(stores)


def lacks_token_vectors(stores: Stores) -> bool:
    """Return whether some papers have none, or those of another text."""
    return bool(stores.token_encoder) and stores.token_vectors.revisions() != stores.library.indexed()
