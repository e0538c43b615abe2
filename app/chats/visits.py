"""When a person was here: a visit lasts until nothing was asked for half an hour. One small file in the home folder."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.private_file import write_privately

_VISIT_ENDS = timedelta(minutes=30)
# Within a visit, not every question is noted.
_NOTED_EVERY = timedelta(minutes=1)
_NAMES = ("before", "now")


def now_in_utc() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class Visits:
    """The end of the visit before this one, and when this one was noted last."""

    def __init__(self, home: Path, clock: Callable[[], datetime] = now_in_utc) -> None:
        """Keep them in `visits.json` in the folder `home`."""
        self._file = home / "visits.json"
        self._clock = clock

    def visit(self) -> datetime | None:
        """Note that the person is here; return the end of the visit before this one, None if this is the first."""
        now = self._clock()
        before, last = self._read()
        if last is None or now - last > _VISIT_ENDS:
            before = last
        if last is None or not timedelta() <= now - last < _NOTED_EVERY:
            times = {"before": before, "now": now}
            write_privately(self._file, json.dumps({name: time and time.isoformat() for name, time in times.items()}))
        return before

    def _read(self) -> tuple[datetime | None, datetime | None]:
        """Return what was noted; nothing of a file that is missing or damaged, which a visit more or less repairs."""
        try:
            noted = json.loads(self._file.read_text(encoding="utf-8"))
            before, last = (datetime.fromisoformat(noted[name]) if noted[name] else None for name in _NAMES)
        except (OSError, ValueError, KeyError, TypeError):
            return None, None
        return before, last
