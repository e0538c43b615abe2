"""One line of the test of a model. Pure."""

from dataclasses import dataclass
from typing import Literal

State = Literal["running", "passed", "warned", "failed"]

# The rules and three abstracts fill half of this window.
_SMALL_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class CheckupLine:
    """One line of the test."""

    name: str
    state: State
    text: str = ""
    fix: str = ""
    """What to do about it."""
    address: str = ""
    """The right address, if the address was wrong."""
    models: tuple[str, ...] = ()
    """Models to choose instead."""


def window_line(window: int | None, read: int, fix: str, *, cut: bool) -> CheckupLine:
    """Return what was found about the context window.

    `window`: its size as the server tells it; `read`: the longest prompt that was read whole, 0 if none was; `cut`: a
    longer one lost its beginning; `fix`: how to get a larger window.

    >>> window_line(4096, 1000, "Use -c.", cut=False).text
    '4,096 tokens. A prompt of 1,000 is read whole.'
    """
    name = "Context window"
    size = f"{window:,} tokens." if window else f"At least {read:,} tokens; the server does not tell."
    if not read:
        text = f"{size if window else ''} It finds no word in a long prompt.".strip()
        return CheckupLine(name, "warned", text, "Use a larger model.")
    if cut:
        text = f"It reads about {read:,} tokens; what is longer is cut without a word."
        return CheckupLine(name, "failed", text, fix)
    if window and window < _SMALL_WINDOW:
        return CheckupLine(name, "warned", size, fix)
    return CheckupLine(name, "passed", f"{size} A prompt of {read:,} is read whole.")
