"""A group: four pages on one library, two that add, 20 people who ask over HTTP, programs killed at random.

`PAPERCHAT_BENCH_SECONDS` says for how long, 600 if unset.
"""

import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.stores.chroma.chroma_server import ChromaAddress
from index.verification import verify
from tests.bench.common import median, percentile, table
from tests.group.group_pages import Events, Group

_PAGES, _USERS = 4, 20
_CALM = (8.0, 14.0)
_GOAL = 5.0


def measure() -> Iterator[str]:
    """A group on two servers, killed at random: papers lost, seconds until others see them, errors."""
    seconds = float(os.environ.get("PAPERCHAT_BENCH_SECONDS", "600"))
    with tempfile.TemporaryDirectory(prefix="paperchat-group-", ignore_cleanup_errors=True) as folder:
        with ExitStack() as running:
            group = Group(Path(folder), running, _PAGES)
            group.open()
            events = group.live(seconds, users=_USERS, chance=random.Random(16), calm=_CALM)  # noqa: S311
            for page in group.pages:
                page.kill()
            lost, fault = _afterwards(group, events)
            tracebacks = sum(len(page.tracebacks()) for page in group.pages)
        kills = ", ".join(f"{name} {count}" for name, count in sorted(events.kills.items()))
        yield f"{seconds:.0f} s, {_PAGES} pages, {_USERS} people who ask, two who add; killed: {kills}"
        rows = [(what, *_ends(ends)) for what, ends in (("questions", events.asked), ("papers to add", events.added))]
        yield table(("", "done", "told why not", "page was away", "fault of ours"), rows)
        yield f"Of {len(events.promised)} acknowledged papers {lost} are lost. Stores afterwards: {fault or 'whole'}."
        yield f"Tracebacks in logs: {tracebacks}. What was told: {_most(events.said)}."
        yield table(
            ("seconds until another page finds a paper", "looks", "p50", "p95", "longest", "never"), _seen(events)
        )


def _afterwards(group: Group, events: Events) -> tuple[int, str]:
    """Return how many acknowledged papers are gone, and what is wrong with the stores, opened in a new folder."""
    server = ChromaAddress(group.chroma.url)
    with closing(open_stores(group.folder / "new", BundledEncoder(), server, group.database)) as stores:
        for _ in ingest.catch_up(stores):
            pass
        found = verify(stores)
        lost = events.promised - {paper.title for paper in stores.library.papers()}
        return len(lost), found.fault if found else ""


def _ends(ends: Sequence[str]) -> tuple[int, ...]:
    counts = Counter(ends)
    return tuple(counts[end] for end in ("done", "reported", "away", "bug"))


def _most(said: Sequence[str]) -> str:
    return "; ".join(f"{count} times “{line[-160:]}”" for line, count in Counter(said).most_common(6)) or "nothing"


def _seen(events: Events) -> Iterator[tuple[object, ...]]:
    """Yield a row for looks while all was up, whose goal is `_GOAL` seconds, and one for the others."""
    for what, disturbed in ((f"with all up (goal {_GOAL:.0f})", False), ("with one of them down meanwhile", True)):
        looks = [look for look in events.looks if look.disturbed is disturbed]
        seconds = [look.seconds for look in looks if look.seconds is not None] or [0.0]
        never = sum(look.seconds is None for look in looks)
        yield what, len(looks), median(seconds), percentile(seconds, 0.95), max(seconds), never
