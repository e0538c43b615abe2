"""Files that people uploaded to add: deleted once they are read or given up."""

import contextlib
from collections.abc import Iterable

from index.ingest import Input


def delete_uploads(inputs: Iterable[Input]) -> None:
    """Delete the files of inputs, and the folders that Gradio made for each."""
    for item in inputs:
        if item.file is not None:
            with contextlib.suppress(OSError):
                item.file.unlink(missing_ok=True)
                item.file.parent.rmdir()
