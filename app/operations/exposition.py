"""Metrics in the text format that Prometheus reads. Pure.

Written here rather than by prometheus_client: counters, gauges and histograms with at most one label are forty lines.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Tally:
    """A count that only grows, by the values of one label; those it may have are given beforehand."""

    name: str
    description: str
    label: str = ""
    values: Sequence[str] = ("",)
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, amount: int = 1, value: str = "") -> None:
        """Count."""
        with self._lock:
            self._counts[value] += amount

    def lines(self) -> Iterator[str]:
        """Yield its lines, also for what has not been counted yet."""
        yield from _head(self.name, "counter", self.description)
        for value in self.values:
            label = f'{{{self.label}="{value}"}}' if self.label else ""
            yield f"{self.name}{label} {self._counts[value]}"


class Histogram:
    """How often something took how many seconds."""

    def __init__(self, name: str, description: str, bounds: Sequence[float]) -> None:
        """`bounds`: the upper bounds of the buckets, rising; one more takes the rest."""
        self.name, self.description = name, description
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._seconds = 0.0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        """Count one that took this many seconds."""
        with self._lock:
            self._counts[bisect_left(self._bounds, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """Yield its lines: cumulative buckets, the sum and the count."""
        yield from _head(self.name, "histogram", self.description)
        with self._lock:
            totals, seconds = list(accumulate(self._counts)), self._seconds
        for bound, total in zip((*self._bounds, "+Inf"), totals, strict=True):
            yield f'{self.name}_bucket{{le="{bound}"}} {total}'
        yield f"{self.name}_sum {seconds}"
        yield f"{self.name}_count {totals[-1]}"


def gauge_lines(name: str, description: str, value: float) -> Iterator[str]:
    """Yield the lines of a value as it is now."""
    yield from _head(name, "gauge", description)
    yield f"{name} {value}"


def text_of(lines: Iterable[str]) -> str:
    """Return the lines as the text that is served."""
    return "".join(f"{line}\n" for line in lines)


def _head(name: str, kind: str, description: str) -> Iterator[str]:
    yield f"# HELP {name} {description}"
    yield f"# TYPE {name} {kind}"
