"""Indexing in steps: whoever stops in between waits for a part of a batch alone, and keeps what is written."""

from collections.abc import Generator
from typing import cast

from index import ingest
from index.collection import Stores
from index.indexing import index_pending
from index.papers import Entry
from tests.conftest import paper

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


def test_a_batch_that_is_being_written_is_cut_off_after_a_part(stores: Stores) -> None:
    stores.library.upsert([Entry(one, line) for line, one in enumerate(PAPERS, 1)])
    stores.words.sync(stores.library)
    stores.vectors.reset()
    steps = cast("Generator[int, None, None]", index_pending(stores))
    done = 0
    while done < 32:
        done += next(steps)
    next(steps)
    steps.close()
    indexed = len(stores.library.indexed())
    assert (indexed % 32, 32 <= indexed < 160) == (0, True)
