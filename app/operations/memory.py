"""Keeps the memory of a process with many threads small, and looking for garbage cheap.

Knows the C library and Python's own collector; knows nothing of the page.
"""

import ctypes
import gc
import sys

_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""
_ARENAS = 2
_NEW_OBJECTS = 5000
"""So many more there are before Python looks for those that only refer to each other."""


def share_memory_arenas() -> bool:
    """Let all threads allocate from two arenas, and return whether that was done; call this before threads start.

    glibc gives each thread an arena of its own, up to eight a core, and memory that is freed in one is of no use to the
    others: after 50 people at once that was 50 MB. Other C libraries have no arenas.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, _ARENAS))


def collect_less_often() -> None:
    """Have Python look for garbage a seventh as often as by itself, every 700 objects.

    Adding papers makes dozens of objects for each, of which hardly any are garbage that only a search finds: searching
    took a tenth of its time.
    """
    gc.set_threshold(_NEW_OBJECTS)
