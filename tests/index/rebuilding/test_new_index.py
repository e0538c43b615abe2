"""A rebuild serves the old index until the new one is whole, goes on where it was cut off, and survives any kill."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index import ingest
from index.collection import LIBRARY, Stores, open_stores
from index.papers import Entry
from index.rebuilding.new_index import FOLDER
from index.retrieval.search import search
from index.stores.backups import all_backups
from index.stores.library import Library
from tests.conftest import SpellingEncoder, paper
from tests.index.killing import Killed

# Each test makes several indexes.
pytestmark = pytest.mark.slow

PAPERS = [paper(f"Coin{n}ware", f"We follow tide {n} with nets of rope. The nets hold fish.") for n in range(70)]
FIRST_BATCH = 32


def run(steps: Iterator[ingest.Progress]) -> ingest.Progress:
    *_, last = steps
    return last


def start_rebuild(stores: Stores) -> None:
    """Rebuild until the first batch is written, and stop."""
    steps = ingest.rebuild(stores)
    while next(steps).done < FIRST_BATCH:
        pass
    steps.close()  # type: ignore[attr-defined]


def found_first(stores: Stores, number: int) -> str:
    return search(stores, f"Coin{number}ware", 1).hits[0].paper.title


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "collection"
    with closing(open_stores(folder, SpellingEncoder())) as stores:
        stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
        run(ingest.catch_up(stores))
    return folder


@pytest.fixture
def stores(home: Path) -> Iterator[Stores]:
    with closing(open_stores(home, SpellingEncoder())) as opened:
        yield opened


def test_the_library_is_backed_up_first(stores: Stores, home: Path) -> None:
    before = [*all_backups(home / LIBRARY)]
    start_rebuild(stores)
    (made,) = set(all_backups(home / LIBRARY)).difference(before)
    with closing(Library(made)) as copy:
        assert copy.count() == len(PAPERS)


def test_the_old_index_is_searched_until_the_new_one_is_whole(home: Path, stores: Stores) -> None:
    with closing(open_stores(home, SpellingEncoder())) as reader:
        steps = ingest.rebuild(stores)
        for step in steps:
            assert found_first(reader, 69) == "Coin69ware"
            assert reader.vectors.count() == len(PAPERS)
            assert step.total in (0, len(PAPERS))
            if step.done == step.total > 0:
                # Two in one process would share what Chroma has opened.
                reader.close()
    assert (ingest.is_behind(stores), (home / FOLDER).exists()) == ("", False)


REBUILD = """
import sys
from pathlib import Path
from index import ingest
from index.collection import open_stores
from tests.conftest import SpellingEncoder

for _ in ingest.rebuild(open_stores(Path(sys.argv[1]), SpellingEncoder())):
    pass
"""


def test_what_another_process_put_in_place_is_read_and_written_to(home: Path, stores: Stores) -> None:
    assert found_first(stores, 69) == "Coin69ware"
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", REBUILD, str(home)], cwd=root, check=True)
    assert found_first(stores, 69) == "Coin69ware"
    stores.library.upsert([Entry(paper("Coin99ware", "We follow tide 99."), 1)])
    assert run(ingest.catch_up(stores)).total == 1
    assert found_first(stores, 99) == "Coin99ware"
    stores.close()
    with closing(open_stores(home, SpellingEncoder())) as after:
        assert (after.vectors.count(), ingest.is_behind(after)) == (len(PAPERS) + 1, "")


def test_an_interrupted_rebuild_continues_with_the_rest(stores: Stores) -> None:
    start_rebuild(stores)
    assert ingest.is_behind(stores) == ""
    last = run(ingest.rebuild(stores))
    assert 0 < last.total <= len(PAPERS) - FIRST_BATCH
    assert (stores.vectors.count(), ingest.is_behind(stores)) == (len(PAPERS), "")


def test_what_changed_in_between_is_in_the_new_index(stores: Stores) -> None:
    start_rebuild(stores)
    indexed_first = next(iter(open_titles(stores)))
    ingest.remove(stores, [indexed_first])
    stores.library.upsert([Entry(paper("Coin99ware", "We follow tide 99."), 1)])
    run(ingest.rebuild(stores))
    assert found_first(stores, 99) == "Coin99ware"
    assert (stores.vectors.count(), ingest.is_behind(stores)) == (len(PAPERS), "")


def open_titles(stores: Stores) -> list[str]:
    """Return the ids of the papers that the unfinished index has."""
    with closing(open_stores(stores.lock.parent / FOLDER, SpellingEncoder())) as made:
        return sorted(made.library.indexed())


def test_an_index_of_another_library_is_not_taken_up(home: Path, stores: Stores) -> None:
    (home / FOLDER).mkdir()
    (home / FOLDER / "library.db").write_bytes(b"no library at all")
    assert run(ingest.rebuild(stores)).total == len(PAPERS)
    assert ingest.is_behind(stores) == ""


@pytest.mark.parametrize("moves", range(1, 11))
def test_killed_while_it_is_put_in_place_the_next_writer_finishes(
    stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    rename, left = Path.rename, [moves]

    def dying(self: Path, target: Any) -> Path:
        if FOLDER in (*self.parts, *Path(target).parts) and not self.name.startswith("library"):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", dying)
    with pytest.raises(Killed):
        run(ingest.rebuild(stores))
    monkeypatch.undo()
    with closing(open_stores(home, encoder := SpellingEncoder())) as after:
        run(ingest.catch_up(after))
        assert (after.vectors.count(), ingest.is_behind(after)) == (len(PAPERS), "")
        assert found_first(after, 5) == "Coin5ware"
        # Nothing had to be made again.
        assert not any("tide" in text for text in encoder.encoded)


def test_a_run_killed_while_it_wrote_a_batch_loses_that_batch_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_stores(tmp_path / "new", SpellingEncoder())) as stores:
        stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
        written = stores.library.mark_indexed
        calls = list[int]()

        def mark(done: Any) -> None:
            calls.append(len(done))
            if len(calls) > 1:
                raise Killed
            written(done)

        monkeypatch.setattr(stores.library, "mark_indexed", mark)
        with pytest.raises(Killed):
            run(ingest.catch_up(stores))
    with closing(open_stores(tmp_path / "new", SpellingEncoder())) as after:
        assert run(ingest.catch_up(after)).total == len(PAPERS) - FIRST_BATCH
        assert (after.vectors.count(), ingest.is_behind(after)) == (len(PAPERS), "")


def test_the_note_of_the_files_moves_with_them(home: Path, stores: Stores) -> None:
    run(ingest.rebuild(stores))
    assert json.loads((home / "chroma.sums.json").read_text()) is not None
    assert stores.vectors.fault() == ""
