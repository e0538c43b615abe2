"""Escapes cells that a spreadsheet would take for formulas, and undoes that. Pure.

Spreadsheets run a cell that begins with certain signs, also after blanks and in full width (OWASP, "CSV Injection").
An apostrophe before it says that it is text.
"""

import re

_SIGN = r"\s*[=+\-@\t\r＝＋－＠]"
# A cell that already has apostrophes before such a sign gets one more, so that removing one restores it.
_FORMULA, _INERT = re.compile(rf"'*{_SIGN}"), re.compile(rf"'(?='*{_SIGN})")


def inert(cell: str) -> str:
    """Return a cell as text that no program reads as a formula.

    >>> inert("=1+1"), inert(" -x"), inert("a = b"), restored(inert("'=1"))
    ("'=1+1", "' -x", 'a = b', "'=1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Return a cell as it was before `inert`."""
    return cell[1:] if _INERT.match(cell) else cell
