"""The stores of one collection, opened together: the library, and what is derived from it."""

from dataclasses import dataclass
from pathlib import Path

from index.embedding.encoder import Encoder, TokenEncoder
from index.stores.library import Library
from index.stores.token_vectors import TokenVectorStore
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex

# Raise it when passages are cut differently (`index.chunking`): vector stores are then rebuilt.
_CHUNKING = "1"


@dataclass(frozen=True, slots=True)
class Stores:
    """All stores of a collection, and the encoder that its vectors come from."""

    library: Library
    vectors: VectorStore
    words: WordIndex
    token_vectors: TokenVectorStore
    encoder: Encoder
    lock: Path
    """The lock file of the one writer."""

    @property
    def token_encoder(self) -> TokenEncoder | None:
        """The encoder, if it gives token vectors; otherwise None."""
        return self.encoder if isinstance(self.encoder, TokenEncoder) else None

    def close(self) -> None:
        """Close the files."""
        self.vectors.close()
        self.library.close()


def open_stores(home: Path, encoder: Encoder) -> Stores:
    """Open the collection in the folder `home`; create it if it is missing."""
    library = Library(home / "library.db")
    fingerprint = f"{library.name} {encoder.fingerprint} cutting {_CHUNKING}"
    return Stores(
        library=library,
        vectors=VectorStore(home / "chroma", fingerprint),
        words=WordIndex(home / "tantivy"),
        token_vectors=TokenVectorStore(home / "words.db", fingerprint),
        encoder=encoder,
        lock=home / "writer.lock",
    )
