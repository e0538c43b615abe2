"""Finds the authors whose papers a question asks for: `papers by Hinton`, `LeCun's papers`. Pure."""

import re
from dataclasses import dataclass

from index.questions.phrases import INNER_CAPITAL, PAPERS, WORKS, cut
from index.questions.query import Condition, FindAuthors
from index.text.words import terms

# Who wrote a paper.
_WRITTEN = r"(?:(?:co-?)?(?:written|authored))"
_PEOPLE = r"(?P<names>[^\W\d_][^;?!\"]{1,80}?)"
_AFTER_PEOPLE = (
    r"(?=\s*[;?!]|\.?\s*$|,?\s+(?:about|on|in|with|since|before|after|until|between|from|that|which|using|for|are|is|do|have"
    r"|newest|sorted|ordered|but|published|released|this|last|there|please)\b)"
)
_WHICH_ARE = r"(?:(?:that|which)\s+)?(?:(?:are|were|was|is)\s+)?"
_BY_PEOPLE = rf"(?P<cut>{_WHICH_ARE}(?:{_WRITTEN}\s+)?by\s+(?:the\s+author\s+)?{_PEOPLE}){_AFTER_PEOPLE}"
_AUTHOR_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:\b{WORKS}\s+(?:only\s+|just\s+)?|^){_BY_PEOPLE}",
        rf"\b{WORKS}\s+(?:only\s+|just\s+)?(?P<cut>from\s+{_PEOPLE}){_AFTER_PEOPLE}",
        rf"(?P<cut>\b{_WRITTEN}\s+by\s+{_PEOPLE}){_AFTER_PEOPLE}",
        rf"(?P<cut>\b(?:has|have|did)\s+{_PEOPLE}\s+(?:ever\s+)?(?:{_WRITTEN}|write|author|publish(?:ed)?)\b)",
        rf"(?P<cut>(?:^|(?<=\bme\s)|(?<=\bfind\s)|(?<=\blist\s)|(?<=\ball\s)|(?<=\bof\s)){_PEOPLE}['’]s?)\s+(?:\w+\s+)?(?={PAPERS}\b)",
        rf"(?P<cut>\bwith\s+{_PEOPLE}\s+as\s+(?:(?:an?|the|first|last)\s+)*(?:co-?)?author\b)",
    )
)
# "newest LeCun papers": names with a capital before the papers, after what only orders or asks for them.
_PEOPLES_PAPERS = re.compile(
    r"^\W*(?P<asked>(?:(?i:please|show|list|find|give|me|us|all|any|some|the|newest|latest|recent|most|oldest|first|best)\s+)*)"
    r"(?P<cut>(?P<names>[A-ZÀ-Þ][\w.'’-]+(?:\s+(?:(?:and|&|or)\s+)?[A-ZÀ-Þ][\w.'’-]+){0,3}))"
    rf"\s+(?={PAPERS}\b)"
)
# The same in lower case.
_PLAIN_PEOPLES_PAPERS = re.compile(
    r"^\W*(?:(?:please|show|list|find|give|me|us|all|any|some|the|newest|latest|recent|most|oldest|first|best)\s+)*"
    rf"(?P<cut>(?P<names>[^\W\d_][\w.'’-]+(?:\s+[^\W\d_][\w.'’-]+){{0,2}}))\s+(?={PAPERS}\b)",
    re.IGNORECASE,
)
_ASK = frozenset(("which", "what", "how many", "these", "those", "other", "more", "new"))
"""What stands before `papers` and is nobody's name."""
# "work by Hinton on capsules" asks for papers, once his name is taken out.
_THEIR_WORK = re.compile(r"\b(?:works?|research)\b(?=\W*$|\s+(?:on|about)\b)", re.IGNORECASE)
_JOIN_PEOPLE = re.compile(r"\s*,\s*(?:or\s+|and\s+)?|\s+(?:or|and|&)\s+", re.IGNORECASE)
_WHAT = re.compile(r"^what\b\s*", re.IGNORECASE)
# Two to four words with a capital each: somebody's name, in a question about papers by them.
_LOOKS_LIKE_A_NAME = re.compile(
    r"[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:van|von|der|den|de|la|da|dos|di|el|al|bin))*(?:\s+[A-ZÀ-Þ][\w.'’-]*){1,3}"
)


@dataclass(frozen=True, slots=True)
class Authors:
    """The question without its authors, the condition on them, and the name that no paper gives."""

    text: str
    conditions: tuple[Condition, ...] = ()
    unknown: str = ""


def take_authors(text: str, find_authors: FindAuthors) -> Authors:
    """Return the authors that the question wants papers by."""
    found_at = [(place, match) for place, form in enumerate(_AUTHOR_FORMS) if (match := form.search(text))]
    before_papers = _PEOPLES_PAPERS.search(text)
    if before_papers and _is_surely_named(before_papers):
        found_at.append((len(_AUTHOR_FORMS), before_papers))
    for place, match in found_at:
        typed = [name.strip(" .,") for name in _JOIN_PEOPLE.split(match["names"]) if name.strip(" .,")]
        found = [find_authors(name) for name in typed]
        rest = cut(text, *match.span("cut"))
        if typed and all(found):
            names = tuple(dict.fromkeys(name for names in found for name in names))
            rest = _THEIR_WORK.sub("papers", _WHAT.sub("papers ", rest))
            return Authors(rest.strip(), (Condition("author", names=names),))
        if place == 0 and all(_LOOKS_LIKE_A_NAME.fullmatch(name) for name in typed):
            return Authors(
                rest, unknown=" and ".join(name for name, known in zip(typed, found, strict=True) if not known)
            )
    return _take_plain_author(text, find_authors)


def _take_plain_author(text: str, find_authors: FindAuthors) -> Authors:
    """Return the lower-case author before `papers`: `yann lecun papers`, but not an ordinary word: `long papers`."""
    match = _PLAIN_PEOPLES_PAPERS.search(text)
    # Looking for authors takes time, and most requests begin with such a word, or only small ones: `what do the`.
    asked = match and match["names"].casefold() not in _ASK and terms(match["names"])
    if match and asked and (names := find_authors(match["names"])):
        *first, last = match["names"].split()
        spelt = (word for name in names for word in name.split() if word.casefold() == last.casefold())
        if first or any(map(INNER_CAPITAL.search, spelt)):
            return Authors(cut(text, *match.span("cut")).strip(), (Condition("author", names=names),))
    return Authors(text)


def _is_surely_named(match: re.Match[str]) -> bool:
    """Return whether the capitals before the papers show a name, and not only where the question begins."""
    return bool(match["asked"] or " " in match["names"] or INNER_CAPITAL.search(match["names"]))
