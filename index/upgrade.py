"""Makes the vectors ready to be added to: those of an older release stay, those of another encoder or library go."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from index.collection import Stores
from index.indexing import has_all_passages, reset_passages
from index.rebuilding.common_past import has_common_past, take_as_common
from index.stores.progress.index_state import Indexed, index_state, note_another_index, set_passage_counts
from index.stores.window_vectors import PaperWindows

PAPERS_AT_ONCE = 500
"""So many are read from Chroma and written together."""

T = TypeVar("T")


def make_usable(stores: Stores, removed: Sequence[str]) -> None:
    """Keep the vectors of this encoder and library, in today's form and without the removed papers; else begin anew."""
    vectors = stores.vectors
    vectors.refresh(stores.library.state())
    if usable := not vectors.fault() and (vectors.is_current() or vectors.is_restored()):
        _bring_up_to_date(stores)
        usable = has_common_past(stores)
    if not usable or not has_all_passages(stores):
        reset_passages(stores)
        take_as_common(stores)
    elif removed:
        vectors.delete(removed)
    stores.token_vectors.convert_old()
    stores.windows.convert_old()


def _bring_up_to_date(stores: Stores) -> None:
    """Make of stores that can be used, but are of an older release, what a new one would be. Encodes nothing."""
    _move_windows(stores)
    _replace_records(stores)
    stores.vectors.complete_coded_vectors()


def _move_windows(stores: Stores) -> None:
    """Move the windows out of Chroma, where release 0.2 and older stored and counted them along with the abstracts.

    Killed at any point, the next run goes on from there. Papers of which Chroma has lost something are indexed again.
    """
    if not stores.vectors.old_windows.exist():
        return
    if stores.vectors.count() != stores.library.count_passages():
        for batch in _batches(index_state(stores.library).items()):
            _move_windows_of(stores, dict(batch))
    stores.vectors.old_windows.drop()


def _move_windows_of(stores: Stores, papers: dict[str, Indexed]) -> None:
    chunks = Counter(stores.vectors.owners(list(papers)))
    found = stores.vectors.old_windows.of(list(papers))
    # Of the others the windows have been moved already.
    counted = {id_: state for id_, state in papers.items() if state.passages != chunks[id_] or id_ not in found}
    lost = [id_ for id_, state in counted.items() if state.passages != chunks[id_] + len(found.get(id_, ([],))[0])]
    moved = {id_: state for id_, state in counted.items() if id_ not in lost}
    empty = (list[tuple[int, int]](), ())
    stores.windows.upsert([PaperWindows(id_, state.revision, *found.get(id_, empty)) for id_, state in moved.items()])
    set_passage_counts(stores.library, {id_: chunks[id_] for id_ in moved})
    if lost:
        stores.vectors.delete(lost)
        stores.library.forget_passages(lost)


def _replace_records(stores: Stores) -> None:
    """Make Chroma smaller: older releases kept several vectors of a long abstract, release 0.2 and older also nodes.

    Killed at any point, the next run goes on from there. If Chroma has lost something, all is made again anyway.
    """
    old, state = stores.vectors.old_records, str(stores.library.revision)
    if not old.exist():
        old.clean_up()
    elif old.is_begun(state) or has_all_passages(stores):
        papers = [id_ for id_, found in index_state(stores.library).items() if found.passages]
        if not old.is_begun(state):
            old.begin(state)
        # Counted while a copy is begun: cut off here, the next run goes on and finds nothing lost.
        set_passage_counts(stores.library, dict.fromkeys(papers, 1))
        old.replace(papers)
        note_another_index(stores.library)
        old.clean_up()


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, PAPERS_AT_ONCE)):
        yield batch
