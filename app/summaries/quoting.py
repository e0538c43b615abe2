r"""Quotes text inside Markdown so that it shows as plain text. Pure."""

import re
from collections.abc import Sequence

from app.citations import without_false_marks
from index.text.latex.formulas import parts

Span = tuple[int, int]
"""Offsets (start, end) in an abstract."""

# What Markdown (CommonMark, tables, strikethrough) would read as structure; a backslash makes it a plain character.
_STRUCTURE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[*`|\[]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=#?\w{1,32};)|~(?=~)|^[#>+=~-]"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def escaped(text: str) -> str:
    r"""Return one line of plain text as Markdown that shows exactly that; a number in brackets is not a citation.

    Formulas stay as they are.

    >>> escaped("# A*B | `x` of snake_case")
    '\\# A\\*B \\| \\`x\\` of snake_case'
    """
    shown = without_false_marks(" ".join(text.split()))
    plain = "".join(part if formula else _STRUCTURE.sub(r"\\\g<0>", part) for part, formula in parts(shown))
    return _NUMBERED.sub(r"\1\\\2", plain)


def unescaped(markdown: str) -> str:
    r"""Return Markdown without its escapes, for places that show it unrendered.

    >>> unescaped(escaped("# A*B | `x` of snake_case"))
    '# A*B | `x` of snake_case'
    """
    return "".join(part if formula else _ESCAPED.sub(r"\1", part) for part, formula in parts(markdown))


def quoted(text: str, spans: Sequence[Span]) -> str:
    """Return sentences of a text in quotation marks, as Markdown; neighbouring sentences share one pair.

    >>> quoted("It is new. It is slow. It wins.", [(0, 10), (11, 22)])
    '“It is new. It is slow.”'
    """
    runs: list[Span] = []
    for start, end in sorted(spans):
        if runs and not text[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return " ".join(f"“{escaped(text[start:end])}”" for start, end in runs)


def part_quoted(text: str, sentence: Span, part: Span) -> str:
    """Return part of a sentence in quotation marks, as Markdown, with dots for the words left out.

    >>> part_quoted("It wins, as ever, by far.", (0, 25), (0, 8))
    '“It wins, …”'
    """
    before = "… " if text[sentence[0] : part[0]].strip() else ""
    after = " …" if text[part[1] : sentence[1]].strip() else ""
    return f"“{before}{escaped(text[part[0] : part[1]])}{after}”"
