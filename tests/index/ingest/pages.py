"""Pages to add, and what a collection must hold to be complete."""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from index import ingest
from index.collection import Stores
from index.embedding.encoder import Vectors
from index.ingest import Input
from index.map.paper_map import load_map
from index.retrieval.search import search
from tests.conftest import SpellingEncoder
from tests.index.killing import Killed

ROOT = Path(__file__).parents[3]

Add = Callable[..., ingest.Progress]

WORDS = ["tide", "dune", "reef", "gull", "kelp", "limpet", "sand", "wind", "shore", "wave"]


def card(number: int, said: str = "at dusk") -> str:
    word = WORDS[number % 10]
    return (
        f"Coin{number}ware for the {word}\n\n"
        f"We follow the {word} with nets of rope {said}, on {number} beaches of the coast. The nets are wet. "
        f"They hold {number} fish each, and none of them complains about it in any way that we can hear.\n\n"
    )


def page(name: str, *cards: str) -> Input:
    return Input(name, "".join(cards).encode())


def run(steps: Iterable[ingest.Progress]) -> ingest.Progress:
    *_, last = steps
    return last


def drawn_papers(stores: Stores) -> tuple[str, ...]:
    drawn = load_map(stores)
    return drawn.ids if drawn else ()


def count_passages(stores: Stores) -> int:
    """How many texts of the papers have vectors: chunks and windows."""
    windows = stores.windows.nearest(np.ones(64, dtype=np.float32), 1000, stores.windows.revisions())
    return stores.vectors.count() + len(windows)


def check_whole(stores: Stores) -> None:
    """Every paper of the library is found by words and by both kinds of vectors, once, nothing else is; the map too."""
    assert ingest.is_search_behind(stores) == ""
    ingest.draw_map(stores)
    assert ingest.is_behind(stores) == ""
    assert set(drawn_papers(stores)) == {item.id for item in stores.library.papers()}
    expected = {item.id for item in stores.library.papers()}
    assert {id_ for id_, _ in stores.words.search("nets of rope", 1000)} == expected
    everywhere = np.ones(64, dtype=np.float32)
    for hits in (stores.vectors.search(everywhere, 1000), stores.windows.nearest(everywhere, 1000, expected)):
        assert {paper_id for paper_id, _, _ in hits} == expected
        assert len({key for _, key, _ in hits}) == len(hits)
    for item in stores.library.papers():
        assert search(stores, item.title.split()[0], 1).hits[0].paper == item


class Fuse:
    """Burns down by one a step, whichever thread takes it; once it is burnt, no thread takes another."""

    def __init__(self, length: int) -> None:
        self.left = length
        self.steps: list[str] = []
        self._burning = threading.Lock()
        self._is_burnt = False

    def burn(self, step: str) -> None:
        with self._burning:
            self.check()
            self.steps.append(step)
            self.left -= 1
            self._is_burnt = self.left == 0
            self.check()

    def check(self) -> None:
        if self._is_burnt:
            raise Killed(self.steps[-1])


class DyingEncoder(SpellingEncoder):
    """Dies after the n-th batch."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def encode(self, texts: Sequence[str]) -> Vectors:
        self._fuse.check()
        vectors = super().encode(texts)
        self._fuse.burn("encode")
        return vectors
