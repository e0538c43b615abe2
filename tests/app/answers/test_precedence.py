"""Searches go before checks, few checks run at a time, and none waits for ever."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

from app.answers.precedence import Precedence

SECONDS = 10


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def checking(precedence: Precedence, entered: threading.Semaphore, leave: threading.Event) -> threading.Thread:
    """Begin a check in a thread of its own, which goes on until it may leave."""

    def check() -> None:
        with precedence.check():
            entered.release()
            leave.wait(SECONDS)

    return started(check)


def test_a_check_waits_for_the_search_that_goes_on():
    precedence = Precedence(patience=SECONDS)
    entered, leave = threading.Semaphore(0), threading.Event()
    with precedence.search():
        thread = checking(precedence, entered, leave)
        assert not entered.acquire(timeout=0.2)
    assert entered.acquire(timeout=SECONDS)
    leave.set()
    thread.join(SECONDS)


def test_a_search_waits_for_no_check():
    precedence, leave, entered = Precedence(checks_at_once=1), threading.Event(), threading.Semaphore(0)
    thread = checking(precedence, entered, leave)
    assert entered.acquire(timeout=SECONDS)
    with precedence.search():
        assert thread.is_alive()
    leave.set()
    thread.join(SECONDS)


def test_only_so_many_checks_run_at_a_time():
    precedence, leave, entered = Precedence(checks_at_once=2), threading.Event(), threading.Semaphore(0)
    threads = [checking(precedence, entered, leave) for _ in range(3)]
    assert [entered.acquire(timeout=SECONDS) for _ in range(2)] == [True, True]
    assert not entered.acquire(timeout=0.2)
    leave.set()
    assert entered.acquire(timeout=SECONDS)
    for thread in threads:
        thread.join(SECONDS)


def test_a_check_does_not_wait_for_ever_while_others_search():
    precedence = Precedence(patience=0.01)
    with ExitStack() as searches:
        searches.enter_context(precedence.search())
        with precedence.check():
            pass


def test_a_check_that_fails_leaves_its_place():
    precedence = Precedence(checks_at_once=1)
    for _ in range(2):
        try:
            with precedence.check():
                raise ValueError
        except ValueError:
            pass
    with precedence.check():
        pass
