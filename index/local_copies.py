"""What each folder has of its own of a library that several share: the word index."""

from index.collection import Stores
from index.writer_lock import writing


def follow(stores: Stores) -> None:
    """Bring it up to what others have added to a shared library. Waits for no writer elsewhere.

    Raises LibraryBusyError while another process writes to this folder.
    """
    if not stores.library.store.is_shared or stores.words.is_current(stores.library):
        return
    with writing(stores.lock):
        stores.words.sync(stores.library)


def lacks_token_vectors(stores: Stores) -> bool:
    """Return whether some papers have none, or those of another text."""
    return bool(stores.token_encoder) and stores.token_vectors.revisions() != stores.library.indexed()
