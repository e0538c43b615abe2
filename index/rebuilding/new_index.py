"""Builds a new index next to the one in use, and swaps it in when it is complete.

If it is killed while it builds the index, the next rebuild continues. If it is killed while it swaps the index in, the
next writer finishes that.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index.collection import DERIVED, LIBRARY, Stores, open_stores
from index.errors import PaperchatError
from index.rebuilding.common_past import take_as_common
from index.stores import backups
from index.stores.chroma.vector_health import NOTE
from index.stores.library import Library
from index.stores.progress.index_state import Indexed, index_state, set_index_state

FOLDER = "rebuilding"
"""The name of the folder that a new index is made in."""
_READY = "ready"


@contextmanager
def new_index(stores: Stores, copy: Path) -> Iterator[Stores]:
    """Open the stores of a new index over a copy of the library, with what an earlier attempt has done."""
    folder = _folder(stores)
    done = _done_before(folder, stores.library.name)
    folder.mkdir(exist_ok=True)
    unfinished = folder / f"{LIBRARY}.part"
    shutil.copyfile(copy, unfinished)
    library = Library(unfinished)
    set_index_state(library, done)
    library.close()
    backups.put_in_place(unfinished, folder / LIBRARY)
    # A server keeps the new vectors under names of their own until they are whole.
    made = open_stores(folder, stores.encoder, stores.chroma and replace(stores.chroma, part=FOLDER))
    try:
        # The copy of the library may have the marks of the index in use.
        take_as_common(made)
        # What was removed since is in no library any more.
        if gone := done.keys() - index_state(made.library).keys():
            made.vectors.delete(sorted(gone))
            made.windows.delete(gone)
        yield made
    finally:
        made.close()


def put_new_index_in_place(stores: Stores) -> None:
    """Replace the index in use by the new one, which is closed and complete."""
    (_folder(stores) / _READY).touch()
    finish(stores)


def finish(stores: Stores) -> None:
    """Finish putting a new index in its place, if that was begun; only a writer may call this."""
    folder, home = _folder(stores), stores.lock.parent
    if not (folder / _READY).exists():
        return
    stores.vectors.close()
    for name in (*DERIVED, NOTE):
        if (made := folder / name).exists():
            # Renamed and not deleted: readers are without an index for no longer than that takes.
            old = folder / f"{name}.old"
            _delete(old)
            if (home / name).exists():
                (home / name).rename(old)
            made.rename(home / name)
    stores.vectors.take_over(FOLDER)
    take_as_common(stores)
    stores.token_vectors.take_in_file()
    stores.windows.take_in_file()
    library = Library(folder / LIBRARY)
    set_index_state(stores.library, index_state(library))
    library.close()
    (folder / _READY).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _folder(stores: Stores) -> Path:
    return stores.lock.parent / FOLDER


def _done_before(folder: Path, name: str) -> Mapping[str, Indexed]:
    """Return what an earlier attempt has indexed for the library of this name; nothing if it left no index of it."""
    if (folder / LIBRARY).exists():
        try:
            library = Library(folder / LIBRARY)
        except PaperchatError:
            pass
        else:
            try:
                if library.name == name:
                    return index_state(library)
            finally:
                library.close()
    _delete(folder)
    return {}


def _delete(path: Path) -> None:
    """Delete a file or folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
