"""Which fact of a paper's record a question asks for, and by what words it names the paper. Pure.

The words that ask for a date, a count, a name or a link are few. What a question says besides them has to be (a part
of) a title: otherwise it asks about contents, and not about the record.
"""

import re
from dataclasses import dataclass
from typing import Literal

RecordField = Literal[
    "date", "authors", "author_count", "upvotes", "comments", "organisation", "venue", "source", "link", "pdf", "code",
    "arxiv_id", "doi", "categories",
]  # fmt: skip
Rank = Literal["most", "fewest"]


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """A question about the record of one paper. `name` is empty if it points to a paper shown before (`it`)."""

    field: RecordField
    name: str = ""
    rank: Rank | None = None
    """The paper is the one with the most or the fewest of the field."""
    described: bool = False
    """The name is what the paper is about (`the paper on octopus sleep`), and need not be in its title."""


_LAB = r"(?:lab|laboratory|organi[sz]ation|university|company|institution|institute|group|team)"
# In this order: "link to the code" asks for the code.
_PHRASES: dict[RecordField, str] = {
    "author_count": r"how many (?:co-?)?(?:authors|people|researchers)|number of (?:co-?)?authors|author count",
    "upvotes": r"how many (?:up)?(?:votes|likes)|(?:number|count) of (?:upvotes|likes)",
    "comments": r"how many comments|number of comments",
    "pdf": r"pdf",
    "code": r"(?:link|url|address) to (?:the )?(?:code|repo(?:sitory)?)|repo(?:sitory)?|github",
    "arxiv_id": r"arxiv (?:id|number|identifier)",
    "doi": r"doi",
    "link": r"link|url|web address",
    "source": r"(?:which|what) (?:page|file|source|listing)|where did (?:i|we|you) (?:get|find|see|save)",
    "venue": r"(?:which|what) (?:venue|journal|conference)|where (?:was|were|is) .+ (?:published|presented)",
    "organisation": rf"(?:which|what) {_LAB}|{_LAB} of|affiliations? of|who (?:published|released)",
    "authors": (
        r"who (?:wrote|has written|authored)|authors?(?: names)? of|names of the authors|by whom"
        r"|who(?:'s| is| are| was| were) the (?:first |last |lead )?authors?"
    ),
    "date": (
        r"when (?:was|were|is|did)|(?:which|what) (?:year|month|day|date)|(?:publication|release|submission) date"
        r"|date of|how old is"
    ),
    "categories": r"(?:which|what) (?:arxiv )?categor(?:y|ies)|categor(?:y|ies) of",
}
_FIELDS = {field: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for field, words in _PHRASES.items()}
_RANK = re.compile(
    r"\b(?P<rank>most|fewest|least) (?P<field>comment|discuss|upvote|vote|like|author)(?:e?d|s)\b", re.IGNORECASE
)
_RANKED: dict[str, RecordField] = {
    "comment": "comments", "discuss": "comments", "upvote": "upvotes", "vote": "upvotes", "like": "upvotes",
    "author": "author_count",
}  # fmt: skip
# Words that ask, and name no paper.
_ASKING = frozenset(
    "a about address affiliation affiliations an and appear appeared are article arxiv as at author author's "
    "authored authors be been behind by called came can categories category class coauthor coauthors code come "
    "comment comments company conference could count date day did do does doi download downloaded file find first "
    "for found from get github give got group had has have how i id identifier in institute institution is it its "
    "journal lab laboratory last lead likes link list listed listing lists made many may me month much my name "
    "named names number of old on one organisation organization out page paper pdf people please posted presented "
    "publication publish published receive received release released repo repository researchers save saved see "
    "send show so source subject submission submitted team tell that the there this titled to university upvotes "
    "url venue votes was we web were what when where which who whom whose work would write written wrote year "
    "you".split()
)
_ASKING_RANK = frozenset(
    "a are article authors collection commented comments discussed fewest get got had has have i in is least "
    "library liked likes me most my of one paper received show that the upvoted upvotes voted votes what what's "
    "which with".split()
)
_WORD = re.compile(r"[^\s?!,;()\"“”]+")
_QUOTED = re.compile(r"[\"“„«](?P<title>[^\"“”„«»]{3,300})[\"”“»]")
_DESCRIBED = re.compile(r"\b(?:paper|article|work|study)\s+(?:on|about)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s$")
_LONGEST = 400


def record_question(text: str) -> RecordQuestion | None:
    """Return what the question asks of a record; None if it asks for nothing that a record has.

    >>> record_question("When was the LanternNet paper published?")
    RecordQuestion(field='date', name='LanternNet', rank=None, described=False)
    >>> record_question("How many comments does it have?")
    RecordQuestion(field='comments', name='', rank=None, described=False)
    >>> record_question("Which paper got the most comments?")
    RecordQuestion(field='comments', name='', rank='most', described=False)
    >>> record_question("How do tides turn?")
    """
    question = " ".join(text.split())
    if len(question) > _LONGEST:
        return None
    if (ranked := _RANK.search(question)) and not _besides(question, _ASKING_RANK):
        rank: Rank = "most" if ranked["rank"].casefold() == "most" else "fewest"
        return RecordQuestion(_RANKED[ranked["field"].casefold()], rank=rank)
    # What is quoted is a title, whatever its words are.
    quoted = _QUOTED.search(question)
    asking = question.replace(quoted[0], " ") if quoted else question
    field = next((field for field, pattern in _FIELDS.items() if pattern.search(asking)), None)
    if field is None or (quoted and _besides(asking, _ASKING)):
        return None
    if quoted:
        return RecordQuestion(field, quoted["title"].strip())
    described = _DESCRIBED.search(question) is not None
    return RecordQuestion(field, " ".join(_besides(question, _ASKING)), described=described)


def _besides(question: str, asking: frozenset[str]) -> list[str]:
    """Return the words of the question that name something."""
    words = [_POSSESSIVE.sub("", word.strip(".:'’‘")) for word in _WORD.findall(question)]
    return [word for word in words if word and word.casefold() not in asking]
