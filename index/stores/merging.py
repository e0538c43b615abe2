"""What one source says of papers, written into the library: merged with what is known of them. Knows its tables."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

from index.papers import Entry, Paper, merge
from index.stores import tables


@dataclass(frozen=True, slots=True)
class Counts:
    """What an addition did, in entries: new papers, papers met again that gained something, and no change at all."""

    added: int = 0
    merged: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.added + other.added, self.merged + other.merged, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Card:
    """A paper as one source lists it, from `line` on and `times` times."""

    paper: Paper
    line: int
    times: int


def write_cards(db: sql.Connection, cards: Sequence[Card], revision: int) -> Counts:
    """Add the cards of one source, merged with what is known of their papers; texts that change get this revision."""
    ids = [card.paper.id for card in cards]
    rows = db.execute(sql.select(tables.papers.c.id, tables.papers.c.revision).where(tables.papers.c.id.in_(ids)))
    revisions = {row.id: row.revision for row in rows}
    known = select(db, sql.and_(tables.papers.c.id.in_(ids), sql.not_(tables.papers.c.removed)))
    digests = _digests(db, ids)
    counts, changed = Counts(), []
    for card in cards:
        seen = card.paper
        old = known.get(seen.id)
        new = _merged(old, seen, digests.get((seen.id, seen.sources[0])))
        if new == old:
            counts += Counts(unchanged=card.times)
        else:
            counts += Counts(merged=card.times) if old else Counts(added=1, merged=card.times - 1)
            text_revision = revisions[seen.id] if old and old.text == new.text else revision
            changed.append({**_row(new), "revision": text_revision, "removed": False})
    write(db, tables.papers, changed)
    write(db, tables.sightings, [_sighting(card) for card in cards])
    return counts


def select(db: sql.Connection, where: sql.ColumnElement[bool]) -> dict[str, Paper]:
    """Return the papers that fulfil `where`, by id, in the order of their titles."""
    rows = db.execute(tables.WITH_SOURCES.where(where)).mappings()
    return {
        row["id"]: Paper(
            **{name: row[name] for name in tables.FIELDS}, sources=tuple(sorted(json.loads(row["sources"])))
        )
        for row in rows
    }


def _digests(db: sql.Connection, ids: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the hash of the text of each sighting of these papers, by paper and source."""
    columns = (tables.sightings.c.paper_id, tables.sightings.c.source, tables.sightings.c.digest)
    found = db.execute(sql.select(*columns).where(tables.sightings.c.paper_id.in_(ids)))
    return {(paper_id, source): digest for paper_id, source, digest in found}


def cards_of(entries: Sequence[Entry]) -> list[Card]:
    """Return one card a paper, however often the source lists it."""
    cards: dict[str, Card] = {}
    for entry in entries:
        card = cards.get(entry.paper.id, Card(entry.paper, entry.line, 0))
        cards[entry.paper.id] = Card(merge(card.paper, entry.paper), card.line, card.times + 1)
    return list(cards.values())


def _merged(known: Paper | None, seen: Paper, digest: str | None) -> Paper:
    """Return the record after a sighting, whose source told a text of this digest before (None: told nothing)."""
    if known is None:
        return seen
    if digest is None:
        return merge(known, seen)
    # A source that says what it said before changes no text, though another source's text may have won; an edit does.
    return merge(known, seen, told_by=known if digest == seen.digest else seen)


def _sighting(card: Card) -> dict[str, object]:
    paper = card.paper
    return {"paper_id": paper.id, "source": paper.sources[0], "line": card.line, "digest": paper.digest}


def _row(paper: Paper) -> dict[str, object]:
    return {"id": paper.id, **{name: getattr(paper, name) for name in tables.FIELDS}}


def write(db: sql.Connection, table: sql.Table, rows: Sequence[dict[str, object]]) -> None:
    """Insert the rows, or update those that are there by their primary keys."""
    if not rows:
        return
    statement = insert(table)
    kept = {name: statement.excluded[name] for name in rows[0] if not table.c[name].primary_key}
    db.execute(statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=kept), rows)
