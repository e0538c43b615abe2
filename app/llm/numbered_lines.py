"""What calls share whose reply is short lines: the reply without its thinking, and by its lines.

Knows how models write lists; what the lines mean, their callers know.
"""

import re

from app.checking.plain_text import plain
from app.citations import Titles
from app.reply import ReplyReader

# Like "1. ", "**2:** ", "[3] " and "Sentence 4 - "; not "3.5 points", "12k" and "5 % of".
_NUMBERED = re.compile(
    r"^[^\w\n]*(?:(?:sentence|line|number|no)\b\W{0,3})?(?P<number>\d{1,2})(?![\w%]|[.,]\d| %)(?P<said>.*)$",
    re.IGNORECASE,
)
_SEPARATORS = " \t].):*_|–—=>\"'`-"


def spoken(said: str) -> str:
    """Return a model's reply without its thinking."""
    # Without titles the reader takes thinking out and leaves all else, numbers in brackets included.
    reader = ReplyReader(Titles((), ()))
    reader.feed(said)
    return reader.finish().text


def replied(said: str, count: int) -> dict[int, str]:
    r"""Return what a model says of each of `count` sentences by its number, the lines below included.

    What is said of one twice, is taken as said last. Of a single sentence it may be said without a number.

    >>> replied("Sure:\n**1.** yes\n2) no: too\nold", 2), replied("Yes.", 1), replied("Yes.", 2)
    ({1: 'yes', 2: 'no: too\nold'}, {1: 'Yes.'}, {})
    """
    found: dict[int, str] = {}
    number = 0
    for line in said.splitlines():
        if begun := _NUMBERED.match(line):
            number = int(begun["number"])
            found[number] = begun["said"].strip().lstrip(_SEPARATORS)
        elif number:
            found[number] = f"{found[number]}\n{line.strip()}".strip()
    if not found and count == 1 and said.strip():
        return {1: said.strip()}
    return {number: text for number, text in found.items() if 1 <= number <= count and text}


def one_line(said: str, longest: int) -> str:
    r"""Return what a model said as plain text on one line: no Markdown, no marks, no links, no control characters.

    >>> one_line("**See** [this](http://x.example) [2]:\n- it is small", 22)
    'See this: - it is …'
    """
    text = "".join(character for character in plain(said) if character.isprintable())
    return text if len(text) <= longest else text[: longest - 2].rpartition(" ")[0] + " …"
