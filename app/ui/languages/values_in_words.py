"""Typed values of an answer in the page's words: why to look at a sentence, what was checked, what a model does. Pure.

The terminal and the JSON output say the same in English only (app/checking/reasons.py, app/reply/wait.py).
"""

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from app.checking.reasons import Reason
from app.checking.result import Check, Verdict
from app.reply.wait import Wait, spoken_name
from app.ui.languages.catalogue import translated


def reason_words(reason: Reason) -> str:
    """Return a reason as a short phrase.

    >>> reason_words(Reason("missing figure", (1, 2), "43.8%"))
    '“43.8%” does not occur in [1] or [2]'
    """
    phrase = translated(
        _key("reason", reason.kind),
        papers=_numbers(reason.cited),
        subject=reason.subject,
        instead=reason.instead,
        others=_numbers(reason.found_in),
    )
    remarked = reason.remark and reason.kind in ("model supports partly", "model rejects")
    return translated("reason.remark", phrase=phrase, remark=reason.remark) if remarked else phrase


def checks_words(checks: Sequence[Check]) -> str:
    """Return how many sentences have each verdict."""
    verdicts = Counter(check.verdict for check in checks)
    found = (
        translated("checks.verdict", verdict=translated(_key("checks", verdict)), sentences=verdicts[verdict])
        for verdict in get_args(Verdict)
        if verdict in verdicts
    )
    return translated("checks.whole", count=len(checks), found=translated("announce.and").join(found))


def wait_words(wait: Wait) -> str:
    """Return what a model does, without the time.

    >>> wait_words(Wait("reading", 23, "llama3.2", 3, found=8)), wait_words(Wait("silent", 16))
    ('llama3.2 is reading 3 of 8 papers', 'The model has written nothing more')
    """
    named = "wait.connecting_to" if wait.doing == "connecting" else "wait.the_model"
    model = spoken_name(wait.model) or translated(named)
    if wait.doing != "reading" or not wait.papers:
        return translated(f"wait.{wait.doing}", model=model)
    if wait.papers < wait.found:
        return translated("wait.reading_some", model=model, read=wait.papers, count=wait.found)
    return translated("wait.reading_papers", model=model, count=wait.papers)


def wait_time(wait: Wait) -> str:
    """Return since when, as a span."""
    minutes, rest = divmod(wait.seconds, 60)
    if minutes:
        return translated("format.minutes", minutes=minutes, seconds=rest)
    return translated("format.seconds", seconds=rest)


def _key(kind: str, value: str) -> str:
    return f"{kind}.{value.replace(' ', '_')}"


def _numbers(numbers: Sequence[int]) -> str:
    return translated("reason.or").join(f"[{number}]" for number in numbers)
