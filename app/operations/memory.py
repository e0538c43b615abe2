"""Keeps the memory of a process with many threads small. Knows the C library; knows nothing of the page."""

import ctypes
import sys

_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt(3)."""
_ARENAS = 2


def share_memory_arenas() -> bool:
    """Let all threads allocate from two arenas, and return whether that was done; call this before threads start.

    glibc gives each thread an arena of its own, up to eight a core, and memory that is freed in one is of no use to the
    others: after 50 people at once that was 50 MB. Other C libraries have no arenas.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, _ARENAS))
