"""Processes that are killed at any moment, again and again: nothing is lost, doubled, or left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.chroma_process import chroma_process
from tests.postgres_process import PostgresProcess

# Fifty processes are killed.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
KILLS = 50
# Where the moments fall. PAPERCHAT_KILL_SEEDS tries others: numbers with spaces between.
SEEDS = [int(seed) for seed in os.environ.get("PAPERCHAT_KILL_SEEDS", "11").split()]

# Children of one process, since loading the libraries takes longer than what is killed. Nothing is open when it forks.
SCRIPT = """
import json, os, random, signal, sys, time
from pathlib import Path

import chromadb, llama_index.core, sqlalchemy, tantivy
from index import chunking, ingest
from index.collection import open_stores
from index.ingest import Input
from index.retrieval.search import search
from index.stores.chroma.chroma_server import ChromaAddress
from tests.conftest import SpellingEncoder

home, kills, seed, wanted, database, chroma = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]
chance = random.Random(seed)
server = {"database": database, "chroma": ChromaAddress(chroma)} if database else {}

def page(name, numbers, said):
    cards = (f"Coin{n}ware for the tide\\n\\nWe follow tide {n} with nets of rope {said}. The nets hold {n} fish.\\n\\n"
             for n in numbers)
    return Input(name, "".join(cards).encode())

def run(steps):
    for _ in steps:
        pass

def remove(stores):
    # A removal that was finished cannot be repeated: there is no such source any more.
    if "a.txt" in stores.library.sources() or stores.library.removed():
        ingest.remove(stores, ["a.txt"])

COMMANDS = [
    ("add", lambda stores: run(ingest.add(stores, [page("a.txt", range(60), "at dusk")]))),
    ("add", lambda stores: run(ingest.add(stores, [page("a.txt", range(60), "at dusk, and again at dawn")]))),
    ("add", lambda stores: run(ingest.add(stores, [page("b.txt", range(40, 90), "at noon")]))),
    ("remove", remove),
    ("rebuild", lambda stores: run(ingest.rebuild(stores))),
]
killed_in = sum(name in wanted.split() for name, _ in COMMANDS)

def start(command):
    child = os.fork()
    if not child:
        try:
            stores = open_stores(home, SpellingEncoder(), **server)
            command(stores)
            stores.close()
        except BaseException as fault:
            print(repr(fault), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return child

died = 0
for name, command in COMMANDS:
    longest, left, attempts = 0.8, kills // killed_in if name in wanted.split() else 0, 200
    while left and attempts:
        child = start(command)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        killed = os.waitpid(child, 0)[1] == signal.SIGKILL
        # One that was finished before its time shows that the next has to die sooner.
        longest, left, died, attempts = longest * (1 if killed else 0.8), left - killed, died + killed, attempts - 1
    ended = os.waitpid(start(command), 0)[1]
    assert ended == 0, "a command that was killed before cannot be repeated"

stores = open_stores(home, SpellingEncoder(), **server)
assert ingest.is_behind(stores) == "", ingest.is_behind(stores)
papers = stores.library.papers()
print(json.dumps({
    "died": died,
    "papers": [[paper.id, paper.title, paper.abstract, paper.sources] for paper in papers],
    "sources": stores.library.sources(),
    "passages": stores.vectors.count(),
    "words": sorted(id_ for id_, _ in stores.words.search("nets of rope", 1000)),
    "tokens": sorted(stores.token_vectors.revisions()),
    "first": [search(stores, f"Coin{n}ware", 1).hits[0].paper.title for n in range(60, 90)],
}))
"""


def lived(home: Path, kills: int, seed: int, wanted: str, servers: tuple[str, str] = ("", "")) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), str(kills), str(seed), wanted, *servers],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_processes_killed_at_any_moment_end_like_undisturbed_ones(tmp_path: Path, seed: int) -> None:
    undisturbed = lived(tmp_path / "undisturbed", 0, seed, "add remove rebuild")
    killed = lived(tmp_path / "killed", KILLS, seed, "add remove rebuild")
    assert (undisturbed.pop("died"), killed.pop("died")) == (0, KILLS)
    assert killed == undisturbed


def test_on_servers_a_removal_and_a_rebuild_that_are_killed_end_like_undisturbed_ones(
    tmp_path: Path, postgres: PostgresProcess
) -> None:
    with chroma_process(tmp_path / "chroma") as chroma:
        undisturbed, killed = (
            lived(tmp_path / name, kills, SEEDS[0], "remove rebuild", (postgres.create(uuid4().hex), chroma.url))
            for name, kills in (("undisturbed", 0), ("killed", KILLS))
        )
    assert (undisturbed.pop("died"), killed.pop("died")) == (0, KILLS)
    assert killed == undisturbed
