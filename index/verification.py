"""Compares the stores of a collection with each other: what is damaged, missing or out of date, and what repairs it."""

from dataclasses import dataclass

from index import ingest
from index.collection import Stores
from index.errors import LibraryBusyError, PaperchatError, ReadOnlyError
from index.wording.said import said, sentences_said
from index.writer_lock import TURN, writing


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a collection, in words for people, and what to do about it."""

    fault: str
    remedy: str


def verify(stores: Stores) -> Finding | None:
    """Read every store and return what is wrong with it; None if the collection is whole. Takes seconds.

    The library is read whole, the vectors are searched for what they hold, and the rest is compared with the library.
    """
    try:
        stores.library.check()
    except PaperchatError as damaged:
        return Finding(damaged.message, damaged.hint)
    if fault := stores.vectors.fault(thorough=True) or stores.token_vectors.fault() or stores.windows.fault():
        return Finding(f"{fault}.", "Run `paperchat rebuild`: the library still has everything.")
    if reason := ingest.is_search_behind(stores):
        remedy = "The next question or `paperchat rebuild` brings the index up to date."
        return _being_written(stores) or Finding(f"{reason}.", remedy)
    return None


def _being_written(stores: Stores) -> Finding | None:
    """Return a finding while another process writes: one store is then always a step ahead of another."""
    try:
        with writing(stores.lock, stores.library):
            return None
    except ReadOnlyError:
        return None
    except LibraryBusyError as busy:
        return Finding(busy.message, "Run `paperchat status` again when it is done.")


def damage_met(stores: Stores) -> str:
    """Return what reading has met that is damaged, and the next step, in words for people; empty if nothing.

    Looks at nothing new, so it can be asked after each question.
    """
    records = stores.library.damage
    index = stores.token_vectors.has_met_damage() or stores.windows.has_met_damage()
    words = (
        "Part of the index is damaged and was left out: `paperchat status` says which, `paperchat rebuild` mends it."
    )
    return sentences_said(records.in_full if records else "", said("damage.index", words) if index else "")


def discard_damaged(stores: Stores) -> str:
    """Delete token vectors and windows if a sample of them is damaged; return which, in words for people.

    The next `catch_up` rebuilds them; it checks the vector store and the word index itself. Raises
    LibraryBusyError while another process writes.
    """
    damaged = [(store, fault) for store in (stores.token_vectors, stores.windows) if (fault := store.fault())]
    if damaged:
        with writing(stores.lock, stores.library, TURN):
            for store, _ in damaged:
                store.delete_all()
    return "; ".join(fault for _, fault in damaged)
