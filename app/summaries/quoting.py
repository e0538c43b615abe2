r"""Sentences of a text, quoted inside Markdown: they read as they stand and make no structure of it. Pure."""

import re
from collections.abc import Sequence

from app.citations import inert

Span = tuple[int, int]
"""Offsets (start, end) in an abstract."""

# What CommonMark, tables or struck-out text would take for structure; a backslash before it makes it a character.
_STRUCTURE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[*`|\[]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=#?\w{1,32};)|~(?=~)|^[#>+=~-]"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def escaped(text: str) -> str:
    r"""Return one line of plain text as Markdown that shows it; a number in brackets is no citation.

    >>> escaped("# A*B | `x` of snake_case")
    '\\# A\\*B \\| \\`x\\` of snake_case'
    """
    return _NUMBERED.sub(r"\1\\\2", _STRUCTURE.sub(r"\\\g<0>", inert(" ".join(text.split()))))


def unescaped(markdown: str) -> str:
    r"""Return Markdown with characters in the place of their escapes, for where nothing renders it.

    >>> unescaped(escaped("# A*B | `x` of snake_case"))
    '# A*B | `x` of snake_case'
    """
    return _ESCAPED.sub(r"\1", markdown)


def quoted(text: str, spans: Sequence[Span]) -> str:
    """Return sentences of a text in quotation marks, as Markdown; those that follow each other share a pair.

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
    """Return a part of a sentence in quotation marks, as Markdown, with dots where words are left out.

    >>> part_quoted("It wins, as ever, by far.", (0, 25), (0, 8))
    '“It wins, …”'
    """
    before = "… " if text[sentence[0] : part[0]].strip() else ""
    after = " …" if text[part[1] : sentence[1]].strip() else ""
    return f"“{before}{escaped(text[part[0] : part[1]])}{after}”"
