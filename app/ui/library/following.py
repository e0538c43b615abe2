"""Follows a library that others change: what they add is searched here, too, and what they leave undone is finished."""

import logging
import threading
import time

from app.ui.library.turn_taking import TurnTaking
from index import ingest
from index.collection import Stores
from index.errors import LibraryBusyError, PaperchatError

_log = logging.getLogger(__name__)

_EVERY_SECONDS = 2.0


def follow_others(stores: Stores, turns: TurnTaking) -> None:
    """Follow the library in the background, for as long as the process lives."""
    threading.Thread(target=_follow, args=(stores, turns), daemon=True).start()


def _follow(stores: Stores, turns: TurnTaking) -> None:
    seen: object = None
    told = ""
    while True:
        time.sleep(_EVERY_SECONDS)
        try:
            if (state := stores.library.state()) != seen:
                with turns.turn():
                    for _ in ingest.catch_up(stores) if ingest.is_search_behind(stores) else ():
                        pass
                seen = state
            told = ""
        except LibraryBusyError:
            continue
        except PaperchatError as fault:
            # A server that is away for an hour is one line.
            if told != str(fault):
                _log.warning("%s", fault)
            told = str(fault)
