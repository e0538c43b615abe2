"""Stands for the end of a process within a test: what was begun is left as it is."""

from collections.abc import Callable


class Killed(BaseException):
    """Not an Exception: nothing may catch it and tidy up."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def killed_after(done: Callable[..., object], calls: int = 1) -> Callable[..., object]:
    """Return a function that does the same, and is killed at the end of one of its calls."""
    results = list[object]()

    def dying(*given: object, **named: object) -> object:
        results.append(done(*given, **named))
        if len(results) == calls:
            raise Killed
        return results[-1]

    return dying
