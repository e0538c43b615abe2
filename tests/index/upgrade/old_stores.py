"""Stores as older releases left them."""

from pathlib import Path

import numpy as np
import sqlalchemy as sql
from chromadb.api.client import Client
from chromadb.config import Settings

from index.collection import Stores
from index.stores.chroma.old_windows import WINDOWS
from index.stores.progress.index_state import set_passage_counts
from index.stores.vector_store import ABSTRACTS
from tests.conftest import paper

KELP = paper("Kelp Nets", "Kelp grows in nets. It feeds “urchins”. {Braces} stay. Nets hold.")

NODE = "x" * 2000

TIDE = paper("Tide Tables.", "The tide is read from tables. Tables are old.")

Windows = tuple[list[str], list[list[float]]]
"""Their keys and their vectors."""


def chroma(home: Path) -> Client:
    return Client(
        settings=Settings(is_persistent=True, persist_directory=str(home / "chroma"), anonymized_telemetry=False)
    )


def downgrade(stores: Stores, home: Path, release: str) -> None:
    """Make the closed stores what a release left: 0.1 had no nodes, 0.2 and those before had windows in Chroma."""
    client, counts = chroma(home), dict[str, int]()
    old = client.get_collection(ABSTRACTS, embedding_function=None)
    metadata = {"fingerprint": (old.metadata or {})["fingerprint"]} | ({} if release == "0.1" else {"nodes": "1"})
    stored = old.get(include=["embeddings"])
    client.delete_collection(ABSTRACTS)
    rows = windows_of(stores) if release != "last" else ([], [])
    for kind, ids, vectors in ((ABSTRACTS, stored["ids"], stored["embeddings"]), (WINDOWS, *rows)):
        if not ids:
            continue
        new = client.create_collection(
            kind, metadata=metadata, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        node = {} if release == "0.1" else {"_node_content": NODE}
        new.add(
            ids=ids, embeddings=np.asarray(vectors), metadatas=[{"paper": key.partition(":")[0], **node} for key in ids]
        )
        for key in ids:
            counts[key.partition(":")[0]] = counts.get(key.partition(":")[0], 0) + 1
    client.close()
    # No release before knew of marks.
    with stores.library.database.begin() as db:
        db.execute(sql.text("DROP TABLE vector_marks"))
    if rows[0]:
        set_passage_counts(stores.library, counts)
        (home / "windows.db").unlink()


def windows_of(stores: Stores) -> Windows:
    """The keys and the vectors of all windows."""
    axes, found = np.eye(64, dtype=np.float32), dict[str, list[float]]()
    for axis in axes:
        for _, key, cosine in stores.windows.nearest(axis, 1000, sorted(stores.windows.revisions())):
            found.setdefault(key, []).append(cosine)
    return list(found), list(found.values())
