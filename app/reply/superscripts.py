"""Superscript numbers, as characters or in HTML: citations after words, exponents after figures and units."""

import re

from app.citations.spellings import listed_numbers
from app.citations.titles import Titles
from app.reply.state import LineOutcome, ReplyState

# Like "<sup>1, 2</sup>" and "<sup>[1]</sup>".
_TAG = re.compile(r"<sup>\s*\[?(?P<text>[\d,;\s–-]{1,40})\]?\s*</sup>", re.IGNORECASE)
_TAG_BEGUN = re.compile(r"<sup>[^<\n]{0,44}(?:<[/sup]{0,4})?\Z", re.IGNORECASE)
# Like "¹²", "¹,³" and "¹⁻³".
_RUN = re.compile(r"[¹²³⁰⁴-⁹]+(?:(?:[,⁻]|⁻)[¹²³⁰⁴-⁹]+)*")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# A word of four letters or more, which no unit has, or punctuation.
_BEFORE_MARK = re.compile(r"""(?:[^\W\d_]{4,}|[.,;!?"”])[*_]{0,2}$""")


def superscript_tag(state: ReplyState) -> LineOutcome:
    """Take superscript numbers in HTML."""
    raised = state.match(_TAG)
    if raised is None:
        return LineOutcome.WAIT if state.begun(_TAG_BEGUN) else LineOutcome.OTHER
    numbers = listed_numbers(raised["text"])
    return state.cite(raised.end(), numbers) if numbers else LineOutcome.OTHER


def superscripts(state: ReplyState) -> LineOutcome:
    """Take superscript numbers: citations after a word or a stop; exponents after a figure, unit or letter."""
    run = state.match(_RUN)
    if run is None:
        return LineOutcome.OTHER
    # A following comma or superscript dash may continue the list.
    if state.unclear(run.end() + (state.tail[run.end() : run.end() + 1] in {",", "⁻"})):
        return LineOutcome.WAIT
    numbers = _raised(run[0].translate(_DIGITS), state.titles)
    cites = not state.gap and _BEFORE_MARK.search(state.shown_last)
    if not cites or not numbers or not all(number in state.titles for number in numbers):
        return state.take(run.end(), run[0])
    return state.cite(run.end(), numbers)


def _raised(digits: str, titles: Titles) -> list[int]:
    """Return the numbers of superscript digits: 12 is twelve if there is such a source, else one and two."""
    if not digits.isdigit():
        return listed_numbers(digits) or []
    return [int(digits)] if int(digits) in titles else [int(digit) for digit in digits]
