"""Reads feeds: Atom, as arXiv's API answers, and RSS, as arXiv announces new papers. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from index.papers import Reading, tidy
from index.sources.data.safe_xml import Element
from index.sources.data.xml_reader import records_in
from index.sources.fields.record import reading_of
from index.sources.format_reader import Document, FormatReader
from index.sources.head import Head

_XML = re.compile(r"<\?xml\b|<")
# The part before it does not backtrack (`*+`): many comments could be split in more ways than can be tried.
_FEED = re.compile(
    r"(?:\s*(?:<\?.{0,500}?\?>|<!--.{0,2000}?-->|<!DOCTYPE[^\[>]{0,500}(?:\[.{0,3000}?\]\s*)?>))*+"
    r"\s*<(?:rss|(?:\w+:)?feed|rdf:RDF)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML = re.compile(r"<html\b", re.IGNORECASE)
_ATOM = re.compile(r"<(?:\w+:)?feed\b")
_START = 4000
# arXiv's API answers with an entry even if it found none.
_ERRORS = "arxiv.org/api/errors"
# arXiv puts this before an abstract: `arXiv:2601.00011v1 Announce Type: new \nAbstract: ...`
_ANNOUNCED = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*(?P<type>\S+)\s+Abstract:\s*", re.IGNORECASE)
_TITLE_END = re.compile(r"\s*\(arXiv:\S+(?: \[[^\]]*\])?(?: [A-Z]+)?\)\s*$")


def recognises(head: Head) -> bool:
    """Return whether this is a feed."""
    start = head.text[:_START]
    return bool(_FEED.match(start) and not _HTML.search(start))


def read(document: Document) -> Reading:
    """Return the papers of a feed."""
    if _ATOM.search(document.text[:_START]):
        found, abstract = records_in(document.text, "entry", _atom_values), "summary"
    else:
        found, abstract = records_in(document.text, "item", _rss_values), "description"
    # Posts, releases and episodes have them, too.
    return reading_of((replace(record, columns=("title", abstract)) for record in found), document.file)


def _atom_values(entry: Element) -> Mapping[str, object] | str:
    if _ERRORS in entry.first("id"):
        return f"arXiv answered with an error: {tidy(entry.first('summary'))}"
    links = [link.attributes for link in entry.all("link")]
    pdf = [link.get("href") for link in links if link.get("title") == "pdf" or link.get("type") == "application/pdf"]
    page = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    return {
        "title": entry.first("title"),
        "abstract": entry.first("summary", "content"),
        "authors": entry.texts("author/name"),
        "date": entry.first("published", "updated"),
        "organisation": entry.first("author/affiliation"),
        "arxiv_id": entry.first("id"),
        "doi": entry.texts("doi"),
        "url": [*page, entry.first("id")],
        "pdf_url": pdf,
        "venue": entry.first("journal_ref"),
        "categories": [
            found.attributes.get("term", "") for name in ("primary_category", "category") for found in entry.all(name)
        ],
    }


def _rss_values(item: Element) -> Mapping[str, object]:
    text = item.first("description", "encoded")
    announced = _ANNOUNCED.match(text)
    day = item.first("pubDate", "date")
    return {
        "title": _TITLE_END.sub("", item.first("title")),
        "abstract": text[announced.end() :] if announced else text,
        "authors": item.first("creator", "author"),
        # The day of the announcement is near that of the submission only for new papers.
        "date": day,
        "listed_on": [day],
        "arxiv_id": [item.first("guid"), item.first("link")],
        "url": item.first("link"),
        "venue": item.first("journal_reference"),
        "doi": [*item.texts("DOI"), *item.texts("doi"), *item.texts("identifier")],
        "categories": item.texts("category"),
    }


FEED = FormatReader("an RSS or Atom feed", recognises, read)
