"""What every test starts from: a clean environment and no network."""

import gc
import os
import re
import shutil
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenBatch, TokenEmbeddings, Vectors
from index.embedding.token_codebook import CENTROIDS, TokenCodebook
from index.papers import Entry, Paper
from tests.empty_library import empty_library
from tests.postgres_process import PostgresProcess, missing_postgres, postgres_process
from tests.scripted_endpoint import ScriptedEndpoint

# How long an example takes depends on what else the machine does.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_configure() -> None:
    """Look for no garbage while tests are imported: what they make stays, and the search took a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage from here on, but only of what the tests make."""
    gc.freeze()
    gc.enable()


_TAKE_LONG = frozenset({"shared", "bundled", "add_papers", "users"})
"""Fixtures that read the acceptance and benchmark data, load the encoder, fill stores of their own, hash passwords."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make fast` leaves out by where a test is, what it tries and what it asks for."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker("browser")
        # Tests of hypothesis try up to hundreds of inputs.
        tries_many = getattr(getattr(item, "obj", None), "hypothesis", None)
        if tries_many or _TAKE_LONG.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home and working folder of all tests that have no folder of their own; the process works there."""
    folder, before = tmp_path_factory.mktemp("empty"), Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(autouse=True)
def clean_world(request: pytest.FixtureRequest, empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the settings of the machine away from tests, and the files of a test in its own folder."""
    for name in list(os.environ):
        if name.startswith(("PAPERCHAT_", "OPENAI_")) and name != "PAPERCHAT_SHARED":
            monkeypatch.delenv(name)
    # Making a folder, entering it and deleting it takes longer than most tests.
    has_folder = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if has_folder else empty_folder
    monkeypatch.setenv("HOME", str(folder / "user"))
    monkeypatch.setenv("PAPERCHAT_HOME", str(folder / "home"))
    if has_folder:
        (folder / "cwd").mkdir()
        monkeypatch.chdir(folder / "cwd")
    yield
    if not has_folder:
        for left in folder.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine; no other host name resolves."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **options: Any) -> Any:
        if host not in (*_LOOPBACK, None, b"127.0.0.1"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


_SHARED = Path(os.environ.get("PAPERCHAT_SHARED", Path(__file__).parents[2] / "shared")).resolve()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not (_SHARED / "seeds").is_dir():
        terminalreporter.write_line("The acceptance tests were skipped: their pages are not here (PAPERCHAT_SHARED).")
    if why := missing_postgres():
        terminalreporter.write_line(f"The tests of a library on a server were skipped: {why}.")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the acceptance pages and benchmark data; without it CI fails, other machines skip."""
    if not (_SHARED / "seeds").is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{_SHARED} is missing: set PAPERCHAT_SHARED")
        pytest.skip("the acceptance pages are not on this machine (PAPERCHAT_SHARED)")
    return _SHARED


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    """Return the real encoder, loaded once."""
    return BundledEncoder()


@pytest.fixture(scope="session")
def seeds(shared: Path, bundled: BundledEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Index the five acceptance pages with the real encoder, once for all tests; they only read them."""
    opened = open_stores(tmp_path_factory.mktemp("seeds"), bundled)
    for _ in ingest.add(opened, ingest.gather(sorted((shared / "seeds").glob("0*.txt")))):
        pass
    yield opened
    opened.close()


def _spelling_codebook() -> TokenCodebook:
    """Return a codebook of random centroids, all of one length: what is put together of them is stored as it is."""
    drawn = np.random.default_rng(0).standard_normal((_PARTS, CENTROIDS, TOKEN_DIMENSIONS // _PARTS), dtype=np.float32)
    return TokenCodebook(drawn / np.linalg.norm(drawn, axis=2, keepdims=True) / np.float32(_PARTS) ** 0.5, kept=1)


_PARTS = 16
SPELLING = _spelling_codebook()


class WordEncoder:
    """A fast stand-in: it counts words into hashed dimensions, so texts that share words are similar."""

    fingerprint = "words/64"
    max_pieces = 256

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        vectors = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, sum(word.encode()) % 64] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


# Texts of one run of `SpellingEncoder`.
_BATCH = 16


class SpellingEncoder(WordEncoder):
    """Also gives token vectors: the same word always has the same vector, and other words have other ones."""

    token_codebook = SPELLING

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        return self.encode(texts), [TokenEmbeddings(words, spelled(*words)) for words in map(_written, texts)]

    def token_batches(self, texts: Sequence[str], of: Collection[int]) -> Iterator[TokenBatch]:
        for start in range(0, len(texts), _BATCH):
            places = range(start, min(start + _BATCH, len(texts)))
            vectors, words = self.encode_tokens([texts[place] for place in places])
            yield TokenBatch(
                places, vectors, {at: of_text for at, of_text in zip(places, words, strict=True) if at in of}
            )


def _written(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def spelled(*words: str) -> Vectors:
    """Return the token vectors of `SpellingEncoder`."""
    codes = np.empty((len(words), _PARTS), dtype=np.uint8)
    for row, word in enumerate(words):
        codes[row] = np.random.default_rng(list(word.lower().encode())).integers(CENTROIDS, size=_PARTS)
    return SPELLING.decode(codes)


@pytest.fixture
def no_garbage_collection() -> Iterator[None]:
    """For texts nested deeper than Python reads: what the garbage collector runs at that depth fails."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresProcess]:
    """Run a PostgreSQL server, one for all tests, in which each makes a database."""
    with postgres_process() as server:
        yield server


@pytest.fixture
def database() -> str | None:
    """Return the address of an empty database, None for a file: folders of tests that run on both give both."""
    return None


FORMS = ("file", pytest.param("server", marks=pytest.mark.slow))
"""What a library can be kept in: the parameters of a `database` for tests that run on both."""


def database_of(request: pytest.FixtureRequest) -> str | None:
    """Return the address of an empty database, or None, as the parameter of a fixture says."""
    if request.param == "file":
        return None
    server: PostgresProcess = request.getfixturevalue("postgres")
    return server.create(uuid4().hex)


@pytest.fixture
def stores(tmp_path: Path, encoder: WordEncoder, database: str | None) -> Iterator[Stores]:
    """Open empty stores with the word-count encoder."""
    if database is None:
        empty_library(tmp_path / "home" / "library.db")
    opened = open_stores(tmp_path / "home", encoder, database=database)
    yield opened
    opened.close()


@pytest.fixture
def add_papers(stores: Stores) -> Callable[..., ingest.Progress]:
    """Return a function that adds papers to the stores as if one source listed them."""

    def add(*papers: Paper) -> ingest.Progress:
        stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
        *_, last = ingest.catch_up(stores)
        return last

    return add


def opened(folder: Path, *papers: Paper) -> Iterator[Stores]:
    """Yield stores with these papers and the word-count encoder; for fixtures that several tests only read."""
    empty_library(folder / "library.db")
    stores = open_stores(folder, WordEncoder())
    stores.library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)])
    for _ in ingest.catch_up(stores):
        pass
    yield stores
    stores.close()


def paper(title: str, abstract: str, **fields: Any) -> Paper:
    """Return a paper from the source `page.txt`."""
    return Paper(title, abstract, **{"sources": ("page.txt",), **fields})


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """Run an OpenAI-compatible server on loopback that replies as the test tells it to."""
    with ScriptedEndpoint() as server:
        yield server
