"""The stores of one collection, opened together: the library, and the vectors and words derived from it."""

from dataclasses import dataclass
from pathlib import Path

from index.embedding.encoder import Encoder, TokenEncoder
from index.stores.library import Library
from index.stores.token_vectors import TokenVectorStore
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex

# Raise it when passages are cut in another way (`index.chunking`): vector stores are then made anew.
_CUTTING = "1"


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept of a collection, and the encoder that its vectors come from."""

    library: Library
    vectors: VectorStore
    words: WordIndex
    token_vectors: TokenVectorStore
    encoder: Encoder
    lock: Path
    """The file that the one writer locks."""

    @property
    def token_encoder(self) -> TokenEncoder | None:
        """The encoder, if it gives vectors of words; without, there are none."""
        return self.encoder if isinstance(self.encoder, TokenEncoder) else None

    def close(self) -> None:
        """Close the files."""
        self.vectors.close()
        self.library.close()


def open_stores(home: Path, encoder: Encoder) -> Stores:
    """Open the collection in the folder `home`, made if missing."""
    library = Library(home / "library.db")
    fingerprint = f"{library.name} {encoder.fingerprint} cutting {_CUTTING}"
    return Stores(
        library=library,
        vectors=VectorStore(home / "chroma", fingerprint),
        words=WordIndex(home / "tantivy"),
        token_vectors=TokenVectorStore(home / "words.db", fingerprint),
        encoder=encoder,
        lock=home / "writer.lock",
    )
