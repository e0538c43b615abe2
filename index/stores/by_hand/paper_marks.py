"""What a person notes on papers: read or not, a star, tags of their own, a note. Kept in the library's file.

Marks belong to the collection: adding papers again, rebuilding the index and joining two records keep them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sql

from index.papers import tidy
from index.stores import tables
from index.stores.by_hand.own_checksums import is_as_written, write_own

if TYPE_CHECKING:
    from index.stores.library import Library

MAX_TAG, MAX_TAGS, MAX_NOTE = 60, 50, 20_000
"""Characters of a tag, tags of a paper, characters of a note; what is longer is cut."""
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks on one paper."""

    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    """In alphabetical order."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChange:
    """What to change about the marks of papers; None and empty leave a mark as it is."""

    read: bool | None = None
    starred: bool | None = None
    note: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


NO_MARKS = Marks()


def marks_of(library: "Library", ids: Sequence[str]) -> dict[str, Marks]:
    """Return the marks of these papers, by id; papers without any are left out."""
    found: dict[str, Marks] = {}
    with library.database.connect() as db:
        for start in range(0, len(ids), _BATCH):
            found |= read_marks(db, ids[start : start + _BATCH])
    return found


def change_marks(library: "Library", ids: Sequence[str], change: MarkChange) -> None:
    """Change the marks of these papers, in one transaction."""
    with library.database.begin() as db:
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            known = read_marks(db, batch)
            save_marks(db, {id_: _changed(known.get(id_, NO_MARKS), change) for id_ in batch})


def save_marks(db: sql.Connection, marks: Mapping[str, Marks]) -> None:
    """Write the marks of papers in place of those that they have.

    A tag or note that stays as it is keeps its checksum, so that one that is damaged stays known to be.
    """
    own, kept = tables.own_tags, tables.paper_marks
    wanted = {(id_, tag) for id_, of in marks.items() for tag in of.tags}
    there = {(row.paper_id, row.tag) for row in db.execute(sql.select(own).where(own.c.paper_id.in_(marks)))}
    if gone := [{"paper": id_, "gone": tag} for id_, tag in there - wanted]:
        of_paper, this_tag = own.c.paper_id == sql.bindparam("paper"), own.c.tag == sql.bindparam("gone")
        db.execute(sql.delete(own).where(of_paper, this_tag), gone)
    write_own(db, own, [{"paper_id": id_, "tag": tag} for id_, tag in sorted(wanted - there)])
    rows = db.execute(sql.select(kept).where(kept.c.paper_id.in_(marks))).mappings()
    damaged = {row["paper_id"]: row for row in rows if row["note"] and not is_as_written(kept, row)}
    new: dict[str, dict[str, Any]] = {
        id_: {"paper_id": id_, "read": of.read, "starred": of.starred, "note": of.note} for id_, of in marks.items()
    }
    for id_, row in damaged.items():
        if row["note"] == new[id_]["note"]:
            new[id_]["checksum"] = row["checksum"]
    write_own(db, kept, [*new.values()])


def move_marks(db: sql.Connection, gone: str, kept: str) -> None:
    """Move the marks of a record to the one that it was merged into, which keeps its own."""
    found = read_marks(db, (gone, kept))
    if gone not in found:
        return
    other, own = found[gone], found.get(kept, NO_MARKS)
    notes = dict.fromkeys(filter(None, (own.note, other.note)))
    change = MarkChange(
        read=own.read or other.read,
        starred=own.starred or other.starred,
        note="\n\n".join(notes),
        add_tags=other.tags,
    )
    save_marks(db, {gone: NO_MARKS, kept: _changed(own, change)})


def tags_in_use(library: "Library") -> dict[str, int]:
    """Return the tags of a person's own, in alphabetical order, with the number of papers that have each."""
    own, papers = tables.own_tags.c, tables.papers.c
    counted = sql.select(own.tag, sql.func.count()).join(tables.papers, papers.id == own.paper_id)
    each = counted.where(tables.PRESENT).group_by(own.tag).order_by(own.tag)
    with library.database.connect() as db:
        return {tag: count for tag, count in db.execute(each)}  # noqa: C416 - typed rows are no pairs


def read_marks(db: sql.Connection, ids: Sequence[str]) -> dict[str, Marks]:
    """Return the marks of at most some hundred papers, by id."""
    own, kept = tables.own_tags.c, tables.paper_marks.c
    tags: dict[str, list[str]] = defaultdict(list)
    for row in db.execute(sql.select(own.paper_id, own.tag).where(own.paper_id.in_(ids)).order_by(own.tag)):
        tags[row.paper_id].append(row.tag)
    rows = db.execute(sql.select(tables.paper_marks).where(kept.paper_id.in_(ids)))
    found = {
        row.paper_id: Marks(read=row.read, starred=row.starred, tags=tuple(tags[row.paper_id]), note=row.note)
        for row in rows
    }
    return {id_: marks for id_, marks in found.items() if marks != NO_MARKS}


def _changed(known: Marks, change: MarkChange) -> Marks:
    removed = {tag.casefold() for tag in change.remove_tags}
    tags = {tag.casefold(): tag for tag in known.tags if tag.casefold() not in removed}
    for tag in filter(None, (tidy(tag)[:MAX_TAG].strip() for tag in change.add_tags)):
        tags.setdefault(tag.casefold(), tag)
    return replace(
        known,
        read=known.read if change.read is None else change.read,
        starred=known.starred if change.starred is None else change.starred,
        note=known.note if change.note is None else change.note.strip()[:MAX_NOTE],
        tags=tuple(sorted(tags.values(), key=str.casefold)[:MAX_TAGS]),
    )
