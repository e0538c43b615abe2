"""The checks of an answer's sentences: the mark at the end of each, what it opens, and the count of all. Pure.

Knows no Markdown: prose.py carries the marks through it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.checking.result import Check, Verdict, summary_of, worst
from app.citations.marks import MARK, NUMBER
from app.ui.templating import fill

OPENING, CLOSING = "⸨", "⸩"
"""Enclose the number of a check in Markdown, with `=` before it where it follows a citation inside the sentence.

They are punctuation, so emphasis next to them still works.
"""

_OWN = str.maketrans({OPENING: "(", CLOSING: ")"})
_CITED = re.compile(rf"(?:[ \t]?\[{NUMBER}\])*")
_NAMES: dict[Verdict, str] = {"backed": "Backed", "partly": "Partly backed", "not found": "Not found"}


@dataclass(frozen=True, slots=True)
class TallyView:
    """How many sentences are backed."""

    verdict: Verdict
    """The worst of all."""
    summary: str
    can_review: bool
    """A model wrote the answer, and can check or rewrite the sentences that are not backed."""


def tally(checks: Sequence[Check], *, written: bool = False) -> TallyView | None:
    """Return the count of all checks; None if there is nothing to tell, as about quotes.

    `written`: by a model, which can review the answer.
    """
    verdict = worst(check.verdict for check in checks)
    if not checks or (verdict == "backed" and not written):
        return None
    return TallyView(verdict, summary_of(checks), can_review=written and verdict != "backed")


def with_places(text: str, checks: Sequence[Check], part: slice | None = None) -> str:
    """Return Markdown with the number of each check at the end of its sentence, and after each citation inside it.

    Brackets like those of the numbers become round. Of a `part` of the text only that is returned, with its checks.

    >>> with_places("It wins. [1] Or not.", [Check(0, 8, "backed", ())])
    'It wins. [1]⸨=0⸩⸨0⸩ Or not.'
    """
    first, last, _ = (part or slice(None)).indices(len(text))
    shown = text.translate(_OWN)[first:last]
    places: list[tuple[int, bool, str]] = []
    for number, check in enumerate(checks):
        if part is None or first <= check.start < last:
            end = _place(shown, check.end - first)
            marks = MARK.finditer(shown, max(0, check.start - first), end)
            places += [(mark.end(), False, f"{OPENING}={number}{CLOSING}") for mark in marks]
            places.append((end, True, f"{OPENING}{number}{CLOSING}"))
    # From the last on, and at one place the number of the sentence before that of the citation that it follows.
    for at, _, tag in sorted(places, reverse=True):
        shown = f"{shown[:at]}{tag}{shown[at:]}"
    return shown


def check_html(turn: int, number: int, check: Check, titles: Mapping[int, str]) -> Markup:
    """Return the mark of a check: a button, and what it opens. `titles` are those of the cited papers, by number."""
    evidence = tuple((paper, titles[paper]) for paper, spans in check.evidence if paper in titles and spans)
    verdict = _NAMES[check.verdict]
    return fill("check.html", turn=turn, number=number, check=check, verdict=verdict, evidence=evidence)


def _place(text: str, end: int) -> int:
    """Return where the mark of a sentence goes: after its citations, inside the last cell of a row, before a break."""
    at = _CITED.match(text, min(end, len(text))).end()  # type: ignore[union-attr]  # it matches the empty text
    line = text.rfind("\n", 0, at) + 1
    edge = " \t\\|" if text.startswith("|", line) else " \t\\"
    return max(line, len(text[:at].rstrip(edge)))
