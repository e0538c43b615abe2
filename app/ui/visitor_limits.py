"""How much one visitor may ask of this server. Pure but for the clock; used from several threads at once."""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from app.ui.languages.catalogue import translated
from index.errors import PaperchatError

MOST_AT_ONCE = 4
"""Answers that one visitor can wait for at a time."""
MOST_A_MINUTE = 60
"""Questions of one visitor."""
MOST_TOGETHER = 200
"""Answers of all visitors at a time."""
# How many visitors are remembered; those whose last question is oldest are forgotten first.
_MOST_VISITORS = 10_000


class Budget:
    """An amount that each of many may use up within some seconds, and again after them."""

    def __init__(self, most: float, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._lock = threading.Lock()
        self._used: OrderedDict[Hashable, deque[tuple[float, float]]] = OrderedDict()

    def take(self, who: Hashable, amount: float = 1) -> bool:
        """Use up some of it; return False, and use nothing, if not that much is left."""
        now = self._clock()
        with self._lock:
            used = self._used.setdefault(who, deque())
            self._used.move_to_end(who)
            while used and now - used[0][0] >= self._seconds:
                used.popleft()
            if sum(each for _, each in used) + amount > self._most:
                return False
            used.append((now, amount))
            while len(self._used) > _MOST_VISITORS:
                self._used.popitem(last=False)
            return True


class QuestionLimits:
    """Which questions are answered now."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget(MOST_A_MINUTE, 60)
        self._lock = threading.Lock()
        self._running: Counter[Hashable] = Counter()

    @contextmanager
    def admitted(self, visitor: Hashable) -> Iterator[None]:
        """Hold a place while a question is answered. Raises PaperchatError if there is none."""
        self._begin(visitor)
        try:
            yield
        finally:
            with self._lock:
                self._running[visitor] -= 1
                self._running += Counter()  # forgets whoever has none

    def _begin(self, visitor: Hashable) -> None:
        with self._lock:
            if self._running[visitor] >= MOST_AT_ONCE:
                raise PaperchatError(translated("limit.own", most=MOST_AT_ONCE), translated("limit.own_hint"))
            if self._running.total() >= MOST_TOGETHER:
                raise PaperchatError(translated("limit.all"), translated("limit.minute"))
            if not self._budget.take(visitor):
                raise PaperchatError(translated("limit.a_minute", most=MOST_A_MINUTE), translated("limit.minute"))
            self._running[visitor] += 1
