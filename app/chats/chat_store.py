"""Saves chats: a list of chats for each visitor, and in each chat its turns as a tree.

A turn names the one before it. Editing a question begins a branch; the chat shows one branch and saves them all.
Knows no page and no engine. A visitor's chat does not exist for anyone else.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sql

from app.answer import Answer, Turn
from app.chats.answer_json import dump_answer, dump_turn, load_answer, load_turn
from app.chats.branches import Branches, Node
from app.chats.chat_file import chats, open_chats, turns
from app.chats.chat_records import Chat, NewTurn, SavedTurn, TurnState
from app.chats.elsewhere import TurnsElsewhere
from app.chats.running import RunningTurns
from app.chats.visits import Visits
from index.errors import PaperchatError

log = logging.getLogger(__name__)

MAX_CHATS = 5_000
"""Of one visitor."""
MAX_TURNS = 1_000
"""Of one chat, all branches together."""
MAX_TITLE = 200
_TITLE_FROM_QUESTION = 80
_LISTED = 500
_GONE = ("This chat is no longer here.", "Begin a new one.")


class ChatChangedError(PaperchatError):
    """The chat has gone on in another window since this one read it."""


class ChatStore:
    """The saved chats. Used from several threads at once; every method raises PaperchatError."""

    def __init__(self, home: Path, server: str | None = None) -> None:
        """Open the chats in the folder `home`, or in the database at the address `server`. Raises PaperchatError."""
        self._db = open_chats(home, server)
        self.running = RunningTurns()
        self.elsewhere = TurnsElsewhere(self._db if server else None)
        self.visits = Visits(self._db)

    def close(self) -> None:
        """Close the file, or the connections to the server."""
        self._db.dispose()

    # Turns

    def begin(self, visitor: str, turn: NewTurn) -> list[Turn]:
        """Save a question before it is answered, and return what the chat remembers of the turns before it.

        Raises ChatChangedError if it was meant to follow the last turn and another turn has been added.
        """
        now = time.time()
        with self._db.begin() as db:
            owner = db.scalar(sql.select(chats.c.visitor).where(chats.c.id == turn.chat))
            if owner is None:
                self._check_room(db, visitor)
                title = " ".join(turn.question.split())[:_TITLE_FROM_QUESTION]
                added = {"id": turn.chat, "visitor": visitor, "title": title, "changed": now, "leaf": turn.key}
                db.execute(sql.insert(chats).values(added))
            elif owner != visitor:
                raise PaperchatError(*_GONE)
            else:
                self._lengthen(db, turn, now)
            branches = _branches(db, turn.chat)
            if len(branches) >= MAX_TURNS:
                raise PaperchatError(f"This chat has {MAX_TURNS:,} turns.", "Begin a new chat.")
            before = branches.path(turn.parent)
            db.execute(
                sql.insert(turns).values(
                    key=turn.key,
                    chat=turn.chat,
                    parent=before[-1] if before else "",
                    question=turn.question,
                    request=dict(turn.request),
                    state="running",
                    words=turn.question.lower(),
                    began=now,
                )
            )
            return _remembered(db, before)

    def write(self, key: str, answer: Answer, state: TurnState, fault: tuple[str, str] | None = None) -> None:
        """Save the answer of a turn, or as much of it as there is."""
        read = answer.readable
        values = {
            "answer": dump_answer(answer),
            "remembered": dump_turn(Turn.of(answer)) if read.text else None,
            "words": f"{answer.question}\n{read.text}".lower(),
            "state": state,
            "fault": list(fault) if fault else None,
        }
        with self._db.begin() as db:
            db.execute(sql.update(turns).where(turns.c.key == key).values(values))

    def answer(self, visitor: str, chat: str, key: str) -> Answer | None:
        """Return the answer of a turn so far; None if there is none."""
        if newest := self.running.newest(key):
            return newest
        with self._db.connect() as db:
            self._own(db, visitor, chat)
            row = db.execute(sql.select(turns).where(turns.c.key == key, turns.c.chat == chat)).first()
        return _answer_of(row) if row is not None and row.answer else None

    def growing(self, key: str) -> Answer | None:
        """Return the answer of a running turn so far; one that another page is answering is a second behind."""
        if (newest := self.running.newest(key)) or not self.elsewhere.alive([key]):
            return newest
        with self._db.connect() as db:
            row = db.execute(sql.select(turns).where(turns.c.key == key)).first()
        return _growing(row) if row is not None and row.state == "running" else None

    def stop(self, key: str) -> None:
        """End a turn at its next snapshot, wherever it is answered."""
        self.running.stop(key)
        self.elsewhere.ask(key, "stop")

    def settle(self, key: str, save: Callable[[], bool]) -> bool:
        """End a turn wherever it is answered; `save` first saves its answer; return whether that worked."""
        self.elsewhere.ask(key, "settle")
        return self.running.settle(key, save)

    def path(self, visitor: str, chat: str, before: int | None = None, limit: int = MAX_TURNS) -> list[SavedTurn]:
        """Return turns of the branch that is shown: the last `limit`, or the last of the first `before`."""
        with self._db.connect() as db:
            leaf = self._own(db, visitor, chat).leaf
            branches = _branches(db, chat)
            keys = branches.path(leaf)
            first = max(0, (len(keys) if before is None else max(0, before)) - limit)
            shown = keys[first:before]
            # Asked before the rows are read: a turn that ends in between has been saved by then.
            running = {key: self.running.newest(key) for key in shown}
            alive = self.elsewhere.alive(shown)
            rows = {row.key: row for row in db.execute(sql.select(turns).where(turns.c.key.in_(shown)))}
        running |= {key: running[key] or _growing(rows[key]) for key in alive}
        return [_saved_turn(rows[key], first + at, branches, running[key]) for at, key in enumerate(shown)]

    def choose(self, visitor: str, chat: str, key: str) -> None:
        """Show the branch that begins with this turn, up to the newest turn after it."""
        with self._db.begin() as db:
            self._own(db, visitor, chat)
            branches = _branches(db, chat)
            if key in branches:
                values = {"leaf": branches.newest_after(key)}
                db.execute(sql.update(chats).where(chats.c.id == chat).values(values))

    # Chats

    def chats(self, visitor: str, words: str = "") -> list[Chat]:
        """Return a visitor's chats, pinned ones first, then the latest; `words` must all occur in title or text."""
        wanted = sql.select(chats).where(chats.c.visitor == visitor, chats.c.deleted.is_(None))
        for word in words.lower().split()[:20]:
            said = sql.select(turns.c.key).where(
                turns.c.chat == chats.c.id, turns.c.words.contains(word, autoescape=True)
            )
            in_title = sql.func.lower(chats.c.title).contains(word, autoescape=True)
            wanted = wanted.where(in_title | said.exists())
        wanted = wanted.order_by(chats.c.pinned.desc(), chats.c.changed.desc()).limit(_LISTED)
        with self._db.connect() as db:
            return [Chat(row.id, row.title, row.pinned, row.changed) for row in db.execute(wanted)]

    def chat(self, visitor: str, chat: str) -> Chat:
        """Return one chat."""
        with self._db.connect() as db:
            row = self._own(db, visitor, chat)
        return Chat(row.id, row.title, row.pinned, row.changed)

    def rename(self, visitor: str, chat: str, title: str) -> None:
        """Give a chat another title; an empty one leaves it as it is."""
        if title := " ".join(title.split())[:MAX_TITLE]:
            self._change(visitor, chat, title=title)

    def pin(self, visitor: str, chat: str, *, pinned: bool) -> None:
        """Pin a chat to the top of the list, or unpin it."""
        self._change(visitor, chat, pinned=pinned)

    def delete(self, visitor: str, chat: str) -> None:
        """Remove a chat from the list; for a day it can be restored."""
        self._change(visitor, chat, deleted=time.time())

    def undo_delete(self, visitor: str, chat: str) -> None:
        """Restore a deleted chat."""
        with self._db.begin() as db:
            mine = (chats.c.id == chat) & (chats.c.visitor == visitor)
            if not db.execute(sql.update(chats).where(mine).values(deleted=None)).rowcount:
                raise PaperchatError(*_GONE)

    def _lengthen(self, db: sql.Connection, turn: NewTurn, now: float) -> None:
        """Make a turn the last one of its chat; if two windows try at once, only one succeeds."""
        change = sql.update(chats).where(chats.c.id == turn.chat)
        if turn.goes_on:
            change = change.where(chats.c.leaf == turn.parent)
        if not db.execute(change.values(leaf=turn.key, changed=now, deleted=None)).rowcount:
            raise ChatChangedError("This chat has gone on in another window.", "Reload the page.")

    def _change(self, visitor: str, chat: str, **values: object) -> None:
        with self._db.begin() as db:
            self._own(db, visitor, chat)
            db.execute(sql.update(chats).where(chats.c.id == chat).values(**values))

    def _own(self, db: sql.Connection, visitor: str, chat: str) -> "sql.Row[tuple[object, ...]]":
        mine = sql.select(chats).where(chats.c.id == chat, chats.c.visitor == visitor, chats.c.deleted.is_(None))
        row = db.execute(mine).first()
        if row is None:
            raise PaperchatError(*_GONE)
        return row

    def _check_room(self, db: sql.Connection, visitor: str) -> None:
        mine = sql.select(sql.func.count()).where(chats.c.visitor == visitor)
        if (db.scalar(mine) or 0) >= MAX_CHATS:
            raise PaperchatError(f"There are {MAX_CHATS:,} chats already.", "Delete some of them.")


def _saved_turn(row: "sql.Row[tuple[object, ...]]", place: int, branches: Branches, newest: Answer | None) -> SavedTurn:
    """`newest`: the answer so far, just before the row was read, if the turn was running then."""
    siblings, ended = branches.siblings(row.key), row.state != "running"
    fault = (str(row.fault[0]), str(row.fault[1])) if row.fault else None
    return SavedTurn(
        row.key,
        place,
        row.question,
        row.request or {},
        row.state if ended or newest else "interrupted",
        _answer_of(row) if ended or newest is None else newest,
        fault,
        siblings.index(row.key) + 1,
        siblings,
    )


def _branches(db: sql.Connection, chat: str) -> Branches:
    found = sql.select(turns.c.key, turns.c.parent).where(turns.c.chat == chat).order_by(turns.c.began)
    return Branches([Node(key, parent) for key, parent in db.execute(found)])


def _remembered(db: sql.Connection, keys: Sequence[str]) -> list[Turn]:
    """Return what follow-ups need of these turns; turns without a text are left out."""
    found = sql.select(turns.c.key, turns.c.remembered).where(turns.c.key.in_(keys), turns.c.remembered.is_not(None))
    written = dict(db.execute(found).all())
    return [turn for key in keys if key in written and (turn := _turn_of(written[key]))]


def _turn_of(written: str) -> Turn | None:
    """Return what is remembered of a turn; None if it cannot be read."""
    try:
        return load_turn(written)
    except ValueError:
        log.warning("A turn in the file of chats cannot be read.")
        return None


def _growing(row: "sql.Row[tuple[object, ...]]") -> Answer:
    """Return the answer of a row that another page is writing."""
    return replace(_answer_of(row), stage="writing" if row.answer else "searching")


def _answer_of(row: "sql.Row[tuple[object, ...]]") -> Answer:
    """Return the answer of a row, marked as done; if it cannot be read, only its question."""
    try:
        answer = load_answer(row.answer) if row.answer else Answer(row.question, "done")
    except ValueError:
        log.warning("An answer in the file of chats cannot be read.")
        answer = Answer(row.question, "done", notice="This answer was written by another paperchat. Ask again.")
    return replace(answer, stage="done", wait=None)
