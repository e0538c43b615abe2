"""The checks of an answer's sentences: the mark at the end of each, what it opens, and the count of all. Pure.

Knows no Markdown: prose.py carries the marks through it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.checking.result import Check, Verdict, worst
from app.citations.marks import MARK, NUMBER
from app.ui.languages.values_in_words import checks_words
from app.ui.templating import fill
from index.papers import Paper

OPENING, CLOSING = "⸨", "⸩"
"""Enclose the number of a check in Markdown, with `=` before it where it follows a citation inside the sentence.

They are punctuation, so emphasis next to them still works.
"""
FOUND = f"{OPENING}+"
"""Opens the number of a paper that was found for a sentence, in place of its mark."""

_OWN = str.maketrans({OPENING: "(", CLOSING: ")"})
_CITED = re.compile(rf"(?:[ \t]?\[{NUMBER}\])*")


@dataclass(frozen=True, slots=True)
class TallyView:
    """What was found of all sentences."""

    verdict: Verdict
    """The worst of all."""
    summary: str
    flagged: bool
    """Any of them asks the reader to look."""
    can_review: bool
    """A model wrote the answer, and can rewrite the flagged sentences."""
    can_check: bool
    """A model wrote it, and can judge sentences that it has not judged yet."""


def tally(checks: Sequence[Check], *, written: bool = False) -> TallyView | None:
    """Return the count of all checks; None if there is nothing to tell, as about quotes.

    `written`: by a model, which can review the answer.
    """
    if not checks or (not written and all(check.verdict == "quoted" for check in checks)):
        return None
    flagged = any(check.flagged for check in checks)
    open_ones = any(check.verdict != "quoted" and not check.by_model for check in checks)
    verdict, summary = worst(check.verdict for check in checks), checks_words(checks)
    return TallyView(verdict, summary, flagged=flagged, can_review=written, can_check=written and open_ones)


def with_places(text: str, checks: Sequence[Check], part: slice | None = None) -> str:
    """Return Markdown with the number of each check at the end of its sentence, and after each citation inside it.

    The marks that were found for a sentence differ from those of the model; brackets like those of the numbers become
    round. Of a `part` of the text only that is returned, with the checks inside it.

    >>> with_places("It wins. [1] Or not.", [Check(0, 8, "wording found", ())])
    'It wins. [1]⸨=0⸩⸨0⸩ Or not.'
    """
    first, last, _ = (part or slice(None)).indices(len(text))
    shown = text.translate(_OWN)[first:last]
    # Where, whether it ends the sentence, what is there, and what takes its place.
    edits: list[tuple[int, bool, str, str]] = []
    for number, check in enumerate(checks):
        if part is None or first <= check.start < last:
            end = _place(shown, check.end - first)
            marks = list(MARK.finditer(shown, max(0, check.start - first), end))
            edits += [(mark.end(), False, "", f"{OPENING}={number}{CLOSING}") for mark in marks]
            edits.append((end, True, "", f"{OPENING}{number}{CLOSING}"))
            edits += _found_mark(shown, check, first) if check.attributed else ()
    # From the last on, and at one place the number of the sentence before that of the citation that it follows.
    for at, _, old, new in sorted(edits, reverse=True):
        shown = f"{shown[:at]}{new}{shown[at + len(old) :]}"
    return shown


def _found_mark(shown: str, check: Check, first: int) -> list[tuple[int, bool, str, str]]:
    """Return where the mark found for a sentence is, its last one, with what it is and what takes its place."""
    marks = list(MARK.finditer(shown, check.start - first, check.end - first))
    return [(mark.start(), False, mark[0], f"{FOUND}{mark[1]}{CLOSING}") for mark in marks[-1:]]


def check_html(turn: int, number: int, check: Check, papers: Mapping[int, Paper]) -> Markup:
    """Return the mark of a check: a button, and what it opens. `papers` are the cited ones, by number."""
    evidence = tuple(
        (paper, papers[paper].title, papers[paper].abstract[slice(*spans[0])])
        for paper, spans in check.evidence
        if paper in papers and spans
    )
    return fill("check.html", turn=turn, number=number, check=check, evidence=evidence)


def _place(text: str, end: int) -> int:
    """Return where the mark of a sentence goes: after its citations, inside the last cell of a row, before a break."""
    at = _CITED.match(text, min(end, len(text))).end()  # type: ignore[union-attr]  # it matches the empty text
    line = text.rfind("\n", 0, at) + 1
    edge = " \t\\|" if text.startswith("|", line) else " \t\\"
    return max(line, len(text[:at].rstrip(edge)))
