"""How far the word index of a folder has come: a note beside it, and which papers it has not followed yet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import sqlalchemy as sql

from index.stores import tables
from index.stores.library import Library
from index.stores.progress.gone_papers import history_of


@dataclass(frozen=True, slots=True)
class WordsNote:
    """What the index was made from."""

    version: int
    library: str
    revision: int
    history: str = ""
    part_revision: int = 0
    part_id: str = ""
    """Papers up to this id are followed up to `part_revision`, the others up to `revision`: a run was stopped there."""

    def is_reached_by_changes(self, target: "WordsNote") -> bool:
        """Return whether the changes since then are all that is missing; not for a library that was put back."""
        whole = replace(self, revision=target.revision, part_revision=0, part_id="")
        return whole == target and self.revision <= target.revision

    def write(self, path: Path) -> None:
        """Write it in one step: one that was cut off would have the index made again."""
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_text(json.dumps(asdict(self)))
        unfinished.replace(path)

    @classmethod
    def read(cls, path: Path) -> "WordsNote | None":
        """Return the note at `path`; None if there is none, or one of another version."""
        try:
            return cls(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def note_of(library: Library, version: int) -> WordsNote:
    """Return the note of an index of this version that has followed the library."""
    return WordsNote(version, library.name, library.revision, history_of(library))


def count_not_followed(library: Library, note: WordsNote) -> int:
    """Return how many papers have a text that changed since."""
    with library.store.reading.connect() as db:
        return db.scalar(sql.select(sql.func.count()).where(_is_not_followed(note))) or 0


def not_followed(library: Library, note: WordsNote, at_once: int) -> Iterator[Sequence[str]]:
    """Yield these papers by id, `at_once` of them at a time: the ids of a large library fill the memory.

    What others write in between is not among them.
    """
    changed = sql.select(tables.papers.c.id).where(_is_not_followed(note)).order_by(tables.papers.c.id)
    # Not with a cursor on the server, which would be lost with the connection.
    with library.store.reading.connect() as db:
        yield from db.scalars(changed).partitions(at_once)


def _is_not_followed(note: WordsNote) -> sql.ColumnElement[bool]:
    papers = tables.papers.c
    done = (papers.id <= note.part_id) & (papers.revision <= note.part_revision)
    return sql.and_(papers.revision > note.revision, sql.not_(papers.removed), sql.not_(done))
