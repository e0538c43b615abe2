"""How often a watch runs: `30m`, `6h`, `1d`. Pure."""

import re
from datetime import timedelta

from index.errors import PaperchatError

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHORTEST, _SHORTEST_AT_SERVICES = timedelta(minutes=1), timedelta(minutes=15)


def read_interval(text: str, *, services: bool) -> timedelta:
    """Return an interval; raise PaperchatError if it is not one, or too short.

    `services`: whether services of other people are contacted each time.

    >>> read_interval("6h", services=True)
    datetime.timedelta(seconds=21600)
    """
    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", text.strip().casefold())
    if match is None:
        raise PaperchatError(f"“{text}” is not an interval.", "Write it as 30m, 6h or 1d.")
    interval = timedelta(**{_UNITS[match[2]]: int(match[1])})
    shortest = _SHORTEST_AT_SERVICES if services else _SHORTEST
    if interval < shortest:
        whom = "arXiv and other services are asked" if services else "a watch runs"
        minutes = int(shortest.total_seconds() // 60)
        raise PaperchatError(f"“{text}” is too often: {whom} at most every {minutes} minutes.", "Try --every 6h.")
    return interval
