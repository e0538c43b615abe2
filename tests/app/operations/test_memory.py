"""Memory: many threads share the arenas that the C library allocates from, and garbage is looked for less often."""

import gc
import platform
import re
import subprocess
import sys

import pytest

from app.operations.memory import collect_less_often

_THREADS = """
import ctypes, sys, threading
from app.operations.memory import share_memory_arenas

if sys.argv[1] == "shared":
    assert share_memory_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
everyone = threading.Barrier(9)

def allocate():
    libc.malloc(1000)
    everyone.wait()
    everyone.wait()

for _ in range(8):
    threading.Thread(target=allocate).start()
everyone.wait()
libc.malloc_stats()
everyone.wait()
"""


def arenas(how: str) -> int:
    """The number of arenas of a process after eight threads have allocated, as glibc tells."""
    done = subprocess.run([sys.executable, "-c", _THREADS, how], check=True, capture_output=True, text=True)
    return len(re.findall(r"^Arena \d+:", done.stderr, re.MULTILINE))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
def test_threads_share_two_arenas():
    assert arenas("own") > 2
    assert arenas("shared") == 2


def test_garbage_is_looked_for_less_often():
    before = gc.get_threshold()
    try:
        collect_less_often()
        assert gc.get_threshold() == (5000, *before[1:])
    finally:
        gc.set_threshold(*before)
