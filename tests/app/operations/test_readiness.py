import threading

from app.operations.readiness import Readiness
from index.errors import PaperchatError


class Stores:
    """Stores that were looked into so many times, and what is wrong with them."""

    def __init__(self) -> None:
        self.looks = 0
        self.fault: Exception | None = None

    def look(self) -> None:
        self.looks += 1
        if self.fault:
            raise self.fault


def test_stores_are_looked_into_at_most_every_five_seconds() -> None:
    stores, now = Stores(), [0.0]
    readiness = Readiness(stores.look, lambda: now[0])
    assert all(readiness.is_ready() for _ in range(100))
    assert stores.looks == 1
    now[0] = 5.0
    stores.fault = PaperchatError("The database is gone.", "")
    assert not readiness.is_ready()
    now[0] = 10.0
    stores.fault = RuntimeError()
    assert not readiness.is_ready()
    now[0] = 15.0
    stores.fault = None
    assert readiness.is_ready()
    assert stores.looks == 4


def test_a_store_that_hangs_holds_up_only_one_who_asks() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        goes_on.wait(20)

    readiness = Readiness(hang)
    first = threading.Thread(target=readiness.is_ready)
    first.start()
    begun.wait(20)
    assert not readiness.is_ready()
    goes_on.set()
    first.join()
    assert readiness.is_ready()
