"""The word index follows the library."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from index.papers import Paper
from index.stores.library import Library
from index.stores.progress.indexed_words import count_not_followed, not_followed, note_of
from index.stores.word_index import WordIndex
from tests.conftest import paper
from tests.index.stores.word_index.indexed import DUNE, REEF, TIDE, found, put

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]


class TestSyncing:
    def test_an_index_that_matches_the_library_is_current(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE)
        assert not words.is_current(library)
        words.sync(library)
        assert words.is_current(library)
        put(library, DUNE)
        assert not words.is_current(library)
        words.sync(library)
        assert words.is_current(library)

    def test_an_edit_replaces_the_old_words(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE, DUNE)
        words.sync(library)
        put(library, paper(TIDE.title, "Now it is all about kelp."))
        assert not words.is_current(library)
        words.sync(library)
        assert found(words, "kelp") == found(words, "tide") == ["Tide Nets"]
        assert found(words, "gull") == []

    def test_a_removed_paper_is_not_found(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE, DUNE)
        words.sync(library)
        library.remove([TIDE.id])
        assert not words.is_current(library)
        words.sync(library)
        library.purge([TIDE.id])
        assert found(words, "net") == ["Dune Maps"]
        assert words.is_current(library)

    def test_papers_added_after_a_removal_are_found(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE)
        put(library, DUNE)
        words.sync(library)
        library.remove([DUNE.id])
        words.sync(library)
        library.purge([DUNE.id])
        put(library, REEF)
        words.sync(library)
        assert found(words, "songs") == ["Reef Songs"]

    def test_the_index_of_another_library_is_rebuilt(self, words: WordIndex, library: Library, tmp_path: Path) -> None:
        other = Library(tmp_path / "other.db")
        put(other, DUNE)
        words.sync(other)
        put(library, TIDE)
        assert not words.is_current(library)
        words.sync(library)
        assert found(words, "net") == ["Tide Nets"]
        other.close()

    def test_syncing_twice_keeps_one_of_each(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE)
        words.sync(library)
        words.sync(library)
        assert found(words, "tide") == ["Tide Nets"]

    @pytest.mark.parametrize(
        "damage", ["folder", "meta.json", "paperchat.json", "segments", "emptied", "note", "scrap"]
    )
    def test_a_broken_index_is_rebuilt(self, words: WordIndex, library: Library, tmp_path: Path, damage: str) -> None:
        put(library, TIDE, DUNE)
        words.sync(library)
        folder = tmp_path / "tantivy"
        match damage:
            case "folder":
                shutil.rmtree(folder)
            case "emptied":
                for file in folder.iterdir():
                    file.unlink()
            case "segments":
                for file in folder.glob("*.*"):
                    if file.suffix != ".json":
                        file.write_bytes(b"x")
            case "note":
                (folder / "paperchat.json").write_text('{"version": 0, "surprise": []}')
            case "scrap":
                (folder / "paperchat.json").write_bytes(b"\xff\xfe\x00[")
            case file:
                (folder / file).write_text("{")
        opened = WordIndex(folder)
        assert not opened.is_current(library)
        opened.sync(library)
        assert opened.is_current(library)
        assert found(opened, "tide") == ["Tide Nets"]

    def test_the_index_is_rebuilt_while_it_is_open(self, words: WordIndex, library: Library, tmp_path: Path) -> None:
        put(library, TIDE)
        words.sync(library)
        assert found(words, "tide") == ["Tide Nets"]
        shutil.rmtree(tmp_path / "tantivy")
        assert not words.is_current(library)
        words.sync(library)
        assert found(words, "tide") == ["Tide Nets"]

    def test_a_cleared_index_is_rebuilt(self, words: WordIndex, library: Library) -> None:
        put(library, TIDE)
        words.sync(library)
        words.clear()
        assert not words.is_current(library)
        words.sync(library)
        assert found(words, "tide") == ["Tide Nets"]

    def test_an_index_that_does_not_exist_finds_nothing(self, words: WordIndex, library: Library) -> None:
        assert words.search("tide", 5) == []
        assert words.weights(["tide"])["tide"] > 0
        assert not words.is_current(library)

    def test_a_reader_makes_no_files_and_sees_the_index_once_it_is_there(
        self, words: WordIndex, library: Library, tmp_path: Path
    ) -> None:
        put(library, TIDE)
        assert found(words, "tide") == []
        assert not (tmp_path / "tantivy").exists()
        WordIndex(tmp_path / "tantivy").sync(library)
        assert found(words, "tide") == ["Tide Nets"]

    def test_it_is_opened_at_any_moment_while_it_is_rebuilt(
        self, words: WordIndex, library: Library, tmp_path: Path
    ) -> None:
        put(library, TIDE, DUNE)
        rebuilt = threading.Event()

        def opened() -> set[int]:
            seen = set()
            while not rebuilt.is_set():
                seen.add(len(WordIndex(tmp_path / "tantivy").search("net", 5)))
            return seen

        with ThreadPoolExecutor() as pool:
            readers = [pool.submit(opened) for _ in range(3)]
            for _ in range(20):
                words.clear()
                words.sync(library)
            rebuilt.set()
        # None of it, or all of it.
        assert set().union(*(reader.result() for reader in readers)) <= {0, 2}

    @pytest.mark.parametrize("rebuild", [False, True])
    def test_an_open_index_sees_what_another_process_writes(
        self, words: WordIndex, library: Library, tmp_path: Path, *, rebuild: bool
    ) -> None:
        put(library, TIDE)
        words.sync(library)
        assert found(words, "net") == ["Tide Nets"]
        put(library, DUNE)
        script = (
            "import sys; from pathlib import Path\n"
            "from index.stores.word_index import WordIndex; from index.stores.library import Library\n"
            "home = Path(sys.argv[1]); library = Library(home / 'library.db'); words = WordIndex(home / 'tantivy')\n"
            f"{'words.clear()' if rebuild else ''}\n"
            "words.sync(library); library.close()"
        )
        subprocess.run(
            [sys.executable, "-c", script, tmp_path], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert set(found(words, "net")) == {"Tide Nets", "Dune Maps"}
        assert words.is_current(library)


def test_the_papers_to_follow_are_read_as_they_are_needed(library: Library) -> None:
    put(library, TIDE, DUNE, REEF)
    note = replace(note_of(library, 1), revision=0)
    assert count_not_followed(library, note) == 3
    batches = not_followed(library, note, 2)
    ids = sorted(one.id for one in (TIDE, DUNE, REEF))
    assert list(next(batches)) == ids[:2]
    put(library, paper("Later", "Comes while the others are read."))
    assert [list(batch) for batch in batches] == [ids[2:]]
    stopped = replace(note, part_revision=library.revision, part_id=ids[1])
    assert count_not_followed(library, stopped) == sum(one.id > ids[1] for one in library.papers())


def test_a_file_that_a_killed_run_left_is_not_in_the_way_for_ever(
    library: Library, words: WordIndex, tmp_path: Path
) -> None:
    put(library, TIDE, DUNE, REEF)
    words.sync(library)
    before = Path(shutil.copytree(tmp_path / "tantivy", tmp_path / "before"))
    library.remove([DUNE.id])
    words.sync(library)
    (deletions,) = (tmp_path / "tantivy").glob("*.del")
    # The run that wrote it was killed before it had noted that.
    shutil.copy(deletions, before)
    again = WordIndex(before)
    again.sync(library)
    assert found(again, "nets that follow") == [TIDE.title]


class TestStopping:
    """A run that is stopped among many papers; it keeps what it wrote now and then."""

    def test_the_next_run_goes_on_from_there(
        self, words: WordIndex, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(library, *self.many("kelp"))
        written = self.stopped_after(words, library, monkeypatch, steps=4)
        assert written == [(10, 55), (20, 55), (30, 55), (40, 55)]
        assert not words.is_current(library)
        # Twenty were kept at a time.
        assert [done for done, _ in words.syncing(library)] == [10]
        assert words.is_current(library)
        assert len(words.search("kelp", 100)) == len(words.search("trawler", 100)) == 55

    def test_what_changed_meanwhile_is_not_left_out(
        self, words: WordIndex, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(library, *self.many("kelp"))
        self.stopped_after(words, library, monkeypatch, steps=4)
        put(library, *self.many("wrack"))
        gone = sorted(item.paper.id for item in library.pending())[::9]
        library.remove(gone)
        assert [done for done, _ in words.syncing(library)][-1] < 55
        library.purge(gone)
        assert len(words.search("wrack", 100)) == 55 - len(gone)
        assert words.search("kelp", 100) == []

    def test_an_index_of_another_library_is_not_gone_on_with(
        self, words: WordIndex, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(library, *self.many("kelp"))
        self.stopped_after(words, library, monkeypatch, steps=4)
        other = Library(tmp_path / "other.db")
        put(other, TIDE)
        words.sync(other)
        other.close()
        assert words.search("kelp", 100) == []

    @staticmethod
    def many(weed: str) -> list[Paper]:
        return [paper(f"Trawler {number}", f"It hauls {weed}.") for number in range(55)]

    @staticmethod
    def stopped_after(
        words: WordIndex, library: Library, monkeypatch: pytest.MonkeyPatch, steps: int
    ) -> list[tuple[int, int]]:
        monkeypatch.setattr("index.stores.word_index.PAPERS_AT_ONCE", 10)
        monkeypatch.setattr("index.stores.word_index.PAPERS_KEPT_TOGETHER", 20)
        run = words.syncing(library)
        taken = list(islice(run, steps))
        assert isinstance(run, Generator)
        run.close()
        return taken
