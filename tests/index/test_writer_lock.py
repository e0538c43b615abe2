import os
import shutil
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores
from index.errors import LibraryBusyError, PaperchatError, StoppedError, VectorFilesError
from index.ingest import Input
from index.stores.word_index import WordIndex
from index.writer_lock import wait_for_own_write, writing

# What tantivy, Chroma, SQLite and the system say.
SAID = [
    ValueError("An IO error occurred: 'No space left on device (os error 28)'"),
    PaperchatError("The vector store cannot be read: (code: 13) database or disk is full."),
    OSError(28, "No space left on device"),
    OSError(122, "Disk quota exceeded"),
]


@pytest.mark.parametrize("fault", SAID)
def test_a_full_disk_is_one_line_with_the_next_step_in_any_store(tmp_path: Path, fault: Exception) -> None:
    with pytest.raises(PaperchatError) as raised, writing(tmp_path / "writer.lock"):
        raise fault
    assert str(raised.value) == (
        f"The disk that holds {tmp_path} is full. Free some space and run the command again: nothing is lost."
    )


def test_chroma_says_nothing_of_space_so_the_disk_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = VectorFilesError("The vector store cannot be read: Failed to apply logs.")
    with pytest.raises(VectorFilesError, match="apply logs"), writing(tmp_path / "writer.lock"):
        raise silent
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 30, 1 << 30, 4096))
    with pytest.raises(PaperchatError, match="is full"), writing(tmp_path / "writer.lock"):
        raise silent


@pytest.mark.parametrize("fault", [ValueError("a bug"), StoppedError("Stopped."), LibraryBusyError("disk is full")])
def test_other_faults_stay_what_they_are(tmp_path: Path, fault: Exception) -> None:
    with pytest.raises(type(fault)) as raised, writing(tmp_path / "writer.lock"):
        raise fault
    assert raised.value is fault


def test_what_a_full_disk_cut_off_is_finished_later(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Input("a.bib", b"@misc{a, title = {Gulls Read}, abstract = {We count gulls.}}")

    def full(*_: object) -> None:
        raise SAID[0]

    with monkeypatch.context() as filled:
        filled.setattr(WordIndex, "syncing", full)
        with pytest.raises(PaperchatError, match="is full"):
            list(ingest.add(stores, [page]))
    list(ingest.catch_up(stores))
    assert ingest.is_behind(stores) == ""
    assert [paper.title for paper in stores.library.papers()] == ["Gulls Read"]


def test_a_write_of_this_process_is_waited_for(tmp_path: Path) -> None:
    lock, begun, ended = tmp_path / "writer.lock", threading.Event(), list[bool]()

    def write() -> None:
        with writing(lock):
            begun.set()
            time.sleep(0.2)
            ended.append(True)

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    wait_for_own_write(lock, patience=30)
    assert ended
    writer.join()


def test_a_write_of_another_process_is_not_waited_for(tmp_path: Path) -> None:
    lock, start = tmp_path / "writer.lock", time.monotonic()
    with writing(lock):
        lock.with_suffix(".pid").write_text(str(os.getppid()))
        wait_for_own_write(lock, patience=30)
    assert time.monotonic() - start < 30
