"""Whether Chroma has finished writing its index of nearest neighbours, judged by the files alone.

Chroma 1.5.9 writes over its files after every thousand vectors: first the header, with the new number of vectors, then
the vectors, then the links of each, and the names last. Killed after the header, it reads links from beyond the end of
their file at the next start: whatever is in memory counts as their length, and with the next thousand vectors the file
grows to gigabytes, or Chroma cannot open it at all. Until then searches find everything.
"""

import struct
from pathlib import Path

HEADER, VECTORS, LINKS = "header.bin", "data_level0.bin", "link_lists.bin"
# The version, and then: where links begin in a row, how many rows there is room for, how many there are, their bytes.
_HEAD = struct.Struct("<iQQQQ")
_VERSION = 1
_LENGTH = struct.Struct("<I")


def is_cut_off(index: Path) -> bool:
    """Return whether the index in this folder has fewer vectors or links than its header says; False if unknown."""
    try:
        with (index / HEADER).open("rb") as file:
            version, _, _, vectors, row_bytes = _HEAD.unpack(file.read(_HEAD.size))
        if version != _VERSION:
            return False
        return (index / VECTORS).stat().st_size < vectors * row_bytes or not _has_links(index / LINKS, vectors)
    except (OSError, struct.error):
        return False


def _has_links(file: Path, vectors: int) -> bool:
    """Return whether the file has the links of this many vectors: of each their length in bytes, then the links."""
    size, place = file.stat().st_size, 0
    with file.open("rb") as links:
        for _ in range(vectors):
            if len(length := links.read(_LENGTH.size)) < _LENGTH.size:
                return False
            if skipped := _LENGTH.unpack(length)[0]:
                links.seek(skipped, 1)
            place += _LENGTH.size + skipped
    return place <= size
