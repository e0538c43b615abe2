"""Caches what recently read bytes stand for until something is written: questions on one topic need the same papers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

_IN_MEMORY = 2000
"""The most papers of which something stays in memory."""


class ReadBytes(Protocol):
    """What bytes are read from."""

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the bytes of those of the papers that have some."""

    def state(self) -> object:
        """Return what changes with each change of the bytes; None without any."""


class RecentBytes(Generic[T]):
    """What was read last. Safe for several threads: whoever comes second may read again what the first has read."""

    def __init__(self, stored: ReadBytes, decode: Callable[[Mapping[str, bytes]], Mapping[str, T]]) -> None:
        """Read from `stored`; `decode` returns what the bytes of some papers stand for, of those that have any."""
        self._stored = stored
        self._decode = decode
        self._in_memory: tuple[object, dict[str, T | None]] = (None, {})
        """With the state of the store that they were read from."""

    def read(self, paper_ids: Sequence[str]) -> Mapping[str, T | None]:
        """Return what the bytes of at least these papers stand for; None for papers that have none."""
        state = self._stored.state()
        known = self._in_memory[1] if state and self._in_memory[0] == state else {}
        if len(known) > _IN_MEMORY:
            known = {}
        if missing := [id_ for id_ in paper_ids if id_ not in known]:
            known = {**known, **dict.fromkeys(missing), **self._decode(self._stored.read(missing))}
            # What was read while somebody wrote may be of either state.
            self._in_memory = (state if state == self._stored.state() else None, known)
        return known
