"""Finds and numbers citations in what a model writes. Pure.

A model cites the numbers of its prompt, in several spellings; a reader sees numbers that count up by first use.
"""

import re
from dataclasses import dataclass

from index.sentences import sentences

_MARK = re.compile(r"[\[【]\^?(?P<numbers>\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3})*)(?:†[^\]】]*)?[\]】]")
# The beginning of a mark, or of a tag, at the end of what has arrived so far.
_BEGUN = re.compile(r"(?:[\[【]\^?[\d\s,;–^-]{0,24}|<[a-z/]{0,8})$")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Cited:
    """Text whose marks are `[n]`, and which prompt number each n stands for: `order[n - 1]`."""

    text: str
    order: tuple[int, ...]


def renumber(written: str, sources: int, *, complete: bool) -> Cited:
    """Return what the model has written so far with its citations numbered by first use.

    Marks of a number that is none of the 1..`sources` stay as they are: no reader's number is as high. While the text
    is not `complete`, a mark that has only begun is held back. What the model thinks aloud is left out.

    >>> renumber("Both do [5, 2]. One more【5】, see [9] and [", 8, complete=False)
    Cited(text='Both do [1][2]. One more[1], see [9] and ', order=(5, 2))
    """
    order: list[int] = []

    def number(match: re.Match[str]) -> str:
        marks = []
        for named in _numbers(match["numbers"]):
            if 1 <= named <= sources:
                if named not in order:
                    order.append(named)
                marks.append(order.index(named) + 1)
            else:
                marks.append(named)
        return "".join(f"[{mark}]" for mark in dict.fromkeys(marks))

    visible = _THINKING.sub("", written).lstrip()
    if not complete:
        visible = _BEGUN.sub("", visible)
    return Cited(_MARK.sub(number, visible), tuple(order))


def sentences_citing(text: str, number: int) -> str:
    """Return the sentences of an answer that cite `number`, without their marks.

    >>> sentences_citing("It is small [1]. It wins by 8 points [2][1]. The other loses [2].", 1)
    'It is small . It wins by 8 points .'
    """
    # A mark may stand before or after the stop; bring it before, so that it stays with its sentence.
    text = re.sub(r"([.!?])((?:\s?\[\d+\])+)", r"\2\1", text)
    citing = [sentence for line in text.splitlines() for sentence in sentences(line) if f"[{number}]" in sentence]
    return " ".join(re.sub(r"\[\d+\]", "", sentence) for sentence in citing)


def _numbers(said: str) -> list[int]:
    """Return the numbers of `1, 3` or `2-4`."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", said.replace("^", "")):
        first, *last = (int(value) for value in re.findall(r"\d+", part))
        end = last[0] if last else first
        numbers += range(first, end + 1) if 0 <= end - first < _LONGEST_RANGE else (first, end)
    return numbers
