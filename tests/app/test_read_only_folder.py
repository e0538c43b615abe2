"""A folder that can only be read is searched, asked and exported from; what would change it is one line."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.ingest import Input

pytestmark = pytest.mark.slow

# Who may do everything is not kept out by permissions, but may give up that right.
GIVE_UP = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []
PAGE = b"""@misc{a, title = {Gulls Read}, abstract = {We count gulls. They read.}, year = 2024}
@misc{b, title = {Terns Write}, abstract = {We hear terns at night. Terns write in the sand.}, year = 2023}
"""


@pytest.fixture(params=["closed", "killed"])
def home(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A collection in a folder without the right to write; `killed`: SQLite's log is left, as by a writer's death."""
    if GIVE_UP and not shutil.which(GIVE_UP[0]):
        pytest.skip("setpriv (util-linux) is needed to give up the rights of root")
    made = tmp_path / "made"
    stores = open_stores(made, BundledEncoder())
    for _ in ingest.add(stores, [Input("page.bib", PAGE)]):
        pass
    for _ in ingest.catch_up(stores):
        pass
    home = tmp_path / "home"
    if request.param == "closed":
        stores.close()
        shutil.copytree(made, home)
    else:
        shutil.copytree(made, home)
        stores.close()
        assert (home / "library.db-wal").stat().st_size
    found = [home, *home.rglob("*")]
    for path in found:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield home
    for path in found:
        path.chmod(0o755 if path.is_dir() else 0o644)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GIVE_UP, sys.executable, "-c", "from app.cli import run; run()", *words],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PAPERCHAT_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=home.parent,
    )


def test_it_is_searched_asked_and_exported_from(home: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    for words, said in (
        (("search", "gulls"), "Gulls Read"),
        (("ask", "What do terns do?"), "Terns Write"),
        (("list",), "Terns Write"),
        (("status",), "All stores were read and are whole."),
        (("export", "out.bib"), "Wrote 2 papers to out.bib."),
    ):
        done = run(home, *words)
        assert (done.returncode, said in done.stdout) == (0, True), (words, done.stdout, done.stderr)
        assert done.stderr.count("can only be read") == 0
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_what_would_change_it_is_one_line(home: Path) -> None:
    (home.parent / "more.bib").write_bytes(PAGE)
    for words in (
        ("add", "more.bib"),
        ("remove", "page.bib"),
        ("rebuild",),
        ("watch", "--question", "gulls"),
        ("backup",),
    ):
        done = run(home, *words)
        assert done.returncode == 1, (words, done.stdout)
        assert len(done.stderr.splitlines()) == 2, done.stderr
        assert str(home) in done.stderr
        assert "ermissions" in done.stderr
