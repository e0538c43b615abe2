"""Reads model replies that are short numbered lines. Knows how models write lists; callers know what a line means."""

import re

from index.text.plain_text import plain_text

# Like "1. ", "**2:** ", "[3] " and "Sentence 4 - "; not "3.5 points", "12k" and "5 % of".
_NUMBERED = re.compile(
    r"^[^\w\n]*(?:(?:sentence|line|number|no)\b\W{0,3})?(?P<number>\d{1,2})(?![\w%]|[.,]\d| %)(?P<text>.*)$",
    re.IGNORECASE,
)
_SEPARATORS = " \t].):*_|–—=>\"'`-"


def numbered_lines(reply: str, count: int) -> dict[int, str]:
    r"""Return the text of each line of a reply by its number, from 1 to `count`, with the unnumbered lines below it.

    If a number occurs twice, the last one counts. If `count` is 1, the reply may lack the number.

    >>> numbered_lines("Sure:\n**1.** yes\n2) no: too\nold", 2), numbered_lines("Yes.", 1), numbered_lines("Yes.", 2)
    ({1: 'yes', 2: 'no: too\nold'}, {1: 'Yes.'}, {})
    """
    found: dict[int, str] = {}
    number = 0
    for line in reply.splitlines():
        if begun := _NUMBERED.match(line):
            number = int(begun["number"])
            found[number] = begun["text"].strip().lstrip(_SEPARATORS)
        elif number:
            found[number] = f"{found[number]}\n{line.strip()}".strip()
    if not found and count == 1 and reply.strip():
        return {1: reply.strip()}
    return {number: text for number, text in found.items() if 1 <= number <= count and text}


def one_line(text: str, longest: int) -> str:
    r"""Return a model's text as plain text on one line: no Markdown, marks, links or control characters.

    >>> one_line("**See** [this](http://x.example) [2]:\n- it is small", 22)
    'See this: - it is …'
    """
    line = "".join(character for character in plain_text(text) if character.isprintable())
    return line if len(line) <= longest else line[: longest - 2].rpartition(" ")[0] + " …"
