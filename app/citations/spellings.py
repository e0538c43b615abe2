"""How models spell citations: what the text inside a bracket cites, by numbers or by titles.

Looks at one bracket at a time; `app.reply` decides whether a citation is possible in that place.
"""

import re

from app.citations.marks import NUMBER
from app.citations.titles import YEAR, Titles

# Words that small models put before a source number. Not "study" or "table", which papers number themselves.
_KEY = r"(?:source|paper|ref(?:erence)?|doc(?:ument)?|abstract|citation|cite|passage|excerpt)s?\.?[\s:#_-]*"
_SEE = r"(?:see\s+|cf\.?\s+)?"
# Like "Source 2" and "see Ref. #4".
_KEYED = re.compile(rf"\s*{_SEE}{_KEY}\d", re.IGNORECASE)
# Like "4", "^4" and "Paper 4".
_ITEM = rf"(?:{_KEY})?[\^#]?{NUMBER}"
# Like "1, 3-5" and "Sources 2 and 4", and with a location in the source: "4:0†a.txt", "5†L1-L4", "3, p. 12".
_LIST = re.compile(
    rf"\s*{_SEE}{_ITEM}(?:\s*(?:[,;&/–—-]|and|to)\s*(?:and\s+)?{_ITEM})*\s*(?:[:\d]*†.*|,\s*pp?\.\s*\d.*)?",
    re.IGNORECASE,
)
_LOCATION = re.compile(r"[:\d]*†|,\s*p")
_NUMBER_WITH_LOCATION = re.compile(r"^(\s*\d+)[:\d]*†.*")
# Like "2: Quiet Kernels" and "Doc-4: Kernels".
_NUMBERED_TITLE = re.compile(
    rf"\s*(?P<key>{_KEY})?(?P<number>{NUMBER})\s*[:,.–—-]\s*(?P<title>.*[^\W\d_].*)", re.IGNORECASE
)
# Like "Source 6" and "papers 2 and 3" in running text.
_NOUNS = ("sources", "papers", "abstracts", "references", "passages", "documents")
_NOUN = rf"(?:{'|'.join(f'{noun[:-1]}s?' for noun in _NOUNS)})"
_JOINT = r"(?:, and |, | and | & )"
IN_PROSE = re.compile(
    rf"\b(?P<noun>{_NOUN} )(?P<numbers>{NUMBER}(?:{_JOINT}{NUMBER})*)(?![\w%]|[.,:-]\d)", re.IGNORECASE
)
"""Sources named in running text: the `noun` and its `numbers`."""
# The end of a text that may become one: "so", "Source", "sources 2 a".
_BEGINNINGS = "|".join(sorted({noun[:length] for noun in _NOUNS for length in range(1, len(noun))}, key=len))
_BEGUN_IN_PROSE = re.compile(
    rf"\b(?:{_BEGINNINGS}|{_NOUN}(?: (?:{NUMBER}(?:{_JOINT}{NUMBER})*(?:[.,:-]|,? ?(?:a|an|and|&)? ?)?)?)?)\Z",
    re.IGNORECASE,
)
_NUMBER_OR_DASH = re.compile(r"(?P<number>\d+)|(?P<dash>[–—-]|\bto\b)")
_LONGEST_RANGE = 20
# Smith et al., 2023 and Smith & Jones, 2023 and Smith, 2023; not ICLR 2023.
_AUTHORS = re.compile(
    r"\s*(?:see |cf\. |e\.g\.,? )?[^\W\d_][\w'’.-]*"
    r"(?:,? et al\b.*|(?:,? (?:and|&) [^\W\d_][\w'’.-]*)?,\s*(?:19|20)\d\d[a-z]?"
    r"|,? (?:and|&) \S+ (?:19|20)\d\d[a-z]?)\s*"
)


def start_of_source_in_prose(text: str) -> int:
    """Return where a source begins that running text is about to name; the length of the text if there is none.

    >>> start_of_source_in_prose("It wins. Sources 2 and"), start_of_source_in_prose("It wins.")
    (9, 8)
    """
    begun = _BEGUN_IN_PROSE.search(text)
    return begun.start() if begun else len(text)


def without_prose_numbers(text: str) -> str:
    """Return a text whose sources are named without their numbers, which are not figures.

    >>> without_prose_numbers("Source 2 counts 3 gulls.")
    'Source counts 3 gulls.'
    """
    return IN_PROSE.sub(lambda match: match["noun"].rstrip(), text)


def listed_numbers(text: str) -> list[int] | None:
    """Return the numbers that the text inside a bracket lists; None if it is not a list of sources.

    A range of more than 20 counts as its two ends. A list with a 0 in it is an interval of values.

    >>> listed_numbers("1, 3-5"), listed_numbers("Sources 2 and 4"), listed_numbers("5†L1-L4"), listed_numbers("0, 1")
    ([1, 3, 4, 5], [2, 4], [5], None)
    """
    if not _LIST.fullmatch(text):
        return None
    numbers: list[int] = []
    dash = False
    for match in _NUMBER_OR_DASH.finditer(_without_location(text)):
        if match["dash"]:
            dash = True
            continue
        number = int(match["number"])
        spelled = dash and numbers and 0 < number - numbers[-1] < _LONGEST_RANGE
        numbers += range(numbers[-1] + 1, number + 1) if spelled else [number]
        dash = False
    return None if 0 in numbers and len(numbers) > 1 else list(dict.fromkeys(numbers))


def _without_location(text: str) -> str:
    """Return the text without the location in the source: 4:0†a.txt cites 4."""
    return _LOCATION.split(_NUMBER_WITH_LOCATION.sub(r"\1", text))[0]


def cited_in(text: str, titles: Titles) -> list[int | str] | None:
    """Return what the text inside square brackets cites: numbers, and unknown names; None if it is not a citation.

    >>> titles = Titles(("FemtoDet: An Object Detection Baseline", "RAR"), (2023, None))
    >>> cited_in("FemtoDet, 2023; Smith et al., 2021", titles), cited_in("rar", titles), cited_in("MASK", titles)
    ([1, 'Smith et al., 2021'], [2], None)
    """
    numbers = listed_numbers(text)
    if numbers is not None:
        return list(numbers)
    if re.fullmatch(r"\d{4}", text):
        return [text]
    named = titles.number_of_title(text)
    if named is not None:
        return [named]
    if numbered := _NUMBERED_TITLE.fullmatch(text):
        number = int(numbered["number"])
        return [number] if numbered["key"] or titles.number_of_dated_title(numbered["title"]) == number else None
    return _names_in(text, titles)


def cited_in_parentheses(text: str, titles: Titles) -> list[int | str] | None:
    """Return what the text inside round brackets cites, other than bare numbers; None if it is an aside.

    >>> titles = Titles(("FemtoDet: An Object Detection Baseline", "RAR"), (2023, None))
    >>> cited_in_parentheses("Source 2", titles), cited_in_parentheses("RAR", titles)
    ([2], None)
    """
    if _KEYED.match(text):
        return cited_in(text, titles)
    named = titles.number_of_title(text, whole=True)
    if named is not None:
        return [named]
    return _names_in(text, titles) if YEAR.search(text) else None


def _names_in(text: str, titles: Titles) -> list[int | str] | None:
    """Return what names with years, or titles, separated by semicolons cite; None unless all parts look so."""
    cited: list[int | str] = []
    for part in text.split(";"):
        number = titles.number_of_dated_title(part) if YEAR.search(part) else titles.number_of_title(part)
        if number is None and not _AUTHORS.fullmatch(part):
            return None
        cited.append(part.strip() if number is None else number)
    return cited
