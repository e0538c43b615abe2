"""Names of people as papers spell them and as people type them. Pure."""

import re
import unicodedata
from collections.abc import Sequence

_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
"""Letters that people who lack them type as two."""


def matches_name(author: str, typed: str) -> bool:
    """Return whether a name as typed is that of an author: the same last word, and first names or their initials.

    >>> matches_name("Ada B. Tern", "a. tern"), matches_name("Tern, Ada", "Ada Tern"), matches_name("Ada Tern", "Ada")
    (True, True, False)

    An umlaut may be typed as two letters.

    >>> matches_name("Jörg Müller", "mueller"), matches_name("Jörg Müller", "muller"), matches_name("Li Que", "Li Qu")
    (True, True, False)
    """
    *given, last = _words_of_person(typed)
    for spelled in _spellings(author):
        *own, surname = _words_of_person(spelled)
        if last == surname and all(any(_is_short_for(name, other) for other in own) for name in given):
            return True
    return False


def last_name(typed: str) -> str:
    """Return the last name of a name as typed, as `last_names` has it; empty if there is none.

    >>> last_name("Jörg Müller"), last_name("Tern, Ada"), last_name("?!")
    ('muller', 'tern', '')
    """
    return _words_of_person(typed)[-1]


def last_names(author: str) -> set[str]:
    """Return the last name of an author in each way that it is typed: `matches_name` is true of no other.

    >>> sorted(last_names("Jörg Müller")), last_names("Tern, Ada")
    (['mueller', 'muller'], {'tern'})
    """
    return set(map(last_name, _spellings(author)))


def _spellings(author: str) -> tuple[str, ...]:
    if author.isascii():
        return (author,)
    return author, unicodedata.normalize("NFC", author).translate(_TWO_LETTERS)


def _words_of_person(name: str) -> Sequence[str]:
    """Return the words of a name in lower case without accents, the last name last; an empty one if it has none."""
    last, comma, given = name.partition(",")
    plain = unicodedata.normalize("NFKD", f"{given} {last}" if comma else name).casefold()
    if not plain.isascii():
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"\w+", plain) or [""]


def _is_short_for(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) if len(short) == 1 else short == long
