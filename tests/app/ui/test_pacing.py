"""Snapshots at a pace that a page can follow."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from app.ui.pacing import newest


def test_the_first_two_items_come_at_once():
    seen = [threading.Event(), threading.Event()]

    def items() -> Iterator[str]:
        yield "searching"
        seen[0].wait(20)
        yield "papers"
        seen[1].wait(20)

    async def read() -> list[str]:
        shown = []
        async for item in newest(items, per_second=0.001):
            shown.append(item)
            seen[len(shown) - 1].set()
            if len(shown) == 2:
                break
        return shown

    assert asyncio.run(asyncio.wait_for(read(), 20)) == ["searching", "papers"]


def test_items_that_come_faster_are_skipped_but_never_the_last():
    async def read() -> list[int]:
        return [item async for item in newest(lambda: iter(range(10_000)), per_second=50)]

    shown = asyncio.run(read())
    assert shown[-1] == 9_999
    assert len(shown) < 100


def test_a_fault_of_the_iterator_is_raised_after_its_last_item():
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    shown: list[int] = []

    async def read() -> None:
        async for item in newest(items, per_second=50):
            shown.append(item)  # noqa: PERF401 - it stays after the fault

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(read())
    assert shown == [1]


def test_whoever_stops_reading_ends_the_iterator():
    ended = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(10**9)
        finally:
            ended.set()

    async def read() -> None:
        reading = newest(items, per_second=1000)
        await anext(reading)
        await reading.aclose()  # type: ignore[attr-defined]

    asyncio.run(read())
    assert ended.wait(20)


def test_an_iterator_may_be_read_to_its_end_without_its_reader():
    ended = threading.Event()
    left = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        left.wait(20)
        yield 2
        ended.set()

    async def read() -> None:
        reading = newest(items, per_second=1000, unread_seconds=60)
        await anext(reading)
        await reading.aclose()  # type: ignore[attr-defined]

    asyncio.run(read())
    left.set()
    assert ended.wait(20)
