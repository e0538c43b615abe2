"""How models spell citations: what the inside of a bracket cites, as numbers or by titles.

Knows one bracket at a time; whether it stands where a citation can stand is the business of `app.reply`.
"""

import re

from app.citations.marks import NUMBER
from app.citations.titles import YEAR, Titles

# What small models put before a source's number. Not "study" or "table": papers number those themselves.
_KEY = r"(?:source|paper|ref(?:erence)?|doc(?:ument)?|abstract|citation|cite|passage|excerpt)s?\.?[\s:#_-]*"
_SEE = r"(?:see\s+|cf\.?\s+)?"
# Like "Source 2" and "see Ref. #4".
_KEYED = re.compile(rf"\s*{_SEE}{_KEY}\d", re.IGNORECASE)
# Like "4", "^4" and "Paper 4".
_ITEM = rf"(?:{_KEY})?[\^#]?{NUMBER}"
# Like "1, 3-5" and "Sources 2 and 4", and with a place in the source "4:0†a.txt", "5†L1-L4", "3, p. 12".
_LIST = re.compile(
    rf"\s*{_SEE}{_ITEM}(?:\s*(?:[,;&/–—-]|and|to)\s*(?:and\s+)?{_ITEM})*\s*(?:[:\d]*†.*|,\s*pp?\.\s*\d.*)?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[:\d]*†|,\s*p")
_NUMBER_WITH_PLACE = re.compile(r"^(\s*\d+)[:\d]*†.*")
# Like "2: Quiet Kernels" and "Doc-4: Kernels".
_NUMBERED_TITLE = re.compile(
    rf"\s*(?P<key>{_KEY})?(?P<number>{NUMBER})\s*[:,.–—-]\s*(?P<title>.*[^\W\d_].*)", re.IGNORECASE
)
_NUMBER_OR_DASH = re.compile(r"(?P<number>\d+)|(?P<dash>[–—-]|\bto\b)")
_LONGEST_RANGE = 20
# Smith et al., 2023 and Smith & Jones, 2023 and Smith, 2023; not ICLR 2023.
_AUTHORS = re.compile(
    r"\s*(?:see |cf\. |e\.g\.,? )?[^\W\d_][\w'’.-]*"
    r"(?:,? et al\b.*|(?:,? (?:and|&) [^\W\d_][\w'’.-]*)?,\s*(?:19|20)\d\d[a-z]?"
    r"|,? (?:and|&) \S+ (?:19|20)\d\d[a-z]?)\s*"
)


def numbers_said(said: str) -> list[int] | None:
    """Return the numbers that the inside of a bracket lists; None where it is no list of sources.

    A range of more than 20 gives its ends. A list that holds 0 is an interval of values.

    >>> numbers_said("1, 3-5"), numbers_said("Sources 2 and 4"), numbers_said("5†L1-L4"), numbers_said("0, 1")
    ([1, 3, 4, 5], [2, 4], [5], None)
    """
    if not _LIST.fullmatch(said):
        return None
    numbers: list[int] = []
    dash = False
    for match in _NUMBER_OR_DASH.finditer(_without_place(said)):
        if match["dash"]:
            dash = True
            continue
        number = int(match["number"])
        spelled = dash and numbers and 0 < number - numbers[-1] < _LONGEST_RANGE
        numbers += range(numbers[-1] + 1, number + 1) if spelled else [number]
        dash = False
    return None if 0 in numbers and len(numbers) > 1 else list(dict.fromkeys(numbers))


def _without_place(said: str) -> str:
    """Return what is said without the place in the source: 4:0†a.txt names 4."""
    return _PLACE.split(_NUMBER_WITH_PLACE.sub(r"\1", said))[0]


def cited_in(said: str, titles: Titles) -> list[int | str] | None:
    """Return what the inside of square brackets cites: numbers, and names that are no source; None: no citation.

    >>> titles = Titles(("FemtoDet: An Object Detection Baseline", "RAR"), (2023, None))
    >>> cited_in("FemtoDet, 2023; Smith et al., 2021", titles), cited_in("rar", titles), cited_in("MASK", titles)
    ([1, 'Smith et al., 2021'], [2], None)
    """
    numbers = numbers_said(said)
    if numbers is not None:
        return list(numbers)
    if re.fullmatch(r"\d{4}", said):
        return [said]
    named = titles.titled(said)
    if named is not None:
        return [named]
    if numbered := _NUMBERED_TITLE.fullmatch(said):
        number = int(numbered["number"])
        return [number] if numbered["key"] or titles.dated(numbered["title"]) == number else None
    return _names_in(said, titles)


def cited_in_parentheses(said: str, titles: Titles) -> list[int | str] | None:
    """Return what the inside of round brackets cites, bare numbers apart; None where they are an aside.

    >>> titles = Titles(("FemtoDet: An Object Detection Baseline", "RAR"), (2023, None))
    >>> cited_in_parentheses("Source 2", titles), cited_in_parentheses("RAR", titles)
    ([2], None)
    """
    if _KEYED.match(said):
        return cited_in(said, titles)
    named = titles.titled(said, whole=True)
    if named is not None:
        return [named]
    return _names_in(said, titles) if YEAR.search(said) else None


def _names_in(said: str, titles: Titles) -> list[int | str] | None:
    """Return what names with years, or titles, between semicolons cite; None unless all of them look like that."""
    cited: list[int | str] = []
    for part in said.split(";"):
        number = titles.dated(part) if YEAR.search(part) else titles.titled(part)
        if number is None and not _AUTHORS.fullmatch(part):
            return None
        cited.append(part.strip() if number is None else number)
    return cited
