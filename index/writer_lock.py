"""The lock of the one writer: held while papers are added, removed or indexed, and while a library is restored."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import filelock

from index.errors import LibraryBusyError, PaperchatError, StoppedError, StoreUnreachableError, VectorFilesError
from index.stores.databases.read_only_folder import can_only_be_read, only_readable
from index.stores.library import Library

_FULL = re.compile(r"No space left on device|disk is full|Disk quota exceeded")
_LITTLE = 4 << 20
"""Bytes. If less is left on the disk, a store that could not write probably ran out of space."""
TURN = 15.0
"""Seconds that a person's change waits while another process writes."""


@contextmanager
def writing(lock: Path, library: Library | None = None, patience: float = 0) -> Iterator[None]:
    """Hold the lock file, which is freed when the process ends, however that ends; a note beside it has its id.

    The file keeps others away from what is in this folder. With a `library` that several folders share, all of them
    are kept away from that, too; `patience` is how many seconds to wait for one of them. Raises LibraryBusyError
    while another process holds either, ReadOnlyError in a folder that can only be read, and PaperchatError for what
    fails meanwhile because the disk is full: each store has words of its own for that.
    """
    holder = lock.with_suffix(".pid")
    if can_only_be_read(lock.parent):
        raise only_readable(lock.parent)
    try:
        with filelock.FileLock(lock, timeout=0), library.store.sole_writer(patience) if library else nullcontext():
            holder.write_text(str(os.getpid()))
            yield
            holder.unlink(missing_ok=True)
    except filelock.Timeout:
        pid = holder.read_text() if holder.exists() else "unknown"
        raise LibraryBusyError(
            f"Another paperchat (process {pid}) is writing to this library.", "Wait until it is done, or stop it."
        ) from None
    except Exception as fault:
        if not _is_of_full_disk(fault, lock.parent):
            raise
        raise PaperchatError(
            f"The disk that holds {lock.parent} is full.", "Free some space and run the command again: nothing is lost."
        ) from fault


def wait_for_own_write(lock: Path, patience: float) -> None:
    """Wait while this process holds the lock file, in another thread; for `patience` seconds at most."""
    with suppress(FileNotFoundError):
        if lock.with_suffix(".pid").read_text() == str(os.getpid()):
            with suppress(filelock.Timeout), filelock.FileLock(lock, timeout=patience):
                pass


def _is_of_full_disk(fault: Exception, folder: Path) -> bool:
    """Return whether something failed for want of space. Chroma does not always say so; then the free space decides."""
    if isinstance(fault, (LibraryBusyError, StoppedError, StoreUnreachableError)):
        return False
    chain = [fault, fault.__cause__, fault.__context__]
    if any(_FULL.search(str(one)) for one in chain if one):
        return True
    return isinstance(fault, VectorFilesError) and shutil.disk_usage(folder).free < _LITTLE
