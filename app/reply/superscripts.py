"""Raised numbers, as characters or in HTML: marks behind words, exponents behind figures and units."""

import re

from app.citations.spellings import numbers_said
from app.citations.titles import Titles
from app.reply.state import LineOutcome, ReplyState

# Like "<sup>1, 2</sup>" and "<sup>[1]</sup>".
_TAG = re.compile(r"<sup>\s*\[?(?P<said>[\d,;\s–-]{1,40})\]?\s*</sup>", re.IGNORECASE)
_TAG_BEGUN = re.compile(r"<sup>[^<\n]{0,44}(?:<[/sup]{0,4})?\Z", re.IGNORECASE)
# Like "¹²", "¹,³" and "¹⁻³".
_RUN = re.compile(r"[¹²³⁰⁴-⁹]+(?:(?:[,⁻]|⁻)[¹²³⁰⁴-⁹]+)*")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# A word of four letters, as no unit has, or a stop.
_BEFORE_MARK = re.compile(r"""(?:[^\W\d_]{4,}|[.,;!?"”])[*_]{0,2}$""")


def superscript_tag(state: ReplyState) -> LineOutcome:
    """Take raised numbers in HTML."""
    raised = state.match(_TAG)
    if raised is None:
        return LineOutcome.WAIT if state.begun(_TAG_BEGUN) else LineOutcome.OTHER
    said = numbers_said(raised["said"])
    return state.cite(raised.end(), said) if said else LineOutcome.OTHER


def superscripts(state: ReplyState) -> LineOutcome:
    """Take raised numbers: marks behind a word or a stop; behind a figure, a unit or a letter exponents."""
    run = state.match(_RUN)
    if run is None:
        return LineOutcome.OTHER
    # A comma or a raised dash behind may go on with the list.
    if state.unclear(run.end() + (state.tail[run.end() : run.end() + 1] in {",", "⁻"})):
        return LineOutcome.WAIT
    numbers = _raised(run[0].translate(_DIGITS), state.titles)
    cites = not state.gap and _BEFORE_MARK.search(state.shown_last)
    if not cites or not numbers or not all(number in state.titles for number in numbers):
        return state.take(run.end(), run[0])
    return state.cite(run.end(), numbers)


def _raised(said: str, titles: Titles) -> list[int]:
    """Return the numbers of raised digits: 12 is twelve where there is such a source, else one and two."""
    if not said.isdigit():
        return numbers_said(said) or []
    return [int(said)] if int(said) in titles else [int(digit) for digit in said]
