"""Keeps the memory of a process with many threads small, and its garbage collection cheap.

Knows the C library and Python's own collector; knows nothing of the page.
"""

import ctypes
import gc
import sys

_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""
_ARENAS = 2
_NEW_OBJECTS = 5000
"""How many new objects there are before Python looks for garbage again; its own default is 700."""


def share_memory_arenas() -> bool:
    """Let all threads allocate from two arenas, and return whether that was done; call this before threads start.

    glibc gives each thread its own arena, up to eight per core, and memory that is freed in one cannot be used by the
    others: with 50 people at once, that wasted 50 MB. Other C libraries have no arenas.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, _ARENAS))


def collect_less_often() -> None:
    """Have Python look for garbage after 5,000 new objects instead of 700.

    Adding a paper makes dozens of objects, hardly any of which only refer to each other. Looking for those that do took
    a tenth of the time.
    """
    gc.set_threshold(_NEW_OBJECTS)
