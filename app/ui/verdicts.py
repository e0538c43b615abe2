"""The checks of an answer's sentences: small marks where they end, what a mark tells, and the count of all. Pure.

Knows no Markdown: `prose.py` carries the marks through it.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape

from app.checking.reasons import in_words
from app.checking.result import Check, worst
from app.citations.marks import NUMBER
from index.text.counting import counted

OPENING, CLOSING = "⸨", "⸩"
"""Stand around the number of a check in Markdown. Punctuation, which leaves the emphasis beside it as it is."""

_OWN = str.maketrans({OPENING: "(", CLOSING: ")"})
_CITED = re.compile(rf"(?:[ \t]?\[{NUMBER}\])*")
_TOLD = {"backed": "Backed", "partly": "Partly backed", "not found": "Not found"}
# What the model can be asked for a sentence that is not backed; page.js does it.
_AGAIN = (
    ("look_again", "Check with the model", "One more call: the model reads these sentences beside what they cite"),
    ("repair", "Rewrite them", "One more call: only the sentences that are not backed are written anew"),
)
_TICK = '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="m2.5 6.5 2.4 2.5 4.6-5.6" /></svg>'


def summary_of(checks: Sequence[Check]) -> str:
    """Return how many sentences are backed, in words; empty without any check."""
    if not checks:
        return ""
    backed = sum(check.verdict == "backed" for check in checks)
    return f"{backed} of {counted(len(checks), 'sentence')} backed"


def with_places(text: str, checks: Sequence[Check]) -> str:
    """Return Markdown with the number of each check where its sentence ends; brackets like theirs become round ones.

    >>> with_places("It wins. [1] Or not.", [Check(0, 8, "backed", ())])
    'It wins. [1]⸨0⸩ Or not.'
    """
    shown = text.translate(_OWN)
    places = sorted(((_place(shown, check.end), number) for number, check in enumerate(checks)), reverse=True)
    for at, number in places:
        shown = f"{shown[:at]}{OPENING}{number}{CLOSING}{shown[at:]}"
    return shown


def check_html(turn: int, number: int, check: Check, titles: Mapping[int, str]) -> str:
    """Return the mark of a check: a button, and what it opens. `titles` are those of the cited papers, by number."""
    told, name = _TOLD[check.verdict], f"check-{turn}-{number}"
    label = escape(f"{told}: {'; '.join(map(in_words, check.reasons))}" if check.reasons else told)
    face = _TICK if check.verdict == "backed" else check.verdict
    reasons = "".join(f'<span class="reason" dir="auto">{escape(in_words(reason))}</span>' for reason in check.reasons)
    links = "".join(
        f'<button type="button" class="proof-link" data-check="{number}" data-n="{n}" title="{escape(titles[n])}">'
        f"{'Evidence' if check.verdict == 'backed' else 'What comes nearest'} in {n}</button>"
        for n, spans in check.evidence
        if n in titles and spans
    )
    # The space keeps the mark on the line of the sentence.
    return (
        f'<span class="check" data-verdict="{check.verdict}">&#160;<button type="button" class="verdict"'
        f' data-check="{number}" popovertarget="{name}" aria-label="{label}">{face}</button>'
        f'<span class="reasons" id="{name}" popover role="note"><b>{told}</b>{reasons}{links}</span></span>'
    )


def tally_html(checks: Sequence[Check], *, written: bool = False) -> str:
    """Return the count of all checks; where a sentence is not backed it leads there.

    `written`: by a model, which can then be asked again.
    """
    if not checks:
        return ""
    verdict = worst(check.verdict for check in checks)
    told = f"{_TICK if verdict == 'backed' else ''}{summary_of(checks)}"
    shown = told if verdict == "backed" else f'<button type="button" class="jump">{told}</button>'
    buttons = "".join(
        f'<button type="button" class="action" data-do="{do}" title="{hint}">{name}</button>'
        for do, name, hint in (_AGAIN if written and verdict != "backed" else ())
    )
    return f'<p class="tally" data-verdict="{verdict}"><span>{shown}</span>{buttons}</p>'


def _place(text: str, end: int) -> int:
    """Return where the mark of a sentence goes: behind its citations, inside the last cell of a row, before a break."""
    at = _CITED.match(text, min(end, len(text))).end()  # type: ignore[union-attr]  # it matches the empty text
    line = text.rfind("\n", 0, at) + 1
    edge = " \t\\|" if text.startswith("|", line) else " \t\\"
    return max(line, len(text[:at].rstrip(edge)))
