"""Which language a visitor reads: the one chosen on the page, which a cookie keeps, else the browser's. Pure.

What is rendered while a request is answered asks `current_language`; what Gradio's events render must say it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

ENGLISH = "en"
_COOKIE = re.compile(r"(?:^|;)\s*paperchat-language=([a-z]{2,3})(?=;|$)")
_RANGE = re.compile(r"([A-Za-z]{1,8})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?")
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)
_LONGEST = 500


def current_language() -> str:
    """Return the language of what is being rendered; English where nobody said another one."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Render in this language."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there is a catalogue of, English first."""
    others = sorted(path.stem for path in Path(__file__).parent.glob("*.json") if path.stem != ENGLISH)
    return (ENGLISH, *others)


def language_of(headers: Mapping[str, str]) -> str:
    """Return the language of a request, one of `languages`.

    >>> language_of({"accept-language": "fr, en-AU;q=0.8"})
    'en'
    """
    known = languages()
    chosen = _COOKIE.search(headers.get("cookie", ""))
    if chosen and chosen[1] in known:
        return chosen[1]
    accepted = (_RANGE.fullmatch(one.strip()) for one in headers.get("accept-language", "")[:_LONGEST].split(","))
    wanted = [(float(one[2] or 1), one[1].lower()) for one in accepted if one]
    # Sorting keeps the order of those with equal weights.
    return next((name for weight, name in sorted(wanted, key=lambda one: -one[0]) if weight and name in known), ENGLISH)
