"""Follows a library that others change: makes their additions searchable here, and finishes interrupted work."""

import logging
import threading
from collections.abc import Callable

from app.ui.library.turn_taking import TurnTaking
from index import ingest
from index.collection import Stores
from index.errors import LibraryBusyError, PaperchatError
from index.shared_library import follow

log = logging.getLogger(__name__)

_EVERY_SECONDS = 2.0


def follow_others(stores: Stores, turns: TurnTaking) -> Callable[[], None]:
    """Follow the library in the background until the function that is returned is called, or the process ends.

    That function waits until the stores are let go of.
    """
    ended = threading.Event()
    follower = threading.Thread(target=_follow, args=(stores, turns, ended), daemon=True)
    follower.start()

    def end() -> None:
        ended.set()
        follower.join()

    return end


def _follow(stores: Stores, turns: TurnTaking, ended: threading.Event) -> None:
    seen: object = None
    logged = ""
    while not ended.wait(_EVERY_SECONDS):
        try:
            if (state := stores.library.state()) != seen:
                with turns.turn():
                    # Words first: they are found even while the server of the vectors is away.
                    follow(stores)
                    for _ in ingest.catch_up(stores) if ingest.is_search_behind(stores) else ():
                        pass
                seen = state
            logged = ""
        except LibraryBusyError:
            continue
        except PaperchatError as fault:
            # A server that is down for an hour is logged once.
            if logged != str(fault):
                log.warning("%s", fault)
            logged = str(fault)
