"""Snapshots of an answer while the model has not written any text yet: a status line, and quotes to read."""

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from app.answer import Answer
from app.llm.background import stoppable
from app.reply.wait import Doing, Wait

T = TypeVar("T")


def while_waiting(
    answer: Answer, doing: Doing, model: str | None, work: Callable[[], T], quotes: Callable[[], Answer] | None = None
) -> Generator[Answer, None, T]:
    """Do the work, which calls a model, and return its result; yield the answer with what is done, as time passes.

    `quotes` makes the answer to read meanwhile, if there is anything to wait for. Closed early, it ends the calls.
    """
    start = time.monotonic()
    with closing(stoppable(work)) as working:
        while True:
            try:
                next(working)
            except StopIteration as end:
                result: T = end.value
                return result
            if quotes and answer.quotes is None:
                answer = replace(answer, quotes=quotes())
            yield replace(answer, wait=Wait(doing, int(time.monotonic() - start), model or ""))
