"""The stores of one collection, opened together: the library, and what is derived from it."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from index.embedding.encoder import Encoder, TokenEncoder
from index.errors import PaperchatError, StoppedError
from index.stores import backups
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.chroma.vector_health import NOTE
from index.stores.databases.read_only_folder import can_only_be_read, copied
from index.stores.library import Library
from index.stores.token_vectors import TokenVectorStore
from index.stores.vector_store import VectorStore
from index.stores.window_vectors import WindowVectorStore
from index.stores.word_index import WordIndex

# Raise it when passages are cut differently (`index.chunking`): vector stores are then rebuilt.
_CHUNKING = "1"
LIBRARY = "library.db"
"""The name of the library's file."""
DERIVED = ("chroma", "tantivy", "words.db", "windows.db")
"""The names of what is derived from the library: vectors, words, token vectors, window vectors."""
LOCK = "writer.lock"


@dataclass(frozen=True, slots=True)
class Stores:
    """All stores of a collection, and the encoder that its vectors come from."""

    library: Library
    vectors: VectorStore
    words: WordIndex
    token_vectors: TokenVectorStore
    windows: WindowVectorStore
    encoder: Encoder
    lock: Path
    """The lock file of the one writer."""
    chroma: ChromaAddress | None = None
    """The server that keeps the vectors; without one, they are files."""
    copy: TemporaryDirectory[str] | None = None
    """Where the index is read from, if nothing can be written to its own folder."""
    ending: threading.Event = field(default_factory=threading.Event)
    """Set when this process is about to end: what is being indexed ends with the batch that is being written."""
    token_encoder: TokenEncoder | None = field(init=False)
    """The encoder, if it gives token vectors; otherwise None."""

    def __post_init__(self) -> None:
        # Checked once: it takes a hundredth of a search to look for all methods of a protocol.
        gives_tokens = isinstance(self.encoder, TokenEncoder)
        object.__setattr__(self, "token_encoder", self.encoder if gives_tokens else None)

    def check_ending(self) -> None:
        """Raise StoppedError if this process is about to end."""
        if self.ending.is_set():
            raise StoppedError("Stopped: paperchat is ending.", "Nothing is lost: it indexes the rest when it is back.")

    def close(self) -> None:
        """Close the files."""
        self.vectors.close()
        self.library.close()
        if self.copy:
            self.copy.cleanup()


def open_stores(
    home: Path, encoder: Encoder, chroma: ChromaAddress | None = None, database: str | None = None
) -> Stores:
    """Open the collection in the folder `home`; create it if it is missing.

    `chroma`: the server that keeps the vectors; otherwise they are files in `home`. `database`: the address of the
    server that keeps the library; otherwise that is a file in `home`.

    Raises PaperchatError if the library is damaged, or gone while what was derived from it is still there.
    """
    file = home / LIBRARY
    # A file system that was not closed well may leave a file of no bytes.
    is_gone = not file.exists() or file.stat().st_size == 0
    if not database and is_gone and any((home / name).exists() for name in DERIVED):
        raise PaperchatError(f"The library {file} is missing, although its index is still there.", backups.advice(file))
    library = Library(file, database)
    vectors, words, token_vectors, windows = DERIVED
    copy = copied(home, (vectors, NOTE, words)) if can_only_be_read(home) else None
    index = Path(copy.name) if copy else home
    client = ChromaServer(chroma, library.name) if chroma else ChromaFiles(index / vectors)
    fingerprint = f"{library.name} {encoder.fingerprint} cutting {_CHUNKING}"
    codebook = encoder.token_codebook if isinstance(encoder, TokenEncoder) else None
    return Stores(
        library=library,
        vectors=VectorStore(client, fingerprint),
        words=WordIndex(index / words),
        token_vectors=TokenVectorStore(home / token_vectors, fingerprint, codebook, library),
        windows=WindowVectorStore(home / windows, fingerprint, library),
        encoder=encoder,
        lock=home / LOCK,
        chroma=chroma,
        copy=copy,
    )
