"""The page's writers wait for one another."""

import threading

from app.ui.library.turn_taking import TurnTaking


def test_a_writer_waits_until_the_other_is_done() -> None:
    turns, order, begun = TurnTaking(), [], threading.Event()

    def second() -> None:
        begun.wait(5)
        with turns.turn():
            order.append("second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with turns.turn():
        begun.set()
        waiting.join(0.2)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]
