"""Adds, removes and rebuilds: the only writer of the library and of the stores derived from it.

Each step can be killed: the library is written in transactions and records what is not indexed yet, so the next run
continues from there.
"""

import io
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO

from index.collection import Stores
from index.errors import StoreUnreachableError
from index.indexing import index_pending
from index.map import paper_map
from index.missing_vectors import make_missing, missing_in_words, missing_vectors
from index.papers import Problem, Reading
from index.rebuilding.common_past import leave_mark, vectors_behind
from index.rebuilding.new_index import finish, new_index, put_new_index_in_place
from index.shared_library import changing_records, follow, in_turn
from index.sources import FilePart, ReadingOptions, read_parts
from index.sources.file_kinds import IN_FOLDERS
from index.sources.problem_reasons import shortened
from index.stores.by_hand.deletions import delete_papers, put_back
from index.stores.by_hand.record_edits import Edits, edit_record
from index.stores.listed.unlisted_papers import Listings
from index.stores.merging import Counts
from index.upgrade import make_usable
from index.wording.said import said
from index.writer_lock import TURN, writing

_NOTHING_READ = "no files in this folder that paperchat can read, such as .txt or .bib; PDF files are not read"
# How many seconds a change by hand waits for its turn to be indexed.
_A_MOMENT = 2.0


@dataclass(frozen=True, slots=True)
class Input:
    """A file to add, or why it cannot be read."""

    name: str
    data: bytes = b""
    fault: str = ""
    path: str = ""
    """Where it is, which distinguishes files with the same name; empty if not known."""
    file: Path | None = None
    """The file to open when its turn comes; without one, `data` is read."""
    columns: tuple[tuple[str, str], ...] = ()
    """Pairs of field and column of this file, which go before those of the options."""

    def opened(self) -> IO[bytes]:
        """Return the bytes to read, as a stream."""
        return io.BytesIO(self.data) if self.file is None else self.file.open("rb")

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data) if self.file is None else self.file.stat().st_size


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result of adding one file."""

    name: str
    counts: Counts
    problems: tuple[Problem, ...]
    failed: bool = False
    """The file could not be opened or is not a list of papers; nothing was added."""
    left_out: int = 0
    """How many papers did not meet the conditions of `--where`."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an addition or a rebuild, first of its words alone. The last one of a run has `done == total`."""

    files: tuple[FileReport, ...]
    done: int
    """Papers indexed in this run."""
    total: int
    """Papers to index in this run."""
    seconds: float
    """Since the indexing began."""
    words_alone: bool = False


def gather(paths: Iterable[Path]) -> Iterator[Input]:
    """Yield the files, and in folders those with a known ending, at any depth; or why one cannot be read."""
    for path in paths:
        if path.is_dir():
            inside = sorted(found for found in path.rglob("*") if _is_read(found))
            yield from gather(inside)
            if not inside:
                yield Input(path.name or str(path), fault=said("problem.empty_folder", _NOTHING_READ))
            continue
        try:
            path.open("rb").close()
        except OSError as fault:
            yield Input(str(path), fault=_unreadable(fault))
        else:
            yield Input(path.name, path=str(path.resolve()), file=path)


def _is_read(path: Path) -> bool:
    suffixes = {suffix.casefold() for suffix in path.suffixes[-2:]}
    return bool(suffixes & IN_FOLDERS) and not path.name.startswith(".") and path.is_file()


def _unreadable(fault: OSError) -> str:
    return said("problem.unreadable", "cannot be read: {fault}", fault=fault.strerror or str(fault))


def gather_uploads(paths: Iterable[Path]) -> Iterator[Input]:
    """Yield uploaded files. They are in a temporary folder, so a file with the same name counts as the same source."""
    for item in gather(paths):
        yield replace(item, path="")


def add(stores: Stores, inputs: Iterable[Input], options: ReadingOptions | None = None) -> Iterator[Progress]:
    """Add papers and index them, yielding the progress. Raises LibraryBusyError while another process writes.

    A library on a server takes them at once; they are indexed here or by the process that is indexing already. The map
    is left to `draw_map` or the next `catch_up`: adding must not wait for it.
    """
    reports: list[FileReport] = []
    with changing_records(stores):
        for item in inputs:
            reports.append(FileReport(item.name, Counts(), ()))
            for reports[-1] in _added(stores, item, options or ReadingOptions(datetime.now(UTC).date())):
                yield Progress(tuple(reports), 0, stores.library.count_pending(), 0)
    # Opening Chroma takes a second, which adding known papers again should not.
    if stores.library.count_pending():
        yield from in_turn(stores, lambda: _index(stores, tuple(reports)), partial(Progress, tuple(reports)))


def remove(stores: Stores, names: Sequence[str]) -> int:
    """Remove papers by id and sources by name; return the number of papers removed."""
    with changing_records(stores):
        removed = stores.library.remove(names)
    _index_soon(stores)
    return removed


def edit(stores: Stores, paper_id: str, edits: Edits) -> None:
    """Write a person's edits into a record and index its text again. Raises PaperchatError as `edit_record` does."""
    with changing_records(stores):
        edit_record(stores.library, paper_id, edits)
    _index_soon(stores)


def delete(stores: Stores, names: Sequence[str]) -> str:
    """Delete papers by id and sources by name; return the name of the deletion, which `undo_deletion` takes."""
    with changing_records(stores):
        deletion = delete_papers(stores.library, names)
    _index_soon(stores)
    return deletion


def undo_deletion(stores: Stores, deletion: str) -> int:
    """Put deleted papers back and index them; return how many."""
    with changing_records(stores):
        papers = put_back(stores.library, deletion)
    _index_soon(stores)
    return papers


def rebuild(stores: Stores) -> Iterator[Progress]:
    """Make the vectors and the word index again from the library.

    The old ones are searched until the new ones are complete. A rebuild that was interrupted is continued.
    """
    with writing(stores.lock, stores.library, TURN):
        finish(stores)
        with new_index(stores, stores.library.back_up()) as made:
            yield from _index(made, ())
        put_new_index_in_place(stores)
        _update_map(stores, new_layout=True)


def catch_up(stores: Stores) -> Iterator[Progress]:
    """Finish what is left to do: papers not indexed yet, stores that are missing or from another encoder, the map."""
    follow(stores)
    with writing(stores.lock, stores.library):
        yield from _index(stores, ())
        _update_map(stores)


def draw_map(stores: Stores) -> None:
    """Bring the map up to date with the library, unless papers are not indexed yet; `catch_up` does both.

    Raises LibraryBusyError while another process writes.
    """
    if not paper_map.is_current(stores) and not is_search_behind(stores):
        with writing(stores.lock, stores.library):
            _update_map(stores)


def is_behind(stores: Stores) -> str:
    """Return why the derived stores do not match the library, in words for people; empty if they do."""
    if reason := is_search_behind(stores):
        return reason
    return "" if paper_map.is_current(stores) else "The map does not show all papers yet"


def is_search_behind(stores: Stores) -> str:
    """Return why what is searched does not match the library, in words for people; empty if it does."""
    if reason := vectors_behind(stores):
        return reason
    if stores.library.count_pending():
        return "Some papers are not indexed yet"
    if not stores.words.is_current(stores.library):
        return "The word index is missing or behind"
    return missing_in_words(stores)


def _added(stores: Stores, item: Input, options: ReadingOptions) -> Iterator[FileReport]:
    """Add the papers of a file, yielding the report as it grows; each part of a large file is kept once it is added."""
    counts, problems, left_out, refused = Counts(), list[Problem](), 0, True
    listings = Listings(stores.library, lasting=item.file is not None)
    for part in parts_of(item, options):
        source = "/".join(filter(None, (item.path or item.name, part.member)))
        listings.note(source, part.reading.entries)
        found = stores.library.upsert(part.reading.entries, source)
        counts += found
        problems += (*part.reading.problems, *(Problem(item.name, line, reason) for line, reason in found.conflicts))
        left_out += part.left_out
        refused = refused and part.reading.refused
        yield FileReport(item.name, counts, shortened(problems, item.name), refused, left_out)
    if not (refused or left_out) and (gone := listings.gone()):
        problems.insert(0, Problem(item.name, None, gone))
        yield FileReport(item.name, counts, shortened(problems, item.name), refused, left_out)


def parts_of(item: Input, options: ReadingOptions) -> Iterator[FilePart]:
    """Yield the papers of a file; one that cannot be opened is refused with the reason."""
    if item.fault:
        yield FilePart("", Reading((), (Problem(item.name, None, item.fault),), refused=True))
        return
    try:
        own = replace(options, columns=item.columns) if item.columns else options
        with item.opened() as stream:
            yield from read_parts(stream, item.name, item.size, own)
    except OSError as fault:
        yield FilePart("", Reading((), (Problem(item.name, None, _unreadable(fault)),), refused=True))


def _index(stores: Stores, reports: tuple[FileReport, ...]) -> Iterator[Progress]:
    """Bring vectors and word index up to date with the library."""
    finish(stores)
    removed = stores.library.removed()
    try:
        make_usable(stores, removed)
    except StoreUnreachableError:
        # Until the vector store answers again, papers are found by their words.
        yield from _index_words(stores, reports)
        raise
    missing = missing_vectors(stores)
    total, done = stores.library.count_pending() + len(missing.papers), 0
    with closing(index_pending(stores)) as steps:
        # While the first texts are encoded, the words are indexed, which is enough to find papers.
        next(steps, None)
        yield from _index_words(stores, reports)
        stores.library.purge(removed)
        start = time.monotonic()
        yield Progress(reports, 0, total, 0)
        if total:
            leave_mark(stores)
        for count in chain(steps, make_missing(stores, missing)):
            done += count
            # The last step is reported after the files are noted. Others may add papers in the meantime.
            if done < total:
                yield Progress(reports, done, total, time.monotonic() - start)
    stores.vectors.remember_files()
    if total:
        leave_mark(stores)
        yield Progress(reports, done, done, time.monotonic() - start)


def _index_words(stores: Stores, reports: tuple[FileReport, ...]) -> Iterator[Progress]:
    start = time.monotonic()
    for done, total in stores.words.syncing(stores.library):
        stores.check_ending()
        yield Progress(reports, done, total, time.monotonic() - start, words_alone=True)


def _index_soon(stores: Stores) -> None:
    """Bring the index up to date, or leave that to the process that is writing now or the next one that does."""
    for _ in in_turn(stores, lambda: _index(stores, ()), partial(Progress, ()), _A_MOMENT):
        pass


def _update_map(stores: Stores, *, new_layout: bool = False) -> None:
    paper_map.update_map(stores, stores.vectors.paper_vectors, stores.vectors.near_papers, new_layout=new_layout)
