"""Decides which fact a question about the record of a paper asks for. Pure.

That it asks about a record, and the words that name the paper, are known already: `Query.intent` and `Query.paper`.
"""

import re
from typing import Literal

from index.questions.ordering import is_least_first
from index.questions.query import Order, Query

RecordField = Literal[
    "date", "authors", "first_author", "last_author", "author_count", "upvotes", "comments", "organisation", "venue",
    "source", "link", "pdf", "code", "arxiv_id", "doi", "categories", "all_authors", "same_authors", "abstract",
    "title", "added", "tags", "language", "funding", "abstract_length",
]  # fmt: skip
Rank = Literal["most", "fewest"]

_LAB = r"(?:lab|laboratory|organi[sz]ation|university|company|institution|institute|group|team)"
_LANGUAGES = r"english|german|french|spanish|chinese|japanese"
# In this order: "link to the code" asks for the code.
_PHRASES: dict[RecordField, str] = {
    "added": (
        r"(?:when|what day|date|since|how long)\b[^?!]{0,80}?\b(?:i|we|you)\b[^?!]{0,40}?"
        r"\b(?:add(?:ed)?|saved?|import(?:ed)?|have|had|got)"
        r"|(?:date|when)\b[^?!]{0,80}?\b(?:added|imported|saved)"
    ),
    "tags": r"tag(?:ged)?",
    "funding": r"fund(?:s|ed|er|ing)?|paid|pays?|sponsor(?:ed)?|grant|financed|money",
    "abstract_length": r"how long|how many words|number of words|word count|length",
    "same_authors": (
        r"(?:what|anything) else|other (?:papers|work|works|publications)|(?:papers|work) (?:by|of|from) the same"
        r"|(?:more|else) (?:papers )?(?:by|from) (?:them|him|her|the|these)"
    ),
    "author_count": (
        r"how many (?:co-?)?(?:authors|people|researchers)|number of (?:co-?)?authors|author count"
        r"|(?:most|fewest|least) authors"
    ),
    "upvotes": r"(?:up)?vote[sd]?|upvoted|liked?s?|popular",
    "comments": r"comments?|commented|discussed",
    "pdf": r"pdf",
    "code": r"code|repo(?:sitory)?|github",
    "arxiv_id": r"arxiv (?:id|number|identifier)",
    "doi": r"doi",
    "link": r"link|url|(?:web )?address",
    "source": r"(?:which|what) (?:page|file|source|listing)|where did (?:i|we|you) (?:get|find|see|save)",
    "venue": (
        r"venues?|journals?|conferences?|where (?:was|were|is|are) .{0,300}?(?:published|presented)"
        r"|where did .{0,300}?(?:appear|come out)"
    ),
    "organisation": rf"{_LAB}|affiliations?|who (?:published|released)",
    "all_authors": r"(?:all|every|each|full|complete)\b[^.?!]{0,30}\b(?:author|authors|author list|names)",
    "first_author": r"first[ -]author",
    "last_author": r"(?:last|senior)[ -]author",
    "authors": r"who|people|guys|folks|whose|wrote|written by|authors?|by whom|names?(?! of (?:this|that|the) paper)",
    "date": r"when|year|month|day|date|how old",
    "categories": r"categor(?:y|ies)",
    "language": rf"language|in (?:{_LANGUAGES})",
    "abstract": r"abstract",
    # Last: `which paper has the most authors` asks for their number.
    "title": r"title|(?:which|what) paper|called|name of",
}
# In the plural too: `what are their DOIs`.
_FIELDS = {field: re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE) for field, words in _PHRASES.items()}
ORDERED: dict[Order, RecordField] = {
    "comments": "comments", "upvotes": "upvotes", "authors": "author_count",
    "least_upvoted": "upvotes", "least_discussed": "comments",
    "fewest_authors": "author_count",
}  # fmt: skip
"""What papers are ordered by, and the field that says how much a paper has of it."""
_CALLED = re.compile(
    r"^(?:(?:do|have)\s+(?:i|we|you)\s+(?:have|got)|is\s+there|does\s+(?:my|this|the|our)\s+(?:library|collection)\s+(?:have|contain))"
    r"\s+(?:a|an|the|any)\s+(?:paper|article|preprint)\s+(?:(?:that|which)\s+is\s+)?(?:called|titled|entitled|named|with\s+the\s+title)"
    r"\s+(?P<title>.+?)(?:\s+in\s+(?:my|this|the|our)\s+(?:library|collection))?[\s?.!]*$",
    re.IGNORECASE,
)
_FEWEST = re.compile(r"\b(?:fewest|least)\b", re.IGNORECASE)


def requested_title(question: str) -> str:
    """Return the title of which a question asks whether the collection has it; empty for any other question.

    >>> requested_title("Do I have a paper called “Who Wrote It?”"), requested_title("Is there a paper on tides?")
    ('Who Wrote It?', '')
    """
    found = _CALLED.match(question.strip())
    return found["title"].strip("\"“”„‘’' ") if found else ""


def record_field(question: str, query: Query) -> RecordField | None:
    """Return the field that a question about a record asks for; None if it asks for none that a record has.

    >>> record_field("When was Who Wrote It published?", Query("", intent="record", paper="Who Wrote It"))
    'date'
    >>> record_field("Which journals are these from?", Query("", intent="record"))
    'venue'
    >>> record_field("What's the name of that paper?", Query("", intent="record"))
    'title'
    """
    if field := ORDERED.get(query.order):
        return field
    # The words of a title ask for nothing.
    asking = question.replace(query.paper, " ") if query.paper else question
    return next((field for field, pattern in _FIELDS.items() if pattern.search(asking)), None)


def record_rank(question: str, query: Query) -> Rank | None:
    """Return whether the paper meant is the one with the most or the fewest of the field; None if it is another.

    >>> record_rank("Which paper has the fewest upvotes?", Query("", intent="record"))
    'fewest'
    """
    if query.order in ORDERED:
        return "fewest" if is_least_first(query.order) else "most"
    return "fewest" if not query.paper and _FEWEST.search(question) else None
