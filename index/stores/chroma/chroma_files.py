"""Chroma in a folder of this machine. A door to chromadb.

One process at a time uses the files. A client that only searches also takes in what others have queued, and writes the
index over its files as a writer does: two at once left links of 74 GB, and ended whoever read them.
"""

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from index.errors import PaperchatError, VectorFilesError
from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.vector_health import INDEX_FILES, VectorHealth

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# What the folder is called for the moment in which another takes its place.
_REPLACED = "replaced"
# Seconds between two looks at whether another process has let go of the files.
_POLL = 0.005
_PATIENCE = 120.0
"""Seconds. A batch takes some of them on a busy machine, and a process that is suspended never lets go."""


class ChromaFiles(ChromaClient):
    """The collections of one folder. An open client keeps its own copy of the index of nearest neighbours."""

    # Chroma gives vectors as Python numbers: at once, those of 19,000 passages took 380 MB for a moment.
    page = 1000
    # Of 55,000 vectors, those of 500 / 1,000 / 2,000 papers are compared in 58 / 95 / 147 ms of processor time and
    # filtered in 176 / 162 / 168 ms.
    compared = 2000

    def __init__(self, folder: Path, patience: float = _PATIENCE) -> None:
        """`patience`: how many seconds to wait for another process that uses the files."""
        super().__init__()
        self._folder = folder
        # In the folder, so that it is replaced and deleted with what it is made from.
        self.vector_file = folder / "vectors.coded"
        self._health = VectorHealth(folder)
        # Beside the folder, which is replaced as a whole. Taken by one thread, it may be let go by another.
        self._lock = filelock.FileLock(_lock_of(folder), thread_local=False, timeout=patience, poll_interval=_POLL)
        self._last_seen: object = None
        """The index as it was when this process let go of the files; None if the open client has missed a change."""
        self._has_missed_some = False

    def exist(self) -> bool:
        """Return whether there is a folder."""
        return self._folder.exists()

    def name_of(self, kind: str) -> str:
        """Return the kind: a folder holds one library."""
        return kind

    def fault(self, *, thorough: bool) -> str:
        """Return what is wrong with the files, in words for people; empty if they are whole (`VectorHealth`)."""
        return self._health.fault(thorough=thorough)

    def remember(self) -> None:
        """Note what the files are like."""
        self._health.remember()

    def all_collections(self) -> "Sequence[Collection]":
        """Return every collection. Only within `using`."""
        with self._changing:
            client = self._open()
            return [client.get_collection(found.name, embedding_function=None) for found in client.list_collections()]

    def reset(self, kinds: Sequence[str], metadata: Mapping[str, str]) -> None:
        """Replace the files with empty collections of these kinds."""
        with self._changing, self._alone():
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            self.create(kinds, metadata)
            self._last_seen = self._index_state()

    def beside(self, part: str) -> "ChromaFiles":
        """Return the collections of a folder beside this one."""
        return ChromaFiles(self._named(part))

    def take_over(self, part: str) -> None:
        """Replace the folder by the one beside it, if there is one; renamed, so that readers hardly miss it."""
        if not (made := self._named(part)).exists():
            return
        with self._changing, self._alone():
            self.close()
            shutil.rmtree(self._named(_REPLACED), ignore_errors=True)
            self._folder.rename(self._named(_REPLACED))
            made.rename(self._folder)
        shutil.rmtree(self._named(_REPLACED), ignore_errors=True)

    def restore(self, part: str) -> None:  # noqa: ARG002
        """Put back the folder that was about to be replaced, if nothing is in its place."""
        if not self._folder.exists() and (replaced := self._named(_REPLACED)).exists():
            replaced.rename(self._folder)

    def discard(self, part: str) -> None:
        """Delete the folders that were made and replaced."""
        for name in (part, _REPLACED):
            shutil.rmtree(self._named(name), ignore_errors=True)
            _lock_of(self._named(name)).unlink(missing_ok=True)

    def pause(self) -> None:
        """Let other processes in for a moment, unless other threads read, too."""
        with self._changing:
            if self._users == 1:
                before = self._index_state()
                self._lock.release()
                time.sleep(2 * _POLL)
                self._wait_for_the_files()
                self._has_missed_some |= self._index_state() != before

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out for the block."""
        self._wait_for_the_files()
        try:
            yield
        finally:
            self._lock.release()

    def _wait_for_the_files(self) -> None:
        try:
            self._lock.acquire()
        except filelock.Timeout as fault:
            raise PaperchatError(
                f"Another process has been using the vector store {self._folder} for {self._lock.timeout:.0f} s.",
                "Stop it, or ask again when it is done.",
            ) from fault

    def _shut_others_out(self) -> None:
        self._wait_for_the_files()
        try:
            # An index that another process has written since would be continued with a gap.
            if self._client and not self._users and self._last_seen != self._index_state():
                self._reopen()
        except BaseException:
            self._lock.release()
            raise

    def _let_others_in(self) -> None:
        try:
            if not self._users:
                self._last_seen = None if self._has_missed_some else self._index_state()
                self._has_missed_some = False
        finally:
            self._lock.release()

    def _index_state(self) -> object:
        """Return what changes whenever the index is written."""
        return [(file, file.stat().st_mtime_ns) for file in sorted(self._folder.glob(INDEX_FILES))]

    def _named(self, part: str) -> Path:
        return self._folder.with_name(f"{self._folder.name}.{part}")

    def _connect(self) -> "Client":
        from chromadb.api.client import Client
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.errors import ChromaError

        from index.stores.chroma.chroma_settings import ClientSettings

        settings = ClientSettings(is_persistent=True, persist_directory=str(self._folder))
        try:
            return Client(settings=settings)
        except (ChromaError, ValueError, OSError, AttributeError) as fault:
            # A client that failed to start stays in the cache half open, and the next one would get it.
            SharedSystemClient.clear_system_cache()
            raise self._broken(fault) from fault

    def _broken(self, fault: Exception) -> PaperchatError:
        return VectorFilesError(f"The vector store {self._folder} cannot be read: {fault}.", "Run `paperchat rebuild`.")


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")
