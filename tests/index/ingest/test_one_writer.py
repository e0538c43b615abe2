"""Who may write."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.encoder import Encoder
from index.errors import LibraryBusyError
from index.retrieval.search import search
from tests.conftest import paper
from tests.index.ingest.pages import ROOT, Add, DyingEncoder, Fuse, card, check_whole, page, run
from tests.index.killing import Killed

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class TestWriting:
    def test_the_second_writer_is_turned_away_with_the_pid_of_the_first(
        self, stores: Stores, encoder: Encoder, tmp_path: Path
    ) -> None:
        other = open_stores(tmp_path / "home", encoder)
        writing = ingest.add(stores, [page("a.txt", card(1))])
        next(writing)
        for attempt in (
            lambda: run(ingest.add(other, [page("b.txt", card(2))])),
            lambda: ingest.remove(other, ["a.txt"]),
            lambda: run(ingest.rebuild(other)),
            lambda: run(ingest.catch_up(other)),
        ):
            with pytest.raises(LibraryBusyError, match=rf"process {os.getpid()}\b") as caught:
                attempt()
            assert caught.value.hint
        run(writing)
        run(ingest.add(other, [page("b.txt", card(2))]))
        assert other.library.count() == 2
        other.close()

    def test_another_process_is_named(self, stores: Stores, tmp_path: Path) -> None:
        script = (
            "import sys; from pathlib import Path; from index import ingest; from index.collection import open_stores\n"
            "from tests.conftest import WordEncoder\n"
            "stores = open_stores(Path(sys.argv[1]), WordEncoder())\n"
            "writing = ingest.catch_up(stores); next(writing); print('writing', flush=True); sys.stdin.read()"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [sys.executable, "-c", script, tmp_path / "home"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "writing\n"
            with pytest.raises(LibraryBusyError, match=rf"process {holder.pid}\b"):
                run(ingest.add(stores, [page("a.txt", card(1))]))
            holder.kill()
        # The lock went with the process.
        run(ingest.add(stores, [page("a.txt", card(1))]))
        check_whole(stores)

    def test_readers_go_on_while_one_writes(self, stores: Stores, add_papers: Add, tmp_path: Path) -> None:
        add_papers(paper("Tidewright", "Nets of rope."))
        reader = open_stores(tmp_path / "home", stores.encoder)
        writing = ingest.add(stores, [page("a.txt", card(1))])
        next(writing)
        assert search(reader, "Tidewright").hits[0].paper.title == "Tidewright"
        run(writing)
        reader.close()

    def test_an_error_in_the_middle_frees_the_lock(self, stores: Stores) -> None:
        fuse = Fuse(1)
        with pytest.raises(Killed):
            run(ingest.add(replace(stores, encoder=DyingEncoder(fuse)), [page("a.txt", card(1))]))
        run(ingest.add(stores, [page("a.txt", card(1))]))
        check_whole(stores)
