"""What a kill interrupts is taken up again."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.errors import StoppedError
from index.ingest import Input
from tests.conftest import SpellingEncoder
from tests.index.ingest.pages import ROOT, DyingEncoder, Fuse, card, check_whole, count_passages, page, run
from tests.index.killing import Killed

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

Command = Callable[[Stores], object]


def run_python(script: str, *args: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, args)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


class Dying:
    """Passes calls on to `whole`, and dies after the n-th that changes something."""

    def __init__(self, whole: object, fuse: "Fuse") -> None:
        self._whole = whole
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._whole, name)
        if name not in {
            "upsert",
            "remove",
            "purge",
            "mark_indexed",
            "forget_passages",
            "syncing",
            "clear",
            "reset",
            "delete",
            "delete_all",
        }:
            return found

        def call(*args: Any) -> Any:
            self._fuse.check()
            given = found(*args)
            # Steps are taken one by one, and this is after the last.
            given = list(given) if isinstance(given, Iterator) else given
            self._fuse.burn(name)
            return given

        return call


def die_at(stores: Stores, fuse: Fuse) -> Stores:
    doomed: Any = {
        name: Dying(getattr(stores, name), fuse) for name in ("library", "vectors", "words", "token_vectors", "windows")
    }
    return replace(stores, **doomed, encoder=DyingEncoder(fuse))


FIRST = page("a.txt", *map(card, range(4)))

EDITED = page("a.txt", *(card(n, "at dawn" if n == 1 else "at dusk") for n in range(5)))

OTHER = page("b.txt", card(50), card(51))


def add_page(item: Input) -> Command:
    return lambda stores: run(ingest.add(stores, [item]))


def remove_page(stores: Stores) -> None:
    # A removal that was finished cannot be repeated: there is no such source any more.
    if "b.txt" in stores.library.sources() or stores.library.removed():
        ingest.remove(stores, ["b.txt"])


@pytest.mark.parametrize(
    ("before", "command", "expected"),
    [
        ([], add_page(FIRST), {"upsert", "syncing", "forget_passages", "reset", "purge", "encode", "mark_indexed"}),
        ([add_page(FIRST)], add_page(EDITED), {"upsert", "syncing", "purge", "encode", "delete", "mark_indexed"}),
        ([add_page(FIRST), add_page(OTHER)], remove_page, {"remove", "syncing", "delete", "purge"}),
        (
            [add_page(FIRST)],
            lambda stores: run(ingest.rebuild(stores)),
            # It writes to stores of its own: see `tests/index/rebuilding`.
            {"encode"},
        ),
    ],
    ids=["first addition", "edit", "removal", "rebuild"],
)
def test_a_kill_after_any_step_loses_and_doubles_nothing(
    tmp_path: Path, before: list[Command], command: Command, expected: set[str]
) -> None:
    stores = open_stores(tmp_path / "before", SpellingEncoder())
    for earlier in before:
        earlier(stores)
    stores.close()
    wanted, steps = lived(tmp_path, command, Fuse(0))
    assert set(steps) == expected
    for length in range(1, len(steps) + 1):
        # The encoder and the word index take their steps side by side, in either order.
        found, taken = lived(tmp_path, command, Fuse(length))
        assert (found, len(taken)) == (wanted, length)


def lived(tmp_path: Path, command: Command, fuse: Fuse) -> tuple[object, list[str]]:
    """What the collection holds after the command, given again by the next process if it died, and its steps."""
    home = tmp_path / "life"
    shutil.copytree(tmp_path / "before", home)
    stores = open_stores(home, SpellingEncoder())
    try:
        command(die_at(stores, fuse))
    except Killed:
        # What it had in memory is gone.
        stores.close()
        stores = open_stores(home, SpellingEncoder())
        command(stores)
        # As the next start does.
        if ingest.is_behind(stores):
            run(ingest.catch_up(stores))
    check_whole(stores)
    state = (stores.library.papers(), count_passages(stores))
    stores.close()
    shutil.rmtree(home)
    return state, fuse.steps


def test_a_process_that_is_killed_leaves_work_that_can_be_taken_up(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(page("", *map(card, range(70))).data)
    script = """
import os, signal, sys
from pathlib import Path
from index import ingest
from index.collection import open_stores
from tests.conftest import WordEncoder

class Bomb(WordEncoder):
    def encode(self, texts):
        if any("Coin69ware" in text or len(self.encoded) > 60 for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)

for _ in ingest.add(open_stores(Path(sys.argv[1]), Bomb()), ingest.gather([Path(sys.argv[2])])):
    pass
"""
    done = run_python(script, tmp_path / "home", tmp_path / "a.txt")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert stores.library.count() == 70
    assert stores.library.count_pending() > 0
    run(ingest.add(stores, ingest.gather([tmp_path / "a.txt"])))
    assert stores.library.count() == 70
    check_whole(stores)


def test_the_words_of_many_papers_can_be_stopped_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.stores.word_index.PAPERS_AT_ONCE", 1)
    stores = open_stores(tmp_path / "home", SpellingEncoder())
    seen = []

    def add_until_words_come() -> None:
        for step in ingest.add(stores, [FIRST]):
            seen.append((step.done, step.total, step.words_alone))
            if step.words_alone:
                stores.ending.set()

    with pytest.raises(StoppedError):
        add_until_words_come()
    assert seen[-1] == (1, 4, True)
    stores.ending.clear()
    run(ingest.catch_up(stores))
    check_whole(stores)
    stores.close()
