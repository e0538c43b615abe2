"""The titles that a prompt numbers, and which one a name such as "FemtoDet, 2023" means. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from index.identity import fold
from index.papers import Paper
from index.text.words import STOP_WORDS

YEAR = re.compile(r"[,(]?\s*\b(?P<year>(?:19|20)\d\d)[a-z]?\b\)?")
"""The year of a citation with its punctuation: ", 2023a", "(2023)"."""
_WORD = re.compile(r"\w+")
_FILLER = STOP_WORDS | {"al", "cf", "et", "see"}
# The beginning of a title identifies it from this many letters on: three or four words.
_NAMING_LETTERS = 15
_NAMING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of the sources as the prompt numbers them, from 1, and their years where known."""

    titles: tuple[str, ...]
    years: tuple[int | None, ...]

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> "Titles":
        """Return the titles of the papers of a prompt, in its order."""
        return cls(
            tuple(paper.title for paper in papers), tuple(paper.date.year if paper.date else None for paper in papers)
        )

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= len(self.titles)

    def number_of_title(self, name: str, *, whole: bool = False) -> int | None:
        """Return the number of the one source that `name` means: its title, the part before the colon, or a beginning.

        With `whole`, only a full title of three words or more counts.

        >>> Titles(("FemtoDet: A Small Detector", "Quiet Kernels"), (2023, None)).number_of_title("femtodet")
        1
        """
        key = fold(name) if _WORD.search(name) else ""
        if not key:
            return None
        numbered = list(enumerate(self.titles, 1))
        if whole:
            numbered = [(number, title) for number, title in numbered if len(words(title)) >= _NAMING_WORDS]
        full = [number for number, title in numbered if key == fold(title)]
        parts = [] if whole else [number for number, title in numbered if _names_part(key, title)]
        return _only(full or parts)

    def number_of_dated_title(self, name: str) -> int | None:
        """Return the number of the one source that `name`, with a year, can mean; its year must agree if known.

        Authors are not compared, only words of the title; a year alone means nothing.
        """
        year = YEAR.search(name)
        rest = YEAR.sub("", name)
        named = self.number_of_title(rest)
        content = {word for word in words(rest) if word not in _FILLER}
        return _only(
            [
                number
                for number, title in enumerate(self.titles, 1)
                if (number == named or (named is None and content and content <= set(words(title))))
                and (year is None or self.years[number - 1] in {None, int(year["year"])})
            ]
        )


def words(text: str) -> list[str]:
    """Return the words of `text`, with case and width folded.

    >>> words("RAR: Region-Aware")
    ['rar', 'region', 'aware']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _names_part(key: str, title: str) -> bool:
    """Return whether a folded name is the part of a title before its colon, or a long beginning of it."""
    return key == fold(title.partition(":")[0]) or (len(key) >= _NAMING_LETTERS and fold(title).startswith(key))


def _only(numbers: list[int]) -> int | None:
    return numbers[0] if len(numbers) == 1 else None
