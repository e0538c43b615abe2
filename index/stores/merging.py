"""Writes the papers of one source into the library, merged with the records it already has. Used by the library."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from itertools import chain
from types import MappingProxyType
from typing import Any

import sqlalchemy as sql

from index.identity import short_hash
from index.papers import Entry, Paper
from index.record_merging import conflicts, keys_of, merge, same_paper
from index.sources.problem_reasons import in_turn
from index.stores import tables
from index.stores.author_names import updating_authors
from index.stores.by_hand import paper_marks, record_edits, watched_questions
from index.stores.databases.portable_sql import move_rows, write
from index.stores.record_checksums import StoredRecord, as_far_as_readable, damage, is_whole, seal
from index.wording.said import said


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the added entries were new papers, completed known papers, or changed nothing."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0
    conflicts: tuple[tuple[int, str], ...] = field(default=(), compare=False)
    """What the entries contradict the library in, by their lines."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.added + other.added,
            self.merged + other.merged,
            self.unchanged + other.unchanged,
            self.conflicts + other.conflicts,
        )


_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Sighting:
    """A paper that one source lists `times` times, first at `line`."""

    paper: Paper
    line: int
    times: int


def sightings_of(entries: Sequence[Entry]) -> list[Sighting]:
    """Return one sighting for each paper, however often the source lists it."""
    sightings: dict[int, Sighting] = {}
    by_key: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(entries):
        sighting = Sighting(entry.paper, entry.line, 1)
        near: set[int] = set().union(*(by_key[key] for key in keys_of(entry.paper)))
        same = sorted(n for n in near if same_paper(sightings[n].paper, sighting.paper))
        for known in (sightings[n] for n in same):
            first = min(known.line, sighting.line)
            sighting = Sighting(merge(known.paper, sighting.paper), first, known.times + sighting.times)
        place = same[0] if same else number
        for gone in same[1:]:
            del sightings[gone]
            for numbers in by_key.values():
                if gone in numbers:
                    numbers.remove(gone)
                    numbers.add(place)
        sightings[place] = sighting
        for key in (*keys_of(entry.paper), *keys_of(sighting.paper)):
            by_key[key].add(place)
    return list(sightings.values())


def write_sightings(db: sql.Connection, source: str, sightings: Sequence[Sighting], revision: int) -> Counts:
    """Add the sightings of one source, merged with the known records; texts that change get this revision."""
    batch = _SightedRecords.of(db, source, sightings)
    counts = Counts()
    for sighting in sightings:
        counts += batch.add(sighting)
    batch.write(db, revision)
    return counts


def _namesake(other: Paper | None, sighting: Sighting) -> tuple[tuple[int, str], ...]:
    """Return the problem to report if another paper has the same title."""
    if other is None or other.title != sighting.paper.title:
        return ()
    id_ = other.arxiv_id or other.doi or said("problem.without_id", "without an id")
    words = "“{title}” is also the title of another paper ({id}); both are kept"
    return ((sighting.line, said("problem.namesake", words, title=_short(other.title), id=id_)),)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_SHOWN else f"{title[: _LONGEST_SHOWN - 1]}…"


def select(
    db: sql.Connection,
    where: sql.ColumnElement[bool],
    names: Mapping[str, str] = MappingProxyType({}),
    damaged: dict[str, str] | None = None,
) -> dict[str, Paper]:
    """Return the papers for which `where` holds, by id, in the order of their titles.

    `names`: what to call a source instead of its key. `damaged`: takes the titles, by id, of the papers whose records
    are not what was written; what cannot be read of them is missing.
    """
    papers: dict[str, Paper] = {}
    for row in db.execute(tables.WITH_SOURCES.where(where)).mappings():
        record = row if is_whole(row) else as_far_as_readable(row)
        papers[record["id"]] = _paper(record, names)
        if record is not row and damaged is not None:
            damaged[record["id"]] = record["title"]
    return papers


@dataclass(slots=True)
class _SightedRecords:
    """The records that some sightings of one source may belong to, and the changes to them."""

    source: str
    papers: dict[str, Paper]
    revisions: dict[str, int]
    digests: dict[str, str]
    """The hash of the text that this source gave for a paper before, by id."""
    ids_by_key: dict[str, set[str]]
    edits: Mapping[str, record_edits.Edits]
    """What a person wrote into the records, which no source changes."""
    damaged: Mapping[str, str]
    """The titles of the records that are not what was written, by id."""
    changed: set[str] = field(default_factory=set)
    new_texts: set[str] = field(default_factory=set)
    absorbed: dict[str, str] = field(default_factory=dict)
    """The ids of records that turned out to be another record's paper, with the id of that record."""
    sightings: dict[str, Sighting] = field(default_factory=dict)

    @classmethod
    def of(cls, db: sql.Connection, source: str, sightings: Sequence[Sighting]) -> "_SightedRecords":
        keys = {key for sighting in sightings for key in keys_of(sighting.paper)}
        ids_by_key: dict[str, set[str]] = defaultdict(set)
        for row in db.execute(sql.select(tables.aliases).where(tables.aliases.c.key.in_(keys))):
            ids_by_key[row.key].add(row.paper_id)
        ids = set(chain.from_iterable(ids_by_key.values()))
        papers, revisions, digests, damaged = {}, {}, {}, dict[str, str]()
        if ids:
            papers = select(db, sql.and_(tables.papers.c.id.in_(ids), tables.PRESENT), damaged=damaged)
            columns = (tables.papers.c.id, tables.papers.c.revision)
            revisions = {row.id: row.revision for row in db.execute(sql.select(*columns).where(columns[0].in_(ids)))}
            seen = tables.sightings.c
            before = sql.select(seen.paper_id, seen.digest).where(seen.source == source, seen.paper_id.in_(ids))
            digests = {row.paper_id: row.digest for row in db.execute(before)}
        edits = record_edits.edits_of(db, ids | {sighting.paper.id for sighting in sightings})
        return cls(source, papers, revisions, digests, ids_by_key, edits, damaged)

    def add(self, sighting: Sighting) -> Counts:
        """Merge the sighting into the record of its paper, or make one."""
        seen = replace(sighting.paper, sources=(self.source,))
        if not (same := self._same(seen)):
            named_alike = _namesake(self.papers.get(seen.id), sighting)
            # The id of the title may belong to another paper of that title.
            free = seen if seen.id not in self.papers else replace(seen, id=short_hash(keys_of(seen)[0]))
            # It may have been here, edited, before its source was removed.
            self._put(record_edits.edited(free, self.edits.get(free.id, {})), sighting, new_text=True)
            return Counts(added=1, merged=sighting.times - 1, conflicts=named_alike)
        old = known = same[0]
        for other in same[1:]:
            known = merge(known, other)
            self._absorb(other.id, old.id)
        new = _updated(known, seen, self._digest(old.id, same))
        for record in reversed(same):
            new = record_edits.edited(new, self.edits.get(record.id, {}))
        if replace(new, provenance=old.provenance) == old and len(same) == 1:
            self._put(new, sighting, new_text=False, changed=new != old)
            return Counts(unchanged=sighting.times)
        self._put(new, sighting, new_text=new.text != old.text)
        if not (found := conflicts(old, seen)):
            return Counts(merged=sighting.times)
        words = "“{title}” is merged, but {differences}"
        difference = said("problem.merged", words, title=_short(seen.title), differences=in_turn(found))
        return Counts(merged=sighting.times, conflicts=((sighting.line, difference),))

    def write(self, db: sql.Connection, revision: int) -> None:
        """Write what changed."""
        if lost := {id_: title for id_, title in self.damaged.items() if id_ in self.changed | self.absorbed.keys()}:
            raise damage(lost)
        fresh, written = self.new_texts, self.changed - self.absorbed.keys()
        rows = [
            {
                **row_of(self.papers[id_]),
                "revision": revision if id_ in fresh else self.revisions[id_],
                "removed": False,
            }
            for id_ in sorted(written)
        ]
        with updating_authors(db, written):
            write(db, tables.papers, rows)
        seal(db, written)
        for gone, kept in self.absorbed.items():
            _move(db, gone, kept, revision)
        write(db, tables.aliases, [{"key": key, "paper_id": id_} for key, id_ in self._aliases()])
        write(db, tables.sightings, [_sighting_row(id_, self.source, one) for id_, one in self.sightings.items()])

    def _same(self, seen: Paper) -> list[Paper]:
        """Return the records of the paper, the best match first; more than one if it shows that they are one paper."""
        keys = keys_of(seen)
        places: dict[str, int] = {}
        for place, key in enumerate(keys):
            for id_ in self.ids_by_key.get(key, ()):
                places.setdefault(id_, place)
        matches = [(place, id_) for id_, place in places.items() if id_ in self.papers]
        found: list[Paper] = []
        for _, id_ in sorted(matches):
            record = self.papers[id_]
            if same_paper(record, seen) and all(same_paper(record, other) for other in found):
                found.append(record)
        return found

    def _digest(self, id_: str, same: Sequence[Paper]) -> str | None:
        """Return the hash of the text this source gave before; None if it gave none, or another one just now."""
        if id_ in self.sightings:
            return None
        return next((self.digests[record.id] for record in same if record.id in self.digests), None)

    def _absorb(self, gone: str, kept: str) -> None:
        del self.papers[gone]
        self.absorbed[gone] = kept
        for ids in self.ids_by_key.values():
            if gone in ids:
                ids.add(kept)
        if gone in self.sightings:
            self.sightings.setdefault(kept, self.sightings.pop(gone))

    def _put(self, paper: Paper, sighting: Sighting, *, new_text: bool, changed: bool = True) -> None:
        self.papers[paper.id] = paper
        for key in (*keys_of(paper), *keys_of(sighting.paper)):
            self.ids_by_key.setdefault(key, set()).add(paper.id)
        self.sightings.setdefault(paper.id, sighting)
        if changed:
            self.changed.add(paper.id)
        if new_text:
            self.new_texts.add(paper.id)

    def _aliases(self) -> Iterable[tuple[str, str]]:
        """Return what each record of the batch can be recognised by, the ids it had before included."""
        for key, ids in self.ids_by_key.items():
            yield from ((key, id_) for id_ in ids if id_ in self.papers)
        yield from self.absorbed.items()


def _updated(known: Paper, seen: Paper, digest: str | None) -> Paper:
    """Return the record after its source listed it with the text `seen`; before, it had a text of this digest."""
    if digest is None:
        return merge(known, seen)
    # A source that repeats itself does not bring back its text after another source's text won; an edit does.
    return merge(known, seen, text_from=known if digest == seen.digest else seen)


def _move(db: sql.Connection, gone: str, kept: str, revision: int) -> None:
    """Give all that refers to one record to another, and mark it as removed."""
    for table in (tables.sightings, tables.aliases):
        move_rows(db, table, gone, kept)
    paper_marks.move_marks(db, gone, kept)
    record_edits.move_edits(db, gone, kept)
    watched_questions.move_reports(db, gone, kept)
    db.execute(sql.update(tables.papers).where(tables.papers.c.id == gone).values(removed=True, revision=revision))


def _sighting_row(id_: str, source: str, sighting: Sighting) -> dict[str, object]:
    return {"paper_id": id_, "source": source, "line": sighting.line, "digest": sighting.paper.digest}


def row_of(paper: Paper) -> dict[str, object]:
    """Return the record of a paper as it is stored."""
    return {
        "id": paper.id,
        **{name: getattr(paper, name) for name in tables.SCALARS},
        **{name: list(getattr(paper, name)) or None for name in tables.LISTS},
        "listed_on": [day.isoformat() for day in paper.listed_on] or None,
        "provenance": dict(paper.provenance) or None,
    }


def _paper(row: StoredRecord, names: Mapping[str, str]) -> Paper:
    fields: dict[str, Any] = {name: row[name] for name in tables.SCALARS}
    fields |= {name: tuple(row[name] or ()) for name in tables.LISTS}
    return Paper(
        id=row["id"],
        **fields,
        listed_on=tuple(map(Date.fromisoformat, row["listed_on"] or ())),
        provenance=tuple((name, names.get(key, key)) for name, key in sorted((row["provenance"] or {}).items())),
        sources=tuple(sorted(names.get(key, key) for key in row["sources"])),
    )
