"""Several processes change one library at once, and one of them indexes."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import ingest
from index.errors import LibraryBusyError
from index.papers import Entry
from index.stores.library import Library
from index.writer_lock import writing
from tests.conftest import SpellingEncoder
from tests.index.sharing.conftest import GREBES, TERNS, Open, add, found

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def test_a_folder_follows_while_another_one_writes(opened: Open) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    with writing(writer.lock, writer.library):
        with pytest.raises(LibraryBusyError):
            list(ingest.catch_up(reader))
        assert found(reader, "arctic") == [TERNS.title]


def test_one_process_indexes_and_a_rebuild_names_it(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "TURN", 0.5)
    one, other = opened("one"), opened("other")
    refused = pytest.raises(LibraryBusyError, match=f"process {os.getpid()} on {socket.gethostname()}")
    with writing(one.lock, one.library), refused:
        list(ingest.rebuild(other))
    add(other, TERNS)
    assert one.library.count() == 1


def test_a_change_by_hand_waits_for_nobody_and_is_indexed_later(opened: Open) -> None:
    one, other = opened("one"), opened("other")
    add(one, TERNS, GREBES)
    with writing(one.lock, one.library):
        assert ingest.remove(other, [TERNS.id]) == 1
        assert [paper.title for paper in one.library.papers()] == [GREBES.title]
        assert found(other, "arctic") == []
    assert ingest.is_search_behind(one) != ""
    for _ in ingest.catch_up(one):
        pass
    assert one.vectors.count() == one.library.count_passages() == 1


def page(name: str, numbers: range) -> ingest.Input:
    cards = (
        f"Coin{n}ware for the tide\n\nWe follow tide {n} with nets of rope. They hold {n} fish.\n\n" for n in numbers
    )
    return ingest.Input(name, "".join(cards).encode())


def test_two_add_at_once_and_one_indexes_the_papers_of_both(opened: Open) -> None:
    one, other = opened("one"), opened("other")
    steps = ingest.add(one, [page("a.txt", range(400))])
    while next(steps).done == 0:
        pass
    # The first is in the middle of indexing; its generator goes on only when it is asked to.
    second = ingest.add(other, [page("b.txt", range(400, 402))])
    assert next(second).files[0].counts.added == 2
    assert next(second).total > 2
    # What was promised is there, and found by its words, before anybody has indexed it.
    assert other.library.count() == one.library.count() == 402
    next(second)
    assert found(other, "Coin401ware") == ["Coin401ware for the tide"]
    *_, last = steps
    assert last.done == last.total == 402
    list(second)
    assert isinstance(other.encoder, SpellingEncoder)
    assert other.encoder.encoded == []
    assert ingest.is_search_behind(other) == ""


def test_who_waits_takes_over_when_the_one_who_indexes_dies(opened: Open) -> None:
    one, other = opened("one"), opened("other")
    steps = ingest.add(one, [page("a.txt", range(200))])
    while next(steps).done == 0:
        pass
    waiting = ingest.add(other, [page("b.txt", range(200, 202))])
    assert [next(waiting).done for _ in range(2)] == [0, 0]
    steps.close()  # type: ignore[attr-defined]
    *_, last = waiting
    assert last.done == last.total > 2
    assert ingest.is_search_behind(other) == ""
    assert other.vectors.count() == other.library.count_passages()


def test_papers_that_others_change_or_remove_while_they_are_indexed_leave_nothing_behind(opened: Open) -> None:
    one, other = opened("one"), opened("other")
    steps = ingest.add(one, [page("a.txt", range(80))])
    while next(steps).done == 0:
        pass
    # These are encoded, and not written yet.
    waiting = [item.paper for item in one.library.pending()]
    changed, removed = waiting[0], waiting[-1]
    other.library.upsert([Entry(replace(changed, abstract="One sentence now."), 1)], "a.txt")
    other.library.remove([removed.id])
    list(steps)
    # All that is left to do is to let go of the one that was removed.
    assert one.vectors.count() == one.library.count_passages() == 79
    assert isinstance(one.encoder, SpellingEncoder)
    encoded = len(one.encoder.encoded)
    for _ in ingest.catch_up(one):
        pass
    assert one.vectors.count() == one.library.count_passages() == 79
    assert ingest.is_search_behind(one) == ""
    assert len(one.encoder.encoded) == encoded


def test_the_lock_is_free_at_once_after_each_change(opened: Open) -> None:
    one = opened("one")
    for _ in range(200):
        with one.library.store.sole_writer():
            pass


def test_a_killed_writer_lets_go(address: str, tmp_path: Path) -> None:
    script = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from index.stores.library import Library
        library = Library(Path({str(tmp_path)!r}) / "library.db", {address!r})
        with library.store.sole_writer():
            print("holds", flush=True)
            time.sleep(60)
    """
    with closing(Library(tmp_path / "library.db", address)) as library:
        with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"holds\n"
            with pytest.raises(LibraryBusyError, match=f"process {process.pid}"), library.store.sole_writer():
                pass
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        for _ in range(50):
            try:
                with library.store.sole_writer():
                    return
            except LibraryBusyError:
                continue
        pytest.fail("The lock is still held.")


def test_two_that_write_at_once_lose_nothing(address: str, tmp_path: Path) -> None:
    """Also without the lock of the writer, as after its connection was lost."""
    script = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from pathlib import Path
        from index.papers import Entry, Paper
        from index.stores.library import Library
        library = Library(Path("library.db"), sys.argv[2])
        for number in range(20):
            own = Paper(title=f"Paper {number} of {sys.argv[3]}", abstract="It is so.", sources=(sys.argv[3],))
            both = Paper(title=f"Paper {number}", abstract=f"Seen. {sys.argv[3]}", sources=(sys.argv[3],))
            library.upsert([Entry(own, 1), Entry(both, 2)])
    """
    words = [sys.executable, "-c", textwrap.dedent(script), str(ROOT), address]
    running = [subprocess.Popen([*words, name]) for name in ("one", "other")]
    assert [process.wait() for process in running] == [0, 0]
    with closing(Library(tmp_path / "library.db", address)) as library:
        papers = library.papers()
        assert len(papers) == 60
        assert {paper.sources for paper in papers if "of" not in paper.title} == {("one", "other")}
        # Each change has a revision of its own: whoever has followed up to one misses none.
        assert library.revision == 40
