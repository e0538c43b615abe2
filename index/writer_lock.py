"""The lock of the one writer: held while papers are added, removed or indexed, and while a library is restored."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import filelock

from index.errors import LibraryBusyError
from index.stores.library import Library


@contextmanager
def writing(lock: Path, library: Library | None = None) -> Iterator[None]:
    """Hold the lock file, which is freed when the process ends, however that ends; a note beside it has its id.

    The file keeps others away from what is in this folder. With a `library` that several folders share, all of them
    are kept away from that, too. Raises LibraryBusyError while another process holds either.
    """
    holder = lock.with_suffix(".pid")
    try:
        with filelock.FileLock(lock, timeout=0), library.store.sole_writer() if library else nullcontext():
            holder.write_text(str(os.getpid()))
            yield
            holder.unlink(missing_ok=True)
    except filelock.Timeout:
        pid = holder.read_text() if holder.exists() else "unknown"
        raise LibraryBusyError(
            f"Another paperchat (process {pid}) is writing to this library.", "Wait until it is done, or stop it."
        ) from None
