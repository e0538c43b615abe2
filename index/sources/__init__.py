"""Readers: one per format, each from text to papers and problems. `registry` picks the reader by content.

`read` reads the bytes of one file, `read_parts` a file of any size or an archive, part by part.
"""

from index.sources.streams import FilePart, ReadingOptions, read, read_parts

__all__ = ["FilePart", "ReadingOptions", "read", "read_parts"]
