from pathlib import Path

from index import ingest
from index.collection import open_stores
from index.embedding.encoder import Encoder
from index.papers import Entry
from tests.conftest import WordEncoder, paper


class OtherEncoder(WordEncoder):
    fingerprint = "other/64"


def reason(home: Path, encoder: Encoder) -> str:
    """Why the stores in this folder are behind for one who comes with this encoder."""
    stores = open_stores(home, encoder)
    found = ingest.is_behind(stores)
    stores.close()
    return found


def fill(home: Path) -> None:
    stores = open_stores(home, WordEncoder())
    stores.library.upsert([Entry(paper("Tide Nets", "Nets that follow the tide."), 1)])
    for _ in ingest.catch_up(stores):
        pass
    stores.close()


def test_a_folder_is_made_and_everything_is_in_it(tmp_path: Path) -> None:
    fill(tmp_path / "a" / "home")
    assert {entry.name for entry in tmp_path.iterdir()} == {"a", "cwd"}
    assert {"library.db", "chroma", "tantivy"} <= {entry.name for entry in (tmp_path / "a" / "home").iterdir()}


def test_stores_are_there_when_opened_again(tmp_path: Path) -> None:
    fill(tmp_path)
    assert reason(tmp_path, WordEncoder()) == ""


def test_another_encoder_s_vectors_are_not_taken_for_one_s_own(tmp_path: Path) -> None:
    fill(tmp_path)
    assert "another encoder" in reason(tmp_path, OtherEncoder())


def test_another_library_s_vectors_are_not_taken_for_one_s_own(tmp_path: Path) -> None:
    fill(tmp_path / "one")
    fill(tmp_path / "other")
    (tmp_path / "one" / "chroma").rename(tmp_path / "kept")
    (tmp_path / "other" / "chroma").rename(tmp_path / "one" / "chroma")
    assert "vector store" in reason(tmp_path / "one", WordEncoder())


def test_opening_makes_no_vectors_and_loads_no_model(tmp_path: Path) -> None:
    encoder = WordEncoder()
    stores = open_stores(tmp_path, encoder)
    assert not (tmp_path / "chroma").exists()
    assert encoder.encoded == []
    stores.close()
    stores.close()
