"""Indexing in steps: whoever stops in between waits for a part of the texts and one write; what is written is kept."""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from index import ingest
from index.collection import Stores
from index.embedding.encoder import TokenEmbeddings, Vectors
from index.errors import StoppedError, StoreUnreachableError
from index.indexing import index_pending
from index.papers import Entry
from index.stores.library import Library
from tests.conftest import SpellingEncoder, paper

pytestmark = pytest.mark.slow

PAPERS = [paper(f"Coin{n}ware", f"We follow tide {n} with nets. The nets hold {n} fish.") for n in range(200)]


def test_between_two_batches_there_are_places_to_stop_at_and_what_is_written_is_kept(stores: Stores) -> None:
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    steps = cast("Generator[ingest.Progress, None, None]", ingest.catch_up(stores))
    places = dict[int, int]()
    for step in steps:
        places[step.done] = places.get(step.done, 0) + 1
        if step.done > 32:
            break
    steps.close()
    # The first batch has 32 papers, the second 128 with more texts than are encoded at once.
    assert places[32] > 1
    left = stores.library.count_pending()
    assert 0 < left < len(PAPERS) - 32
    *_, last = ingest.catch_up(stores)
    assert (last.total, ingest.is_behind(stores)) == (left, "")


def test_a_batch_that_is_being_written_when_a_run_is_stopped_is_written_whole(stores: Stores) -> None:
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    stores.words.sync(stores.library)
    stores.vectors.reset()
    steps = index_pending(stores)
    done = 0
    while done < 32:
        done += next(steps)
    next(steps)
    steps.close()
    assert len(stores.library.indexed()) in {32, 160}
    assert stores.vectors.count() == stores.library.count_passages() == stores.windows.extent().papers


def test_before_the_process_ends_what_is_being_written_is_finished_and_the_rest_is_left(stores: Stores) -> None:
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    steps = ingest.catch_up(stores)
    assert any(step.done == 32 for step in steps)
    stores.ending.set()
    with pytest.raises(StoppedError):
        deque(steps, 0)
    assert len(stores.library.indexed()) in {32, 160}
    assert stores.vectors.count() == stores.library.count_passages() == stores.windows.extent().papers
    stores.ending.clear()
    *_, last = ingest.catch_up(stores)
    assert last.total in {40, 168}


class _Interrupted(SpellingEncoder):
    """Presses Ctrl-C once so many texts are encoded; goes on, slowly, when that has arrived."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left, self._counting = after, threading.Lock()
        self.arrived = threading.Event()
        self.after_the_signal = 0

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        with self._counting:
            before, self._left = self._left, self._left - len(texts)
            if self._left <= 0:
                self.after_the_signal += len(texts)
        if self._left <= 0 < before:
            os.kill(os.getpid(), signal.SIGINT)
        if self._left <= 0:
            self.arrived.wait(30)
            time.sleep(1.5)  # until the run has heard of it, on a busy machine too
        return super().encode_tokens(texts)


def test_of_a_part_that_is_being_encoded_only_a_few_texts_are_waited_for(stores: Stores) -> None:
    encoder = _Interrupted(after=120)

    def interrupt(*_: object) -> None:
        encoder.arrived.set()
        raise KeyboardInterrupt

    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    usual = signal.signal(signal.SIGINT, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            for _ in ingest.catch_up(replace(stores, encoder=encoder)):
                pass
    finally:
        signal.signal(signal.SIGINT, usual)
    # Each of two threads may be at 16 texts and begin with 16 more; a part has 128.
    assert 0 < encoder.after_the_signal <= 64


def test_the_encoder_has_begun_when_the_words_are_indexed(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    encode, begun = stores.encoder.encode, threading.Event()

    def noted(texts: Sequence[str]) -> Vectors:
        begun.set()
        return encode(texts)

    monkeypatch.setattr(stores.encoder, "encode", noted)
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    syncing = stores.words.syncing

    def waiting(library: Library) -> Iterator[tuple[int, int]]:
        assert begun.wait(60)
        yield from syncing(library)

    monkeypatch.setattr(stores.words, "syncing", waiting)
    deque(ingest.catch_up(stores), 0)
    assert ingest.is_behind(stores) == ""


class _Counted(SpellingEncoder):
    """Knows when texts of a third part are encoded: two parts have 256 at most."""

    def __init__(self) -> None:
        super().__init__()
        self._encoded, self._counting = 0, threading.Lock()
        self.has_third_part = threading.Event()

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        with self._counting:
            self._encoded += len(texts)
            if self._encoded > 256:
                self.has_third_part.set()
        return super().encode_tokens(texts)


def test_while_a_result_is_not_asked_for_a_third_part_is_encoded(stores: Stores) -> None:
    encoder = _Counted()
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    stores.words.sync(stores.library)
    stores.vectors.reset()
    steps = index_pending(replace(stores, encoder=encoder))
    next(steps)
    next(steps)
    assert encoder.has_third_part.wait(30)
    steps.close()


def test_papers_are_found_by_their_words_while_the_vector_store_is_away(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> str:
        raise StoreUnreachableError("nobody answers")

    monkeypatch.setattr(stores.vectors, "fault", away)
    with pytest.raises(StoreUnreachableError):
        deque(
            ingest.add(
                stores, [ingest.Input("tides.bib", b"@article{a, title={Tides}, abstract={They come and go.}}")]
            ),
            0,
        )
    assert stores.words.search("tides", 1)
