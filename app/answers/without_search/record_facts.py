"""What a record says of one of its fields, or that it does not, as a sentence without its full stop. Pure."""

import re
from collections.abc import Callable

from app.answers.without_search.record_questions import Rank, RecordField
from app.citations import without_false_marks
from index.papers import Paper
from index.text.counting import said_authors, said_comments, said_upvotes
from index.text.date_words import date_words
from index.text.language import language_of
from index.text.sentences import sentences
from index.wording.said import Said, in_quotes, listed, said

# The names of a large collaboration fill pages.
_MOST_NAMES, _FIRST_NAMES = 30, 20
_BY_NAME: frozenset[RecordField] = frozenset(("authors", "all_authors", "first_author", "last_author", "same_authors"))
FIELD_NAMES: dict[RecordField, Said] = {
    "date": said("record.the_date", "the date"),
    "authors": said("record.the_author_names", "the author names"),
    "all_authors": said("record.the_author_names", "the author names"),
    "first_author": said("record.the_author_names", "the author names"),
    "last_author": said("record.the_author_names", "the author names"),
    "same_authors": said("record.the_author_names", "the author names"),
    "author_count": said("record.the_number_of_authors", "the number of authors"),
    "upvotes": said("record.the_number_of_upvotes", "the number of upvotes"),
    "comments": said("record.the_number_of_comments", "the number of comments"),
    "organisation": said("record.the_organisation", "the organisation"),
    "venue": said("record.the_venue", "the venue"),
    "source": said("record.the_source", "the source"),
    "link": said("record.the_link", "the link"),
    "pdf": said("record.the_pdf_link", "the link to the PDF"),
    "code": said("record.the_code_link", "the link to the code"),
    "arxiv_id": said("record.the_arxiv_id", "the arXiv id"),
    "doi": said("record.the_doi", "the DOI"),
    "categories": said("record.the_categories", "the categories"),
    "abstract": said("record.the_abstract", "the abstract"),
    "title": said("record.the_title", "the title"),
    "added": said("record.the_day_added", "the day on which it was added"),
    "tags": said("record.the_tags", "the tags"),
    "language": said("record.the_language", "the language"),
    "funding": said("record.the_funding", "the funding"),
    "abstract_length": said("record.the_length", "the length of the abstract"),
}
"""Each field in words, with its article."""
_FUNDED = re.compile(
    r"\b(?:funded|financed|sponsored|supported)\s+by\b[^.]{0,80}\b(?:grant|foundation|institute|council|agency|ministry|union|fund)"
    r"|\b(?:funded|financed|sponsored)\s+by\b|\bfunding\s*:",
    re.IGNORECASE,
)
_BY = ("record.is_by", "{title} is by {value}")
_FACTS: dict[RecordField, tuple[str, str]] = {
    "authors": _BY,
    "all_authors": _BY,
    "first_author": ("record.first_author_is", "The first author of {title} is {value}"),
    "last_author": ("record.last_author_is", "The last author of {title} is {value}"),
    "organisation": ("record.is_from", "{title} is from {value}"),
    "venue": ("record.published_at", "{title} was published in {value}"),
    "source": ("record.is_in", "{title} is in {value}"),
    "categories": ("record.in_categories", "{title} is in the categories {value}"),
    "link": ("record.link_is", "The link to {title} is {value}"),
    "pdf": ("record.pdf_is", "The link to the PDF of {title} is {value}"),
    "code": ("record.code_is", "The link to the code of {title} is {value}"),
    "arxiv_id": ("record.arxiv_id_is", "The arXiv id of {title} is {value}"),
    "doi": ("record.doi_is", "The DOI of {title} is {value}"),
    "title": ("record.title_is", "The paper is {title}"),
    "language": ("record.language_is", "The abstract of {title} is in {value}"),
    "funding": ("record.funding_is", "The abstract of {title} says: “{value}”"),
}
"""What is said of a paper whose record gives the field: its key, and the English sentence."""
_THINGS: dict[RecordField, Said] = {
    "author_count": said("record.authors", "authors"),
    "upvotes": said("record.upvotes", "upvotes"),
    "comments": said("record.comments", "comments"),
}
_COUNTED: dict[RecordField, Callable[[int], Said]] = {
    "author_count": said_authors,
    "upvotes": said_upvotes,
    "comments": said_comments,
}


def count_of(paper: Paper, field: RecordField) -> int | None:
    """Return the number that a field counts; None if it is not known, or the field counts nothing."""
    return {"upvotes": paper.upvotes, "comments": paper.comments, "author_count": paper.author_count}.get(field)


def ranked_fact(paper: Paper, field: RecordField, rank: Rank, *, chosen: bool = False) -> Said:
    """Return that the paper has the most or the fewest of what the field counts; `chosen`: of some papers, not all."""
    title, number = title_of(paper), count_of(paper, field) or 0
    things = _THINGS[field]
    if chosen:
        of_these = {
            "most": ("record.has_most_of_these", "{title} has the most {things} of these papers, {number}"),
            "fewest": ("record.has_fewest_of_these", "{title} has the fewest {things} of these papers, {number}"),
        }
        return said(*of_these[rank], title=title, things=things, number=number)
    if rank == "most":
        most = "{title} has the most {things} of the papers in your collection, {number}"
        return said("record.has_most", most, title=title, things=things, number=number)
    fewest = "{title} has the fewest {things} of the papers in your collection, {number}"
    return said("record.has_fewest", fewest, title=title, things=things, number=number)


def fact_of(paper: Paper, field: RecordField) -> str:
    """Return what the record says of the field, as a sentence without its full stop; empty if it says nothing."""
    title = title_of(paper)
    if field == "date":
        return _published(paper, title) if paper.date else ""
    if field in _COUNTED:
        count = count_of(paper, field)
        return (
            "" if count is None else said("record.has", "{title} has {what}", title=title, what=_COUNTED[field](count))
        )
    if field == "abstract_length" and paper.abstract:
        words = len(paper.abstract.split())
        length = ("The abstract of {title} has {count} word", "The abstract of {title} has {count} words")
        return said("record.abstract_words", length, count=words, title=title)
    if field not in _FACTS:
        return ""
    key, english = _FACTS[field]
    value = _value(paper, field)
    return said(key, english, title=title, value=value) if value else ""


def _published(paper: Paper, title: str) -> str:
    value = date_words(paper)
    if paper.date_inferred:
        inferred = "{date} (the page leaves out the year; it is inferred)"
        value = said("record.inferred", inferred, date=value)
    if paper.date_precision == "day":
        return said("record.published_on", "{title} was published on {date}", title=title, date=value)
    return said("record.published_in", "{title} was published in {date}", title=title, date=value)


def _value(paper: Paper, field: RecordField) -> str:
    """Return what the record gives for the field; empty if it gives nothing."""
    if field == "authors" and len(paper.authors) > _MOST_NAMES:
        first, more = listed(map(without_false_marks, paper.authors[:_FIRST_NAMES])), len(paper.authors) - _FIRST_NAMES
        some = "{names} and {count} more (“all authors of this paper” lists every name)"
        return said("record.some_names", some, names=first, count=more)
    if field in ("authors", "all_authors", "source", "categories"):
        lists = {"source": paper.sources, "categories": paper.categories}
        names = lists.get(field, paper.authors)
        return listed(map(without_false_marks, names), "and") if names else ""
    values: dict[RecordField, str | None] = {
        "first_author": next(iter(paper.authors), ""),
        "last_author": next(reversed(paper.authors), ""),
        "organisation": paper.organisation,
        "venue": paper.venue,
        "title": paper.title,
        "language": paper.abstract and (language_of(paper.abstract) or "English"),
        "funding": next(filter(_FUNDED.search, sentences(paper.abstract)), ""),
    }
    return without_false_marks((values[field] if field in values else _address(paper, field)) or "")


def _address(paper: Paper, field: RecordField) -> str | None:
    """Return an id or address of the paper; those that follow from its arXiv id or DOI need not be in the record."""
    id_ = paper.arxiv_id
    addresses: dict[RecordField, str | None] = {
        "link": paper.url or (id_ and f"https://arxiv.org/abs/{id_}") or (paper.doi and f"https://doi.org/{paper.doi}"),
        "pdf": paper.pdf_url or (id_ and f"https://arxiv.org/pdf/{id_}"),
        "code": paper.code_url,
        "arxiv_id": id_ and f"{id_}v{paper.arxiv_version}" if paper.arxiv_version else id_,
        "doi": paper.doi,
    }
    return addresses[field]


def not_given(paper: Paper, field: RecordField) -> str:
    """Return that the record does not give the field, and what comes nearest to it."""
    pages = (
        "The page you saved does not give {field} {joint} {title}",
        "The pages you saved do not give {field} {joint} {title}",
    )
    joint = said("record.to", "to") if field == "link" else said("record.of", "of")
    text = said(
        "record.not_given",
        pages,
        count=len(paper.sources),
        field=FIELD_NAMES[field],
        joint=joint,
        title=title_of(paper),
    )
    if field in _BY_NAME and paper.author_count is not None:
        authors = said_authors(paper.author_count)
        return said("record.only_number", "{not_given}, only that it has {authors}", not_given=text, authors=authors)
    if may_be_nearly_given(field) and paper.organisation:
        name = without_false_marks(paper.organisation)
        only = "{not_given}, only its organisation, {name}"
        return said("record.only_organisation", only, not_given=text, name=name)
    return text


def may_be_nearly_given(field: RecordField) -> bool:
    """Return whether a record without the field may give something near it, such as the organisation for authors."""
    return field in {*_BY_NAME, "author_count"}


def title_of(paper: Paper) -> Said:
    """Return the title between quotation marks, harmless as a citation."""
    return in_quotes(without_false_marks(paper.title))
