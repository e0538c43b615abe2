"""When a person was here: a visit ends when nothing has been asked for half an hour. Stored beside the chats.

A person is somebody who has logged in, or else a browser, or else the account that runs the commands.
"""

import getpass
import hashlib
import platform
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sql

from app.chats.chat_file import visits
from index.stores.databases.portable_sql import write

_VISIT_ENDS = timedelta(minutes=30)
# Within a visit, questions are noted at most this often.
_NOTED_EVERY = timedelta(minutes=1)


def now_in_utc() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def account() -> str:
    """Return the name under which the visits of whoever runs the commands are stored."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # A container may run as a user without a name.
        user = ""
    return hashlib.sha256(f"{user} at {platform.node()}".encode()).hexdigest()


class Visits:
    """For each visitor, the end of the visit before this one, and when this one was noted last."""

    def __init__(self, database: sql.Engine, clock: Callable[[], datetime] = now_in_utc) -> None:
        self._db = database
        self.clock = clock

    def visit(self, visitor: str) -> datetime | None:
        """Note that a person is here; return the end of the visit before this one, None if this is the first.

        Raises PaperchatError.
        """
        now = self.clock()
        with self._db.begin() as db:
            before, last = self._noted(db, visitor)
            if last is None or now - last > _VISIT_ENDS:
                before = last
            if last is None or not timedelta() <= now - last < _NOTED_EVERY:
                times = {"ended": before and before.timestamp(), "noted": now.timestamp()}
                write(db, visits, [{"visitor": visitor, **times}])
        return before

    def _noted(self, db: sql.Connection, visitor: str) -> tuple[datetime | None, datetime | None]:
        row = db.execute(sql.select(visits).where(visits.c.visitor == visitor)).one_or_none()
        if row is None:
            return None, None
        return row.ended and datetime.fromtimestamp(row.ended, UTC), datetime.fromtimestamp(row.noted, UTC)
