"""A group on one library: two add, two ask, and programs are killed at random. No acknowledged paper is lost."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.stores.chroma.chroma_server import ChromaAddress
from index.verification import verify
from tests.chroma_process import chroma_process
from tests.postgres_process import PASSWORD, PostgresProcess, postgres_process

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SECONDS, LONGEST = 60, 300
"""How long programs are killed: until enough was answered, which takes longer on a busy machine."""
FEWEST_PAPERS, FEWEST_ANSWERS = 4, 2
MEMBERS = {"ada": "add", "bert": "add", "carla": "ask", "dora": "ask"}


class Member:
    """A process of the group with a home folder of its own, and all that it wrote, over its deaths."""

    def __init__(self, name: str, folder: Path, addresses: dict[str, str]) -> None:
        self._words = [sys.executable, "-m", "tests.group.group_worker", MEMBERS[name], name]
        self._environment = {**os.environ, **addresses, "PAPERCHAT_HOME": str(folder / name), "PYTHONPATH": str(ROOT)}
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._words, env=self._environment, stdout=log, stderr=log)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            # Half a line may be left.
            with self._log.open("ab") as log:
                log.write(b"\n")

    def said(self) -> Iterator[dict[str, object]]:
        for line in self._log.read_text(encoding="utf-8").splitlines():
            assert "Traceback" not in line, self._log.read_text(encoding="utf-8")
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)


def enough(members: Sequence[Member]) -> bool:
    """Return whether papers were acknowledged and questions answered, some of them after a kill."""
    done = {
        name: sum(bool(one["done"]) for one in member.said()) for name, member in zip(MEMBERS, members, strict=True)
    }
    return done["ada"] + done["bert"] >= FEWEST_PAPERS and done["carla"] + done["dora"] >= FEWEST_ANSWERS


def test_no_acknowledged_paper_is_lost(tmp_path: Path) -> None:
    chance = random.Random(16)  # noqa: S311
    with ExitStack() as running:
        chroma = running.enter_context(chroma_process(tmp_path / "chroma"))
        postgres = running.enter_context(postgres_process())
        address = postgres.create("papers")
        addresses = {"PAPERCHAT_DATABASE": address, "PAPERCHAT_CHROMA": chroma.url}
        members = [Member(name, tmp_path, addresses) for name in MEMBERS]
        for member in members:
            running.callback(member.kill)
            member.start()
        began = time.monotonic()
        victims: list[Member | PostgresProcess] = [*members, postgres]
        while (took := time.monotonic() - began) < SECONDS or (took < LONGEST and not enough(members)):
            time.sleep(chance.uniform(4, 9))
            victim = chance.choice(victims)
            victim.kill()
            time.sleep(chance.uniform(0, 1))
            victim.start()
        for member in members:
            member.kill()
        said = {name: list(member.said()) for name, member in zip(MEMBERS, members, strict=True)}
        every = [one for of_one in said.values() for one in of_one]
        assert [one for one in every if one["bug"]] == []
        assert PASSWORD not in json.dumps(every)
        # What failed was reported in two lines: the fault and the next step.
        assert [one for one in every if not one["done"] and "paperchat: " not in str(one["said"])] == []
        # It is there all the time, but for the seconds in which it is not.
        assert "no such database" not in json.dumps(every)
        assert enough(members), every
        acknowledged = {one["title"] for name in ("ada", "bert") for one in said[name] if one["done"]}
        server = ChromaAddress(chroma.url)
        with closing(open_stores(tmp_path / "new", BundledEncoder(), server, address)) as stores:
            for _ in ingest.catch_up(stores):
                pass
            assert acknowledged - {paper.title for paper in stores.library.papers()} == set()
            assert verify(stores) is None
