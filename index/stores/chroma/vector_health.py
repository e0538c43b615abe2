"""Whether the files of the vector store are whole, found out before this process opens them.

Chroma counts the rows of a collection whose index of nearest neighbours is gone, and damaged bytes in that index end
the process. So what was written is remembered by its checksum, and where it has changed since, a child process opens
the store and searches for vectors that it holds. A door to chromadb, in the child alone.
"""

import json
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

from index.stores.chroma.checkpoint import LINKS, VECTORS, is_cut_off
from index.stores.chroma.chroma_client import finds_its_own_vectors

# Seconds for the child; it reads one index into memory. Where many processes share the machine, 88 MB took two minutes,
# and an index that is only slow must not be made again.
_PATIENCE, _BYTES_A_SECOND = 120, 250_000
_CHUNK = 1 << 20
_VECTORS_AT_ONCE = 10_000
INDEX_FILES = "*/index_metadata.pickle"
"""What Chroma writes last of an index, once a collection has outgrown its queue."""
NOTE = "chroma.sums.json"
"""The name of the note beside a folder called `chroma`."""
Sums = dict[str, tuple[int, int, int]]
"""The modification time in nanoseconds, the size in bytes and the checksum of each file, by its path in the folder."""


class VectorHealth:
    """Remembers what the files of a vector store were like when they were last written."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where Chroma keeps its files. The note is kept beside it."""
        self._folder = folder
        self._note = folder.with_name(f"{folder.name}.sums.json")

    def remember(self) -> None:
        """Note the files as they are now, after writing."""
        unfinished = self._note.with_suffix(".part")
        unfinished.write_text(json.dumps(self._sums(self._noted())))
        unfinished.replace(self._note)

    def fault(self, *, thorough: bool = False) -> str:
        """Return what is wrong with the files, in words for people; empty if they are as they were written.

        Takes a child process and seconds if they have changed since, for example by a killed writer, or if the check
        should be thorough.
        """
        noted = self._noted()
        if not self._folder.exists():
            return ""
        if _has_run_away(self._folder):
            return "The vector store is damaged"
        if not thorough and noted == self._sums(noted):
            return ""
        # Before Chroma opens them: it might write over what a killed writer has left.
        if any(is_cut_off(index.parent) for index in self._folder.glob(INDEX_FILES)):
            return "The vector store is damaged"
        if found := probe(self._folder):
            return found
        # In a folder that can only be read, the files are searched at each start.
        with suppress(OSError):
            self.remember()
        return ""

    def _noted(self) -> Sums:
        try:
            return {name: tuple(values) for name, values in json.loads(self._note.read_text()).items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _sums(self, known: Sums) -> Sums:
        """Return what the files are like; those with the time and size of `known` are not read again."""
        sums: Sums = {}
        for part in sorted(self._folder.glob(INDEX_FILES)):
            for file in sorted(part.parent.iterdir()):
                name, seen = str(file.relative_to(self._folder)), file.stat()
                time, size, checksum = known.get(name, (0, -1, 0))
                same = (time, size) == (seen.st_mtime_ns, seen.st_size)
                sums[name] = (seen.st_mtime_ns, seen.st_size, checksum if same else _checksum(file))
        return sums


def patience(folder: Path) -> float:
    """Return how many seconds to wait for a search of the store in this folder: more for a larger one."""
    return _PATIENCE + sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / _BYTES_A_SECOND


def probe(folder: Path) -> str:
    """Open the store in a child process and search it for what it holds; return what is wrong, in words for people."""
    command = [sys.executable, "-m", "index.stores.chroma.vector_health", str(folder)]
    try:
        # The command is this program itself, and the folder is an argument.
        child = subprocess.run(command, capture_output=True, text=True, timeout=patience(folder), check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return "The vector store does not answer"
    if child.returncode:
        return "The vector store is damaged"
    return "" if json.loads(child.stdout) else "The vector store does not find what it holds"


def _has_run_away(folder: Path) -> bool:
    """Return whether the links between few of the vectors, a hundredth of them all, take more than the vectors.

    In an index that was cut off while it was written they have grown to 66 GB over 100 MB of vectors.
    """
    return any(
        (index.parent / LINKS).stat().st_size > (index.parent / VECTORS).stat().st_size
        for index in folder.glob(INDEX_FILES)
        if (index.parent / LINKS).exists() and (index.parent / VECTORS).exists()
    )


def _search_samples(folder: Path) -> bool:
    """Return whether a search finds what the store holds; runs in the child.

    Each vector is read once: of a record that is counted and has none, Chroma raises an error, which ends the child.
    Too few such records to be met by the samples are left where a writer was killed.
    """
    from index.stores.chroma.chroma_files import ChromaFiles

    files = ChromaFiles(folder)
    with files.using():
        for collection in files.all_collections():
            for offset in range(0, collection.count(), _VECTORS_AT_ONCE):
                collection.get(limit=_VECTORS_AT_ONCE, offset=offset, include=["embeddings"])
                files.pause()
        found = finds_its_own_vectors(files.all_collections())
    files.close()
    return found


def _checksum(file: Path) -> int:
    found = 0
    with file.open("rb") as opened:
        while block := opened.read(_CHUNK):
            found = zlib.crc32(block, found)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_search_samples(Path(sys.argv[1]))))
